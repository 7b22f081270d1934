"""R-A1: whoever holds a live delegation does the whole work of it, and not a word more."""

from datetime import timedelta
from uuid import uuid4

import pytest
from calls import hold_talk

from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.decisions import DecisionKind, Scope
from journal.domain.errors import AccessDenied
from journal.domain.ids import StayId
from journal.domain.sheets import Sheet
from journal.domain.visitations import Verdict
from journal.request.admitting import admit
from journal.services import decisions_shown, delegations, discharge, sheets, stays, visitations
from journal.services.work import perform

ADMITS = Verdict(kind=DecisionKind.ADMISSION, reason="in_target")
REFUSES = Verdict(kind=DecisionKind.REFUSAL, reason="no_room")
IN_TARGET = Decided(reason="in_target")
WORDS = ("Stille Vind", "Rolig Lanterne", "Klar Bæk")


@pytest.fixture
def holder(request, context, deputy, guard):
    """Return the context of a deputy, or of a night guard on shift."""
    return context({"deputy": deputy, "guard": guard}[request.param])


@pytest.fixture
def coming(people):
    """Return a function that describes a woman who is admitted."""
    left = iter(WORDS)

    def describe(**values):
        woman = NewPerson(
            kind=PersonKind.WOMAN,
            pseudonym=next(left),
            anonymity=Anonymity.KNOWN,
            team=frozenset({people["anna"], people["birgit"]}),
        )
        return NewAdmission(id=StayId(uuid4()), people=[woman], **values)

    return describe


@pytest.mark.parametrize("holder", ["deputy", "guard"], indirect=True)
def test_r_a1_a_live_delegation_admits_and_refuses_and_opens_nothing(
    holder, house, context, sign_in, people, clock, coming, ask
):
    """On a talk, without one, and on a proposal; her register and who she is stay shut."""
    anna, lone = context(sign_in("anna")), context(sign_in("lone"))
    first, second = hold_talk(anna), hold_talk(anna)
    (proposed,) = admit(house, anna, coming(proposal="in_target"))
    for act in (
        lambda: perform(holder, visitations.decide, first, ADMITS),
        lambda: perform(holder, stays.decide, proposed, IN_TARGET),
    ):
        with pytest.raises(AccessDenied):
            act()
    span = (clock(), clock() + timedelta(hours=6))
    given = perform(lone, delegations.issue, holder.principal.id, Scope.ADMISSION, *span)
    decision = perform(holder, visitations.decide, first, ADMITS)
    perform(holder, visitations.decide, second, REFUSES)
    (case,) = admit(house, holder, coming(decision=decision))
    admit(house, holder, coming(decided=IN_TARGET, move_in_at=clock()))
    perform(holder, stays.decide, proposed, IN_TARGET)
    shown = perform(lone, decisions_shown.show, decision)
    assert (case, "Lone Leder", "stands") == (shown.case_id, shown.delegated_by, shown.state)
    assert 3 == len(
        ask("SELECT 1 FROM decision WHERE delegation_id IS NOT NULL AND case_id IS NOT NULL")
    )
    for act, *said in (
        (discharge.prepare, case),
        (sheets.show, case, Sheet.IDENTITY, "municipality_notice"),
        (sheets.show, case, Sheet.IDENTITY),
    ):
        with pytest.raises(AccessDenied):
            perform(holder, act, *said)
    perform(lone, delegations.end, given)
    third = hold_talk(anna)
    with pytest.raises(AccessDenied):
        perform(holder, visitations.decide, third, ADMITS)
    assert "stands" == perform(lone, decisions_shown.show, decision).state
