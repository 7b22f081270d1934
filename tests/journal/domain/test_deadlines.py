"""
The two clocks of a deadline, against tables that were made without the calendar of the journal.

Easter is copied from the almanac, the days that hang on it are counted from there, and the dates of
the table below were counted by hand.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from journal.domain.calendar import DayOff
from journal.domain.codes import code_list
from journal.domain.deadline_rules import About, Kind, Owner, Start, rules, started_by
from journal.domain.deadlines import (
    MOVES,
    Clocks,
    DeadlineOver,
    DeadlineTooEarly,
    Ending,
    HowMissing,
    Limit,
    Move,
    Reckoning,
    Standing,
    State,
    Unit,
    WhyMissing,
    clocks,
    ends,
    moved,
    require_after_start,
    require_how,
    require_why,
    standing,
)

ZONE = ZoneInfo("Europe/Copenhagen")
YEARS = range(2024, 2033)
EASTER = ["03-31", "04-20", "04-05", "03-28", "04-16", "04-01", "04-21", "04-13", "03-28"]
FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
FIXED = ("01-01", "12-25", "12-26")
SUMMER_TIME = {
    2024: ("03-31", "10-27"),
    2025: ("03-30", "10-26"),
    2026: ("03-29", "10-25"),
    2027: ("03-28", "10-31"),
    2028: ("03-26", "10-29"),
    2029: ("03-25", "10-28"),
    2030: ("03-31", "10-27"),
    2031: ("03-30", "10-26"),
    2032: ("03-28", "10-31"),
}
"""The Sundays on which the clocks change."""
ALL_OFF = frozenset(DayOff)


def day(year, month_and_day):
    """Return a date."""
    return date.fromisoformat(f"{year}-{month_and_day}")


def noon(text):
    """Return noon of a day in the house."""
    return datetime.fromisoformat(f"{text}T12:00").replace(tzinfo=ZONE)


def local(instant):
    """Return an instant as the clock in the house shows it."""
    return instant.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


@pytest.fixture(scope="module")
def working_days():
    """Return every working day of the years, in order, from the table of Easters alone."""
    free = {day(year, each) for year in YEARS for each in FIXED}
    for year, easter in zip(YEARS, EASTER, strict=True):
        free |= {day(year, easter) + timedelta(days=n) for n in FROM_EASTER}
    first, count = date(2024, 1, 1), (date(2033, 1, 1) - date(2024, 1, 1)).days
    every = [first + timedelta(days=n) for n in range(count)]
    return [each for each in every if each.isoweekday() < 6 and each not in free]


def last_second(day_of_end):
    """Return the end of a day in UTC, by the table of clock changes."""
    begins, stops = (day(day_of_end.year, each) for each in SUMMER_TIME[day_of_end.year])
    hours = 2 if begins <= day_of_end < stops else 1
    end = datetime(day_of_end.year, day_of_end.month, day_of_end.day, 23, 59, 59, tzinfo=UTC)
    return end - timedelta(hours=hours)


def test_every_day_of_nine_years(working_days):
    """DL1, DL2, DL4 and DL6 from every day of 2024 to 2032: leap days, Easters, clock changes."""
    found, start = rules(), date(2024, 1, 1)
    while start < date(2032, 12, 20):
        begun = datetime(start.year, start.month, start.day, 22, 30, tzinfo=ZONE)
        after = bisect_right(working_days, start)
        limits = {
            each: clocks(found[each].due, found[each].target, begun, ZONE)
            for each in ("DL1", "DL2", "DL4", "DL6")
        }
        in_three_days = last_second(start + timedelta(days=3))
        assert Clocks(due_at=last_second(start), target_at=None) == limits["DL1"]
        assert last_second(working_days[after + 2]) == limits["DL2"].due_at
        assert in_three_days == limits["DL2"].target_at == limits["DL4"].due_at
        assert last_second(working_days[after]) == limits["DL6"].due_at
        start += timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2024-03-27", "2024-04-04"),  # across Easter
        ("2025-04-16", "2025-04-24"),
        ("2026-03-31", "2026-04-08"),
        ("2032-03-24", "2032-04-01"),
        ("2027-05-05", "2027-05-11"),  # Ascension
        ("2030-06-07", "2030-06-13"),  # Whit Monday
        ("2031-05-08", "2031-05-13"),  # store bededag, which is gone
        ("2026-06-04", "2026-06-09"),  # 5 June
        ("2024-12-23", "2024-12-30"),  # 24 December
        ("2026-12-30", "2027-01-05"),  # 31 December
        ("2026-11-27", "2026-12-02"),  # a Friday
        ("2026-11-28", "2026-12-02"),  # and its Saturday
        ("2028-02-28", "2028-03-02"),  # leap day
    ],
)
def test_three_working_days_counted_by_hand(start, due):
    """DL2 (R-M1): the day of the decision is not counted."""
    assert f"{due} 23:59:59" == local(ends(rules()["DL2"].due, noon(start), ZONE))


@pytest.mark.parametrize(
    ("start", "days_off", "due"),
    [
        ("2026-06-04", {DayOff.CONSTITUTION_DAY}, "2026-06-10"),
        ("2024-12-23", {DayOff.CHRISTMAS_EVE}, "2024-12-31"),
        ("2024-12-23", ALL_OFF, "2025-01-02"),
        ("2026-12-30", {DayOff.NEW_YEARS_EVE}, "2027-01-06"),
    ],
)
def test_a_house_that_takes_a_doubtful_day_off(start, days_off, due):
    """The goal of the house stays where it is: it counts every day."""
    rule = rules()["DL2"]
    limits = clocks(rule.due, rule.target, noon(start), ZONE, days_off)

    assert f"{due} 23:59:59" == local(limits.due_at)
    assert limits.target_at == clocks(rule.due, rule.target, noon(start), ZONE).target_at


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("2026-03-28T12:00", (24, "hours", "clock"), "2026-03-29 13:00:00"),
        ("2026-10-24T12:00", (24, "hours", "clock"), "2026-10-25 11:00:00"),
        ("2026-10-23T12:00", (72, "hours", "clock"), "2026-10-26 11:00:00"),
        ("2025-01-31T12:00", (1, "months", "local"), "2025-02-28 23:59:59"),
        ("2028-01-31T12:00", (1, "months", "local"), "2028-02-29 23:59:59"),
        ("2026-11-30T12:00", (3, "months", "local"), "2027-02-28 23:59:59"),
        ("2026-02-28T12:00", (36, "months", "local"), "2029-02-28 23:59:59"),
        ("2026-01-31T00:00", (0, "days", "local"), "2026-01-31 23:59:59"),
        ("2026-01-31T23:59", (0, "days", "local"), "2026-01-31 23:59:59"),
    ],
)
def test_hours_pass_and_months_end_with_their_last_day(start, limit, end):
    """A limit in hours never shifts, whatever the clocks do."""
    number, unit, calendar = limit
    begun = datetime.fromisoformat(start).replace(tzinfo=ZONE)
    rule = Limit(number=number, unit=Unit(unit), calendar=Reckoning(calendar))

    assert end == local(ends(rule, begun, ZONE))


def test_the_day_is_that_of_the_house():
    """Ten past midnight in Denmark is the day before in UTC; the hour that comes twice is one."""
    rule = rules()["DL1"].due
    after_midnight = datetime(2026, 1, 1, 23, 10, tzinfo=UTC)
    twice = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]

    assert "2026-01-02 23:59:59" == local(ends(rule, after_midnight, ZONE))
    assert 1 == len({ends(rule, each, ZONE) for each in twice})


def test_two_clocks_are_never_merged_and_the_earlier_one_alarms():
    """Late by the goal is not late by the law, and both are told (D4)."""
    rule = rules()["DL2"]
    limits = clocks(rule.due, rule.target, noon("2026-11-26"), ZONE)  # a Thursday
    second = timedelta(seconds=1)

    assert "2026-11-29 23:59:59" == local(limits.target_at) == local(limits.alarm_at)
    assert "2026-12-01 23:59:59" == local(limits.due_at)
    for now, expected in {
        noon("2026-11-28"): Standing.LATER,
        noon("2026-11-29"): Standing.TODAY,
        limits.target_at: Standing.TODAY,
        limits.target_at + second: Standing.TARGET_MISSED,
        limits.due_at: Standing.TARGET_MISSED,
        limits.due_at + second: Standing.OVERDUE,
    }.items():
        assert expected is standing(limits, now, ZONE)
    early = Clocks(due_at=limits.target_at, target_at=limits.due_at)
    assert limits.target_at == early.alarm_at
    assert limits.due_at == Clocks(due_at=limits.due_at, target_at=None).alarm_at


ENTRY = """
id = "DL90"
start = "move_in"
about = "everybody"
owner = "team"
kind = "soft"
references = []
title = { da = "Velkomstfolder", en = "Welcome folder" }
reason = { da = "Hun får den ved indflytningen.", en = "She gets it when she moves in." }
due = { number = 0, unit = "days", calendar = "local" }
"""


def test_a_new_deadline_is_one_entry(tmp_path):
    """A file in a folder, and no line of code."""
    (tmp_path / "dl90.toml").write_text(ENTRY, "utf-8")
    (rule,) = rules(tmp_path).values()

    assert ("DL90", Start.MOVE_IN, Owner.TEAM, Kind.SOFT) == (
        rule.id,
        rule.start,
        rule.owner,
        rule.kind,
    )
    assert "Velkomstfolder" == rule.title.label("da")
    assert "2026-11-27 23:59:59" == local(ends(rule.due, noon("2026-11-27"), ZONE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('owner = "team"', ""),
        ('owner = "team"', 'owner = "nobody"'),
        ('start = "move_in"', 'start = "tomorrow"'),
        ('"local" }', '"clock" }'),
        ("number = 0", "number = -1"),
        ('en = "Welcome folder"', 'de = "Willkommen"'),
        ("references = []", "references = []\nunknown = 1"),
    ],
)
def test_an_entry_that_is_not_complete_is_none(tmp_path, old, new):
    """The program does not start with half a deadline, and says which file it is."""
    (tmp_path / "dl90.toml").write_text(ENTRY.replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=r"dl90\.toml is no deadline"):
        rules(tmp_path)


def test_two_entries_with_one_id_are_none(tmp_path):
    """Else one of them would never begin."""
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(ENTRY, "utf-8")
    with pytest.raises(ValueError, match="same id"):
        rules(tmp_path)


def test_the_deadlines_that_an_admission_starts():
    """Who, whose, how hard, from when: the table of the house."""
    assert [
        ("DL1", Start.TALK_ENDED, About.ENQUIRY, Owner.LEADER, False),
        ("DL2", Start.ADMISSION_DECIDED, About.EVERYBODY, Owner.SOCIAL_WORKER, True),
        ("DL4", Start.MOVE_IN, About.CHILD, Owner.SOCIAL_WORKER, False),
        ("DL6", Start.MOVE_IN, About.EVERYBODY, Owner.LEADER, False),
        ("DL27", Start.COMES_OF_AGE, About.CHILD, Owner.TEAM, False),
    ] == [
        (rule.id, rule.start, rule.about, rule.owner, rule.target is not None)
        for rule in rules().values()
    ]
    assert {Kind.HARD} == {rule.kind for rule in rules().values()}
    assert ["DL4", "DL6"] == [rule.id for rule in started_by(Start.MOVE_IN)]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("deadline_start", Start),
        ("deadline_owner", Owner),
        ("deadline_kind", Kind),
        ("deadline_state", State),
    ],
)
def test_what_the_rules_know_has_words(name, values):
    """A list that mirrors an Enum has exactly its values."""
    assert {value.value for value in values} == set(code_list(name))


def test_r_m4_a_deadline_ends_once_and_stays_ended():
    """Met or called off: nothing leads on from there, and nothing makes it run again."""
    assert {State.OPEN} == {state for state, _ in MOVES}
    for state, move in product(State, Move):
        if state is State.OPEN:
            assert MOVES[state, move] is moved(state, move)
        else:
            with pytest.raises(DeadlineOver):
                moved(state, move)


def test_ending_one_says_how_or_why():
    """A tick without a way, a calling off without a reason, a deed before the start: none."""
    ending = Ending(deadline_id=None, code="telepathy")
    with pytest.raises(HowMissing):
        require_how(ending)
    with pytest.raises(WhyMissing):
        require_why(ending)
    require_how(Ending(deadline_id=None, code="phone"))
    require_why(Ending(deadline_id=None, code="no_show"))
    start = noon("2026-11-27") + timedelta(seconds=30)
    require_after_start(noon("2026-11-27"), start)
    with pytest.raises(DeadlineTooEarly):
        require_after_start(noon("2026-11-27") - timedelta(minutes=1), start)
