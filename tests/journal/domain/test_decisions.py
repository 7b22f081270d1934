"""Decisions as pure rules: R-A1 to R-A4, every move, and the clock of the day of the talk."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain.codes import code_list
from journal.domain.decisions import (
    DELEGABLE,
    LONGEST_DELEGATION,
    MOVES,
    OLDEST,
    REASONS,
    WITHOUT_A_TALK,
    DecidedLater,
    DecisionKind,
    DecisionState,
    Delegation,
    DelegationUnusable,
    EnteredLate,
    LateReasonMissing,
    Move,
    MoveUnknown,
    NewDecision,
    NotDecided,
    Scope,
    confirm_due,
    decision_due,
    is_late,
    moved,
    require_delegable,
    require_terms,
)
from journal.domain.ids import EventId, StaffId
from journal.domain.staff import Role

ZONE = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)
ADMITS = {"kind": DecisionKind.ADMISSION, "reason": "in_target"}


def test_no_decision_moves_but_as_the_table_says():
    """Every other move is refused with a sentence: nothing is confirmed or replaced twice."""
    for state, move in product(DecisionState, Move):
        if (state, move) in MOVES:
            assert MOVES[state, move] is moved(state, move)
        else:
            with pytest.raises(MoveUnknown):
                moved(state, move)


def test_codes_and_rules_are_the_same():
    """Each kind, state, scope and reason has words, and every reason is somebody's."""
    assert {kind.value for kind in DecisionKind} == set(code_list("decision_kind"))
    assert {state.value for state in DecisionState} == set(code_list("decision_state"))
    assert {scope.value for scope in Scope} == set(code_list("delegation_scope"))
    offered = {reason for reasons in REASONS.values() for reason in reasons}
    assert offered == set(code_list("decision_reason"))


def test_r_a1_a_scope_covers_its_own_kind():
    """Who may admit may refuse; who may discharge may do neither."""
    covered = {scope: {kind for kind in DecisionKind if scope.covers(kind)} for scope in Scope}
    assert {
        Scope.ADMISSION: {DecisionKind.ADMISSION, DecisionKind.REFUSAL},
        Scope.DISCHARGE: {DecisionKind.DISCHARGE},
        Scope.BOTH: set(DecisionKind),
    } == covered


def test_r_a1_a_delegation_is_explicit_and_ends():
    """No temp, no administrator; some time, not over already, at most a month."""
    for role, hours in product(Role, (-1, 0, 1, 31 * 24, 31 * 24 + 1)):
        span = timedelta(hours=hours)
        terms = delegation(NOON, NOON + span)
        if role in DELEGABLE and timedelta() < span <= LONGEST_DELEGATION:
            require_delegable(terms, role, NOON)
        else:
            with pytest.raises(DelegationUnusable):
                require_delegable(terms, role, NOON)
    with pytest.raises(DelegationUnusable):
        require_delegable(delegation(NOON - timedelta(hours=1), NOON), Role.DEPUTY, NOON)


def delegation(starts_at, ends_at, **other):
    """Return a delegation between two colleagues."""
    who = {"from_id": StaffId(uuid4()), "to_id": StaffId(uuid4()), "scope": Scope.BOTH} | other
    return Delegation(starts_at=starts_at, ends_at=ends_at, **who)


def test_r_a1_the_id_of_a_delegation_fixes_its_terms():
    """Another holder, scope, beginning, end or event is another id."""
    event, hour = EventId(uuid4()), timedelta(hours=1)
    first = delegation(NOON, NOON + hour)
    same = {"from_id": first.from_id, "to_id": first.to_id}
    others = [
        delegation(NOON, NOON + hour, **same, scope=Scope.ADMISSION),
        delegation(NOON, NOON + hour + timedelta(microseconds=1), **same),
        delegation(NOON - hour, NOON + hour, **same),
        delegation(NOON, NOON + hour, **same | {"to_id": StaffId(uuid4())}),
    ]
    assert first.id(event) == delegation(NOON, NOON + hour, **same).id(event)
    ids = {first.id(event), first.id(EventId(uuid4())), *(one.id(event) for one in others)}
    assert len(others) + 2 == len(ids)


