"""Counters of tries: for a name on one kind of device, and for an address."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from journal.store.columns import Raw
from journal.store.db import Base


class SigninThrottleRow(Base):
    """
    Wrong tries against one name on one kind of device, or from one address.

    Keyed by a MAC, never by the name.
    """

    __tablename__ = "signin_throttle"

    key: Mapped[bytes] = mapped_column(Raw(32), primary_key=True)
    failed: Mapped[int]
    last_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None] = mapped_column(default=None)


def counters(session: Session, keys: Collection[bytes]) -> dict[bytes, SigninThrottleRow]:
    """Counters of wrong tries for some keys, held so that nobody counts beside this transaction."""
    query = select(SigninThrottleRow).where(SigninThrottleRow.key.in_(keys))
    rows = session.scalars(query.order_by(SigninThrottleRow.key).with_for_update())
    return {row.key: row for row in rows}


def add(session: Session, row: SigninThrottleRow) -> None:
    """Begin to count wrong tries for a key."""
    session.add(row)


def forget(session: Session, keys: Collection[bytes], older_than: datetime) -> None:
    """Forget the counters of these keys, and all that are older than an instant."""
    session.execute(
        delete(SigninThrottleRow).where(
            SigninThrottleRow.key.in_(keys) | (SigninThrottleRow.last_at < older_than)
        )
    )
