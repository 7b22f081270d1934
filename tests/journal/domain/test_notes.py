"""A text is kept exactly as it was typed, or refused in words that help."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain.broken import (
    NoteNotSo,
    ReasonUnfit,
    TextMissing,
    TextNotStorable,
    TextTooLong,
    TimeUnusable,
)
from journal.domain.notes import (
    CLOCK_TOLERANCE,
    HIDDEN,
    LATE_AFTER,
    MAX_CHARACTERS,
    MAX_REASON,
    MOVES,
    NoteKind,
    NoteState,
    hung,
    is_late,
    may_hang,
    require_past,
    state_of,
    storable,
    storable_reason,
    storable_text,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- the zone stands beside


@given(STORABLE)
def test_only_line_ends_change(typed):
    """CRLF becomes LF; nothing is trimmed, composed or folded."""
    if not typed.strip():
        with pytest.raises(TextMissing):
            storable_text(typed)
    else:
        assert typed.replace("\r\n", "\n") == storable_text(typed)


@given(STORABLE.filter(str.strip))
def test_a_stored_text_is_stored_the_same_again(typed):
    """What a form shows again after an error is what was typed."""
    once = storable_text(typed)
    assert "\r\n" in once or once == storable_text(once)


@given(STORABLE, st.sampled_from(["\0", "\ud800", "\udbff", "\udc00", "\udfff"]), STORABLE)
def test_what_no_database_stores_alike_is_refused(before, odd, after):
    """NUL and half a surrogate pair, wherever they stand."""
    with pytest.raises(TextNotStorable):
        storable_text(before + odd + after)


@pytest.mark.parametrize("blank", ["", " ", "\n\r\n\t", "\u2003\u00a0"])
def test_a_note_has_words(blank):
    """White space of any kind is no note."""
    with pytest.raises(TextMissing):
        storable_text(blank)


@pytest.mark.parametrize("character", ["a", "å", "\u4f60", "\U0001f98a"])
def test_the_limit_counts_code_points(character):
    """The same for all scripts: an emoji counts once, not as its bytes."""
    longest = character * MAX_CHARACTERS
    assert longest == storable_text(longest)
    with pytest.raises(TextTooLong) as caught:
        storable_text(longest + character)
    assert {"length": MAX_CHARACTERS + 1, "limit": MAX_CHARACTERS} == caught.value.values


def test_the_limit_counts_a_line_end_once():
    """A browser sends CRLF: the person counts lines."""
    typed = "a\r\n" * (MAX_CHARACTERS // 2)
    assert MAX_CHARACTERS == len(storable_text(typed))


def test_a_field_of_a_draft_may_be_empty_and_is_no_longer_than_a_note():
    """20,000 code points after CRLF is LF; one more is refused."""
    assert "" == storable("")
    assert MAX_CHARACTERS == len(storable("å\r\n" * (MAX_CHARACTERS // 2)))
    with pytest.raises(TextTooLong):
        storable("å" * (MAX_CHARACTERS + 1))


@given(st.lists(st.sampled_from(list(NoteKind)), max_size=8))
def test_the_state_of_a_note_follows_from_what_hangs_on_it(kinds):
    """What does not fit changes nothing, and a misfiled note stays so (R-N2, R-N3)."""
    state = NoteState.SIGNED
    for kind in kinds:
        try:
            state = hung(state, kind)
        except NoteNotSo:
            assert (state, kind) not in MOVES
    assert state is state_of(kinds)
    assert NoteState.SIGNED is not state or NoteKind.STRIKE not in kinds[:1]


@pytest.mark.parametrize("state", [NoteState.MISFILED, *sorted(HIDDEN)])
@pytest.mark.parametrize("kind", [NoteKind.ADDENDUM, NoteKind.STRIKE, NoteKind.MISFILE])
def test_what_is_gone_or_restricted_takes_nothing_more(state, kind):
    """Nobody adds to what she cannot read, nor moves it."""
    with pytest.raises(NoteNotSo):
        hung(state, kind)


def test_a_reason_is_a_few_words():
    """At most 500 characters, the white space around them not counted."""
    assert "Forkert dato" == storable_reason("  Forkert dato\r\n")
    for typed in ("", " \n", "x" * (MAX_REASON + 1), "x" * (MAX_CHARACTERS + 1)):
        with pytest.raises(ReasonUnfit):
            storable_reason(typed)
    with pytest.raises(TextNotStorable):
        storable_reason("\ud800")


@given(INSTANTS, st.timedeltas(timedelta(days=-30), timedelta(days=30)))
def test_a_late_entry_is_more_than_a_day_late(occurred_at, delay):
    """Exactly a day is not late, whatever day the clocks are changed (R-N1)."""
    assert (delay > LATE_AFTER) == is_late(occurred_at, occurred_at + delay)


@given(st.timedeltas(timedelta(minutes=-30), timedelta(minutes=30)))
def test_an_event_has_happened(ahead):
    """Five minutes are forgiven."""
    if ahead > CLOCK_TOLERANCE:
        with pytest.raises(TimeUnusable):
            require_past(NOON + ahead, NOON)
    else:
        require_past(NOON + ahead, NOON)


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ({"is_leader": False, "is_mine": True, "is_timed": False}, "addendum misfile strike"),
        ({"is_leader": False, "is_mine": False, "is_timed": False}, "addendum misfile"),
        ({"is_leader": False, "is_mine": True, "is_timed": True}, ""),
        ({"is_leader": True, "is_mine": False, "is_timed": True}, "restriction strike"),
    ],
)
def test_a_page_offers_what_its_reader_may_do_and_the_note_takes(who, offered):
    """Nobody is offered an act that is then refused: the restriction is the leader's alone."""
    assert offered.split() == sorted(may_hang(NoteState.SIGNED, **who))
    assert set() == may_hang(NoteState.MISFILED, **who)
    lifts = {NoteKind.LIFT} if who["is_leader"] else set()
    assert all(lifts == may_hang(state, **who) for state in HIDDEN)
