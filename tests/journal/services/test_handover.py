"""Handing over: what is new to me, who has not read what all must read, lines that run out."""

from datetime import timedelta
from uuid import uuid4

import pytest

from journal.domain.errors import AccessDenied
from journal.domain.handover import KEPT_FOR, NewLine
from journal.domain.ids import RecordId
from journal.domain.notes import NoteKind
from journal.domain.timeline import Wanted
from journal.services import (
    exclusions,
    handover,
    handover_lines,
    misfiled,
    must_read,
    note_marks,
    note_readers,
    notes,
    records,
)
from journal.services.board import OffShift
from journal.services.note_marks import Hanging
from journal.services.work import perform

WORDS = "Fyret er slukket; håndværkeren kommer i morgen"


@pytest.fixture
def look(context):
    """Return a function that shows somebody her handover."""
    return lambda principal: perform(context(principal), handover.show)


@pytest.fixture
def leave(context):
    """Return a function with which somebody leaves a line, and which gives its id."""

    def write(principal, text=WORDS, line_id=None):
        line = NewLine(id=line_id or RecordId(uuid4()), text=text)
        perform(context(principal), handover_lines.write, line)
        return line.id

    return write


def new_to(page):
    """Return the ids of the notes that are new on a page."""
    return [note.id for case in page.cases for note in case.notes]


