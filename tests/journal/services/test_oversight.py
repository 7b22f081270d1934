"""Leader's Monday: found once and on record, judged by somebody else, never dropped."""

from datetime import timedelta
from uuid import uuid4

import pytest
from houses import FOUNDED

from journal.domain.access import Action, Face
from journal.domain.broken import AlreadyReviewed, WordsTooShort
from journal.domain.errors import AccessDenied
from journal.domain.ids import EventId
from journal.domain.oversight import Thresholds
from journal.domain.staff import Profession, Role
from journal.domain.timed_access import Judgement, Stage
from journal.request.oversight import look_through
from journal.services import exclusions, notes, oversight, oversight_finding
from journal.services.work import perform

WEEK, NEXT_WEEK = "2026-W10", "2026-W11"
COMMENT = "Vi taler om overleveringen på tirsdag."


@pytest.fixture
def monday(house, clock):
    """Return a function that lets the week pass and looks through it."""

    def pass_week():
        clock.now = FOUNDED + timedelta(days=7)
        return look_through(house.context("job"))

    return pass_week


@pytest.fixture
def show(context):
    """Return a function that gives a week's page, as somebody sees it."""
    return lambda principal, name=WEEK: perform(context(principal), oversight.show, name)


@pytest.fixture
def judge(context):
    """Return a function with which somebody answers for an item."""

    def say(principal, item_id, outcome="explained", comment=""):
        judgement = Judgement(subject=item_id, outcome=outcome, comment=comment)
        return perform(context(principal), oversight.judge, judgement)

    return say


@pytest.fixture
def refused(context, sign_in, people, case_id, clock):
    """Let Carla, who is kept away from a case, try to read it twice on one day."""
    carla = sign_in("carla")
    perform(context(carla), exclusions.exclude, case_id, people["carla"])
    clock.advance(minutes=5)
    for _ in range(2):
        with pytest.raises(AccessDenied):
            perform(context(carla), notes.read_timeline, case_id, 1)
    return carla


@pytest.fixture
def reviewer(hire, people, sign_in):
    """Return the log reviewer, who holds no key of the house."""
    people["rikke"] = hire("rikke", Role.LOG_REVIEWER, Profession.OTHER, "Rikke Rask")
    return sign_in("rikke")


def flagged(page):
    """Return the items of a page that no chance has drawn."""
    return [item for item in page.items if list(item.rules) != ["sample"]]


def test_a_week_is_looked_through_once_it_is_over(monday, house, events, refused, clock):
    """As a job, with one event that names what it found."""
    assert 0 == look_through(house.context("job"))
    assert 1 == monday()
    assert 0 == look_through(house.context("job"))
    (event,) = events("review.find")

    assert (WEEK, "job", "job", None) == (
        event["why"],
        event["basis"],
        event["src"],
        event["actor"],
    )
    assert event["n"] >= 1


def test_weeks_without_a_run_are_made_up_for_in_order(monday, house, clock, events, case_id):
    """A machine that was off for three weeks leaves no week out."""
    monday()
    clock.advance(days=21)

    assert 3 == look_through(house.context("job"))
    weeks = [event["why"] for event in events("review.find")]
    assert ["2026-W10", "2026-W11", "2026-W12", "2026-W13"] == weeks


def test_an_item_says_who_when_which_case_what_and_why(monday, refused, show, sign_in):
    """What belongs together is one item."""
    monday()
    (item,) = flagged(show(sign_in("lone")))

    assert ("Carla Cramer", "socialraadgiver", "Stille Birk", "note.read", "denied") == (
        item.who,
        item.role,
        item.case,
        item.act,
        item.outcome,
    )
    assert (["kept_away"], 2, True, None) == (
        list(item.rules),
        item.uses,
        item.may_review,
        item.verdict,
    )


