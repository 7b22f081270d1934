"""Finding words: what is gone through, what is told of it, and whose journals are never touched."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from danish_notes import FOUND, NOTES, notes_with

from journal.domain import search as rules
from journal.domain.access import Action, Face
from journal.domain.broken import KeyWaits
from journal.domain.errors import AccessDenied, LogStopped, NotCommitted
from journal.domain.ids import NoteId
from journal.domain.notes import NoteKind
from journal.domain.search import Asked, SoFar, terms_of
from journal.request.searching import PAGE, go_on
from journal.services import exclusions, note_marks, search
from journal.services.note_marks import Hanging
from journal.services.work import perform
from journal.vault.ledger import Ledger
from journal.vault.scanned import Scan

WORD = "Grævlingehale"
TEXT = f"Hun fandt en {WORD} i haven og lo."


@pytest.fixture
def look(context):
    """Return a function that searches as somebody does, page by page, to the end."""

    def search_for(principal, typed="", case_id=None, **filters):
        asked, so_far = Asked(terms=terms_of(typed), **filters), SoFar()
        while True:
            step = go_on(context(principal), case_id, asked, so_far)
            if step.so_far.page:
                return step
            so_far = step.so_far

    return search_for


def ids(step):
    """Return the ids of the notes that a search shows."""
    return [hit.note.id for hit in step.shown]


def found_in(hit):
    """Return what is marked in a hit, each with its field."""
    return [
        (place.field, piece.text)
        for place in hit.places
        for one in place.excerpts
        for piece in one.pieces
        if piece.is_hit
    ]


@pytest.fixture
def hers(case_id, open_case, sign_in, write):
    """Let there be two cases of Anna's and one of others, with the same words in each."""
    cases = [case_id, open_case("anna", "carla", pseudonym="Blid Eng")]
    cases.append(open_case("dorte", "carla", pseudonym="Rolig Mose", by="carla"))
    writers = ("anna", "anna", "carla")
    return cases, [
        write(sign_in(login), one, TEXT) for login, one in zip(writers, cases, strict=True)
    ]


def test_search_is_two_uses_and_says_no_word(hers, sign_in, look, events, ask):
    """How many notes of each case, no id; then the hits, as any reading. No word is anywhere."""
    (first, *_), notes = hers
    anna = sign_in("anna")
    before = len(events())
    step = look(anna, "grævlingehale")

    assert set(notes[:2]) == set(ids(step))
    new = events()[before:]
    assert ["note.search"] * 2 + ["note.read"] * 2 == [event["act"] for event in new]
    assert [(1, [], "team")] * 2 == [
        (event["n"], event["on"][0][1], event["basis"]) for event in new[:2]
    ]
    assert [1, 1] == [len(event["on"][0][1]) for event in new[2:]]
    stored = str([ask(f"SELECT * FROM {table}") for table in ("audit_entry", "audit_case", "note")])
    stored += str(events())
    for word in (WORD, rules.fold(WORD)):
        assert word.lower() not in stored.lower()
    excerpt = step.shown[0].places[0].excerpts[0]
    assert [WORD] == [piece.text for piece in excerpt.pieces if piece.is_hit]
    assert 1 == look(anna, "grævlingehale", first).so_far.done


def test_a_journal_that_is_not_hers_is_never_searched(
    hers, sign_in, look, events, context, people, set_team, monkeypatch, deputy, lone
):
    """Not by its address, not in "my cases", not by the id of a hit, not once she is kept away."""
    (first, second, other), notes = hers
    anna, opened = sign_in("anna"), []
    real = Scan.__init__
    monkeypatch.setattr(
        Scan,
        "__init__",
        lambda self, desk, case, found, read: (
            opened.extend(note.id for note in found),
            real(self, desk, case, found, read),
        )[1],
    )
    for step in (
        look(anna, WORD),
        look(anna, author=people["carla"]),
        look(anna, kind="observation"),
    ):
        assert notes[2] not in ids(step)
    with pytest.raises(AccessDenied):
        look(anna, WORD, other)
    for where in (None, first):
        with pytest.raises(AccessDenied):
            go_on(context(anna), where, Asked(terms=terms_of(WORD)), SoFar(hits=[notes[2]], page=1))
    assert notes[2] not in opened
    assert ["note.search", "note.read", "note.read"] == [
        event["act"] for event in events() if event["out"] == "denied"
    ]
    perform(lone(), exclusions.exclude, second, people["anna"])
    opened.clear()
    assert [notes[0]] == ids(look(anna, WORD))
    assert notes[1] not in opened
    # Those who lead search the cases of their teams only, and there are none.
    assert (0, 0) == (look(deputy, WORD).cases, look(deputy, WORD).so_far.done)


