"""Monday: the leader reviews a week, the deputy reviews the leader, everybody sees her own uses."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from browsing import Inspector
from houses import Clock, close_house, open_settings, settings_in, sign_in_as

from journal.domain.access import Face
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId
from journal.domain.oversight import Week
from journal.domain.roster import Planned
from journal.domain.timed_access import Ask
from journal.request.opening import open_access
from journal.services import exclusions, notes, roster
from journal.services.work import perform
from journal.vault.desk import Fresh

pytestmark = [pytest.mark.browser, pytest.mark.half]

ZONE = ZoneInfo("Europe/Copenhagen")
COMMENT = "Vi taler om det på tirsdag, når hun er på arbejde."
WORDS = "Hun svarede ikke på døren, og barnet græd."


class Lived:
    """Somebody's acts in the week before this one, beside no service."""

    def __init__(self, place, clock):
        self.house = open_settings(settings_in(place.folder), clock)
        self.place, self.clock = place, clock
        self.case = CaseId(UUID(place.path.split("/")[2]))

    def act(self, who, use_case, *args):
        """Do one thing."""
        return perform(self.context(who), use_case, *args)

    def context(self, who):
        """Return the context of somebody's request."""
        return self.house.context("web", sign_in_as(self.house, self.place.logins[who]))

    def open(self, who, face, reason, words=""):
        """Open the journal for a time and read it."""
        context = self.context(who)
        ask = Ask(case_id=self.case, face=face, reason=reason, words=words)
        open_access(context, ask, Fresh(session_tag=None, at=self.clock()))
        perform(context, notes.read_timeline, self.case, 1)


@pytest.fixture(scope="module", autouse=True)
def week(place):
    """Let the house live through Friday of last week before anybody looks; give the week's name."""
    last = Week.at(datetime.now(UTC), ZONE).moved(-1, ZONE)
    clock = Clock(last.begins + timedelta(days=4, hours=9))
    lived = Lived(place, clock)
    shifts = [
        Planned(
            staff_id=place.people[who],
            starts_at=clock() + timedelta(minutes=10),
            ends_at=clock() + timedelta(hours=8),
        )
        for who in ("pedagogue", "night guard")
    ]
    lived.act("leader", roster.plan_shifts, shifts)
    clock.advance(hours=1)
    for _ in range(4):
        lived.act("pedagogue", notes.read_timeline, lived.case, 1)
        clock.advance(minutes=20)
    lived.open("night guard", Face.BREAK_GLASS, "child_concern", WORDS)
    lived.open("leader", Face.PURPOSE, "supervision")
    carla = place.people["other team"]
    lived.act("other team", exclusions.exclude, lived.case, carla)
    clock.advance(minutes=3)
    for _ in range(2):
        with pytest.raises(AccessDenied):
            lived.act("other team", notes.read_timeline, lived.case, 1)
    clock.advance(hours=9)
    lived.act("pedagogue", notes.read_timeline, lived.case, 1)
    close_house(lived.house)
    return last.name


def as_(visitor, place, who, path="/"):
    """Sign somebody in and go to a page."""
    visitor.context.clear_cookies(name="__Host-sid")
    visitor.open(path)
    visitor.sign_in(place.logins[who], place.password)


def send(page, form):
    """Send a form and wait for the answer."""
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def answer(page, form, outcome):
    """Press one of the three answers and wait for the page."""
    with page.expect_navigation():
        form.locator(f"button[value={outcome}]").click()


def test_the_leader_reviews_a_week(visitor, place, week):
    """Why each stands there, one answer with an error and one without, and the pictures."""
    inspector, page = Inspector(visitor), visitor.page
    as_(visitor, place, "leader")
    inspector.look("overview")
    page.locator("main a[href='/gennemgang/uge/']").first.click()
    page.locator("#flagged-title").wait_for()
    assert page.url.endswith(week)
    inspector.look("the week")
    said = page.locator("main li.card :is(h2, h3)").all_inner_texts()
    assert any("Carla Cramer" in heading for heading in said)
    assert not any("Lone Leder" in heading for heading in said)
    form = page.locator(f"form[action^='/gennemgang/uge/{week}/']").first
    answer(page, form, "breach")
    page.locator("#words-error").wait_for()
    inspector.look("an answer with an error")
    form = page.locator("form:has(#words)")
    form.locator("#words").fill(COMMENT)
    answer(page, form, "breach")
    page.locator(".notice--good").wait_for()
    assert COMMENT in page.locator("main").inner_text()
    inspector.look("an answer is kept")
    visitor.open(f"/hvem-har-laest/uge/{week}")
    for summary in page.locator("main summary").all():
        summary.click()
    inspector.look("the week as a picture")
    visitor.open(f"{place.path}hvem-har-laest")
    inspector.look("who has read, with names")

    assert [] == inspector.done()


def test_the_deputy_reviews_the_leader(visitor, place, week):
    """What the leader opened stands on the deputy's page, and on hers only as a number."""
    inspector, page = Inspector(visitor), visitor.page
    as_(visitor, place, "deputy", "/gennemgang/uge/")
    item = page.locator("li.card", has_text="Lone Leder").first
    item.wait_for()
    inspector.look("the week of the deputy")
    form = item.locator("form")
    if form.count():  # in the second language it has been answered
        form.locator("input[value=explained]").check()
        send(page, form)
        page.locator(".notice--good").wait_for()
    assert page.url.partition("?")[0].endswith(week)
    as_(visitor, place, "log reviewer", "/gennemgang/uge/")
    assert "Lone" not in page.locator("main").inner_text()
    inspector.look("the week of the log reviewer")

    assert [] == inspector.done()


def test_somebody_sees_her_own_uses_and_her_case(visitor, place):
    """From her page; functions where she is in the team, never a name."""
    inspector, page = Inspector(visitor), visitor.page
    as_(visitor, place, "pedagogue", "/mig/")
    inspector.look("my page")
    page.locator("a[href='/mig/log']").click()
    page.locator("table.log").wait_for()
    inspector.look("what is logged about me")
    visitor.open(f"{place.path}hvem-har-laest")
    said = page.locator("main").inner_text()
    assert [] == [name for name in place.names if name in said]
    inspector.look("who has read, by function")

    assert [] == inspector.done()


def test_it_works_without_a_script(signed_in, place, week):
    """Folded parts open, and an answer is taken."""
    reader = signed_in("leader", java_script_enabled=False)
    reader.open(f"/gennemgang/uge/{week}")
    page = reader.page
    form = page.locator("section[aria-labelledby=sample-title] form").first
    form.locator("summary").click()
    form.locator("textarea").fill("Set.")
    answer(page, form, "explained")

    assert page.locator(".notice--good").is_visible()
