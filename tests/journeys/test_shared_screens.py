"""Covers, teams and key care can be used by everybody: both languages, both themes, a phone."""

import re

import pytest
from browsing import Inspector

from journal.domain.cases import PersonKind
from journal.services import cases, exclusions

pytestmark = [pytest.mark.browser, pytest.mark.half]


COVER_BEHIND_ITS_BACK = """() => fetch("/session/daek", {
  method: "POST",
  headers: { Accept: "application/json" },
  body: new URLSearchParams({ csrf_token: document.body.dataset.token }),
})"""
"""The keys leave the session, and no tab is told: as when a browser has no channel between tabs."""


@pytest.fixture(scope="module")
def broken(house, aside, place):
    """Return a case whose pedagogue is kept away from it: who is left waits for a second one."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.WOMAN,
        pseudonym="Sen Sol",
        team=frozenset((place.people["other pedagogue"], place.people["other team"])),
    )
    aside("other pedagogue", cases.create_case, new)
    aside("leader", exclusions.exclude, new.id, place.people["other pedagogue"])
    return new.id


def send(page):
    """Send the first form of the page's main part and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def test_the_screens_of_a_cover(visitor, place):
    """Over the page and in place of it, with a wrong password, and with a note that waits."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.sign_in(place.logins["pedagogue"], place.password)
    visitor.open(f"{place.path}notat/nyt")
    page.locator("#text").fill("Hun sov.")
    page.locator("#text").blur()
    page.locator("#draft-line", has_text=re.compile(r"\d\d")).wait_for()  # a cover stops a saving
    with page.expect_response("**/session/daek"):
        page.locator("form[data-hide] button").click()
    inspector.look("cover over the page")
    page.locator("#cover-password").fill("tre blå heste")
    page.locator("#cover-password").press("Enter")
    page.locator("#cover-error").wait_for()
    inspector.look("cover over the page with an error")
    assert 1 == len(visitor.said)  # the browser's own word on the refused password
    visitor.said.clear()
    page.locator("#cover-password").fill(place.password)
    page.locator("#cover-password").press("Enter")
    page.locator("#text").wait_for()

    page.evaluate(COVER_BEHIND_ITS_BACK)
    page.locator("main form .button--primary").click()
    page.locator(".lone__sheet input[type=password]").wait_for()
    inspector.look("cover with a note")
    visitor.open(place.path)
    inspector.look("cover")
    send(page)
    inspector.look("cover with errors")

    assert [] == inspector.done()


def test_the_question_before_the_cover(visitor, place):
    """Whether she is still here."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.sign_in(place.logins["pedagogue"], place.password)
    page.clock.install()
    visitor.open(place.path)
    page.clock.fast_forward("09:00")
    page.locator("#stay").wait_for()
    inspector.look("still here?")

    assert [] == inspector.done()


def test_the_screens_of_a_team(visitor, place):
    """Who is in it, a refused choice, what a change would do, a wrong password, keeping away."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.sign_in(place.logins["leader"], place.password)
    visitor.open(f"{place.path}team")
    inspector.look("team")
    boxes = page.locator("main input[type=checkbox]")
    boxes.first.uncheck()
    send(page)
    inspector.look("team, too few")
    visitor.open(f"{place.path}team")
    page.get_by_label("Birgit Bro").uncheck()
    page.get_by_label("Carla Cramer").check()
    send(page)
    inspector.look("what a change would do")
    page.locator("#password").fill("tre blå heste")
    send(page)
    inspector.look("what a change would do, wrong password")
    visitor.open(f"{place.path}team?said=changed")
    inspector.look("team is set")
    visitor.open(f"{place.path}team/udeluk")
    inspector.look("keep away")
    send(page)
    inspector.look("keep away with errors")

    assert [] == inspector.done()


def test_the_screens_of_keys(visitor, place, broken):
    """Every line of work, the overview, and the page of a team that lacks somebody."""
    inspector = Inspector(visitor)
    visitor.sign_in(place.logins["leader"], place.password)
    visitor.open("/noegler/")
    inspector.look("keys")
    assert visitor.page.locator("tbody tr").count() >= 2
    visitor.open("/")
    inspector.look("overview")
    visitor.open(f"/sag/{broken}/team")
    inspector.look("team that lacks somebody")

    assert [] == inspector.done()