def test_an_access_for_a_time_is_searched_while_it_lasts(
    hers, guard, break_glass, look, clock, events
):
    """By the same right as reading, said in the log; one second later it is somebody else's."""
    (first, *_), notes = hers
    opened = break_glass(guard, first)
    for where in (None, first):
        assert [notes[0]] == ids(look(guard, WORD, where))
    uses = events("note.search")
    assert [("breakglass", uses[0]["bg"])] * 2 == [(event["basis"], event["bg"]) for event in uses]
    clock.advance(seconds=(opened.expires_at - clock.now).total_seconds())
    assert 0 == look(guard, WORD).cases
    with pytest.raises(AccessDenied):
        look(guard, WORD, first)


def test_of_two_accesses_the_first_to_end_counts(hers, deputy, break_glass, look, context, clock):
    """A search in both is over when the shorter one is, and never goes on with half a right."""
    (first, _, other), _ = hers
    break_glass(deputy, first, "supervision", "", Face.PURPOSE)
    clock.advance(minutes=20)
    break_glass(deputy, other, "supervision", "", Face.PURPOSE)
    assert 2 == look(deputy, WORD).cases
    clock.advance(minutes=40)
    assert 1 == look(deputy, WORD).cases


def test_a_key_that_is_not_ready_hides_one_case_and_says_so(
    hers, sign_in, look, set_team, people, tamper, raw_id
):
    """The others are searched; by its own address the sentence is the usual one."""
    (first, *_), notes = hers
    carla = sign_in("carla")
    set_team(first, "anna", "birgit", "carla")
    step = look(carla, WORD)
    assert (2, 1) == (step.cases, step.waiting)
    assert notes[0] not in ids(step)
    with pytest.raises(KeyWaits):
        look(carla, WORD, first)
    look(sign_in("anna"), WORD)
    assert set(notes) == set(ids(look(carla, WORD)))


def test_kind_author_and_day_narrow_a_search(hers, sign_in, look, write, people, clock):
    """Together with words or alone; a day is one of the house, its last minute included."""
    (first, *_), notes = hers
    anna = sign_in("anna")
    night = clock.now.replace(hour=22, minute=59) - timedelta(days=3)
    phone = write(anna, first, TEXT, type="phone", occurred_at=night)
    own = write(sign_in("birgit"), first, "Stille aften.")
    day = night.date()
    for expected, typed, filters in (
        ([phone], WORD, {"kind": "phone"}),
        ([own], "", {"author": people["birgit"]}),
        ([], WORD, {"author": people["birgit"]}),
        ([phone], WORD, {"day_to": day}),
        ([phone], "", {"day_from": day, "day_to": day}),
        ([], WORD, {"day_from": day + timedelta(days=1), "day_to": date(2026, 1, 1)}),
        ([notes[0]], WORD, {"day_from": day + timedelta(days=1)}),
    ):
        assert expected == ids(look(anna, typed, first, **filters)), (typed, filters)


def test_what_is_damaged_is_told_and_hides_nothing(
    hers, sign_in, look, tamper, raw_id, ask, events
):
    """A flipped byte, and an envelope of somebody else's: reported, counted, the rest is found."""
    _, notes = hers
    (body,) = ask("SELECT body_sealed FROM note WHERE id = :id", id=raw_id(notes[0]))[0]
    tamper(
        "UPDATE note SET body_sealed = :body WHERE id = :id",
        body=bytes(body[:-1]) + bytes([body[-1] ^ 1]),
        id=raw_id(notes[0]),
    )
    step = look(sign_in("anna"), WORD)
    assert ([notes[1]], 1) == (ids(step), step.so_far.unread)
    assert 1 == len(events("open.error"))


def test_a_long_search_goes_on_where_it_was(case_id, sign_in, write, look, monkeypatch, events):
    """In steps that meet without a gap and without a note twice, also at one instant."""
    anna = sign_in("anna")
    monkeypatch.setattr(search, "AT_ONCE", 4)
    written = [write(anna, case_id, f"{TEXT} {number}") for number in range(11)]
    before = len(events("note.search"))
    step = look(anna, WORD)
    assert (11, 11, None) == (step.so_far.done, step.total, step.so_far.after)
    assert sorted(written) == sorted(step.so_far.hits)
    assert [4, 4, 3] == [event["n"] for event in events("note.search")[before:]]


def test_more_hits_than_a_page_are_read_page_by_page(
    case_id, sign_in, write, look, context, monkeypatch, events
):
    """Only what is shown is read; beyond the most a search gives, it says that there are more."""
    anna = sign_in("anna")
    for number in range(PAGE + 2):
        write(anna, case_id, f"{TEXT} {number}")
    step = look(anna, WORD, case_id)
    assert (PAGE, 2, False) == (len(step.shown), step.pages, step.is_cut)
    asked, before = Asked(terms=terms_of(WORD)), len(events())
    last = SoFar(hits=step.so_far.hits, done=step.so_far.done, page=2)
    assert 2 == len(go_on(context(anna), case_id, asked, last).shown)
    assert [0, 2] == [event["n"] for event in events()[before:]]
    beyond = SoFar(hits=step.so_far.hits, page=400)
    assert () == tuple(go_on(context(anna), case_id, asked, beyond).shown)
    monkeypatch.setattr("journal.request.searching.MOST_HITS", 3)
    assert (3, True) == (len(look(anna, WORD).so_far.hits), look(anna, WORD).is_cut)


