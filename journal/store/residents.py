"""The key of a resident: sealed under her code, which the house does not know."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.domain.compartments import Compartment
from journal.domain.ids import CaseId, EventId
from journal.store.columns import Raw
from journal.store.db import Base
from journal.store.keys import KeyEpochRow, KeyWrapRow, WrapKind
from journal.store.staff import CertificateRow


class ResidentKeyRow(Base):
    """
    One resident's key pair, the private half behind her code.

    ``locator_mac`` finds it; ``event_id`` is the event that gave her the code.
    """

    __tablename__ = "resident_key"

    case_id: Mapped[CaseId] = mapped_column(ForeignKey("case_file.id"), primary_key=True)
    locator_mac: Mapped[bytes] = mapped_column(Raw(32), unique=True)
    argon: Mapped[str]
    salt: Mapped[bytes] = mapped_column(Raw(16))
    auth_mac: Mapped[bytes] = mapped_column(Raw(32))
    box_pub: Mapped[bytes] = mapped_column(Raw(32))
    keys_blob: Mapped[bytes]
    event_id: Mapped[EventId]
    made_at: Mapped[datetime]


def get(session: Session, case_id: CaseId) -> ResidentKeyRow | None:
    """The key of a resident by her case."""
    return session.get(ResidentKeyRow, case_id)


def by_locator(session: Session, mac: bytes) -> ResidentKeyRow | None:
    """The key that the first part of a code finds."""
    query = select(ResidentKeyRow).where(ResidentKeyRow.locator_mac == mac)
    return session.scalars(query).one_or_none()


def everybody(session: Session) -> Sequence[ResidentKeyRow]:
    """Every resident's key."""
    return session.scalars(select(ResidentKeyRow).order_by(ResidentKeyRow.case_id)).all()


def put(session: Session, row: ResidentKeyRow) -> None:
    """Keep a key; the one before it is gone, with what was wrapped to it."""
    case_id = CaseId(row.case_id)
    session.execute(delete(ResidentKeyRow).where(ResidentKeyRow.case_id == case_id))
    session.execute(
        delete(KeyWrapRow).where(
            KeyWrapRow.kind == WrapKind.RESIDENT.value, KeyWrapRow.recipient_id == case_id.bytes
        )
    )
    session.add(row)
    session.flush()


def wrapped(
    session: Session, case_id: CaseId
) -> tuple[KeyEpochRow, bytes, Sequence[CertificateRow]] | None:
    """The newest identity key that is wrapped to a resident, her wrap, and its signers."""
    query = (
        select(KeyEpochRow, KeyWrapRow.blob)
        .join(KeyWrapRow, KeyWrapRow.key_id == KeyEpochRow.key_id)
        .where(
            KeyEpochRow.scope_id == case_id,
            KeyEpochRow.comp == int(Compartment.IDENTITY),
            KeyWrapRow.kind == WrapKind.RESIDENT.value,
            KeyWrapRow.recipient_id == case_id.bytes,
        )
        .order_by(KeyEpochRow.epoch.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    epoch, blob = found
    signers = select(CertificateRow).where(CertificateRow.staff_id == epoch.created_by)
    return epoch, blob, session.scalars(signers).all()
