"""Case files: one row per person, readable only as alias, state and dates."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.compartments import Compartment
from journal.domain.ids import CaseAlias, CaseId, EventId, FamilyId, Sealed, StaffId
from journal.store.columns import Id
from journal.store.db import Base
from journal.store.teams import TeamMemberRow


class CaseFileRow(Base):
    """A case file; ``pseudonym_sealed`` is under the house key with the case's own share."""

    __tablename__ = "case_file"

    id: Mapped[CaseId] = mapped_column(primary_key=True)
    alias: Mapped[CaseAlias] = mapped_column(unique=True)
    family_id: Mapped[FamilyId]
    person_kind: Mapped[str]
    case_type: Mapped[str]
    state: Mapped[str]
    anonymity: Mapped[str]
    event_id: Mapped[EventId]
    revision: Mapped[int]
    rotate_pending: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    hold_until: Mapped[datetime | None] = mapped_column(default=None)
    pseudonym_sealed: Mapped[Sealed | None] = mapped_column(default=None)


_ALIASES = select(CaseFileRow.id, CaseFileRow.alias)
_BY_IDS = select(CaseFileRow).where(
    CaseFileRow.id.in_(bindparam("ids", type_=Id(), expanding=True))
)
_OF_MEMBER = (
    select(CaseFileRow)
    .join(TeamMemberRow, TeamMemberRow.case_id == CaseFileRow.id)
    .where(TeamMemberRow.staff_id == bindparam("staff", type_=Id()), TeamMemberRow.until.is_(None))
    .order_by(CaseFileRow.opened_at.desc(), CaseFileRow.id)
)


def add(session: Session, row: CaseFileRow) -> None:
    """Store a new case file."""
    session.add(row)
    session.flush()


def get(session: Session, case_id: CaseId) -> CaseFileRow | None:
    """One case file by id."""
    return session.get(CaseFileRow, case_id)


def lock(session: Session, case_id: CaseId) -> CaseFileRow | None:
    """One case file, held against others who would change what it has, until COMMIT."""
    query = select(CaseFileRow).where(CaseFileRow.id == case_id).with_for_update(key_share=True)
    return session.scalars(query).one_or_none()


def read_again(session: Session) -> None:
    """Bring every case file that this session has seen up to date; what it has changed is kept."""
    session.flush()
    seen = [row.id for row in session.identity_map.values() if isinstance(row, CaseFileRow)]
    if seen:
        anew = {"populate_existing": True}
        session.scalars(_BY_IDS, {"ids": seen}, execution_options=anew).all()


def all_cases(session: Session) -> Sequence[CaseFileRow]:
    """Every case file of the house, newest first."""
    return session.scalars(
        select(CaseFileRow).order_by(CaseFileRow.opened_at.desc(), CaseFileRow.id)
    ).all()


def aliases(session: Session) -> dict[CaseId, CaseAlias]:
    """The names of all case files in the log."""
    rows = session.execute(_ALIASES)
    return {CaseId(case_id): CaseAlias(alias) for case_id, alias in rows}


def by_ids(session: Session, case_ids: Collection[CaseId]) -> Sequence[CaseFileRow]:
    """Some case files, in the order they were opened."""
    query = _BY_IDS.order_by(CaseFileRow.opened_at, CaseFileRow.id)
    return session.scalars(query, {"ids": list(case_ids)}).all()


def by_alias(session: Session, alias: CaseAlias) -> CaseFileRow | None:
    """One case file by its name in the log."""
    return session.scalars(select(CaseFileRow).where(CaseFileRow.alias == alias)).one_or_none()


def of_member(session: Session, staff_id: StaffId) -> Sequence[CaseFileRow]:
    """The case files whose team a colleague is in, newest first."""
    return session.scalars(_OF_MEMBER, {"staff": staff_id}).all()


def of_family(session: Session, family_id: FamilyId) -> Sequence[CaseFileRow]:
    """The case files of one family, in the order they were opened."""
    query = select(CaseFileRow).where(CaseFileRow.family_id == family_id)
    return session.scalars(query.order_by(CaseFileRow.opened_at, CaseFileRow.id)).all()


STALE_MAILBOX = 1
"""The bit of ``rotate_pending`` of no compartment: what takes notes in was held by who left."""


def mark_rotation(row: CaseFileRow, *compartments: Compartment) -> None:
    """Note that these compartments wait for a new key."""
    for comp in compartments:
        row.rotate_pending |= comp.bit
        if comp is Compartment.JOURNAL:
            row.rotate_pending |= STALE_MAILBOX


def clear_rotation(row: CaseFileRow, comp: Compartment) -> None:
    """Note that a compartment has its new key."""
    row.rotate_pending &= ~comp.bit
    if comp is Compartment.JOURNAL:
        row.rotate_pending &= ~STALE_MAILBOX


def clear_mailbox(row: CaseFileRow) -> None:
    """Note that a fresh key takes in what is sent until the journal has its new key."""
    row.rotate_pending &= ~STALE_MAILBOX