def test_an_answer_is_logged_and_its_comment_is_sealed(
    monday, refused, show, judge, sign_in, deputy, events, ask
):
    """It stays on the page with who gave it; whoever reviews reads the comment."""
    monday()
    lone = sign_in("lone")
    (item,) = flagged(show(lone))
    judge(lone, item.id, "ask_colleague", COMMENT)
    (event,) = events("review.done")
    (seen,) = flagged(show(sign_in("dagny")))

    assert ("ask_colleague", "leader") == (event["why"], event["basis"])
    assert ("ask_colleague", "Lone Leder", COMMENT) == (
        seen.verdict.outcome,
        seen.verdict.who,
        seen.verdict.comment,
    )
    assert not seen.may_review
    assert [] == ask("SELECT id FROM audit_entry WHERE CAST(entry AS TEXT) LIKE '%tirsdag%'")


def test_only_once_and_not_without_a_word(monday, refused, show, judge, sign_in):
    """A breach needs a comment; a second answer is refused."""
    monday()
    lone = sign_in("lone")
    (item,) = flagged(show(lone))
    with pytest.raises(WordsTooShort):
        judge(lone, item.id, "breach", "")
    judge(lone, item.id)
    with pytest.raises(AlreadyReviewed):
        judge(lone, item.id)


def test_nobody_sees_or_judges_her_own(
    monday, hire, people, sign_in, case_id, context, show, judge
):
    """A deputy who was refused three times finds it with the leader, not with herself."""
    people["dagny"] = hire("dagny", Role.DEPUTY, Profession.OTHER, "Dagny Dam")
    dagny = sign_in("dagny")
    for _ in range(3):
        with pytest.raises(AccessDenied):
            perform(context(dagny), notes.read_timeline, case_id, 1)
    monday()
    dagny = sign_in("dagny")
    own = show(dagny)
    (item,) = flagged(show(sign_in("lone")))

    assert ["denials"] == list(item.rules)
    assert ([], 1) == (flagged(own), own.elsewhere)
    with pytest.raises(AccessDenied):
        judge(dagny, item.id)


def test_a_leaders_openings_go_to_the_deputy_and_the_log_reviewer(
    monday, sign_in, deputy, reviewer, case_id, break_glass, show, events
):
    """Never to herself; the reviewer, who knows no name, gets references."""
    break_glass(sign_in("lone"), case_id, "supervision", "", Face.PURPOSE)
    monday()
    hers = show(sign_in("lone"))
    for login, who in (("dagny", "Lone Leder"), ("rikke", None)):
        page = show(sign_in(login))
        (opened,) = page.timed
        assert opened.verdict is None
        assert who in (opened.who, None)
        assert "Lone" not in opened.who or login == "dagny"
        assert page.has_second
    assert ([], 1) == (list(hers.timed), hers.elsewhere)


def test_a_house_without_a_second_is_told(monday, sign_in, case_id, show):
    """Nobody would review the leader: the page says so."""
    monday()

    assert not show(sign_in("lone")).has_second


