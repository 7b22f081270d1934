"""
What a column may hold.

Rules: ids are 16 raw bytes or ``uuid``, instants are UTC microseconds, a sealed column refuses what
is not an envelope. SQLite keeps in a column whatever somebody writes into it, so every value is
looked at when it is read: one of another kind or length is damage, and is said to be.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Dialect,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    Uuid,
)

from journal.domain.errors import Tampered

ENVELOPE_VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ID_SIZE = 16
_WHOLE_NUMBERS = re.compile(r"-?[0-9]+(,-?[0-9]+)*")


class Raw(TypeDecorator[bytes]):
    """
    Bytes.

    Args:
        size: how many, if every value has the same length.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, size: int | None = None) -> None:
        super().__init__(size)
        self.size = size

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give the bytes; ``Tampered`` for anything else, and for another length."""
        if value is None:
            return None
        if not isinstance(value, bytes) or self.size not in (None, len(value)):
            raise Tampered
        return value


class Words(TypeDecorator[str]):
    """Text: codes, and statements that are signed."""

    impl = String
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give the text; ``Tampered`` for anything else."""
        if value is not None and not isinstance(value, str):
            raise Tampered
        return value


class Count(TypeDecorator[int]):
    """
    A whole number.

    Args:
        is_long: whether a file names it a long one too; PostgreSQL always does.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, *, is_long: bool = False) -> None:
        super().__init__()
        self.is_long = is_long

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose the engine's own type."""
        is_long = self.is_long or dialect.name == "postgresql"
        return dialect.type_descriptor(BigInteger() if is_long else Integer())

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give the number; ``Tampered`` for anything else."""
        if value is not None and not isinstance(value, int):
            raise Tampered
        return value


class Id(TypeDecorator[UUID]):
    """A UUID as 16 raw bytes on SQLite and as ``uuid`` on PostgreSQL."""

    impl = LargeBinary(_ID_SIZE)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Choose the engine's own type."""
        on_server = dialect.name == "postgresql"
        return dialect.type_descriptor(Uuid() if on_server else LargeBinary(_ID_SIZE))

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        """Turn an id into what the driver takes."""
        return value if value is None or dialect.name == "postgresql" else value.bytes

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Turn what the driver gives into an id; ``Tampered`` when it is none."""
        if value is None or isinstance(value, UUID):
            return value
        if not isinstance(value, bytes) or len(value) != _ID_SIZE:
            raise Tampered
        return UUID(bytes=value)


class IdOrNone(Id):
    """An id for who reads every row and says herself which is damaged: None stands for it."""

    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        """Give the id, or None where there is none."""
        try:
            return super().process_result_value(value, dialect)
        except Tampered:
            return None


class Utc(TypeDecorator[datetime]):
    """An aware instant as whole microseconds since 1970-01-01 UTC."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Count microseconds; an instant without a time zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "an instant needs a time zone"
            raise ValueError(message)
        return (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Make an aware instant in UTC; ``Tampered`` when it is none."""
        if value is None:
            return None
        return _instant(value)


class Instants(TypeDecorator[list[datetime]]):
    """Many instants of one group, joined by the database with commas; it is only read."""

    impl = Text
    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> list[datetime]:  # noqa: ARG002 -- SQLAlchemy's signature
        """Make aware instants in UTC; ``Tampered`` when one is none."""
        if not isinstance(value, str) or not _WHOLE_NUMBERS.fullmatch(value):
            raise Tampered
        return [_instant(int(one)) for one in value.split(",")]


def _instant(value: Any) -> datetime:
    if not isinstance(value, int):
        raise Tampered
    try:
        return _EPOCH + value * _MICROSECOND
    except OverflowError as error:
        raise Tampered from error


class Day(TypeDecorator[date]):
    """A day on the calendar of the house as ``2026-03-02``, which also sorts as days do."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Write the day; an instant is none."""
        if isinstance(value, datetime):
            message = "a day has no time"
            raise ValueError(message)
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Give the day; ``Tampered`` when it is none."""
        if value is None:
            return None
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise Tampered from error


class SealedBytes(TypeDecorator[bytes]):
    """An envelope; plain text does not start with the version byte and is refused."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """Let envelopes through and refuse the rest."""
        if value is not None and value[:1] != bytes([ENVELOPE_VERSION]):
            message = "a sealed column takes envelopes only"
            raise ValueError(message)
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002 -- SQLAlchemy's signature
        """
        Give the envelope.

        One of another kind becomes an empty one, which opens as little: it spoils its own text and
        not the page that it stands on.
        """
        return value if value is None or isinstance(value, bytes) else b""
