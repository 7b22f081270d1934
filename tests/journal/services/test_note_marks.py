"""A signed note is fixed; what comes later hangs on it, signed, in order, and cannot be forged."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from journal.domain.access import Face
from journal.domain.broken import NoteNotSo, NoteSaved
from journal.domain.errors import AccessDenied
from journal.domain.notes import NoteKind, NoteState
from journal.domain.search import Asked, terms_of
from journal.services import note_marks, notes, search
from journal.services.note_marks import Hanging
from journal.services.work import perform
from journal.store.notes import NoteRow


@pytest.fixture
def hang(context, case_id):
    """Return a function that hangs something on a note of the case."""

    def hang_one(actor, note_id, kind, text="Forkert dato.", **values):
        values = {"id": uuid4(), "case_id": case_id} | values
        new = Hanging(note_id=note_id, kind=kind, text=text, **values)
        return perform(context(actor), note_marks.hang, new)

    return hang_one


@pytest.fixture
def look(context, case_id):
    """Return a function that opens one note of the case as its page does."""

    def look_at(actor, note_id):
        return perform(context(actor), notes.read_note, case_id, note_id)[1]

    return look_at


@pytest.fixture
def note_id(case_id, sign_in, write):
    """Return a note of Anna's."""
    return write(sign_in("anna"), case_id, "Hun sov roligt i nat.")