def test_uses_are_drawn_by_chance(monday, sign_in, write, read, case_id, show, context):
    """Of what nobody looks at for another reason, by the first checkpoint of the week."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    write(anna, case_id)
    for _ in range(4):
        read(anna, case_id)
        read(birgit, case_id)
    perform(context(anna), notes.read_timeline, case_id, 1)
    monday()
    page = show(sign_in("lone"))
    drawn = [item for item in page.items if list(item.rules) == ["sample"]]

    assert page.is_drawn
    assert {"Anna Ager", "Birgit Bro"} == {item.who for item in drawn}
    assert 5 == len(drawn)


def test_explained_uses_are_folded_away_and_counted(monday, sign_in, write, read, case_id, show):
    """What a plain fact explains nobody has to look at, and it can be counted."""
    anna = sign_in("anna")
    write(anna, case_id)
    read(anna, case_id)
    monday()

    assert 2 == show(sign_in("lone")).explained["team"]


def test_late_is_said_and_blocks_no_emergency(
    monday, refused, show, sign_in, clock, guard, case_id, break_glass, context, plan
):
    """Day three, day seven; the next emergency opens as ever."""
    monday()
    stages = []
    for days in (0, 4, 4):
        clock.advance(days=days)
        (item,) = flagged(show(sign_in("lone")))
        stages.append((item.stage, oversight.waiting(context(sign_in("lone"))).stage))
    assert [(Stage.IN_TIME,) * 2, (Stage.LATE,) * 2, (Stage.RED,) * 2] == stages
    plan("hanne", clock() - timedelta(hours=1), clock() + timedelta(hours=7))
    assert break_glass(sign_in("hanne"), case_id).case_id == case_id


def test_what_was_never_looked_at_is_said(monday, refused, show, sign_in, clock, house):
    """The next week names the weeks before it that still have something."""
    monday()
    clock.advance(days=7)
    look_through(house.context("job"))
    before = len(show(sign_in("lone")).items)

    assert [(WEEK, before)] == list(show(sign_in("lone"), NEXT_WEEK).left)


def test_a_row_that_vanishes_is_missed(monday, refused, show, sign_in, tamper):
    """The log names what was found: nothing flagged can be dropped unseen."""
    monday()
    assert 0 == show(sign_in("lone")).missing
    tamper("DELETE FROM review_item WHERE rules = 'kept_away'")

    assert 1 == show(sign_in("lone")).missing


def test_a_row_that_points_elsewhere_is_marked(monday, refused, show, sign_in, tamper, ask, raw_id):
    """Who did it stands in the log."""
    monday()
    tamper("UPDATE review_item SET actor = :other", other=raw_id(uuid4()))

    assert all(item.is_altered for item in show(sign_in("lone")).items)


def test_a_shift_that_is_planned_afterwards_explains_nothing(
    house, sign_in, write, read, case_id, plan, clock, monday, show
):
    """Nobody is put on the roster for yesterday to explain a look."""
    plan("anna", clock() + timedelta(hours=20), clock() + timedelta(hours=28))
    read(sign_in("anna"), case_id)
    clock.advance(minutes=10)
    plan("anna", clock() - timedelta(hours=1), clock() + timedelta(hours=1))
    monday()
    (item,) = flagged(show(sign_in("lone")))

    assert ["off_shift"] == list(item.rules)


def test_a_case_that_she_is_kept_away_from_is_not_shown_to_a_reviewer(
    monday, refused, show, sign_in, context, case_id, deputy, people
):
    """Nor who looked at it."""
    monday()
    dagny = sign_in("dagny")
    perform(context(dagny), exclusions.exclude, case_id, people["dagny"])
    assert [] == flagged(show(dagny))


@pytest.mark.parametrize("name", ["2026-W99", "2026W10", "x", "1999-W01", "2026-W1٣"])
def test_there_is_no_such_week(name, show, sign_in, events):
    """The same answer as for a page one may not see."""
    with pytest.raises(AccessDenied):
        show(sign_in("lone"), name)


@pytest.mark.parametrize("login", ["anna", "tove"])
def test_who_reviews_nothing_sees_nothing(login, monday, refused, show, judge, sign_in):
    """Neither the week nor an item of it."""
    monday()
    with pytest.raises(AccessDenied):
        show(sign_in(login))
    with pytest.raises(AccessDenied):
        judge(sign_in(login), EventId(uuid4()))


def test_two_who_look_through_at_once_find_one_week(monday, house, refused, clock, ask):
    """The second finds it done, and says so."""
    job = house.context("job")
    clock.now = FOUNDED + timedelta(days=7)
    week = perform(job, oversight_finding.due_week)
    for _ in range(2):
        perform(job, oversight_finding.look_through, week, Thresholds())

    assert [(1,)] == ask("SELECT count(*) FROM review_week")


def test_finding_is_no_act_of_a_person():
    """The word of the log is one that follows; nobody decides it."""
    assert "review.find" == Action.REVIEW_FIND
