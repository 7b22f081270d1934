"""Epochs and wraps: which key lives where, and for whom it is wrapped."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.compartments import Compartment
from journal.domain.ids import CertificateId, KeyId, StaffId
from journal.store.columns import Raw
from journal.store.db import Base


class WrapKind(StrEnum):
    """Whom a wrap is for; ``token`` belongs to a format that comes later."""

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
    commitment: Mapped[bytes] = mapped_column(Raw(32))
    intake_pub: Mapped[bytes] = mapped_column(Raw(32))
    created_by: Mapped[StaffId] = mapped_column(ForeignKey("staff.id"))
    created_ms: Mapped[int]
    sig: Mapped[bytes] = mapped_column(Raw(64))

    __table_args__ = (UniqueConstraint("scope_id", "comp", "epoch"),)


class KeyWrapRow(Base):
    """A key wrapped for one recipient."""

    __tablename__ = "key_wrap"

    key_id: Mapped[KeyId] = mapped_column(ForeignKey("key_epoch.key_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    recipient_id: Mapped[bytes] = mapped_column(primary_key=True)
    """A person or a recovery key (16 bytes), or a key of the house (8)."""
    cert_id: Mapped[CertificateId | None] = mapped_column(default=None)
    blob: Mapped[bytes] = mapped_column(Raw(80))
    expires_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (Index(None, "recipient_id"), Index(None, "expires_at"))


def epochs(
    session: Session, scope: UUID, comps: Collection[Compartment]
) -> dict[Compartment, KeyEpochRow]:
    """The newest epoch of each compartment of a scope."""
    query = select(KeyEpochRow).where(
        KeyEpochRow.scope_id == scope, KeyEpochRow.comp.in_([int(comp) for comp in comps])
    )
    rows = session.scalars(query.order_by(KeyEpochRow.epoch))
    return {Compartment(row.comp): row for row in rows}


def of_scope(session: Session, scope: UUID, comp: Compartment) -> Sequence[KeyEpochRow]:
    """Every epoch of a compartment of a scope, newest first."""
    query = select(KeyEpochRow).where(KeyEpochRow.scope_id == scope, KeyEpochRow.comp == int(comp))
    return session.scalars(query.order_by(KeyEpochRow.epoch.desc())).all()


def is_there(session: Session, key_id: KeyId) -> bool:
    """Whether a key is there at this moment, whatever this work has read before."""
    found = select(KeyEpochRow.key_id).where(KeyEpochRow.key_id == key_id)
    return session.execute(found).first() is not None


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


def text_holders(session: Session, scope: UUID, comp: Compartment) -> frozenset[StaffId]:
    """
    The colleagues who hold the key that the texts of a compartment lie under.

    That is the oldest: a newer one, while there is one, only takes what is sent in.
    """
    oldest = of_scope(session, scope, comp)[-1]
    return staff_holders(session, KeyId(oldest.key_id))


class Holding(NamedTuple):
    """To whom a key is wrapped, without the wrap; ``kind`` is one of ``WrapKind``."""

    kind: str
    recipient_id: bytes


def holdings(
    session: Session, scopes: Collection[UUID]
) -> dict[tuple[UUID, int], Sequence[Holding]]:
    """
    To whom the oldest key of every compartment of some cases is wrapped.

    A newer one, while there is one, only takes what is sent in.
    """
    # Columns and not rows: a house has thousands of wraps, and no one of them is opened here.
    query = (
        select(
            KeyEpochRow.scope_id,
            KeyEpochRow.comp,
            KeyEpochRow.key_id,
            KeyWrapRow.kind,
            KeyWrapRow.recipient_id,
        )
        .outerjoin(KeyWrapRow, KeyWrapRow.key_id == KeyEpochRow.key_id)
        .where(KeyEpochRow.scope_id.in_(scopes))
        .order_by(KeyEpochRow.epoch)
    )
    found: dict[tuple[UUID, int], tuple[KeyId, list[Holding]]] = {}
    for row in session.execute(query):
        scope, comp, key_id, kind = row[:4]
        recipient: bytes | None = row[4]
        oldest, held = found.setdefault((scope, comp), (key_id, []))
        if recipient is not None and key_id == oldest:
            held.append(Holding(kind, recipient))
    return {place: held for place, (_, held) in found.items()}


def held_by(session: Session, staff_id: StaffId) -> Sequence[KeyEpochRow]:
    """The epochs that are wrapped to a colleague."""
    query = (
        select(KeyEpochRow)
        .join(KeyWrapRow, KeyWrapRow.key_id == KeyEpochRow.key_id)
        .where(KeyWrapRow.recipient_id == staff_id.bytes)
        .order_by(KeyEpochRow.scope_id, KeyEpochRow.comp)
        .distinct()
    )
    return session.scalars(query).all()


def timed_scopes(session: Session, staff_id: StaffId) -> frozenset[UUID]:
    """Whose keys are wrapped to a colleague for a time."""
    query = (
        select(KeyEpochRow.scope_id)
        .join(KeyWrapRow, KeyWrapRow.key_id == KeyEpochRow.key_id)
        .where(KeyWrapRow.kind == WrapKind.TIMED.value, KeyWrapRow.recipient_id == staff_id.bytes)
    )
    return frozenset(session.scalars(query))


def delete_wraps_of(session: Session, staff_id: StaffId) -> None:
    """Take every key from a colleague but her personal one."""
    own = select(KeyEpochRow.key_id).where(KeyEpochRow.scope_id == staff_id)
    session.execute(
        delete(KeyWrapRow).where(
            KeyWrapRow.recipient_id == staff_id.bytes, KeyWrapRow.key_id.not_in(own)
        )
    )


def delete_timed_wraps(session: Session, key_ids: Collection[KeyId], staff_id: StaffId) -> None:
    """Take from a colleague what she held for a time."""
    session.execute(
        delete(KeyWrapRow).where(
            KeyWrapRow.key_id.in_(key_ids),
            KeyWrapRow.kind == WrapKind.TIMED.value,
            KeyWrapRow.recipient_id == staff_id.bytes,
        )
    )


_GATED_KINDS = (WrapKind.DUTY.value, WrapKind.PURPOSE.value)


def replace_gated(session: Session, key_id: KeyId, rows: Sequence[KeyWrapRow]) -> None:
    """Wrap a journal to these gated keys and to no others."""
    session.execute(
        delete(KeyWrapRow).where(KeyWrapRow.key_id == key_id, KeyWrapRow.kind.in_(_GATED_KINDS))
    )
    add_wraps(session, rows)


def behind(
    session: Session, scopes: Collection[UUID], newest: Collection[KeyId]
) -> frozenset[UUID]:
    """Which of these cases have a journal that is not wrapped to every newest gated key."""
    query = (
        select(KeyEpochRow.scope_id, func.count(KeyWrapRow.key_id))
        .outerjoin(
            KeyWrapRow,
            and_(
                KeyWrapRow.key_id == KeyEpochRow.key_id,
                KeyWrapRow.kind.in_(_GATED_KINDS),
                KeyWrapRow.recipient_id.in_([bytes(key_id) for key_id in newest]),
            ),
        )
        .where(KeyEpochRow.scope_id.in_(scopes), KeyEpochRow.comp == int(Compartment.JOURNAL))
        .group_by(KeyEpochRow.scope_id)
    )
    return frozenset(scope for scope, count in session.execute(query) if count < len(newest))


def is_recipient(session: Session, key_id: KeyId) -> bool:
    """Whether some key is still wrapped to this one."""
    query = select(KeyWrapRow.key_id).where(KeyWrapRow.recipient_id == bytes(key_id)).limit(1)
    return session.scalars(query).one_or_none() is not None


def delete_epoch(session: Session, key_id: KeyId) -> None:
    """Delete a key for good: its wraps, then its epoch."""
    session.execute(delete(KeyWrapRow).where(KeyWrapRow.key_id == key_id))
    session.execute(delete(KeyEpochRow).where(KeyEpochRow.key_id == key_id))


def delete_staff_wraps(
    session: Session, key_ids: Collection[KeyId], staff_ids: Collection[StaffId]
) -> None:
    """Take keys from colleagues, for a time or for good."""
    session.execute(
        delete(KeyWrapRow).where(
            KeyWrapRow.key_id.in_(key_ids),
            KeyWrapRow.kind.in_([WrapKind.STAFF.value, WrapKind.TIMED.value]),
            KeyWrapRow.recipient_id.in_([staff_id.bytes for staff_id in staff_ids]),
        )
    )


_HELD_BY_PEOPLE = (WrapKind.STAFF.value, WrapKind.TIMED.value, WrapKind.RESIDENT.value)
_STANDING = (
    select(KeyEpochRow.key_id, KeyWrapRow.recipient_id)
    .outerjoin(
        KeyWrapRow,
        and_(
            KeyWrapRow.key_id == KeyEpochRow.key_id,
            KeyWrapRow.recipient_id.in_(bindparam("recipients", expanding=True)),
            KeyWrapRow.kind.in_(_HELD_BY_PEOPLE),
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