@given(
    day=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    minute=st.integers(0, 24 * 60 - 1),
    fold=st.sampled_from((0, 1)),
)
def test_r_a2_due_is_the_end_of_the_local_day_of_the_talk(day, minute, fold):
    """Whatever the hour, also the one that comes twice: the same day, its last second."""
    wall = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ZONE).replace(fold=fold)
    ended = wall.astimezone(UTC)
    due = decision_due(ended, ZONE)
    local = due.astimezone(ZONE)
    assert (ended.astimezone(ZONE).date(), time(23, 59, 59)) == (local.date(), local.time())
    assert ended <= due + timedelta(seconds=1)
    assert due - ended < timedelta(hours=25)


def test_r_a2_both_of_the_hours_that_are_one_on_the_clock():
    """On the last Sunday of October both 02.30 belong to that day; a minute after it does not."""
    first, second = (
        datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=ZONE).astimezone(UTC) for fold in (0, 1)
    )
    assert timedelta(hours=1) == second - first
    due = datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC)
    assert due == decision_due(first, ZONE) == decision_due(second, ZONE)
    assert due + timedelta(days=1) == decision_due(due + timedelta(seconds=61), ZONE)


def test_r_a3_late_needs_a_reason_and_is_never_blocked():
    """After midnight: refused without a reason that is on the list, taken with any that is."""
    late = {"due_at": NOON - timedelta(seconds=1)}
    for code in code_list("late_reason"):
        require_terms(NewDecision(**ADMITS, **late, late_reason=code), NOON, NOON)
    for code in ("", "nonsense"):
        with pytest.raises(LateReasonMissing):
            require_terms(NewDecision(**ADMITS, **late, late_reason=code), NOON, NOON)
    require_terms(NewDecision(**ADMITS, due_at=NOON), NOON, NOON)


def test_a_decision_is_of_its_kind_and_of_a_time_that_has_been():
    """No admission because there is no room; nothing decided tomorrow, or before the talk ended."""
    for kind, reason in product(DecisionKind, code_list("decision_reason")):
        new = NewDecision(kind=kind, reason=reason)
        if reason in REASONS[kind]:
            require_terms(new, NOON, NOON)
        else:
            with pytest.raises(NotDecided):
                require_terms(new, NOON, NOON)
    second = timedelta(seconds=1)
    for since, at in ((None, NOON + second), (NOON, NOON - second), (None, NOON - OLDEST - second)):
        with pytest.raises(DecidedLater):
            require_terms(NewDecision(**ADMITS, since=since, late_reason="other"), at, NOON)


def test_a_typed_time_is_compared_to_the_minute():
    """Decided on the phone at 12.00, the talk ended at 12.00.59: nobody types seconds."""
    ended = NOON + timedelta(seconds=59, microseconds=7)
    now = NOON + timedelta(minutes=3)
    require_terms(NewDecision(**ADMITS, since=ended), NOON, now)
    with pytest.raises(DecidedLater):
        require_terms(NewDecision(**ADMITS, since=ended), NOON - timedelta(minutes=1), now)


def test_r_a3_without_a_talk_a_decision_of_days_ago_needs_a_reason_and_is_never_blocked():
    """Seven days pass without one; after that any reason of the list will do."""
    at, second = NOON - WITHOUT_A_TALK, timedelta(seconds=1)
    require_terms(NewDecision(**ADMITS), at, NOON)
    assert not is_late(NewDecision(**ADMITS), at, NOON)
    for code in ("", "nonsense"):
        with pytest.raises(EnteredLate):
            require_terms(NewDecision(**ADMITS, late_reason=code), at - second, NOON)
    require_terms(NewDecision(**ADMITS, late_reason="entered_late"), at - second, NOON)
    assert is_late(NewDecision(**ADMITS), at - second, NOON)
    require_terms(NewDecision(**ADMITS, since=at - second), at, NOON)


@pytest.mark.parametrize(
    ("decided", "due"),
    [
        (datetime(2026, 3, 4, 1, 10, tzinfo=ZONE), date(2026, 3, 5)),
        (datetime(2026, 3, 6, 23, 50, tzinfo=ZONE), date(2026, 3, 9)),
        (datetime(2026, 4, 1, 2, 0, tzinfo=ZONE), date(2026, 4, 7)),
        (datetime(2026, 12, 24, 3, 0, tzinfo=ZONE), date(2026, 12, 28)),
    ],
)
def test_r_a4_the_leader_confirms_within_one_working_day(decided, due):
    """A Friday night until Monday, the night before Maundy Thursday until after Easter."""
    found = confirm_due(decided.astimezone(UTC), ZONE)
    assert datetime.combine(due, time(23, 59, 59), tzinfo=ZONE) == found.astimezone(ZONE)
