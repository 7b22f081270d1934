"""Epochs, wraps and pending grants: which key lives where, and for whom it is wrapped."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    exists,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.compartments import Compartment
from journal.domain.ids import CaseId, CertificateId, KeyId, StaffId
from journal.store.cases import CaseFileRow
from journal.store.db import Base, Id
from journal.store.staff import CertificateRow
from journal.store.teams import TeamMemberRow


class WrapKind(StrEnum):
    """Whom a wrap is for; ``token`` and ``resident`` belong to formats that come later."""

    STAFF = "staff"
    TIMED = "timed"
    TOKEN = "token"  # noqa: S105 -- a kind, no secret
    RESIDENT = "resident"
    RECOVERY = "recovery"
    DUTY = "duty"
    PURPOSE = "purpose"


class KeyEpochRow(Base):
    """The live key of a compartment in a scope, as a signed statement without the key."""

    __tablename__ = "key_epoch"

    key_id: Mapped[KeyId] = mapped_column(primary_key=True)
    scope_id: Mapped[UUID]
    comp: Mapped[int]
    epoch: Mapped[int]
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    intake_pub: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_by: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    created_ms: Mapped[int]
    sig: Mapped[bytes] = mapped_column(LargeBinary(64))

    __table_args__ = (UniqueConstraint("scope_id", "comp", "epoch"),)


class KeyWrapRow(Base):
    """A key wrapped for one recipient."""

    __tablename__ = "key_wrap"

    key_id: Mapped[KeyId] = mapped_column(ForeignKey("key_epoch.key_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    recipient_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    cert_id: Mapped[CertificateId | None] = mapped_column(default=None)
    blob: Mapped[bytes] = mapped_column(LargeBinary(80))
    expires_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (Index(None, "recipient_id"), Index(None, "expires_at"))


class PendingGrantRow(Base):
    """A member who waits for a key that the leader who added her does not hold."""

    __tablename__ = "pending_grant"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    comp: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    asked_by: Mapped[StaffId]
    asked_at: Mapped[datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """All that decides whether a colleague may open a compartment of a case, read at once."""

    case: CaseFileRow
    epoch: KeyEpochRow | None
    wrap: bytes | None
    is_member: bool
    has_grants: bool
    signers: Sequence[CertificateRow]


_OWN_WRAP = and_(
    KeyWrapRow.key_id == KeyEpochRow.key_id,
    KeyWrapRow.kind == WrapKind.STAFF.value,
    KeyWrapRow.recipient_id == bindparam("recipient"),
)
_IS_MEMBER = exists().where(
    TeamMemberRow.case_id == CaseFileRow.id,
    TeamMemberRow.staff_id == bindparam("staff"),
    TeamMemberRow.until.is_(None),
)
_HAS_GRANTS = exists().where(
    PendingGrantRow.case_id == CaseFileRow.id, PendingGrantRow.comp == bindparam("comp")
)
_FACTS = (
    select(CaseFileRow, KeyEpochRow, KeyWrapRow.blob, _IS_MEMBER, _HAS_GRANTS, CertificateRow)
    .outerjoin(
        KeyEpochRow,
        and_(KeyEpochRow.scope_id == CaseFileRow.id, KeyEpochRow.comp == bindparam("comp")),
    )
    .outerjoin(KeyWrapRow, _OWN_WRAP)
    .outerjoin(CertificateRow, CertificateRow.staff_id == KeyEpochRow.created_by)
    .where(CaseFileRow.id == bindparam("case"))
    .order_by(KeyEpochRow.epoch.desc())
)
_HOUSE_EPOCH = (
    select(KeyEpochRow, KeyWrapRow.blob, CertificateRow)
    .outerjoin(KeyWrapRow, _OWN_WRAP)
    .outerjoin(CertificateRow, CertificateRow.staff_id == KeyEpochRow.created_by)
    .where(KeyEpochRow.scope_id == bindparam("scope"), KeyEpochRow.comp == bindparam("comp"))
    .order_by(KeyEpochRow.epoch.desc())
)


def _present(certificates: Iterable[CertificateRow | None]) -> list[CertificateRow]:
    """Leave out the gaps that an outer join makes."""
    return [certificate for certificate in certificates if certificate is not None]


def facts(
    session: Session, case_id: CaseId, comp: Compartment, staff_id: StaffId
) -> KeyFacts | None:
    """What decides about one colleague and the newest key, or None for an unknown case."""
    rows = session.execute(
        _FACTS, {"case": case_id, "comp": int(comp), "staff": staff_id, "recipient": staff_id.bytes}
    ).all()
    if not rows:
        return None
    case, epoch, wrap, is_member, has_grants, _ = rows[0]
    return KeyFacts(
        case=case,
        epoch=epoch,
        wrap=wrap,
        is_member=is_member,
        has_grants=has_grants,
        signers=_present(row[5] for row in rows if row[1] is epoch),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochFacts:
    """A live epoch, the reader's wrap of it, and the certificates its signer has had."""

    epoch: KeyEpochRow
    wrap: bytes | None
    signers: Sequence[CertificateRow]


