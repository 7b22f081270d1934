"""A misfiled note goes to the right file whole, and nothing of it stays in the wrong one (R-N3)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from journal.domain.broken import NoteNotSo, NoteSaved
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.notes import NoteKind, NoteState
from journal.services import cases, handover, intake, misfiled, note_marks, notes
from journal.services.misfiled import Moving
from journal.services.note_marks import Hanging
from journal.services.work import perform

SECRET = "Hun er flyttet til sin moster."
LATER = "Mosteren hedder Gerda."


@pytest.fixture
def right(open_case):
    """Return the right file: another team, of which Anna is not."""
    return open_case("dorte", "carla", pseudonym="Rolige Eg")


@pytest.fixture
def note_id(case_id, sign_in, write, context):
    """Return a note of Birgit's in the wrong file, struck, with an addendum of Anna's."""
    note = write(sign_in("birgit"), case_id, SECRET, more={"with_whom": "Mosteren"}, type="phone")
    for who, kind, text in (
        ("anna", NoteKind.ADDENDUM, LATER),
        ("birgit", NoteKind.STRIKE, "Forkert sag."),
    ):
        new = Hanging(id=uuid4(), case_id=case_id, note_id=note, kind=kind, text=text)
        perform(context(sign_in(who)), note_marks.hang, new)
    return note


@pytest.fixture
def move(context, case_id, note_id, right):
    """Return a function that moves the note to the right file."""

    def move_it(actor, **values):
        values = {"id": uuid4(), "case_id": case_id, "note_id": note_id, "target": right} | values
        return perform(context(actor), misfiled.move_note, Moving(**values))

    return move_it


def test_a_misfiled_note_stands_in_the_right_file_as_it_was(
    note_id, case_id, right, move, sign_in, context, clock, verify_log, events
):
    """R-N3: text, fields, addenda and strike under their authors' names, times as they were."""
    anna, signed_at = sign_in("anna"), clock()
    moved = move(anna)

    _, shown = perform(context(sign_in("dorte")), notes.read_note, right, moved)
    assert (SECRET, {"with_whom": "Mosteren"}) == (shown.text, dict(shown.fields))
    assert ("Birgit Bro", "Anna Ager", signed_at) == (
        shown.author,
        shown.moved_by,
        shown.signed_at,
    )
    assert [
        (NoteKind.ADDENDUM, "Anna Ager", LATER),
        (NoteKind.STRIKE, "Birgit Bro", "Forkert sag."),
    ] == [(one.kind, one.author, one.text) for one in shown.hanging]
    assert NoteState.STRUCK is shown.state
    assert None is verify_log()
    assert [4] == [one["n"] for one in events("note.move")]
    assert [3] == [one["n"] for one in events("note.send")]


def test_of_a_misfiled_note_a_tombstone_stays(
    note_id, case_id, right, move, sign_in, context, ask, raw_id, read
):
    """R-N3: who moved it and when; no envelope, no text, nor where it went."""
    anna = sign_in("anna")
    moved = move(anna)

    _, stone = perform(context(sign_in("birgit")), notes.read_note, case_id, note_id)
    assert (NoteState.MISFILED, None, {}, None) == (
        stone.state,
        stone.text,
        dict(stone.fields),
        stone.link,
    )
    assert [(NoteKind.MISFILE, "Anna Ager", "")] == [
        (one.kind, one.author, one.text) for one in stone.hanging
    ]
    left = ask("SELECT kind, body_sealed FROM note WHERE case_id = :id", id=raw_id(case_id))
    assert {"misfile"} == {row.kind for row in left if row.body_sealed is not None}
    assert {note_id: None} == read(anna, case_id)
    for other in (raw_id(right), raw_id(moved)):
        rows = ask("SELECT * FROM note WHERE case_id = :id", id=raw_id(case_id))
        assert other not in {field for row in rows for field in row}


def test_after_a_move_lists_name_its_author_and_the_wrong_file_has_no_news(
    note_id, case_id, right, move, sign_in, context
):
    """Who moved it wrote nothing; where it stood it is no longer the newest note."""
    anna = sign_in("anna")
    moved = move(anna)
    dorte = sign_in("dorte")
    latest = {
        card.banner.id: card.latest and card.latest.author
        for login in (anna, dorte)
        for card in perform(context(login), cases.list_cases)
    }
    assert {case_id: None, right: "Birgit Bro"} == latest
    ((new,),) = [case.notes for case in perform(context(dorte), handover.show).cases]
    assert (moved, "Birgit Bro") == (new.id, new.author)


def test_a_note_that_is_moved_twice_is_still_its_authors(
    note_id, case_id, right, move, sign_in, context, open_case, set_team, verify_log
):
    """On to a third file, after its key was exchanged: the first signature goes along."""
    second = move(sign_in("anna"))
    third = open_case("anna", "birgit", pseudonym="Blide Bøg")
    set_team(right, "dorte", "eva")
    last = move(sign_in("dorte"), case_id=right, note_id=second, target=third)
    set_team(third, "birgit", "dorte")

    _, shown = perform(context(sign_in("birgit")), notes.read_note, third, last)
    assert (SECRET, "Birgit Bro", "Dorte Dal", 2) == (
        shown.text,
        shown.author,
        shown.moved_by,
        len(shown.hanging),
    )
    assert None is verify_log()


