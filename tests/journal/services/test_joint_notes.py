"""One event, two notes: each file has its own words, and a child's never shows the mother's."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from journal.domain.broken import NoteSaved, TimeUnusable
from journal.domain.errors import AccessDenied
from journal.domain.note_documents import Link
from journal.services import cases, joint_notes, misfiled, notes
from journal.services.work import perform

HERS = "Hun fortalte om volden."
CHILDS = "Han legede med klodser imens."


@pytest.fixture
def child(case_id, context, sign_in, people, house):
    """Return the file of her son, with the same team."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=cases.PersonKind.CHILD,
        pseudonym="Lille Lærke",
        team=frozenset({people["anna"], people["birgit"]}),
        relative=case_id,
    )
    return perform(context(sign_in("lone")), cases.create_case, new)


@pytest.fixture
def both(case_id, child, draft):
    """Return the two notes to be."""
    first = draft(case_id, HERS, type="mother_child_talk")
    return first, replace(first, id=uuid4(), case_id=child, text=CHILDS)


def test_a_joint_event_gives_two_linked_notes_r_n4(
    case_id, child, both, sign_in, context, read, ask, raw_id, events
):
    """R-N4: hers leads to the child's; the child's says only that there is another."""
    anna = sign_in("anna")
    both = [replace(one, must_read=True) for one in both]
    perform(context(anna), joint_notes.write_joint, *both)
    with pytest.raises(NoteSaved):
        perform(context(anna), joint_notes.write_joint, *both)

    (hers,) = perform(context(anna), notes.read_timeline, case_id, 1).notes
    (childs,) = perform(context(anna), notes.read_timeline, child, 1).notes
    assert (HERS, Link(case_id=child, note_id=both[1].id), True) == (
        hers.text,
        hers.link,
        hers.is_joint,
    )
    assert (CHILDS, None, True) == (childs.text, childs.link, childs.is_joint)
    assert (2, 2) == (len(events("note.write")), len(events("note.ask")))
    rows = ask("SELECT * FROM note WHERE case_id = :id", id=raw_id(child))
    strange = {raw_id(case_id), raw_id(both[0].id)}
    assert not strange & {field for row in rows for field in row}


def test_a_moved_note_leads_nowhere(case_id, both, sign_in, context, open_case):
    """In the file of another woman no address names the child; nor does what is left behind."""
    anna = sign_in("anna")
    perform(context(anna), joint_notes.write_joint, *both)
    right = open_case("anna", "carla", pseudonym="Rolige Eg")
    moving = misfiled.Moving(id=uuid4(), case_id=case_id, note_id=both[0].id, target=right)
    moved = perform(context(anna), misfiled.move_note, moving)

    _, there = perform(context(anna), notes.read_note, right, moved)
    _, here = perform(context(anna), notes.read_note, case_id, both[0].id)
    assert (HERS, None) == (there.text, there.link)
    assert (None, None) == (here.text, here.link)


def test_the_document_of_a_child_does_not_name_her_file(
    case_id, child, both, sign_in, context, monkeypatch
):
    """Not only the page: what is sealed in the child's file holds neither her file nor her note."""
    sealed = []
    real = notes.sign
    monkeypatch.setattr(
        notes,
        "sign",
        lambda work, case, draft, content: (
            sealed.append((case.case_id, content)) or real(work, case, draft, content)
        ),
    )
    # From the page of the child as well: where she began to write makes no difference.
    perform(context(sign_in("anna")), joint_notes.write_joint, both[1], both[0])
    by_case = dict(sealed)
    assert (None, True) == (by_case[child].link, by_case[child].is_joint)
    assert child == by_case[case_id].link.case_id


def test_a_joint_event_needs_both_teams_and_one_family(
    case_id, child, both, sign_in, context, set_team, open_case, ask, clock
):
    """Nothing is written when one of the two files refuses."""
    anna = sign_in("anna")
    stranger = replace(both[1], case_id=open_case(pseudonym="Rolige Eg"))
    same = replace(both[1], case_id=case_id)
    for second in (stranger, same, replace(both[1], case_id=uuid4())):
        with pytest.raises(AccessDenied):
            perform(context(anna), joint_notes.write_joint, both[0], second)
    ahead = [replace(one, occurred_at=clock() + timedelta(hours=1)) for one in both]
    with pytest.raises(TimeUnusable):
        perform(context(anna), joint_notes.write_joint, *ahead)
    set_team(child, "dorte", "birgit")
    with pytest.raises(AccessDenied):
        perform(context(anna), joint_notes.write_joint, *both)
    assert [(0,)] == ask("SELECT count(*) FROM note")


def test_only_family_in_whose_team_she_is_can_be_chosen(case_id, child, sign_in, context, set_team):
    """Whom the form offers is whom it takes."""
    form = perform(context(sign_in("anna")), joint_notes.prepare, case_id)
    assert [(child, "Lille Lærke")] == [(one.id, one.pseudonym) for one in form.others]
    set_team(child, "dorte", "birgit")
    assert [] == perform(context(sign_in("anna")), joint_notes.prepare, case_id).others
    with pytest.raises(AccessDenied):
        perform(context(sign_in("dorte")), joint_notes.prepare, case_id)
