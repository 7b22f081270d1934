"""The signed statements of people: who serves as what, who has which place, who is on duty when."""

from crypto.statements import AppointmentStatement, PlaceStatement, ShiftStatement
from journal.domain.clock import to_milliseconds
from journal.domain.ids import HouseId
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
