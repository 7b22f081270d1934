"""A delegation counts as the leader signed it, and carries what was decided by it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.decisions import DecisionKind, Delegation, NewDecision, Scope
from journal.domain.errors import AccessDenied, Tampered
from journal.services import decisions, decisions_shown, delegations
from journal.services.work import perform
from journal.store import decisions as decision_store
from journal.store.decisions import DelegationRow

HOUR = timedelta(hours=1)


@pytest.fixture
def lone(context, sign_in):
    """Return the context of Lone, the leader."""
    return context(sign_in("lone"))


@pytest.fixture
def anna(context, sign_in):
    """Return the context of Anna, a pedagogue."""
    return context(sign_in("anna"))


def discharge(case_id):
    """Return a discharge of a case, to be decided."""
    return NewDecision(kind=DecisionKind.DISCHARGE, reason="stay_done", case_id=case_id)


def show(who, decision_id):
    """Return a decision as a page shows it."""
    return perform(who, decisions_shown.show, decision_id)


def in_force(who):
    """Return the delegations that count now."""

    def look(work):
        work.act(Action.HOUSE_LABELS)
        return [row.id for row in delegations.real(work)]

    return perform(who, look)


def forge(work, people, span):
    """Write a delegation of the leader's with its event, signed by whoever does so."""
    event_id = uuid4()
    said = {"from_id": people["lone"], "to_id": people["anna"], "scope": Scope.BOTH}
    said |= {"starts_at": span[0], "ends_at": span[1]}
    row = DelegationRow(
        **said | {"scope": "both"},
        id=Delegation(**said).id(event_id),
        event_id=event_id,
        cert_id=work.principal.certificate_id,
    )
    row.sig = work.vault.keys.sign_delegation(work.desk, row)
    decision_store.add_delegation(work.session, row)
    work.act(Action.DELEGATION_ISSUE, id=event_id, items=[Item(case=None, row=row.id)])


def test_a_delegation_is_as_the_leader_signed_it(
    anna, lone, people, clock, tamper, ask, put, reported, case_id
):
    """Not longer, wider, or somebody else's, even with a new id and an event that names it."""
    span = (clock(), clock() + HOUR)
    given = perform(lone, delegations.issue, people["anna"], Scope.ADMISSION, *span)
    before = ask("SELECT * FROM delegation")

    assert [given] == in_force(lone)
    for change in (
        "scope = 'both'",
        "ends_at = ends_at + 3600000000",
        "starts_at = starts_at - 3600000000",
        "sig = NULL",
        "sig = NULL, cert_id = NULL",
        "to_id = (SELECT staff_id FROM certificate WHERE staff_id NOT IN (to_id, from_id) LIMIT 1)",
    ):
        tamper(f"UPDATE delegation SET {change}")
        assert [] == in_force(lone), change
        put("delegation", before)
    assert [given] == in_force(lone)
    assert reported(given)

    perform(anna, forge, people, span)
    assert [given] == in_force(lone)
    with pytest.raises(AccessDenied):
        perform(anna, decisions.decide, discharge(case_id))


def test_what_was_decided_by_leave_stands_after_the_leave(
    anna, lone, people, clock, case_id, tamper, ask, put
):
    """Its end takes back no decision; a changed one carries none."""
    span = (clock(), clock() + HOUR)
    given = perform(lone, delegations.issue, people["anna"], Scope.BOTH, *span)
    decision_id = perform(anna, decisions.decide, discharge(case_id))
    perform(lone, delegations.end, given)
    assert "stands" == show(lone, decision_id).state
    before = ask("SELECT * FROM delegation")
    for change in ("scope = 'admission'", "sig = NULL", "ends_at = starts_at"):
        tamper(f"UPDATE delegation SET {change}")
        with pytest.raises(Tampered):
            show(lone, decision_id)
        put("delegation", before)
    tamper("UPDATE decision SET delegation_id = NULL")
    with pytest.raises(Tampered):
        show(lone, decision_id)
