"""What of a case's timeline somebody wants to see: a kind, an author, a day, what is new."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from journal.domain.calendar import ONE_DAY
from journal.domain.ids import StaffAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """
    Which notes; everything that is set must fit.

    Args:
        type: a code of the list ``note_type``, or empty.
        author: her alias in the log, which tells nothing in an address.
        unread: only what is new to the reader: somebody else's, and not marked as read.
        day: on which it happened, on the calendar of the house.
    """

    type: str = ""
    author: StaffAlias | None = None
    day: date | None = None
    unread: bool = False

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == EVERYTHING


EVERYTHING = Wanted()


def instants(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """
    The first instant of a day in the house and that of the next day, in UTC.

    A day on which the clock changes has 23 or 25 hours between them.
    """
    first, after = (
        datetime.combine(each, time(), tzinfo=zone).astimezone(UTC) for each in (day, day + ONE_DAY)
    )
    return first, after
