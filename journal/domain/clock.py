"""The clock of the house: aware instants inside, local wall time on screens and in forms."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from journal.domain.broken import TimeUnusable


def now_utc() -> datetime:
    """The present instant in UTC; everything that needs time is handed a clock such as this."""
    return datetime.now(UTC)


def to_milliseconds(instant: datetime) -> int:
    """Whole milliseconds since 1970-01-01 UTC."""
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def from_milliseconds(milliseconds: int) -> datetime:
    """The UTC instant so many milliseconds after 1970-01-01."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


def from_wall_time(typed: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    """
    Read a wall-clock time typed in the house.

    The hour that comes twice in October is read as the later one that has already been, so a note
    written at 02.40 the second time is not moved an hour back.

    Args:
        typed: naive local time.
        zone: the zone of the house.
        now: the present instant, with a time zone.

    Returns:
        The instant in UTC.

    Raises:
        TimeUnusable: the clock skipped this time in March.
    """
    try:
        second, first = (typed.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (1, 0))
    except OverflowError as error:  # the first and last day of the calendar have no UTC
        raise TimeUnusable from error
    if second.astimezone(zone).replace(tzinfo=None) != typed:
        raise TimeUnusable
    return second if second <= now else first
