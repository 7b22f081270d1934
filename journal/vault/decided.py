"""
Which decisions and delegations are real.

Rules: each is believed only with the signature of a person who had the right, over the row as it
stands, and with the event of her act; a decision admits one woman and no other; what is unsigned is
history on which nothing is built.
"""

from enum import Enum, auto

from journal.domain.access import Action
from journal.domain.decisions import DecisionKind, DecisionState
from journal.domain.errors import Tampered
from journal.domain.ids import CaseId, CertificateId, EventId, StaffId
from journal.domain.policy_rules import LEADING, WITH_RESIDENTS
from journal.domain.staff import Role
from journal.store import cases as case_store
from journal.store import decisions as decision_store
from journal.store import staff as staff_store
from journal.store.decisions import DecisionRow, DelegationRow, terms_of
from journal.store.staff import AppointmentRow
from journal.vault import statements
from journal.vault.desk import Desk
from journal.vault.evidence import (
    NEVER,
    OF_A_CONFIRMATION,
    OF_A_DELEGATION,
    OF_AN_ADMISSION,
    Begun,
    Named,
)
from journal.vault.standing import Standing

_LEADER = frozenset({Role.LEADER})


class Judged(Enum):
    """What a decision is: signed, from before decisions were signed, or what nobody signed."""

    SOUND = auto()
    UNSIGNED = auto()
    FALSE = auto()


def has_delegation(standing: Standing, desk: Desk, row: DelegationRow) -> bool:
    """Whether a leader in service gave this delegation, as it stands, and nobody ended it."""
    if _given(standing, desk, row) is None:
        return False
    leaders, _ = standing.people(desk, _LEADER, {StaffId(row.from_id)})
    return bool(leaders) and _ended(standing, desk, row) == NEVER


def _ended(standing: Standing, desk: Desk, row: DelegationRow) -> int:
    return standing.evidence.last(desk, OF_A_DELEGATION, (None, row.id))


def _given(standing: Standing, desk: Desk, row: DelegationRow) -> Begun | None:
    """The act in which a leader gave this delegation as it stands, ended since or not."""
    event_id = EventId(row.event_id)
    try:
        if row.id != terms_of(row).id(event_id):
            return None
    except Tampered:
        return None
    begun = standing.evidence.begun(desk, event_id, Action.DELEGATION_ISSUE)
    if begun is None or (None, row.id) not in begun.named or row.cert_id is None:
        return None
    message = statements.of_delegation(standing.house, row)
    signer = standing.signer(desk, CertificateId(row.cert_id), row.sig or b"", message, begun)
    if signer is None or (signer.staff_id, signer.role) != (row.from_id, Role.LEADER):
        return None
    return begun if standing.is_actor(desk, begun, StaffId(row.from_id)) else None


def judge(standing: Standing, desk: Desk, row: DecisionRow) -> Judged:
    """What a decision is, as its row stands."""
    if row.cert_id is None and row.sig is None:
        return Judged.UNSIGNED if _is_from_before(standing, desk, row) else Judged.FALSE
    try:
        is_sound = _is_sound(standing, desk, row)
    except Tampered:
        is_sound = False
    return Judged.SOUND if is_sound else Judged.FALSE


def _is_from_before(standing: Standing, desk: Desk, row: DecisionRow) -> bool:
    """Whether the event of a row without a signature speaks of none either."""
    begun = standing.evidence.begun(desk, EventId(row.event_id), _action(row))
    if begun is None or (row.admitted_sig or row.confirmed_sig) is not None:
        return False
    named = (CertificateId(one) for _, one in begun.named)
    return not any(staff_store.signer(desk.session, one) for one in named)


def _action(row: DecisionRow) -> Action:
    if row.decided_at is None:
        return Action.DECISION_PROPOSE
    is_own = row.decided_by == row.entered_by
    return Action.DECISION_MAKE if is_own else Action.DECISION_ENTER