def live_epoch(
    session: Session, scope: UUID, comp: Compartment, staff_id: StaffId
) -> EpochFacts | None:
    """The newest epoch of a compartment with one colleague's wrap, or None without an epoch."""
    rows = session.execute(
        _HOUSE_EPOCH, {"scope": scope, "comp": int(comp), "recipient": staff_id.bytes}
    ).all()
    if not rows:
        return None
    newest = [row for row in rows if row[0].key_id == rows[0][0].key_id]
    return EpochFacts(
        epoch=newest[0][0],
        wrap=newest[0][1],
        signers=_present(row[2] for row in newest),
    )


def epochs(
    session: Session, scope: UUID, comps: Collection[Compartment]
) -> dict[Compartment, KeyEpochRow]:
    """The newest epoch of each compartment of a scope."""
    query = select(KeyEpochRow).where(
        KeyEpochRow.scope_id == scope, KeyEpochRow.comp.in_([int(comp) for comp in comps])
    )
    rows = session.scalars(query.order_by(KeyEpochRow.epoch))
    return {Compartment(row.comp): row for row in rows}


def add_epoch(session: Session, row: KeyEpochRow) -> None:
    """Store a new epoch; the unique constraint settles two exchanges at once."""
    session.add(row)
    session.flush()


def add_wraps(session: Session, rows: Sequence[KeyWrapRow]) -> None:
    """Store wraps."""
    session.add_all(rows)
    session.flush()


def wraps(session: Session, key_id: KeyId) -> Sequence[KeyWrapRow]:
    """All wraps of a key."""
    return session.scalars(select(KeyWrapRow).where(KeyWrapRow.key_id == key_id)).all()


def staff_holders(session: Session, key_id: KeyId) -> frozenset[StaffId]:
    """The colleagues who hold a key."""
    query = select(KeyWrapRow.recipient_id).where(
        KeyWrapRow.key_id == key_id, KeyWrapRow.kind == WrapKind.STAFF.value
    )
    return frozenset(StaffId(UUID(bytes=recipient)) for recipient in session.scalars(query))


def delete_epoch(session: Session, key_id: KeyId) -> None:
    """Delete a key for good: its wraps, then its epoch."""
    session.execute(delete(KeyWrapRow).where(KeyWrapRow.key_id == key_id))
    session.execute(delete(KeyEpochRow).where(KeyEpochRow.key_id == key_id))


def delete_staff_wraps(
    session: Session, key_ids: Collection[KeyId], staff_ids: Collection[StaffId]
) -> None:
    """Take keys from colleagues."""
    session.execute(
        delete(KeyWrapRow).where(
            KeyWrapRow.key_id.in_(key_ids),
            KeyWrapRow.kind == WrapKind.STAFF.value,
            KeyWrapRow.recipient_id.in_([staff_id.bytes for staff_id in staff_ids]),
        )
    )


def add_grant(session: Session, row: PendingGrantRow) -> None:
    """Note that a member waits for a key."""
    session.add(row)
    session.flush()


def grants(
    session: Session, case_id: CaseId, comp: Compartment | None = None
) -> Sequence[PendingGrantRow]:
    """Who waits for keys of a case."""
    query = select(PendingGrantRow).where(PendingGrantRow.case_id == case_id)
    return session.scalars(
        query if comp is None else query.where(PendingGrantRow.comp == int(comp))
    ).all()


def delete_grants(
    session: Session, case_id: CaseId, comp: Compartment | None, staff_ids: Collection[StaffId]
) -> None:
    """Forget that these colleagues wait."""
    query = delete(PendingGrantRow).where(
        PendingGrantRow.case_id == case_id, PendingGrantRow.staff_id.in_(staff_ids)
    )
    session.execute(query if comp is None else query.where(PendingGrantRow.comp == int(comp)))


_WAITING = (
    select(PendingGrantRow.case_id)
    .where(PendingGrantRow.case_id.in_(bindparam("cases", type_=Id(), expanding=True)))
    .distinct()
)


def waiting_cases(session: Session, case_ids: Collection[CaseId]) -> frozenset[CaseId]:
    """Which of these cases have a member who waits for a key."""
    return frozenset(session.scalars(_WAITING, {"cases": list(case_ids)}))


_STANDING = (
    select(KeyEpochRow.key_id, KeyWrapRow.recipient_id)
    .outerjoin(
        KeyWrapRow,
        and_(
            KeyWrapRow.key_id == KeyEpochRow.key_id,
            KeyWrapRow.recipient_id.in_(bindparam("recipients", expanding=True)),
            KeyWrapRow.kind == WrapKind.STAFF.value,
        ),
    )
    .where(KeyEpochRow.key_id.in_(bindparam("keys", expanding=True)))
)


def missing(session: Session, used: Collection[tuple[KeyId, bytes | None]]) -> tuple[bool, bool]:
    """
    Look once more, under the lock of the log, whether keys that were used still stand.

    Args:
        session: of the request.
        used: ``(key id, recipient)``; recipient None when the key was used without a wrap.

    Returns:
        ``(an epoch is gone, a wrap is gone)``.
    """
    keys = {key_id for key_id, _ in used}
    holders = {(key_id, recipient) for key_id, recipient in used if recipient is not None}
    recipients = {recipient for _, recipient in holders}
    asked = {"keys": list(keys), "recipients": list(recipients)}
    found = {(key_id, recipient) for key_id, recipient in session.execute(_STANDING, asked)}
    return not keys <= {key_id for key_id, _ in found}, not holders <= found