def test_a_form_sent_twice_moves_once(note_id, move, sign_in, ask):
    """The second time says so; another form for the same note is told that it is gone."""
    anna, form = sign_in("anna"), uuid4()
    move(anna, id=form)
    before = ask("SELECT count(*) FROM note")
    with pytest.raises(NoteSaved):
        move(anna, id=form)
    with pytest.raises(NoteNotSo):
        move(anna)
    assert before == ask("SELECT count(*) FROM note")


def test_only_who_reads_a_file_moves_a_note_out_of_it(
    note_id, case_id, right, move, sign_in, write, events, read
):
    """Not a stranger, not the leader, not into its own file or one that does not exist."""
    anna, other = sign_in("anna"), write(sign_in("dorte"), right, "Et andet.")
    for actor, values in (
        (sign_in("dorte"), {}),
        (sign_in("lone"), {}),
        (anna, {"target": case_id}),
        (anna, {"target": uuid4()}),
        (anna, {"note_id": other}),
        (anna, {"note_id": uuid4()}),
        (anna, {"case_id": right, "note_id": other, "target": case_id}),
    ):
        with pytest.raises(AccessDenied):
            move(actor, **values)
    assert SECRET == read(anna, case_id)[note_id]
    assert {other} == set(read(sign_in("dorte"), right))


def test_a_restricted_note_is_not_moved(note_id, case_id, move, sign_in, context):
    """Its text is nobody's to move until the leader lifts it."""
    new = Hanging(
        id=uuid4(), case_id=case_id, note_id=note_id, kind=NoteKind.RESTRICTION, text="Bestridt."
    )
    perform(context(sign_in("lone")), note_marks.hang, new)
    with pytest.raises(NoteNotSo):
        move(sign_in("anna"))


def test_a_damaged_note_stays_where_it_is(note_id, case_id, move, sign_in, tamper, ask, events):
    """What does not open is not moved half: nothing is written, and the damage is reported."""
    tamper("UPDATE note SET parent_id = id WHERE kind = 'addendum'")
    before = ask("SELECT count(*) FROM note")
    tamper("UPDATE note SET type = 'plan' WHERE kind = 'note'")
    with pytest.raises(Tampered):
        move(sign_in("anna"))
    assert before == ask("SELECT count(*) FROM note WHERE body_sealed IS NOT NULL")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE note SET original_author_id = author_id WHERE original_author_id IS NOT NULL",
        "UPDATE note SET original_cert_id = cert_id WHERE original_cert_id IS NOT NULL",
        "UPDATE note SET original_author_id = NULL, original_cert_id = NULL",
        "UPDATE note SET occurred_at = occurred_at - 1",
        "UPDATE note SET type = 'observation'",
    ],
)
def test_nobody_elses_name_is_put_under_a_moved_note(
    change, note_id, right, move, sign_in, context, tamper
):
    """Author, certificate, kind and time are signed twice: by who wrote and by who moved."""
    moved = move(sign_in("anna"))
    assert tamper(change)
    _, shown = perform(context(sign_in("dorte")), notes.read_note, right, moved)
    assert None is shown.text


def test_a_tombstone_that_is_filled_again_is_found(
    note_id, case_id, move, sign_in, ask, tamper, raw_id, verify_log
):
    """Who puts the text back into the wrong file contradicts the log."""
    ((body,),) = ask("SELECT body_sealed FROM note WHERE id = :id", id=raw_id(note_id))
    move(sign_in("anna"))
    assert None is verify_log()
    tamper("UPDATE note SET body_sealed = :body WHERE id = :id", body=body, id=raw_id(note_id))
    assert None is not verify_log()


def test_a_note_that_is_only_emptied_is_found(note_id, case_id, sign_in, tamper, verify_log, read):
    """An envelope that is taken away is no tombstone: nobody signed that it was moved."""
    tamper("UPDATE note SET body_sealed = NULL, state = 'misfiled' WHERE kind = 'note'")
    assert None is not verify_log()
    assert {note_id: None} == read(sign_in("anna"), case_id)


def test_the_copy_of_a_sent_note_goes_too(
    case_id, right, move, sign_in, context, draft, clock, plan
):
    """Who sent it in reads her words for a day, not after they were moved out of that file."""
    plan("tove", clock(), clock() + timedelta(hours=8))
    tove, sent = sign_in("tove"), draft(case_id, SECRET)
    perform(context(tove), intake.send_note, sent)
    assert 1 == len(perform(context(tove), intake.own_texts))
    move(sign_in("anna"), note_id=sent.id)
    assert [] == perform(context(tove), intake.own_texts)


def test_the_right_file_is_chosen_by_pseudonym(
    case_id, right, sign_in, context, guard, break_glass
):
    """All open files but this one; nobody who reads for a time moves anything."""
    assert [(right, "Rolige Eg")] == perform(context(sign_in("anna")), misfiled.targets, case_id)
    break_glass(guard, case_id)
    for stranger in (guard, sign_in("dorte")):
        with pytest.raises(AccessDenied):
            perform(context(stranger), misfiled.targets, case_id)


def test_what_was_moved_does_not_say_which_note_it_referred_to(
    note_id, case_id, right, move, sign_in, write, context
):
    """That one stands in the wrong file still, and nothing leads there."""
    referring = write(sign_in("anna"), case_id, "Hun ringede igen.", refers_to=note_id)
    moved = move(sign_in("anna"), note_id=referring)
    _, shown = perform(context(sign_in("dorte")), notes.read_note, right, moved)
    assert ("Hun ringede igen.", None) == (shown.text, shown.reference)