def test_ux_12_only_what_is_new_to_me_until_i_mark_it(
    case_id, sign_in, write, look, context, clock, events, ask, verify_log
):
    """Somebody else's since I joined; my mark is mine alone, counts once, and opens no note."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    clock.advance(minutes=1)
    hers, mine = write(anna, case_id), write(birgit, case_id)
    assert [(case_id, "Stille Birk")] == look(anna).own
    before = len(events())
    assert [hers] == new_to(look(birgit))
    assert ["handover.read"] == [event["act"] for event in events()[before:]]
    assert [mine] == new_to(look(anna))
    shown = perform(context(birgit), note_readers.read_timeline, case_id, 1, Wanted(unread=True))
    assert ({hers}, [hers]) == (set(shown.new), [note.id for note in shown.timeline.notes])

    for _ in range(2):
        perform(context(birgit), handover.mark, case_id, [hers])
        clock.advance(hours=1)
    assert [] == new_to(look(birgit))
    assert [mine] == new_to(look(anna))
    assert [(1,)] == ask("SELECT count(*) FROM note_seen")
    first, again = events("note.seen")
    assert (1, []) == (first["n"], [row for _, rows in again["on"] for row in rows])
    assert verify_log() is None


def test_ux_12_what_was_added_to_a_note_i_have_read_is_new(
    case_id, sign_in, write, look, context, clock, events
):
    """An addendum, a strike; the mark is of what stood on the page; a lift, once it opens again."""
    anna, birgit, lone = sign_in("anna"), sign_in("birgit"), sign_in("lone")
    clock.advance(minutes=1)
    note = write(anna, case_id)
    perform(context(birgit), handover.mark, case_id, [note])

    def hang(who, kind):
        clock.advance(minutes=1)
        words = {"id": uuid4(), "case_id": case_id, "note_id": note, "text": "Hun sov."}
        return perform(context(who), note_marks.hang, Hanging(kind=kind, **words))

    added, struck = hang(anna, NoteKind.ADDENDUM), hang(anna, NoteKind.STRIKE)
    assert [] == new_to(look(anna))
    (new,) = look(birgit).cases[0].notes
    assert (note, False, "Anna Ager") == (new.id, new.is_unread, new.author)
    assert [NoteKind.ADDENDUM, NoteKind.STRIKE] == new.added
    shown = perform(context(birgit), note_readers.read_timeline, case_id, 1, Wanted(unread=True))
    assert ({added, struck}, 1) == (set(shown.new), shown.timeline.total)

    perform(context(birgit), handover.mark, case_id, [added])
    assert {struck} == perform(context(birgit), note_readers.read_note, case_id, note).new
    perform(context(birgit), handover.mark, case_id, [struck])
    assert [] == new_to(look(birgit))
    hang(lone, NoteKind.RESTRICTION)
    assert [] == new_to(look(birgit))
    hang(lone, NoteKind.LIFT)
    assert [[NoteKind.LIFT]] == [one.added for one in look(birgit).cases[0].notes]
    assert [1, 1, 1] == [one["n"] for one in events("note.seen")]


def test_what_is_for_the_next_shift_or_for_all_comes_first(
    case_id, sign_in, draft, look, context, clock
):
    """However old: what comes after may be folded away."""
    clock.advance(minutes=1)
    anna = context(sign_in("anna"))
    kinds = [("handover", False), ("phone", True), ("phone", False), ("observation", False)]
    for kind, must in kinds:
        clock.advance(minutes=1)
        perform(anna, notes.write_note, draft(case_id, type=kind, must_read=must))
    new = look(sign_in("birgit")).cases[0].notes
    assert [kinds[at] for at in (1, 0, 3, 2)] == [(one.type, one.is_asked) for one in new]


def test_ux_12_what_was_written_before_she_joined_is_not_new(
    case_id, sign_in, write, look, set_team, clock
):
    """She reads the whole file when she wants; nobody hands her a year of it."""
    clock.advance(minutes=1)
    write(sign_in("anna"), case_id)
    clock.advance(minutes=1)
    set_team(case_id, "anna", "birgit", "carla")
    assert [] == new_to(look(sign_in("carla")))


def test_ux_13_writer_and_leader_see_who_has_not_read(
    case_id, sign_in, write, look, context, clock, open_case
):
    """By name, while it can be read there; who neither wrote it nor leads sees no list."""
    anna, birgit, lone = sign_in("anna"), sign_in("birgit"), sign_in("lone")
    clock.advance(minutes=1)
    note = write(anna, case_id)
    for _ in range(2):
        perform(context(anna), must_read.ask, case_id, note)
    for who in (anna, lone):
        (waiting,) = look(who).waiting
        assert ("Stille Birk", ["Birgit Bro"]) == (waiting.pseudonym, list(waiting.names))
    assert [] == look(birgit).waiting
    assert look(birgit).cases[0].notes[0].is_asked
    hung = []
    for kind in (NoteKind.RESTRICTION, NoteKind.LIFT):
        new = Hanging(id=uuid4(), case_id=case_id, note_id=note, kind=kind, text="Hun bad om det.")
        perform(context(lone), note_marks.hang, new)
        hung.append((len(look(anna).waiting), len(look(lone).waiting)))
    assert [(0, 0), (1, 1)] == hung

    clock.advance(minutes=5)
    perform(context(birgit), handover.mark, case_id, [note])
    seen = perform(context(anna), note_readers.read_note, case_id, note)
    assert [("Birgit Bro", clock())] == [(one.name, one.seen_at) for one in seen.readers]
    assert [] == perform(context(birgit), note_readers.read_note, case_id, note).readers
    assert [] == look(anna).waiting == look(lone).waiting
    moved = misfiled.Moving(
        id=uuid4(), case_id=case_id, note_id=write(anna, case_id), target=open_case("carla")
    )
    perform(context(anna), must_read.ask, case_id, moved.note_id)
    perform(context(anna), misfiled.move_note, moved)
    assert [] == look(anna).waiting == look(lone).waiting


def test_ux_13_she_asks_as_she_signs_and_takes_it_back(
    case_id, sign_in, draft, look, context, clock, events, ask
):
    """On record with the signing; who has read it stays on record; nobody else takes it back."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    clock.advance(minutes=1)
    asked = draft(case_id, "Hun har det ikke godt.", must_read=True)
    perform(context(anna), notes.write_note, asked)
    assert ["note.write", "note.ask"] == [event["act"] for event in events()][-2:]
    assert 1 == len(look(anna).waiting)
    assert look(birgit).cases[0].notes[0].is_asked

    with pytest.raises(AccessDenied):
        perform(context(birgit), must_read.withdraw, case_id, asked.id)
    for _ in range(2):
        perform(context(anna), must_read.withdraw, case_id, asked.id)
    assert [] == look(anna).waiting
    shown = perform(context(anna), note_readers.read_note, case_id, asked.id)
    assert (False, True) == (shown.is_asked, shown.may_ask)
    assert 3 == len(events("note.unask"))  # one of them was refused
    assert [(0,)] == ask("SELECT count(*) FROM must_read")


