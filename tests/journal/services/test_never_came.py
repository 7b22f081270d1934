"""Who was admitted and never came: why, and what becomes of her file."""

from uuid import uuid4

import pytest

from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.decisions import AlreadyDecided
from journal.domain.discharge import HasNotLeft
from journal.domain.errors import AccessDenied
from journal.domain.ids import StayId
from journal.domain.stays import EndReasonMissing, Move, MoveRefused
from journal.request.admitting import admit
from journal.services import closing, enquiries_shown, refusals, stay_pages, stays
from journal.services.work import perform

WORDS = ("Stille Vind", "Klar Bæk")


@pytest.fixture
def lone(context, sign_in):
    """Return a function that gives a context of the leader."""
    return lambda: context(sign_in("lone"))


@pytest.fixture
def come(house, lone, people):
    """Return a function that lets a mother and a child be expected, or proposed."""

    def let_in(**values):
        team = frozenset((people["anna"], people["birgit"]))
        made = [
            NewPerson(kind=kind, pseudonym=said, anonymity=Anonymity.UNKNOWN_TO_HOUSE, team=team)
            for kind, said in zip(PersonKind, WORDS, strict=True)
        ]
        values = {"decided": Decided(reason="in_target")} | values
        return admit(house, lone(), NewAdmission(id=StayId(uuid4()), people=made, **values))

    return let_in


def listed(context):
    """Return the files on the page of the house."""
    return {one.banner.id for family in perform(context, stay_pages.of_house) for one in family}


@pytest.mark.parametrize("step", [Move.NO_SHOW, Move.ANNUL])
def test_r_m4_who_does_not_come_is_asked_why_and_her_file_does_not_stay_open(
    step, come, lone, context, sign_in, clock, fresh, ask, events, raw_id
):
    """A code on record; her team has the file until the leader closes it; nothing is frozen."""
    mother, child = come()
    with pytest.raises(EndReasonMissing):
        perform(lone(), stays.move, mother, step, clock(), None, "in_target")
    with pytest.raises(HasNotLeft):
        perform(lone(), closing.close_unused, mother, fresh())
    perform(lone(), stays.move, mother, step, clock(), None, "changed_mind")

    assert "changed_mind" == perform(lone(), stay_pages.of_case, mother).guest.end_reason
    assert "changed_mind" == events("stay.decide")[-1]["why"]
    assert {mother, child} == listed(lone())
    with pytest.raises(AccessDenied):
        perform(context(sign_in("anna")), closing.close_unused, mother, fresh())
    perform(lone(), closing.close_unused, mother, fresh())

    asked = "SELECT state, closed_at IS NOT NULL FROM case_file WHERE id = :case"
    assert [("closed", 1)] == ask(asked, case=raw_id(mother))
    assert [(0,)] == ask("SELECT count(*) FROM fact")
    assert {child} == listed(lone())
    with pytest.raises(AccessDenied):
        perform(context(sign_in("anna")), stay_pages.of_case, mother)
    with pytest.raises(AccessDenied):
        perform(lone(), closing.close_unused, mother, fresh())


def test_r_a1_a_family_that_was_proposed_is_refused_once_by_who_may_admit_it(
    come, lone, context, sign_in, fresh, ask, clock
):
    """Every one of them; the proposal is answered and waits for nobody, and the files can close."""
    mother, child = come(decided=None, proposal="in_target")
    with pytest.raises(AccessDenied):
        perform(context(sign_in("anna")), refusals.refuse, mother, "no_room")
    assert 1 == len(perform(lone(), enquiries_shown.overview).waiting)
    perform(lone(), refusals.refuse, child, "no_room")

    assert [("refused", "no_room")] * 2 == ask("SELECT state, end_reason FROM stay")
    decided = ask("SELECT kind, state FROM decision ORDER BY entered_at, kind")
    assert {("admission", "replaced"), ("refusal", "stands")} == {tuple(one) for one in decided}
    assert [] == perform(lone(), enquiries_shown.overview).waiting
    for again in (
        lambda: perform(lone(), refusals.refuse, mother, "no_room"),
        lambda: perform(lone(), stays.decide, mother, Decided(reason="in_target")),
    ):
        with pytest.raises((MoveRefused, AlreadyDecided)):
            again()
    for case in (mother, child):
        perform(lone(), closing.close_unused, case, fresh())
    assert set() == listed(lone())


def test_r_a1_a_proposal_that_was_annulled_waits_for_nobody(come, lone, clock):
    """It would stand on the page of the phone for ever."""
    mother, _ = come(decided=None, proposal="in_target")
    perform(lone(), stays.move, mother, Move.ANNUL, clock(), None, "elsewhere")
    assert [] == perform(lone(), enquiries_shown.overview).waiting
