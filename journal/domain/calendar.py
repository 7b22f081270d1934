"""
Working days of a Danish house: Monday to Friday without the public holidays.

Constitution Day, Christmas Eve and New Year's Eve count as working days here: other laws leave them
out, and a limit that is reached a day earlier is the safer one.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)
FRIDAY = 4
FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
"""Maundy Thursday, Good Friday, Easter Day and Monday, Ascension, Whit Sunday and Monday."""


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


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() <= FRIDAY and day not in holidays(day.year)


def after_working_days(start: date, count: int) -> date:
    """The day on which a limit of so many working days ends; the first day is not counted."""
    day = start
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The last second of a day in the house, in UTC."""
    last = datetime.combine(day + ONE_DAY, time(), tzinfo=zone).astimezone(UTC)
    return last - timedelta(seconds=1)