def test_marks_and_asking_are_of_the_team_and_of_the_note(
    case_id, open_case, sign_in, write, context, denials, clock, ask
):
    """Another team, a note of another case, somebody else's note: refused, on record, no row."""
    anna, birgit, carla = sign_in("anna"), sign_in("birgit"), sign_in("carla")
    other = open_case("carla", "dorte", pseudonym="Rolig Bæk", by="carla")
    clock.advance(minutes=1)
    note, foreign = write(anna, case_id), write(carla, other)
    refused = [
        (carla, handover.mark, case_id, [note]),
        (birgit, handover.mark, case_id, [note, foreign]),
        (birgit, handover.mark, case_id, []),
        (birgit, handover.mark, uuid4(), [note]),
        (birgit, must_read.ask, case_id, note),
        (anna, must_read.ask, case_id, foreign),
        (sign_in("lone"), must_read.ask, case_id, note),
    ]
    for who, use_case, *what in refused:
        with pytest.raises(AccessDenied):
            perform(context(who), use_case, *what)
    assert ["note.seen"] * 4 + ["note.ask"] * 3 == denials()
    assert [(0, 0)] == ask("SELECT (SELECT count(*) FROM note_seen), count(*) FROM must_read")


def test_r_x1_who_is_kept_away_hears_nothing_of_the_case(
    case_id, sign_in, write, look, context, people, deputy, clock
):
    """Not even she who leads: neither the pseudonym nor who has not read."""
    clock.advance(minutes=1)
    anna = sign_in("anna")
    perform(context(anna), must_read.ask, case_id, write(anna, case_id))
    assert 1 == len(look(deputy).waiting)
    perform(context(deputy), exclusions.exclude, case_id, deputy.id)
    assert [] == look(deputy).waiting


def test_a_line_is_sealed_and_gone_after_three_days(
    sign_in, look, leave, clock, context, ask, tamper, verify_log
):
    """Whatever a row says of its end: 72 hours after it was written nobody is shown it."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    line_id = leave(anna)
    leave(anna, line_id=line_id)
    (line,) = look(birgit).lines
    assert (WORDS, False, clock() + KEPT_FOR) == (line.text, line.may_take_down, line.until)
    for row in ask("SELECT body_sealed FROM record"):
        assert WORDS.encode() not in bytes(row.body_sealed)

    tamper("UPDATE record SET expires_at = expires_at + 999999999999")
    clock.advance(hours=71, minutes=59)
    assert 1 == len(look(birgit).lines)
    clock.advance(minutes=1)
    assert [] == look(birgit).lines
    tamper("UPDATE record SET expires_at = expires_at - 999999999999")
    assert 1 == perform(context(anna), records.erase_expired)
    assert [(0,)] == ask("SELECT count(*) FROM record")
    assert verify_log() is None


def test_words_like_a_person_are_pointed_out_and_taken_down(
    sign_in, look, leave, context, ask, denials
):
    """It is kept and warned of; its author and who leads erase it, nobody else."""
    anna, birgit, lone = sign_in("anna"), sign_in("birgit"), sign_in("lone")
    named, plain = leave(anna, "Fatimas far ringede fra 20 30 40 50"), leave(anna)
    found = {line.id: [one.kind.value for one in line.alike] for line in look(birgit).lines}
    assert {named: ["phone", "name"], plain: []} == found
    for line_id in (named, RecordId(uuid4())):
        with pytest.raises(AccessDenied):
            perform(context(birgit), handover_lines.take_down, line_id)
    with pytest.raises(AccessDenied):
        leave(birgit, line_id=plain)
    assert 3 == len(denials())
    perform(context(anna), handover_lines.take_down, named)
    perform(context(lone), handover_lines.take_down, plain)
    assert [(0,)] == ask("SELECT count(*) FROM record")


def test_off_shift_a_temp_reads_and_leaves_nothing(sign_in, look, leave, plan, clock):
    """She hears when her next shift begins; on it she reads and writes like everybody."""
    tove = sign_in("tove")
    assert look(tove) == OffShift(next_at=None)
    with pytest.raises(AccessDenied):
        leave(tove)
    plan("tove", clock(), clock() + timedelta(hours=8))
    leave(tove)
    assert 1 == len(look(tove).lines)