def test_addenda_follow_their_note_in_order(
    note_id, case_id, sign_in, hang, look, context, clock, ask, events, verify_log
):
    """R-N2: the note stays as it was, addenda stand with it as they were signed, once each."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    before = ask("SELECT body_sealed, revision, signed_at FROM note")
    first = hang(birgit, note_id, NoteKind.ADDENDUM, "Fortalt af andre: Hun var oppe kl. 3.")
    clock.now += timedelta(minutes=1)
    hang(anna, note_id, NoteKind.ADDENDUM, "Andet tillæg.")
    with pytest.raises(NoteSaved):
        hang(birgit, note_id, NoteKind.ADDENDUM, "Igen.", id=first)

    shown = look(birgit, note_id)
    assert ("Hun sov roligt i nat.", NoteState.SIGNED) == (shown.text, shown.state)
    assert [("Birgit Bro", True), ("Anna Ager", False)] == [
        (one.author, one.is_mine) for one in shown.hanging
    ]
    assert ["told_by_others"] == [one.source for one in shown.hanging[0].passages]
    assert before == ask("SELECT body_sealed, revision, signed_at FROM note WHERE kind = 'note'")
    timeline = perform(context(anna), notes.read_timeline, case_id, 1)
    assert (1, [note_id], 2) == (
        timeline.total,
        [one.id for one in timeline.notes],
        len(timeline.notes[0].hanging),
    )
    assert 2 == len(events("note.amend"))
    assert None is verify_log()


def test_a_note_is_struck_by_its_author_or_the_leader(
    note_id, case_id, sign_in, hang, look, write, events, house
):
    """With a reason, once; the team goes on reading the text, marked as struck."""
    anna, birgit, lone = sign_in("anna"), sign_in("birgit"), sign_in("lone")
    with pytest.raises(AccessDenied):
        hang(birgit, note_id, NoteKind.STRIKE)
    hang(anna, note_id, NoteKind.STRIKE, "Det var en anden nat.")
    with pytest.raises(NoteNotSo):
        hang(lone, note_id, NoteKind.STRIKE)
    other = write(birgit, case_id, "Et andet notat.")
    hang(lone, other, NoteKind.STRIKE, "Skrevet om den forkerte dag.")

    struck, by_leader = look(birgit, note_id), look(birgit, other)
    assert ("Hun sov roligt i nat.", NoteState.STRUCK) == (struck.text, struck.state)
    assert ["Det var en anden nat."] == [one.text for one in struck.marks(NoteKind.STRIKE)]
    assert (NoteState.STRUCK, "Lone Leder") == (by_leader.state, by_leader.hanging[0].author)
    hang(birgit, note_id, NoteKind.ADDENDUM, "Rettelse.")
    assert [("ok", "team"), ("ok", "leader")] == [
        (one["out"], one["basis"]) for one in events("note.strike") if one["out"] == "ok"
    ]
    assert 1 == len([one for one in events("note.strike") if one["out"] == "denied"])


def test_a_restricted_note_opens_only_for_a_purpose(
    note_id, case_id, sign_in, hang, look, break_glass, guard, events, context
):
    """The leader alone restricts and lifts; neither team nor emergency reads it meanwhile."""
    anna, lone = sign_in("anna"), sign_in("lone")
    hang(anna, note_id, NoteKind.ADDENDUM, "Tillæg.")
    for kind in (NoteKind.RESTRICTION, NoteKind.LIFT):
        with pytest.raises(AccessDenied):
            hang(anna, note_id, kind)
    hang(lone, note_id, NoteKind.RESTRICTION, "Hun bestrider det.")
    break_glass(guard, case_id)

    for reader in (anna, guard):
        before = len(events("note.read"))
        shown = look(reader, note_id)
        assert (None, True, NoteState.RESTRICTED) == (shown.text, shown.is_hidden, shown.state)
        assert ["Hun bestrider det."] == [one.text for one in shown.hanging]
        assert 1 == events("note.read")[before]["n"]
    for kind in (NoteKind.ADDENDUM, NoteKind.STRIKE, NoteKind.RESTRICTION):
        with pytest.raises(NoteNotSo):
            hang(lone if kind is NoteKind.RESTRICTION else anna, note_id, kind)

    break_glass(lone, case_id, reason="complaint", face=Face.PURPOSE)
    shown = look(lone, note_id)
    assert ("Hun sov roligt i nat.", 2, False) == (shown.text, len(shown.hanging), shown.is_hidden)
    hang(lone, note_id, NoteKind.LIFT, "Hun trak det tilbage.")
    assert ("Hun sov roligt i nat.", NoteState.SIGNED) == (
        look(anna, note_id).text,
        look(anna, note_id).state,
    )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE note SET state = 'struck' WHERE id = :note",
        "UPDATE note SET state = 'misfiled' WHERE id = :note",
        "UPDATE note SET state = 'restricted' WHERE id = :note",
    ],
)
def test_a_state_written_into_a_row_changes_nothing(change, note_id, sign_in, look, tamper, raw_id):
    """What is shown of a note follows from signed marks alone."""
    assert 1 == tamper(change, note=raw_id(note_id))
    shown = look(sign_in("birgit"), note_id)
    assert ("Hun sov roligt i nat.", NoteState.SIGNED) == (shown.text, shown.state)


def test_a_lift_that_nobody_signed_opens_nothing(
    note_id, case_id, sign_in, hang, look, tamper, raw_id, context, verify_log
):
    """Whoever writes to the table can add a row but no mark: the text stays closed."""
    anna = sign_in("anna")
    hang(anna, note_id, NoteKind.ADDENDUM, "Tillæg.")
    hang(sign_in("lone"), note_id, NoteKind.RESTRICTION, "Bestridt.")
    columns = [column.name for column in NoteRow.__table__.columns]
    forged = ["'lift'" if name == "kind" else ":id" if name == "id" else name for name in columns]
    row = f"INSERT INTO note ({', '.join(columns)}) SELECT {', '.join(forged)} FROM note"
    assert 1 == tamper(f"{row} WHERE kind = 'restriction'", id=raw_id(UUID(int=2**128 - 1)))

    shown = look(anna, note_id)
    assert (None, True, NoteState.RESTRICTED) == (shown.text, shown.is_hidden, shown.state)
    assert ["Bestridt.", None] == [one.text for one in shown.hanging]
    asked = Asked(terms=terms_of("roligt"))
    assert [] == perform(context(anna), search.read, case_id, [note_id], asked)
    assert None is not verify_log()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE note SET kind = 'strike' WHERE kind = 'addendum'",
        "UPDATE note SET kind = 'secret' WHERE kind = 'addendum'",
        "UPDATE note SET parent_id = :other WHERE kind = 'addendum'",
        (
            "UPDATE note SET original_author_id = :birgit, original_cert_id = cert_id"
            " WHERE kind = 'addendum'"
        ),
        "UPDATE note SET body_sealed = NULL WHERE kind = 'addendum'",
        (
            "UPDATE note SET body_sealed = (SELECT body_sealed FROM note WHERE id = :other)"
            " WHERE kind = 'addendum'"
        ),
        "UPDATE note SET author_id = :birgit WHERE kind = 'addendum'",
    ],
)
def test_an_addendum_cannot_be_made_into_something_else(
    change, note_id, case_id, sign_in, people, hang, look, write, tamper, raw_id, events
):
    """Kind, note and author are what was signed: changed, it does not open, and is reported."""
    anna = sign_in("anna")
    other = write(anna, case_id, "Et andet notat.")
    hang(anna, note_id, NoteKind.ADDENDUM, "Tillæg.")
    known = {"other": raw_id(other), "birgit": raw_id(people["birgit"])}
    named = {name: value for name, value in known.items() if f":{name}" in change}
    assert 1 == tamper(change, **named)

    shown = [look(anna, one) for one in (note_id, other)]
    hanging = [one for note in shown for one in note.hanging]
    assert [None] == [one.text for one in hanging]
    assert [NoteState.SIGNED] * 2 == [note.state for note in shown]
    assert ["Hun sov roligt i nat.", "Et andet notat."] == [note.text for note in shown]
    assert events("open.error")


def test_marks_that_are_deleted_are_missed(note_id, sign_in, hang, tamper, verify_log):
    """Whoever takes a strike or a restriction away contradicts the log."""
    hang(sign_in("lone"), note_id, NoteKind.RESTRICTION)
    assert None is verify_log()
    tamper("DELETE FROM note WHERE kind = 'restriction'")
    assert None is not verify_log()


def test_only_a_note_of_this_file_takes_anything(
    note_id, case_id, open_case, sign_in, hang, write, events
):
    """Not one of another case, not an addendum, not one that does not exist, not for strangers."""
    anna, other = sign_in("anna"), open_case(pseudonym="Rolige Eg")
    addendum = hang(anna, note_id, NoteKind.ADDENDUM)
    for actor, note, case in (
        (anna, note_id, other),
        (anna, addendum, case_id),
        (anna, uuid4(), case_id),
        (sign_in("dorte"), note_id, case_id),
    ):
        for kind in (NoteKind.ADDENDUM, NoteKind.STRIKE):
            with pytest.raises(AccessDenied):
                hang(actor, note, kind, case_id=case)
    assert 8 == len([one for one in events() if one["out"] == "denied"])


def test_marks_survive_an_exchange_of_the_key(
    note_id, case_id, sign_in, hang, look, set_team, verify_log, clock
):
    """A new key takes along what hangs on notes, in its order even while the clock stands still."""
    anna = sign_in("anna")
    hang(anna, note_id, NoteKind.ADDENDUM, "Tillæg.")
    lone = sign_in("lone")
    hang(lone, note_id, NoteKind.STRIKE, "Forkert.")
    set_team(case_id, "anna", "carla")
    hang(lone, note_id, NoteKind.RESTRICTION, "Bestridt.")
    clock.now -= timedelta(seconds=1)
    hang(lone, note_id, NoteKind.LIFT, "Trukket tilbage.")
    shown = look(anna, note_id)
    assert ["Tillæg.", "Forkert.", "Bestridt.", "Trukket tilbage."] == [
        one.text for one in shown.hanging
    ]
    assert NoteState.STRUCK is shown.state
    assert None is verify_log()