def _is_sound(standing: Standing, desk: Desk, row: DecisionRow) -> bool:
    begun = standing.evidence.begun(desk, EventId(row.event_id), _action(row))
    if begun is None or not _named(desk, row) & begun.named:
        return False
    message = statements.of_decision(standing.house, row)
    signer = _signed(standing, desk, row.cert_id, row.sig, message, begun)
    if signer is None or signer.staff_id != row.entered_by:
        return False
    return (
        _had_the_right(standing, desk, row, signer, begun)
        and _is_where_it_was_led(standing, desk, row)
        and _is_as_it_was_confirmed(standing, desk, row)
    )


def _named(desk: Desk, row: DecisionRow) -> frozenset[Named]:
    """As what events name a decision: before it has led to a case, and with one."""
    names: set[Named] = {(None, row.id)}
    case = None if row.case_id is None else case_store.get(desk.session, CaseId(row.case_id))
    if case is not None:
        names.add((case.alias, row.id))
    return frozenset(names)


def _signed(
    standing: Standing,
    desk: Desk,
    cert_id: CertificateId | None,
    sig: bytes | None,
    message: bytes,
    begun: Begun,
) -> AppointmentRow | None:
    """The post of whoever signed it, if the act in the log is hers."""
    if cert_id is None or sig is None:
        return None
    signer = standing.signer(desk, CertificateId(cert_id), sig, message, begun)
    if signer is None or not standing.is_actor(desk, begun, StaffId(signer.staff_id)):
        return None
    return signer


def _had_the_right(
    standing: Standing, desk: Desk, row: DecisionRow, signer: AppointmentRow, begun: Begun
) -> bool:
    """Whether who decided could: as leader, or by a delegation that counted then."""
    if row.decided_at is None:
        return Role(signer.role) in WITH_RESIDENTS | LEADING and row.decided_by is None
    if row.decided_by is None:
        return False
    if row.delegation_id is None:
        is_own = row.decided_by == signer.staff_id
        return signer.role == Role.LEADER if is_own else standing.has_led(desk, row.decided_by)
    found = decision_store.get_delegation(desk.session, row.delegation_id)
    given = None if found is None else _given(standing, desk, found)
    if found is None or given is None or found.to_id != row.decided_by:
        return False
    ended = _ended(standing, desk, found)
    covers = terms_of(found).covers(DecisionKind(row.kind), row.decided_at)
    return covers and given.seq < begun.seq and (ended == NEVER or begun.seq < ended)


def _is_where_it_was_led(standing: Standing, desk: Desk, row: DecisionRow) -> bool:
    """Whether it leads to the case of whom it admitted, or to none if it has admitted nobody."""
    if row.admitted_event is None:
        return standing.evidence.last(desk, OF_AN_ADMISSION, (None, row.id)) == NEVER
    begun = standing.evidence.begun(desk, EventId(row.admitted_event), Action.STAY_ADMIT)
    if begun is None or (None, row.id) not in begun.named:
        return False
    message = statements.of_admitted(standing.house, row)
    return _signed(standing, desk, row.admitted_cert, row.admitted_sig, message, begun) is not None


def _is_as_it_was_confirmed(standing: Standing, desk: Desk, row: DecisionRow) -> bool:
    """Whether its state is the one it was entered in, or the one that somebody's word led to."""
    state, action = row.state, _action(row)
    if action is Action.DECISION_PROPOSE:
        return state in (DecisionState.PROPOSED, DecisionState.REPLACED)
    if action is Action.DECISION_MAKE:
        return state == DecisionState.STANDS
    if state == DecisionState.BY_PHONE:
        done = standing.evidence.last(desk, OF_A_CONFIRMATION, *_named(desk, row))
        return done == NEVER and row.confirmed_at is None
    return state == DecisionState.STANDS and _is_confirmed(standing, desk, row)


def _is_confirmed(standing: Standing, desk: Desk, row: DecisionRow) -> bool:
    """Whether a leader, or whoever decided, has signed that it was decided so."""
    if row.confirmed_event is None:
        return False
    begun = standing.evidence.begun(desk, EventId(row.confirmed_event), Action.DECISION_CONFIRM)
    if begun is None or not _named(desk, row) & begun.named:
        return False
    message = statements.of_confirmed(standing.house, row)
    signer = _signed(standing, desk, row.confirmed_cert, row.confirmed_sig, message, begun)
    if signer is None or signer.staff_id == row.entered_by:
        return False
    return signer.role == Role.LEADER or signer.staff_id == row.decided_by
