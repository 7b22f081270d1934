"""The main job without an entrance: a note is written, read by the team, and seen to be read."""

from journal.services import cases
from journal.services.work import perform


def test_a_note_of_one_contact_person_is_read_by_the_other(case_id, sign_in, write, read):
    """A team reads what its members write, and the author's text comes back unchanged."""
    note_id = write(sign_in("anna"), case_id, "Hun spiste med de andre i aften. 🌿")
    assert {note_id: "Hun spiste med de andre i aften. 🌿"} == read(sign_in("birgit"), case_id)


def test_a_contact_person_sees_her_cases_by_pseudonym(case_id, context, sign_in):
    """The list shows the cases of the actor's own team and nobody else's."""
    mine = perform(context(sign_in("anna")), cases.list_cases)
    others = perform(context(sign_in("carla")), cases.list_cases)
    assert (["Stille Birk"], []) == ([card.banner.pseudonym for card in mine], others)
