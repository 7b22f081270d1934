"""A case in which nothing was written for fourteen days while she lives here: look at it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from journal.domain.weekly_talks import day_of

SILENT_DAYS = 14


def is_silent(last: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """
    Whether fourteen days have gone by without a note, on the calendar of the house.

    Args:
        last: when what the newest note tells of happened; when the file was opened if it has none.
        now: the clock of the house; all three with a time zone.
    """
    return (day_of(now, zone) - day_of(last, zone)).days >= SILENT_DAYS
