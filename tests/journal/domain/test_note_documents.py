"""What an author signs gives back what she wrote, and belongs to one row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain.errors import Tampered
from journal.domain.note_documents import (
    Content,
    Link,
    Original,
    Reference,
    Shown,
    content_of,
    first_document,
    from_document,
    from_original,
    to_document,
)
from journal.domain.notes import NoteKind
from journal.domain.sources import Source, find_sources

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- the zone stands beside
ROW = Shown(type="observation", occurred_at=NOON, signed_at=NOON)
MOVED = Original(case_id=uuid4(), note_id=uuid4(), event_id=uuid4(), revision=1, signed=b"\0\xff")
EARLIER = Reference(note_id=uuid4(), occurred_at=NOON - timedelta(days=3), author_id=uuid4())
TOLD = "Observeret: Hun græd.\nFortalt af andre: Naboen så ham.\n\nUden kilde.\nVurdering:"


@given(st.dictionaries(st.sampled_from(["text", "with_whom"]), STORABLE), INSTANTS, INSTANTS)
def test_a_document_gives_its_fields_back(fields, occurred_at, signed_at):
    """Through UTF-8 and JSON and back, code point for code point."""
    shown = replace(ROW, occurred_at=occurred_at, signed_at=signed_at)
    content = content_of(fields)
    assert content == from_document(to_document(shown, content), shown)


@given(STORABLE, INSTANTS)
def test_a_note_of_the_first_version_still_opens(text, at):
    """What was signed before notes had fields is read for good."""
    shown = replace(ROW, occurred_at=at)
    assert Content(fields={"text": text}) == from_document(first_document(shown, text), shown)


@pytest.mark.parametrize(
    "content",
    [
        content_of({"text": TOLD}),
        content_of({"text": "Ord"}, link=Link(case_id=uuid4(), note_id=uuid4())),
        content_of({"text": "Ord"}, is_joint=True),
        content_of({"text": "Ord"}, reference=EARLIER),
        Content(original=MOVED),
    ],
    ids=["sources", "link", "joint", "reference", "original"],
)
def test_everything_else_of_a_note_comes_back(content):
    """Its sources, its link to another file, and what its first author signed."""
    assert content == from_document(to_document(ROW, content), ROW)


@pytest.mark.parametrize("first", [True, False], ids=["first", "second"])
@pytest.mark.parametrize(
    "row",
    [
        {"type": "plan"},
        {"occurred_at": NOON + timedelta(microseconds=1)},
        {"signed_at": NOON - timedelta(days=1)},
    ],
    ids=["type", "occurred", "signed"],
)
def test_a_document_belongs_to_its_row(row, first):
    """Type and times of a note are what its author signed."""
    document = (
        first_document(ROW, "Ord") if first else to_document(ROW, content_of({"text": "Ord"}))
    )
    with pytest.raises(Tampered):
        from_document(document, replace(ROW, **row))


@pytest.mark.parametrize(
    "row",
    [
        {"kind": NoteKind.STRIKE},
        {"parent_id": uuid4()},
        {"author_id": uuid4()},
        {"certificate_id": uuid4()},
    ],
    ids=["kind", "parent", "author", "certificate"],
)
def test_a_row_cannot_be_hung_elsewhere(row):
    """A note does not become a strike, nor an addendum that of another note (R-N2)."""
    for shown in (ROW, replace(ROW, kind=NoteKind.ADDENDUM, parent_id=UUID(int=7))):
        document = to_document(shown, content_of({"text": "Ord"}))
        with pytest.raises(Tampered):
            from_document(document, replace(shown, **row))
    with pytest.raises(Tampered):
        from_document(first_document(ROW, "Ord"), replace(ROW, kind=NoteKind.ADDENDUM))


WHOLE = to_document(ROW, content_of({"text": "Ord"}))


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
        WHOLE + b" ",
        WHOLE.replace(b'"v": 2', b'"v": 3'),
        WHOLE.replace(b'"Ord"', b"5"),
        WHOLE.replace(b'{"text": "Ord"}', b"[]"),
        WHOLE.replace(b'"signed"', b'"refers": ["07", 1, "07"], "signed"'),
        WHOLE.replace(b'"signed"', b'"refers": ["%032x", %d, "%032x"], "signed"' % (1, 10**30, 1)),
        to_document(
            ROW,
            Content(fields={"text": "Ord"}, sources=(Source(start=0, words=1, end=9, code="x"),)),
        ),
        to_document(
            ROW,
            Content(fields={"text": "Ord"}, sources=(Source(start=2, words=1, end=3, code="x"),)),
        ),
    ],
)
def test_another_document_is_refused(document):
    """A version this program does not know, or bytes that are none of its own."""
    with pytest.raises(Tampered):
        from_document(document, ROW)


def test_what_was_moved_says_itself_what_it_showed():
    """Both versions; and never what was moved already, which is taken as it is."""
    for document in (first_document(ROW, "Ord"), WHOLE):
        shown, content = from_original(document)
        assert (ROW, "Ord") == (shown, content.text)
    moved = to_document(replace(ROW, author_id=uuid4()), Content(original=MOVED))
    for document in (moved, b"{}", b"7", WHOLE.replace(b'"occurred": 1', b'"occurred": 1e99')):
        with pytest.raises(Tampered):
            from_original(document)


def test_each_statement_says_where_it_comes_from_r_n5():
    """R-N5: a line that begins with the words of a source opens a statement; the rest has none."""
    passages = content_of({"text": TOLD}).passages()
    assert [
        ("observed", "Hun græd."),
        ("told_by_others", "Naboen så ham."),
        (None, "\n\nUden kilde.\n"),
        ("assessment", ""),
    ] == [(one.source, one.text) for one in passages]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("TOLD BY THE  RESIDENT:ja", ["told_by_resident"]),
        ("Hun siger: vurdering: nej", []),
        ("Vurdering\n: nej", []),
        ("x" * 20_000 + ": y", []),
        (" " * 20_000, []),
        ("Beslutning: a\nmere\n \nikke det", ["decision"]),
        ("\u202eObserveret: a", []),
    ],
)
def test_only_the_words_of_a_source_open_a_statement(text, codes):
    """In either language, however they are written; long lines cost nothing."""
    assert codes == [one.code for one in find_sources(text)]


@given(st.lists(st.sampled_from(["Observeret:", "Told by others: a", "x", "\n", "\n\n", " ", ":"])))
def test_nothing_of_a_text_is_lost_by_its_sources(pieces):
    """Whatever is typed, what is shown with the opening words is the text, in order (R-N5)."""
    text = "".join(pieces)
    content = content_of({"text": text})
    rest = "".join(one.text for one in content.passages())
    assert not set("x") & set(rest) or rest.count("x") == text.count("x")
    assert content == from_document(to_document(ROW, content), ROW)
