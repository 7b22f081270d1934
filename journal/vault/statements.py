"""The signed statements of people: who serves as what, has which place, decides what."""

from datetime import datetime
from uuid import UUID

from crypto.decided import (
    AdmittedStatement,
    ConfirmedStatement,
    DecisionStatement,
    DelegationStatement,
)
from crypto.statements import AppointmentStatement, PlaceStatement, ShiftStatement
from journal.domain.clock import to_milliseconds
from journal.domain.errors import Tampered
from journal.domain.ids import HouseId
from journal.store.decisions import DecisionRow, DelegationRow
from journal.store.roster import ShiftRow
from journal.store.staff import AppointmentRow
from journal.store.teams import TeamMemberRow


def of_appointment(house: HouseId, row: AppointmentRow) -> bytes:
    """What the root signs of a post."""
    return AppointmentStatement(
        house=house.bytes,
        appointment=row.id.bytes,
        staff=row.staff_id.bytes,
        certificate=row.cert_id.bytes,
        role=row.role,
        profession=row.profession,
        ms=to_milliseconds(row.since),
        event=row.event_id.bytes,
    ).message()


def of_place(house: HouseId, row: TeamMemberRow) -> bytes:
    """What somebody signs who puts a colleague into a team."""
    return PlaceStatement(
        house=house.bytes,
        case=row.case_id.bytes,
        staff=row.staff_id.bytes,
        certificate=row.cert_id.bytes,
        profession=row.profession,
        ms=to_milliseconds(row.since),
        event=row.event_id.bytes,
    ).message()


def of_shift(house: HouseId, row: ShiftRow) -> bytes:
    """What somebody signs who plans a shift."""
    return ShiftStatement(
        house=house.bytes,
        shift=row.id.bytes,
        staff=row.staff_id.bytes,
        certificate=row.cert_id.bytes,
        starts_ms=to_milliseconds(row.starts_at),
        ends_ms=to_milliseconds(row.ends_at),
        event=row.event_id.bytes,
    ).message()


def of_delegation(house: HouseId, row: DelegationRow) -> bytes:
    """
    What a leader signs who lets somebody decide.

    Raises:
        Tampered: the row names no certificate.
    """
    return DelegationStatement(
        house=house.bytes,
        delegation=row.id.bytes,
        giver=row.from_id.bytes,
        holder=row.to_id.bytes,
        certificate=_there(row.cert_id).bytes,
        scope=row.scope,
        starts_ms=to_milliseconds(row.starts_at),
        ends_ms=to_milliseconds(row.ends_at),
        event=row.event_id.bytes,
    ).message()


def of_decision(house: HouseId, row: DecisionRow) -> bytes:
    """
    What somebody signs who puts a decision on record; a case that it led to later is not in it.

    Raises:
        Tampered: the row names no certificate.
    """
    case_id = row.case_id if row.admitted_event is None else None
    return DecisionStatement(
        house=house.bytes,
        decision=row.id.bytes,
        kind=row.kind,
        reason=row.reason_code,
        case=_bytes(case_id),
        visitation=_bytes(row.visitation_id),
        decided_by=_bytes(row.decided_by),
        decided_ms=_milliseconds(row.decided_at),
        delegation=_bytes(row.delegation_id),
        entered_by=row.entered_by.bytes,
        certificate=_there(row.cert_id).bytes,
        entered_ms=to_milliseconds(row.entered_at),
        due_ms=_milliseconds(row.due_at),
        late=row.late_code or "",
        confirm_due_ms=_milliseconds(row.confirm_due),
        event=row.event_id.bytes,
    ).message()


def of_admitted(house: HouseId, row: DecisionRow) -> bytes:
    """
    What somebody signs who admits by a decision.

    Raises:
        Tampered: the row does not say whom, or by which act.
    """
    return AdmittedStatement(
        house=house.bytes,
        decision=row.id.bytes,
        case=_there(row.case_id).bytes,
        certificate=_there(row.admitted_cert).bytes,
        event=_there(row.admitted_event).bytes,
    ).message()


def of_confirmed(house: HouseId, row: DecisionRow) -> bytes:
    """
    What somebody signs who confirms a decision.

    Raises:
        Tampered: the row does not say when, or by which act.
    """
    if row.confirmed_at is None:
        raise Tampered
    return ConfirmedStatement(
        house=house.bytes,
        decision=row.id.bytes,
        certificate=_there(row.confirmed_cert).bytes,
        ms=to_milliseconds(row.confirmed_at),
        event=_there(row.confirmed_event).bytes,
    ).message()


def _there(found: UUID | None) -> UUID:
    if found is None:
        raise Tampered
    return found


def _bytes(found: UUID | None) -> bytes | None:
    return None if found is None else found.bytes


def _milliseconds(instant: datetime | None) -> int | None:
    return None if instant is None else to_milliseconds(instant)
