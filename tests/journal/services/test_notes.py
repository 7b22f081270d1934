"""Notes come back as they were written, once each, and every look leaves what it opened."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from journal.domain.audit import bytes_of, text_of
from journal.domain.broken import NoteSaved, TextTooLong, TimeUnusable
from journal.domain.errors import AccessDenied
from journal.domain.notes import MAX_CHARACTERS, storable_text
from journal.services import audit, cases, colleagues, notes, staff
from journal.services.work import perform
from journal.vault.opened import OpenCase

TEXTS = {
    "danish": "Æblegrød på bordet, blåbærsyltetøj i køleskabet.",
    "emoji": "Hun smilede \U0001f642 \U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f igen",
    "right to left": "\u0642\u0627\u0644\u062a \u202e\u05e9\u05dc\u05d5\u05dd\u202c og gik.",
    "combining": "A\u030angstrom og \u00c5ngstr\u00f6m er to skrivemåder",
    "white space": "  indrykket\n\n\tlinje\r og \u2028 og \ufeff",
    "outside the first plane": "\U0001d518\U0001d52b\U0001d526 \U0010fffd",
    "longest": "\U0001f98aå\n" * (MAX_CHARACTERS // 3) + "æø",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_survives_unchanged(text, case_id, sign_in, write, read):
    """Code point for code point, on both engines, for reader and author."""
    assert text == storable_text(text)
    note_id = write(sign_in("anna"), case_id, text)
    assert {note_id: text} == read(sign_in("birgit"), case_id)
    assert {note_id: text} == read(sign_in("anna"), case_id)


def test_the_longest_note_is_as_long_as_promised():
    """20,000 code points fit; one more is refused in plain words."""
    assert MAX_CHARACTERS == len(TEXTS["longest"])
    with pytest.raises(TextTooLong):
        storable_text(TEXTS["longest"] + "!")


def test_nothing_readable_is_stored(case_id, sign_in, write, ask):
    """The row holds an envelope: no word of the text, in no column."""
    write(sign_in("anna"), case_id, "Genkendelig sætning om Stille Birk.")
    for table in ("note", "case_file", "staff", "audit_entry"):
        stored = b" ".join(
            field if isinstance(field, bytes) else str(field).encode()
            for row in ask(f"SELECT * FROM {table}")
            for field in row
        )
        for word in (b"Genkendelig", b"Stille", b"Birk", b"Anna Ager", b"anna"):
            assert word not in stored


def test_a_form_sent_twice_is_one_note(case_id, sign_in, context, draft, ask, events):
    """The second answer says so; nothing is written again."""
    anna, note = sign_in("anna"), draft(case_id)
    perform(context(anna), notes.write_note, note)
    with pytest.raises(NoteSaved):
        perform(context(anna), notes.write_note, note)
    assert [(1,)] == ask("SELECT count(*) FROM note")
    assert 1 == len(events("note.write"))


def test_a_form_raced_by_eight_is_one_note(case_id, sign_in, context, draft, ask, events, read):
    """Eight tabs send the same form at once: one is stored, seven hear that it is."""
    anna, note = sign_in("anna"), draft(case_id)

    def send(_):
        try:
            return perform(context(anna), notes.write_note, note)
        except NoteSaved:
            return "saved"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert (1, 7) == (answers.count(note.id), answers.count("saved"))
    assert [(1,)] == ask("SELECT count(*) FROM note")
    assert 1 == len(events("note.write"))
    assert {note.id: note.text} == read(anna, case_id)


def test_eight_people_write_and_read_at_once(case_id, sign_in, write, read, house, context):
    """Nobody is told to come back; every note is there and the log adds up."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    with ThreadPoolExecutor(8) as pool:
        written = list(
            pool.map(lambda n: write((anna, birgit)[n % 2], case_id, f"Nr. {n}"), range(24))
        )
        pages = list(pool.map(lambda n: read((anna, birgit)[n % 2], case_id), range(8)))
    assert 24 == len(set(written))
    assert all(set(written) == set(page) for page in pages)


def test_a_note_about_the_future_is_refused(case_id, sign_in, write, clock):
    """What has not happened is no note; a few minutes between two clocks do not matter."""
    anna = sign_in("anna")
    write(anna, case_id, occurred_at=clock() + timedelta(minutes=5))
    with pytest.raises(TimeUnusable):
        write(anna, case_id, occurred_at=clock() + timedelta(minutes=5, seconds=1))


def test_a_late_entry_is_shown_as_late(case_id, sign_in, write, context, clock):
    """More than a day between event and entry is seen on the page (R-N1)."""
    anna = sign_in("anna")
    write(anna, case_id, occurred_at=clock() - timedelta(hours=24))
    write(anna, case_id, occurred_at=clock() - timedelta(hours=24, seconds=1))
    timeline = perform(context(anna), notes.read_timeline, case_id, 1)
    assert [False, True] == [note.is_late for note in timeline.notes]


