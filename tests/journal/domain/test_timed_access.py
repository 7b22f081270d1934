"""Timed access by its rules alone: reasons, words, ends, reviews."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from journal.domain.access import Face
from journal.domain.broken import ReasonMissing, WordsTooLong, WordsTooShort
from journal.domain.codes import code_list
from journal.domain.ids import CaseId, GrantId
from journal.domain.timed_access import (
    MOST_CHARACTERS,
    REASONS,
    WORDS_MAY_FOLLOW,
    Ask,
    Judgement,
    expiry,
    is_live,
    require_outcome,
    require_reason,
    review_due,
)

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
ENOUGH = "x" * 15


def ask(reason, words="", face=Face.BREAK_GLASS):
    """Return what somebody asks for."""
    return Ask(case_id=CaseId(uuid4()), face=face, reason=reason, words=words)


@pytest.mark.parametrize("reason", code_list("bg_reason"))
def test_an_emergency_needs_a_reason_and_words(reason):
    """Fifteen characters that are more than space; in acute danger they may follow."""
    require_reason(ask(reason, ENOUGH))
    for words in ("x" * 14, f"   {'x' * 14}   \n"):
        with pytest.raises(WordsTooShort):
            require_reason(ask(reason, words))
    if reason == WORDS_MAY_FOLLOW:
        require_reason(ask(reason, "  \n"))
    else:
        with pytest.raises(WordsTooShort):
            require_reason(ask(reason))


@pytest.mark.parametrize("face", Face)
def test_a_reason_of_the_other_list_is_none(face):
    """Nobody opens an emergency for an invoice, nor says a purpose that is none."""
    other = Face.PURPOSE if face is Face.BREAK_GLASS else Face.BREAK_GLASS
    for reason in ("", "anything", *code_list(REASONS[other])):
        with pytest.raises(ReasonMissing):
            require_reason(ask(reason, ENOUGH, face))


def test_a_purpose_needs_no_words_and_nobody_reads_a_novel():
    """A code says enough of a purpose; a thousand characters are enough for anything."""
    require_reason(ask("supervision", face=Face.PURPOSE))
    require_reason(ask("supervision", "Kort.", Face.PURPOSE))
    for face, reason in ((Face.PURPOSE, "supervision"), (Face.BREAK_GLASS, "acute_safety")):
        require_reason(ask(reason, "x" * MOST_CHARACTERS, face))
        with pytest.raises(WordsTooLong):
            require_reason(ask(reason, "x" * (MOST_CHARACTERS + 1), face))


@pytest.mark.parametrize(
    ("left_of_shift", "hours"), [(timedelta(minutes=1), None), (timedelta(hours=9), 8)]
)
def test_an_emergency_ends_with_the_shift_and_after_eight_hours(left_of_shift, hours):
    """R-B1: whichever comes first; a purpose lasts an hour whatever the roster says."""
    end = NOW + left_of_shift
    expected = end if hours is None else NOW + timedelta(hours=hours)

    assert expected == expiry(Face.BREAK_GLASS, NOW, end)
    assert NOW + timedelta(hours=1) == expiry(Face.PURPOSE, NOW, end)


def test_it_counts_to_the_second():
    """From its opening on, until the very instant at which it ends and not at it."""
    end, microsecond = NOW + timedelta(hours=1), timedelta(microseconds=1)

    assert is_live(NOW, end, NOW, NOW)
    assert is_live(NOW, end, end - microsecond, NOW)
    assert not is_live(NOW, end, end, NOW)
    assert not is_live(NOW, end, NOW - timedelta(seconds=31), NOW - timedelta(seconds=31))


def test_a_clock_that_was_set_back_lengthens_nothing():
    """Thirty seconds of drift are forgiven; behind what the log has seen nothing counts."""
    end, newest = NOW + timedelta(hours=1), NOW + timedelta(minutes=30)

    assert is_live(NOW, end, newest - timedelta(seconds=30), newest)
    assert not is_live(NOW, end, newest - timedelta(seconds=31), newest)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        (datetime(2026, 3, 2, 2, 0, tzinfo=UTC), "2026-03-05T22:59:59"),
        (datetime(2026, 3, 6, 2, 0, tzinfo=UTC), "2026-03-11T22:59:59"),
        (datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "2026-03-05T22:59:59"),
        (datetime(2026, 3, 31, 20, 0, tzinfo=UTC), "2026-04-08T21:59:59"),
        (datetime(2026, 12, 23, 9, 0, tzinfo=UTC), "2026-12-29T22:59:59"),
    ],
    ids=["in a week", "over a weekend", "after midnight in the house", "over Easter", "Christmas"],
)
def test_it_is_reviewed_within_three_working_days(opened, due):
    """The day of the house counts, and no holiday does; the limit is the end of the third."""
    assert datetime.fromisoformat(due).replace(tzinfo=UTC) == review_due(opened, ZONE)


@pytest.mark.parametrize("outcome", code_list("review_outcome"))
def test_only_what_is_explained_needs_no_comment(outcome):
    """Whoever finds something says what."""
    judgement = Judgement(subject=GrantId(uuid4()), outcome=outcome)
    if outcome == "explained":
        require_outcome(judgement)
    else:
        with pytest.raises(WordsTooShort):
            require_outcome(judgement)
    require_outcome(Judgement(subject=GrantId(uuid4()), outcome=outcome, comment=ENOUGH))


def test_a_review_without_an_outcome_is_none():
    """Nobody is judged with a word that is not on the list."""
    for outcome in ("", "guilty", "acute_safety"):
        with pytest.raises(ReasonMissing):
            require_outcome(Judgement(subject=GrantId(uuid4()), outcome=outcome, comment=ENOUGH))
