"""A text is kept exactly as it was typed, or refused in words that help."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain.broken import TextMissing, TextNotStorable, TextTooLong, TimeUnusable
from journal.domain.errors import Tampered
from journal.domain.notes import (
    CLOCK_TOLERANCE,
    LATE_AFTER,
    MAX_CHARACTERS,
    Written,
    from_document,
    is_late,
    require_past,
    storable_text,
    to_document,
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


def written(text="Ord", **values):
    """Return what an author signs."""
    return Written(
        text=text, **{"type": "observation", "occurred_at": NOON, "signed_at": NOON} | values
    )


def opened(document, kind="observation", occurred_at=NOON, signed_at=NOON):
    """Open a document in a row of these facts."""
    return from_document(document, kind, occurred_at, signed_at)


@given(STORABLE, INSTANTS, INSTANTS)
def test_a_document_gives_its_text_back(text, occurred_at, signed_at):
    """Through UTF-8 and JSON and back, code point for code point."""
    note = written(text, occurred_at=occurred_at, signed_at=signed_at)
    assert text == opened(to_document(note), "observation", occurred_at, signed_at)


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "plan"},
        {"occurred_at": NOON + timedelta(microseconds=1)},
        {"signed_at": NOON - timedelta(days=1)},
    ],
    ids=["type", "occurred", "signed"],
)
def test_a_document_belongs_to_its_row(row):
    """Type and times of a note are what its author signed."""
    with pytest.raises(Tampered):
        opened(to_document(written()), **row)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'"text"',
        b'{"text": "Ord", "v": 1}',
        b"\xff",
        to_document(written()) + b" ",
        to_document(written()).replace(b'"v": 1', b'"v": 2'),
        to_document(written()).replace(b'"Ord"', b"5"),
    ],
)
def test_another_document_is_refused(document):
    """A version this program does not know, or bytes that are none of its own."""
    with pytest.raises(Tampered):
        opened(document)


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