@pytest.mark.half
def test_three_hundred_notes_are_found_as_the_table_says(case_id, sign_in, write, context, house):
    """Sealed, opened, found: in the main text, in another field of its kind, in an addendum."""
    anna, numbers = sign_in("anna"), {}
    for number, text in enumerate(NOTES[:40]):
        main, present, added = (text if number % 3 == place else "" for place in range(3))
        more = {"type": "meeting", "more": {"present": present}}
        note = write(anna, case_id, main or "Møde.", **more)
        if added:
            words = {"id": NoteId(uuid4()), "case_id": case_id, "note_id": note, "text": added}
            perform(context(anna), note_marks.hang, Hanging(kind=NoteKind.ADDENDUM, **words))
        numbers[note] = number
    for typed, sentences in list(FOUND.items())[::8]:
        asked = Asked(terms=terms_of(typed))
        found = perform(context(anna), search.scan, case_id, asked)
        assert {numbers[one] for one in found.hits} == {
            one for one in notes_with(sentences) if one < 40
        }, typed


def test_a_hit_is_marked_in_the_field_that_has_it(case_id, sign_in, write, look):
    """A field of its kind, a choice by its words in her language; no phrase over two fields."""
    anna = sign_in("anna")
    meeting = {"type": "meeting", "more": {"present": "Sagsbehandler Grøn, tolken"}}
    met = write(anna, case_id, "Aftalt tolk hver tirsdag", **meeting)
    visit = {"type": "aftercare_visit", "more": {"talk_form": "phone"}}
    rang = write(anna, case_id, "Hun har det godt.", **visit)
    for typed, language, expected in (
        ("grøn", "da", [(met, [("present", "Grøn")])]),
        ("tolk", "da", [(met, [("text", "tolk"), ("present", "tolk")])]),
        ('"tirsdag sagsbehandler"', "da", []),
        ("telefon", "da", [(rang, [("talk_form", "Telefon")])]),
        ("telefon", "en", []),
    ):
        shown = look(anna, typed, case_id, language=language).shown
        assert expected == [(hit.note.id, found_in(hit)) for hit in shown], typed


def stop(*_args):
    """Stand for a log that cannot be written."""
    raise LogStopped


def test_no_note_is_looked_through_before_it_is_on_record(
    hers, sign_in, context, unwraps, monkeypatch
):
    """A search whose log cannot be written opens nothing; a scan that is kept is worth nothing."""
    (first, *_), _ = hers
    kept, anna = [], sign_in("anna")

    def keep(work):
        kept.append(work.open_case(first, Action.NOTE_SEARCH).scan(()))
        with pytest.raises(NotCommitted):
            kept[0].having(None)

    perform(context(anna), keep)
    with pytest.raises(NotCommitted):
        kept[0].having(None)
    unwraps.clear()
    monkeypatch.setattr(Ledger, "append", stop)
    with pytest.raises(LogStopped):
        perform(context(anna), search.scan, first, Asked(terms=terms_of(WORD)))
    assert [] == unwraps


def test_a_note_is_found_as_its_reader_may_read_it(
    hers, sign_in, look, context, deputy, break_glass
):
    """Struck, and by its addendum; restricted not, nor by what was added, and it is not counted."""
    (first, *_), notes = hers
    anna, lone = sign_in("anna"), sign_in("lone")

    def hang(actor, kind, text, note=notes[0]):
        new = Hanging(id=NoteId(uuid4()), case_id=first, note_id=note, kind=kind, text=text)
        perform(context(actor), note_marks.hang, new)

    hang(anna, NoteKind.ADDENDUM, "Senere: den var en Mosegris.")
    hang(anna, NoteKind.STRIKE, "Forkert.")
    (hit,) = look(anna, "mosegris").shown
    assert notes[0] == hit.note.id
    assert [(None, "Mosegris")] == found_in(hit)
    assert 2 == look(anna, "", first, kind="observation").so_far.done
    hang(lone, NoteKind.RESTRICTION, "Om en anden.")
    for typed in ("mosegris", WORD):
        step = look(anna, typed, first)
        assert ([], 0) == (ids(step), step.so_far.done)
    assert [notes[1]] == ids(look(anna, WORD))
    asked = Asked(terms=terms_of(WORD))
    carried = SoFar(hits=[notes[0]], done=1, page=1)
    assert [] == list(go_on(context(anna), first, asked, carried).shown)
    break_glass(deputy, first, "supervision", "", Face.PURPOSE)
    assert [notes[0]] == ids(look(deputy, "mosegris"))
