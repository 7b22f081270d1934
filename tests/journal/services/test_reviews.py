"""Somebody else looks at every use: never her own, missing words first, in words nobody alters."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from journal.domain.access import Action, Face
from journal.domain.broken import AlreadyReviewed, ReasonMissing, WordsTooShort
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import GrantId
from journal.domain.staff import Profession, Role
from journal.domain.timed_access import Judgement, Stage
from journal.services import exclusions, reviews, timed_access
from journal.services.work import perform

COMMENT = "Vi taler om overleveringen på tirsdag."


@pytest.fixture
def queue(context):
    """Return a function that gives what waits for somebody, as she sees it."""
    return lambda principal: perform(context(principal), reviews.waiting).items


@pytest.fixture
def judge(context):
    """Return a function with which somebody reviews a use."""

    def say(principal, grant_id, outcome="explained", comment=""):
        judgement = Judgement(subject=grant_id, outcome=outcome, comment=comment)
        return perform(context(principal), reviews.judge, judgement)

    return say


@pytest.fixture
def reviewer(hire, people, sign_in):
    """Return the log reviewer, who holds no key of the house."""
    people["rikke"] = hire("rikke", Role.LOG_REVIEWER, Profession.OTHER, "Rikke Rask")
    return sign_in("rikke")


def test_it_waits_with_names_and_words(guard, case_id, break_glass, queue, sign_in, events):
    """Who, what for, whose file, until when, and what she wrote; the look is on record."""
    opened = break_glass(guard, case_id)
    (item,) = queue(sign_in("lone"))

    assert ("Hanne Hald", "nattevagt", "Stille Birk", "acute_safety") == (
        item.who,
        item.role,
        item.case,
        item.reason,
    )
    assert "Hun bad om hjælp gennem døren og svarede ikke mere." == item.words
    assert (opened.id, False) == (item.id, item.is_altered)
    assert 1 == len(events("review.read"))


def test_the_log_reviewer_reviews_by_reference(guard, case_id, break_glass, queue, judge, reviewer):
    """She reads the words and knows no name: eight signs for colleague and case."""
    opened = break_glass(guard, case_id)
    (item,) = queue(reviewer)
    assert (8, 8) == (len(item.who), len(item.case))
    assert item.words is not None
    judge(reviewer, opened.id)

    assert [] == queue(reviewer)


def test_missing_words_come_first_then_what_is_longest_due(
    guard, case_id, open_case, break_glass, queue, sign_in, clock, plan
):
    """What cannot be judged yet is asked for at once; then the oldest."""
    others = [open_case("dorte", "carla", pseudonym=name) for name in ("Rolig Mose", "Klar Sø")]
    first = break_glass(guard, case_id)
    clock.advance(days=1)
    plan("hanne", clock(), clock() + timedelta(hours=8))
    second = break_glass(guard, others[0])
    third = break_glass(guard, others[1], words="")
    clock.advance(days=3)
    items = queue(sign_in("lone"))

    assert [third.id, first.id, second.id] == [item.id for item in items]
    assert [True, False, False] == [item.lacks_words for item in items]
    assert [False, True, False] == [item.stage is not Stage.IN_TIME for item in items]


def test_words_that_followed_are_read_with_the_use(
    guard, case_id, break_glass, queue, sign_in, context
):
    """They stand where those that came at once would stand."""
    opened = break_glass(guard, case_id, words="")
    perform(context(guard), timed_access.add_words, opened.id, "Døren var låst indefra.")
    (item,) = queue(sign_in("lone"))

    assert ("Døren var låst indefra.", False) == (item.words, item.lacks_words)


def test_the_writer_cannot_read_her_words_back(guard, case_id, break_glass, house, context):
    """Nor can anybody else without the key of the reviewers."""
    break_glass(guard, case_id)

    def look(work):
        work.require(Action.HOUSE_LABELS)
        work.act(Action.HOUSE_LABELS)
        return work.vault.keys.open_review(work.desk)

    opened = perform(context(guard), look)
    assert {} == opened._rings


@pytest.mark.parametrize("login", ["anna", "carla", "tove", "hanne"])
def test_only_reviewers_review(login, guard, case_id, break_glass, sign_in, queue, judge, denials):
    """Refused and logged, the team of the case included."""
    opened = break_glass(guard, case_id)
    principal = sign_in(login)
    with pytest.raises(AccessDenied):
        queue(principal)
    with pytest.raises(AccessDenied):
        judge(principal, opened.id)

    assert ["review.read", "review.done"] == denials()


def test_nobody_reviews_her_own(
    deputy, reviewer, case_id, break_glass, queue, judge, sign_in, context
):
    """To the deputy hers is a number; the leader or the board's reviewer judges it."""
    opened = break_glass(deputy, case_id, "supervision", "", Face.PURPOSE)
    assert ([], 1) == (queue(deputy), perform(context(deputy), reviews.waiting).elsewhere)
    with pytest.raises(AccessDenied):
        judge(deputy, opened.id)
    assert 0 == reviews.count_waiting(context(deputy))
    assert [1, 1] == [reviews.count_waiting(context(one)) for one in (sign_in("lone"), reviewer)]
    judge(sign_in("lone"), opened.id)


