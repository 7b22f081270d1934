"""
Working days of a Danish house: Monday to Friday without the public holidays.

Rules: Constitution Day, Christmas Eve and New Year's Eve count as working days unless the house has
set them as days off: other laws leave them out, and a limit that is reached a day earlier is the
safer one. Store bededag is gone since 2024, so no year before that is counted right. What a limit
was counted by has a name, which is stored beside it.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
FRIDAY = 4
FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
"""Maundy Thursday, Good Friday, Easter Day and Monday, Ascension, Whit Sunday and Monday."""
NAME = "dk-2024"
"""The public holidays as they are since 2024."""


class DayOff(StrEnum):
    """A day that is no public holiday, and that a house may take for one."""

    CONSTITUTION_DAY = "constitution_day"
    CHRISTMAS_EVE = "christmas_eve"
    NEW_YEARS_EVE = "new_years_eve"


NO_DAYS_OFF: frozenset[DayOff] = frozenset()
DATES = {
    DayOff.CONSTITUTION_DAY: (6, 5),
    DayOff.CHRISTMAS_EVE: (12, 24),
    DayOff.NEW_YEARS_EVE: (12, 31),
}
"""Month and day of each."""


def easter(year: int) -> date:
    """
    Easter Day of a year of the Gregorian calendar.

    Source: the anonymous algorithm in J. Meeus, Astronomical Algorithms, chapter 8.
    """
    century, rest = divmod(year, 100)
    golden = year % 19
    leap, after_leap = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - shift + 15) % 30
    weekday = (32 + 2 * after_leap + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """The public holidays of a year, weekends aside."""
    moving = {easter(year) + days * ONE_DAY for days in FROM_EASTER}
    return frozenset(moving | {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)})


def version(days_off: Collection[DayOff] = NO_DAYS_OFF) -> str:
    """The name of a calendar: the holidays it knows, and what the house takes off beside them."""
    return "+".join([NAME, *sorted(days_off)])


def is_working_day(day: date, days_off: Collection[DayOff] = NO_DAYS_OFF) -> bool:
    """Whether offices are open."""
    is_taken_off = (day.month, day.day) in {DATES[each] for each in days_off}
    return day.weekday() <= FRIDAY and day not in holidays(day.year) and not is_taken_off


def after_working_days(start: date, count: int, days_off: Collection[DayOff] = NO_DAYS_OFF) -> date:
    """The day on which a limit of so many working days ends; the first day is not counted."""
    day = start
    while count:
        day += ONE_DAY
        count -= is_working_day(day, days_off)
    return day


def after_months(start: date, count: int) -> date:
    """The same day so many months later, or the last day of a month that has no such day."""
    years, month = divmod(start.month - 1 + count, 12)
    first = date(start.year + years, month + 1, 1)
    return min(first + (start.day - 1) * ONE_DAY, last_of_month(first))


def last_of_month(day: date) -> date:
    """The last day of a day's month."""
    in_the_next = day.replace(day=28) + 4 * ONE_DAY
    return in_the_next - in_the_next.day * ONE_DAY


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day in the house, in UTC."""
    last = datetime.combine(day + ONE_DAY, time(), tzinfo=zone).astimezone(UTC)
    return last - timedelta(seconds=1)
