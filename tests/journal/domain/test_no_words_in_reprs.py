"""What a traceback or a log line would show of words on their way: nothing."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from journal.domain.drafts import Writing, Written, from_copy, to_copy
from journal.domain.excerpts import Excerpt, Piece
from journal.domain.handover import NewLine
from journal.domain.note_form import TEXT
from journal.domain.notes import NoteDraft, NoteKind
from journal.domain.search import Asked, Term
from journal.services.handover_lines import LineShown
from journal.services.intake import OwnText
from journal.services.note_marks import Hanging
from journal.services.notes_shown import HangingView, NoteView

WORD = "Mosteren"
FIELDS = {TEXT: WORD}
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
IDS = {"id": uuid4(), "case_id": uuid4()}
WRITING = {"occurred_at": "", "fields": FIELDS, "page": uuid4(), "turn": 0}
VIEW = {"signed_at": NOW, "author": "Anna", "author_function": "other", "text": WORD}


@pytest.mark.parametrize(
    "holding",
    [
        Writing(**IDS, **WRITING, type="phone", revision=0),
        Written(**WRITING),
        NoteDraft(**IDS, type="phone", occurred_at=NOW, text=WORD, more={"with_whom": WORD}),
        Hanging(**IDS, note_id=uuid4(), kind=NoteKind.ADDENDUM, text=WORD),
        NewLine(id=uuid4(), text=WORD),
        LineShown(
            id=uuid4(),
            text=WORD,
            author="Anna",
            written_at=NOW,
            until=NOW,
            alike=[WORD],
            may_take_down=True,
        ),
        OwnText(id=uuid4(), pseudonym="Stille Birk", sent_at=NOW, until=NOW, text=WORD),
        Asked(terms=(Term(words=(WORD,)),)),
        Excerpt(pieces=(Piece(text=WORD),), follows=False, goes_on=False),
        HangingView(id=uuid4(), kind=NoteKind.ADDENDUM, **VIEW),
        NoteView(
            id=uuid4(),
            type="phone",
            occurred_at=NOW,
            is_late=False,
            is_mine=True,
            fields={"with_whom": WORD},
            **VIEW,
        ),
    ],
    ids=lambda holding: type(holding).__name__,
)
def test_what_holds_words_does_not_show_them(holding):
    """Whoever prints it for a fault sees what it is, and no word of a note."""
    assert type(holding).__name__ in repr(holding)
    assert WORD not in repr(holding)


@pytest.mark.parametrize("text", ["Hun sov.", '{"v": 1}', "[1]", "{" * 5000, "", "null"])
def test_a_copy_of_before_is_her_words_themselves(text):
    """For a day after an upgrade there are copies that hold the main text alone."""
    assert {TEXT: text} == from_copy(text)
    assert {TEXT: text, "with_whom": "x"} == from_copy(to_copy({TEXT: text, "with_whom": "x"}))