def test_a_long_timeline_is_paged_newest_first(case_id, sign_in, write, context, clock):
    """Fifty a page in the order of events; a page beyond the last is the last."""
    anna = sign_in("anna")
    ids = [
        write(anna, case_id, f"{n}", occurred_at=clock() - timedelta(hours=n)) for n in range(53)
    ]
    first, second, beyond = (
        perform(context(anna), notes.read_timeline, case_id, page) for page in (1, 2, 99)
    )
    assert ids == [note.id for note in (*first.notes, *second.notes)]
    assert (50, 2, 53, 2) == (len(first.notes), first.pages, first.total, beyond.page)
    assert [note.id for note in second.notes] == [note.id for note in beyond.notes]


def test_ids_opened_are_the_ids_in_the_event(case_id, sign_in, write, context, monkeypatch, events):
    """Counted at the envelope itself: not one more, not one less, under the same request."""
    anna = sign_in("anna")
    for n in range(53):
        write(anna, case_id, f"{n}")
    opened, real = [], OpenCase.read

    def watched(case, signed):
        opened.append(signed.note.id)
        return real(case, signed)

    monkeypatch.setattr(OpenCase, "read", watched)
    asked = context(sign_in("birgit"))
    perform(asked, notes.read_timeline, case_id, 1)
    said = [event for event in events() if event["rid"] == text_of(asked.request_id.bytes)]
    ids = [UUID(bytes=bytes_of(row)) for event in said for _, rows in event["on"] for row in rows]
    assert (opened, [50]) == (ids, [event["n"] for event in said])


def test_note_and_event_name_each_other(case_id, sign_in, write, ask, events):
    """The row carries the event's id; the event carries the row's id and its envelope's hash."""
    note_id = write(sign_in("anna"), case_id)
    (event,) = events("note.write")
    ((event_id,),) = ask("SELECT event_id FROM note")
    raw = event_id if isinstance(event_id, bytes) else event_id.bytes
    assert (text_of(raw), [text_of(note_id.bytes)], 1) == (
        event["id"],
        event["on"][0][1],
        len(event["env"]),
    )


@pytest.mark.parametrize(
    ("login", "use_case", "acts"),
    [
        ("anna", cases.list_cases, ["case.list"]),
        ("lone", cases.list_cases, ["case.list"]),
        ("anna", cases.pseudonyms, ["house.labels"]),
        ("anna", colleagues.colleagues, ["house.labels"]),
        ("anna", lambda work: staff.by_login(work, "birgit"), ["house.labels"]),
        ("lone", audit.request_check, ["log.verify"]),
    ],
)
def test_every_look_leaves_an_event(login, use_case, acts, case_id, sign_in, context, events):
    """Also a page that shows nothing but names."""
    actor, before = sign_in(login), len(events())
    perform(context(actor), use_case)
    assert acts == [event["act"] for event in events()[before:]]


def test_every_look_at_a_case_leaves_an_event(case_id, sign_in, context, write, events):
    """Preparing a form opens nothing and is on record all the same."""
    anna = sign_in("anna")
    note_id = write(anna, case_id)
    for use_case, args, act in (
        (notes.prepare_note, (case_id,), "case.read"),
        (notes.read_note, (case_id, note_id), "note.read"),
        (cases.show_case, (case_id,), "case.read"),
    ):
        before = len(events())
        perform(context(anna), use_case, *args)
        assert [(act, "team")] == [(one["act"], one["basis"]) for one in events()[before:]]


def test_a_note_refers_to_an_earlier_one_of_its_file_and_to_no_other(
    case_id, open_case, sign_in, write, context, draft, clock, denials, ask, raw_id
):
    """By date and author, not by a word; a child's file never leads into her mother's this way."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    said_at, earlier = clock(), write(birgit, case_id, "Hun ringede til sin søster.")
    other = open_case("anna", "birgit", pseudonym="Rolige Eg")
    clock.advance(days=2)
    for strange in (uuid4(), write(anna, other, "Om en anden."), other):
        with pytest.raises(AccessDenied):
            write(anna, case_id, refers_to=strange)
        prepared = perform(context(anna), notes.prepare_note, case_id, strange)
        assert (None, False) == (prepared.earlier, prepared.is_first)
    assert 3 == len(denials())
    offered = perform(context(anna), notes.prepare_note, case_id, earlier).earlier
    assert (said_at, "Birgit Bro") == (offered.occurred_at, offered.author)

    later = write(anna, case_id, "Søsteren kommer i morgen.", refers_to=earlier)
    for notes_read in (
        perform(context(anna), notes.read_timeline, case_id, 1).notes,
        [perform(context(anna), notes.read_note, case_id, later)[1]],
    ):
        (found,) = (one for one in notes_read if one.id == later)
        assert (earlier, said_at) == (found.reference.note_id, found.reference.occurred_at)
        assert ("Birgit Bro", "Søsteren kommer i morgen.") == (found.reference_author, found.text)
    (row,) = ask("SELECT * FROM note WHERE id = :id", id=raw_id(later))
    assert raw_id(earlier) not in row
