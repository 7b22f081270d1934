"""Who decides is on record: the leader, her delegate, a proposal, the phone (R-A1 to R-A4)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from journal.domain.decisions import (
    AlreadyDecided,
    DecidesNot,
    DecisionKind,
    DelegationUnusable,
    MoveUnknown,
    NewDecision,
    Scope,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import DecisionId
from journal.domain.staff import Profession, Role
from journal.services import decisions, decisions_shown, delegations, exclusions
from journal.services.decisions import may_decide
from journal.services.work import perform

HOUR = timedelta(hours=1)


def discharge(case_id, **values):
    """Return a discharge of a case, to be decided."""
    return NewDecision(kind=DecisionKind.DISCHARGE, reason="stay_done", case_id=case_id, **values)


@pytest.fixture
def leader(sign_in):
    """Return Lone, the leader."""
    return sign_in("lone")


@pytest.fixture
def anna(sign_in):
    """Return Anna, a pedagogue."""
    return sign_in("anna")


@pytest.fixture
def delegate(context, leader, people, clock):
    """Return a function with which the leader lets somebody decide from now on."""

    def give(login, scope=Scope.BOTH, hours=8):
        span = (clock(), clock() + hours * HOUR)
        return perform(context(leader), delegations.issue, people[login], scope, *span)

    return give


@pytest.fixture
def shown(context):
    """Return a function that shows a decision to somebody."""

    def look(principal, decision_id):
        return perform(context(principal), decisions_shown.show, decision_id)

    return look


def can(context, principal, kind=DecisionKind.ADMISSION):
    """Return whether somebody may decide now."""

    def ask(work):
        decisions.require(work, decisions.Action.DECISION_READ, None)
        work.house()
        work.act(decisions.Action.HOUSE_LABELS)
        return may_decide(work, kind)

    return perform(context(principal), ask)


def test_r_a1_the_leader_decides_or_whom_she_lets(
    context, leader, anna, case_id, delegate, shown, clock, events, people
):
    """The row names decider and delegation; without one it is refused and logged."""
    new = discharge(case_id)
    with pytest.raises(AccessDenied):
        perform(context(anna), decisions.decide, new)
    assert "denied" == events("decision.make")[-1]["out"]
    delegate("anna", Scope.ADMISSION)
    assert (True, False) == tuple(
        can(context, anna, kind) for kind in (DecisionKind.ADMISSION, DecisionKind.DISCHARGE)
    )
    with pytest.raises(AccessDenied):
        perform(context(anna), decisions.decide, new)
    delegation_id = delegate("anna")
    decision_id = perform(context(anna), decisions.decide, new)

    found = shown(leader, decision_id)
    assert ("Anna Ager", "Lone Leder", "stands") == (
        found.decided_by,
        found.delegated_by,
        found.state,
    )
    assert delegation_id
    assert ("duty", "discharge") == tuple(
        events("decision.make")[-1][key] for key in ("basis", "why")
    )
    with pytest.raises(AlreadyDecided):
        perform(context(leader), decisions.decide, new)
    clock.advance(hours=9)
    assert not can(context, anna)


def test_r_a1_a_delegation_ends_with_its_time_its_giver_and_its_word(
    context, leader, anna, delegate, tamper, clock
):
    """Ended by her, or changed in the database: nobody decides by it, and the change is seen."""
    delegation_id = delegate("anna")
    assert can(context, anna)
    perform(context(leader), delegations.end, delegation_id)
    for principal in (anna, leader):
        with pytest.raises(AccessDenied):
            perform(context(principal), delegations.end, delegation_id)
    assert not can(context, anna)
    tamper("UPDATE delegation SET ended_at = NULL")
    assert not can(context, anna)
    delegate("anna", hours=1)
    tamper("UPDATE delegation SET ends_at = ends_at + 36000000000")
    clock.advance(hours=2)
    assert not can(context, anna)


def test_r_a1_a_delegation_ends_with_the_post_of_who_gave_it(
    context, anna, hire, sign_in, people, clock, leave
):
    """Whoever no longer leads the house lets nobody decide for her."""
    lea = hire("lea", Role.LEADER, Profession.OTHER)
    span = (clock(), clock() + HOUR)
    giver = context(sign_in("lea"))
    perform(giver, delegations.issue, people["anna"], Scope.BOTH, *span)
    assert can(context, anna)
    leave(lea)
    assert not can(context, anna)


def test_r_a1_nobody_is_let_decide_by_accident(context, leader, anna, people, clock):
    """No temp, no leader, nobody unknown; and only a leader gives a delegation."""
    span = (clock(), clock() + HOUR)
    for someone in (people["tove"], people["lone"], uuid4()):
        with pytest.raises(DelegationUnusable):
            perform(context(leader), delegations.issue, someone, Scope.BOTH, *span)
    with pytest.raises(AccessDenied):
        perform(context(anna), delegations.issue, people["birgit"], Scope.BOTH, *span)


def test_everybody_sees_who_may_decide_now(context, anna, leader, guard, delegate):
    """The leader first, then whom she lets, with the end; only she is offered to delegate."""
    delegate("birgit", Scope.ADMISSION)
    for principal in (anna, guard):
        page = perform(context(principal), delegations.who_decides)
        assert [("Lone Leder", ""), ("Birgit Bro", "admission")] == [
            (one.name, one.scope) for one in page.deciders
        ]
        assert not page.candidates
    candidates = perform(context(leader), delegations.who_decides).candidates
    assert {"Hanne Hald", "Anna Ager"} < {one.name for one in candidates}
    assert "Tove Tang" not in {one.name for one in candidates}


def test_r_a4_at_night_one_proposes_and_the_leader_decides(context, guard, leader, case_id, shown):
    """A proposal decides nothing and gives way to the decision."""
    proposed = perform(context(guard), decisions.propose, discharge(case_id))
    found = shown(guard, proposed)
    assert ("proposed", None, "", "Hanne Hald") == (
        found.state,
        found.decided_at,
        found.decided_by,
        found.entered_by,
    )
    with pytest.raises(AccessDenied):
        perform(context(guard), decisions.decide, discharge(case_id))
    perform(context(leader), decisions.decide, discharge(case_id))
    assert "replaced" == shown(guard, proposed).state
    with pytest.raises(AlreadyDecided):
        perform(context(guard), decisions.propose, discharge(case_id))


def test_r_a4_a_decision_on_the_phone_counts_at_once_and_is_confirmed_or_flagged(
    context, guard, leader, anna, case_id, shown, clock, people, events, delegate
):
    """Entered by who is on duty, of whom could decide then; flagged after a day; once confirmed."""
    with pytest.raises(DecidesNot):
        perform(context(guard), decisions.decide, discharge(case_id, decided_by=people["anna"]))
    delegate("anna")
    before = discharge(case_id, decided_by=people["anna"], decided_at=clock() - HOUR / 6)
    with pytest.raises(DecidesNot):
        perform(context(guard), decisions.decide, before)
    new = discharge(case_id, decided_by=people["lone"], decided_at=clock() - HOUR / 6)
    decision_id = perform(context(guard), decisions.decide, new)
    found = shown(guard, decision_id)
    assert ("by_phone", "Lone Leder", "Hanne Hald", False, False) == (
        found.state,
        found.decided_by,
        found.entered_by,
        found.is_flagged,
        found.may_confirm,
    )
    assert [] != events("decision.enter")
    for principal in (guard, anna):
        with pytest.raises(AccessDenied):
            perform(context(principal), decisions.confirm, decision_id)
    clock.advance(days=2)
    late = shown(leader, decision_id)
    assert (True, True) == (late.is_flagged, late.may_confirm)
    perform(context(leader), decisions.confirm, decision_id)
    done = shown(leader, decision_id)
    assert ("stands", False, clock()) == (done.state, done.is_flagged, done.confirmed_at)
    with pytest.raises(MoveUnknown):
        perform(context(leader), decisions.confirm, decision_id)


def test_nobody_confirms_what_she_entered_herself(context, leader, hire, people, sign_in, case_id):
    """A second leader enters for the first: the first confirms it, never the second."""
    people["lis"] = hire("lis", Role.LEADER, Profession.OTHER, "Lis Lund")
    second = sign_in("lis")
    new = discharge(case_id, decided_by=people["lone"])
    decision_id = perform(context(second), decisions.decide, new)
    with pytest.raises(AccessDenied):
        perform(context(second), decisions.confirm, decision_id)
    perform(context(leader), decisions.confirm, decision_id)


def test_off_shift_and_kept_away_nobody_enters_or_sees(
    context, guard, leader, anna, case_id, people, clock, shown
):
    """Night guards only while on shift; a case that one is kept away from is unknown."""
    new = discharge(case_id, decided_by=people["lone"])
    decision_id = perform(context(anna), decisions.decide, new)
    perform(context(guard), exclusions.exclude, case_id, people["hanne"])
    for act in (
        lambda: shown(guard, decision_id),
        lambda: perform(context(guard), decisions.propose, new),
        lambda: shown(guard, DecisionId(uuid4())),
    ):
        with pytest.raises(AccessDenied):
            act()
    clock.advance(hours=12)
    with pytest.raises(AccessDenied):
        perform(
            context(guard),
            decisions.propose,
            NewDecision(kind=DecisionKind.REFUSAL, reason="no_room"),
        )