def test_a_leaders_use_is_for_the_deputy_or_the_reviewer(
    deputy, reviewer, hire, people, case_id, break_glass, queue, judge, sign_in, context
):
    """No leader judges a leader, herself least of all."""
    people["liv"] = hire("liv", Role.LEADER, Profession.OTHER, "Liv Lund")
    opened = break_glass(sign_in("lone"), case_id, "supervision", "", Face.PURPOSE)
    for leader in (sign_in("lone"), sign_in("liv")):
        assert ([], 1) == (queue(leader), perform(context(leader), reviews.waiting).elsewhere)
        with pytest.raises(AccessDenied):
            judge(leader, opened.id)
        assert 0 == reviews.count_waiting(context(leader))
    assert [1, 1] == [reviews.count_waiting(context(one)) for one in (deputy, reviewer)]
    judge(deputy, opened.id)


def test_a_review_is_on_record_and_happens_once(
    guard, deputy, case_id, break_glass, judge, sign_in, events
):
    """Outcome in the log, comment sealed beside it; the second reviewer hears that it is done."""
    opened = break_glass(guard, case_id)
    judge(sign_in("lone"), opened.id, "fix_roster", COMMENT)
    with pytest.raises(AlreadyReviewed):
        judge(deputy, opened.id)
    (done,) = [event for event in events("review.done") if event["out"] == "ok"]
    (opening,) = events("bg.open")

    assert ("fix_roster", opening["id"]) == (done["why"], done["ref"])
    assert done["priv"] is not None


@pytest.mark.parametrize(
    ("outcome", "comment", "error"),
    [
        ("breach", "", WordsTooShort),
        ("breach", "Kort.", WordsTooShort),
        ("x", COMMENT, ReasonMissing),
    ],
)
def test_a_review_that_says_nothing_is_none(
    outcome, comment, error, guard, case_id, break_glass, judge, queue, sign_in
):
    """It waits on."""
    opened = break_glass(guard, case_id)
    with pytest.raises(error):
        judge(sign_in("lone"), opened.id, outcome, comment)

    assert 1 == len(queue(sign_in("lone")))


def test_an_unknown_use_is_refused(judge, sign_in, denials):
    """Like one that is not hers to judge."""
    with pytest.raises(AccessDenied):
        judge(sign_in("lone"), GrantId(uuid4()))

    assert ["review.done"] == denials()


def test_whoever_is_kept_away_from_a_case_does_not_review_it(
    guard, deputy, case_id, break_glass, queue, judge, sign_in, context, people
):
    """A leader who knows her neither reads why her journal was opened nor judges it."""
    opened = break_glass(guard, case_id)
    lone = sign_in("lone")
    perform(context(lone), exclusions.exclude, case_id, people["lone"])

    assert ([], 0) == (queue(lone), reviews.count_waiting(context(lone)))
    with pytest.raises(AccessDenied):
        judge(lone, opened.id)
    assert 1 == len(queue(deputy))


@pytest.mark.parametrize(
    "change", ["reason_code = 'child_concern'", "expires_at = expires_at + 1000000"]
)
def test_a_changed_row_is_pointed_at(change, guard, case_id, break_glass, queue, sign_in, tamper):
    """What the reviewer sees is what the log says was opened, or she is told."""
    break_glass(guard, case_id)
    tamper(f"UPDATE timed_access SET {change}")
    (item,) = queue(sign_in("lone"))

    assert item.is_altered


def test_a_use_that_was_given_to_somebody_else_is_not_judged(
    guard, deputy, case_id, break_glass, judge, people, tamper, raw_id
):
    """Whose it was decides who may judge it: a changed row is judged by nobody."""
    opened = break_glass(guard, case_id)
    tamper("UPDATE timed_access SET staff_id = :id", id=raw_id(people["anna"]))
    with pytest.raises(Tampered):
        judge(deputy, opened.id)


def test_words_that_were_swapped_do_not_open(
    guard, case_id, break_glass, queue, sign_in, ask, owner, engine_name, open_case, unlock_log
):
    """Sealed words belong to their event: those of another use are not shown for this one."""
    break_glass(guard, case_id, words="Den første begrundelse her.")
    break_glass(guard, open_case("dorte", "carla", pseudonym="Rolig Mose"))
    rows = ask("SELECT id, priv_ct FROM audit_entry WHERE act = 'bg.open'")
    unlock_log()
    with owner.begin() as connection:
        for row, other in zip(rows, rows[::-1], strict=True):
            connection.execute(
                text("UPDATE audit_entry SET priv_ct = :words WHERE id = :id"),
                {"words": other.priv_ct, "id": row.id},
            )

    assert [None, None] == [item.words for item in queue(sign_in("lone"))]


def test_the_number_in_the_menu_is_0_while_the_database_is_away(
    guard, case_id, break_glass, context, sign_in, house, monkeypatch
):
    """A page that says what is wrong has the same menu."""
    break_glass(guard, case_id)
    lone = context(sign_in("lone"))
    assert 1 == reviews.count_waiting(lone)
    monkeypatch.setattr(reviews, "reading", broken)

    assert 0 == reviews.count_waiting(lone)


def broken(_sessions):
    """Stand in for a database that does not answer."""
    raise OperationalError("", {}, Exception())
