"""The roster: planned by who leads, signed, taken whole or not at all, and each shift once."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from journal.domain.broken import PlanUnusable, ShiftUnusable
from journal.domain.errors import AccessDenied
from journal.domain.ids import ShiftId
from journal.domain.roster import Planned, read_plan, wall_shift
from journal.domain.staff import Profession, Role
from journal.services import roster
from journal.services.work import perform

ZONE = ZoneInfo("Europe/Copenhagen")
WEEK = (datetime(2026, 3, 1, 23, tzinfo=UTC), datetime(2026, 3, 8, 23, tzinfo=UTC))
NIGHT = (datetime(2026, 3, 2, 22, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC))


@pytest.fixture
def take(context, sign_in):
    """Return a function with which somebody takes a pasted table in, by default the leader."""
    signed_in = {}

    def take_table(text, by="lone"):
        principal = signed_in.setdefault(by, sign_in(by))
        return perform(context(principal), roster.take_plan, read_plan(text, ZONE))

    return take_table


@pytest.fixture
def shown(context, sign_in):
    """Return a function that gives the shifts of a week as somebody sees them."""

    def look(login="anna", week=WEEK):
        return perform(context(sign_in(login)), roster.between, *week)

    return look


def test_a_plan_is_taken_and_read_by_all_care_staff(take, shown, events):
    """Names and functions, in order; the look-up of the names and the plan are on record."""
    assert 2 == take("anna;2026-03-03;07:00;15:00\ntove;2026-03-02;23:00;07:00")
    page = shown("tove")

    assert [("Tove Tang", "vikar"), ("Anna Ager", "paedagog")] == [
        (shift.name, shift.function) for shift in page.shifts
    ]
    assert () == tuple(page.colleagues)
    assert NIGHT == (page.shifts[0].starts_at, page.shifts[0].ends_at)
    (planned,) = events("roster.set")
    assert (2, "leader") == (planned["n"], planned["basis"])


def test_the_same_plan_twice_is_one_plan(take, ask):
    """Also within itself: a line that is there twice is one shift."""
    plan = "anna;2026-03-03;07:00;15:00\nANNA ;03-03-2026;7.00;15.00\n"
    assert (1, 0) == (take(plan), take(plan))

    assert 1 == len(ask("SELECT 1 FROM shift"))


def test_one_wrong_line_and_nothing_is_stored(take, ask, events):
    """Every wrong line is named, whatever is wrong with it, and nobody gets a shift."""
    plan = (
        "anna;2026-03-03;07:00;15:00\nukendt;2026-03-03;07:00;15:00\n"
        "anna;2026-03-03;06:00;23:30\n=HYPERLINK(1);2026-03-03;07:00;15:00\nvrøvl"
    )
    with pytest.raises(PlanUnusable) as caught:
        take(plan)

    assert ([3, 5], [2, 4]) == (list(caught.value.wrong), list(caught.value.unknown))
    assert ([], []) == (ask("SELECT 1 FROM shift"), events("roster.set"))


def test_a_plan_of_a_season_counts_to_its_last_line(
    take, shown, hire, people, sign_in, clock, case_id, break_glass
):
    """Two thousand lines in one go: the last shift gives what the first gives."""
    people["natalie"] = hire("natalie", Role.TEMP, Profession.OTHER)
    first = date(2026, 3, 3)
    days = [first + timedelta(days=offset) for offset in range(300)]
    take("\n".join(f"natalie;{day};23:00;07:00" for day in days))
    clock.now = wall_shift(days[-1], time(23), time(7), ZONE)[0]
    opened = break_glass(sign_in("natalie"), case_id)

    assert clock() + timedelta(hours=8) == opened.expires_at


@pytest.mark.parametrize("login", ["anna", "tove", "carla"])
def test_only_who_leads_plans(login, take, context, sign_in, plan, people, ask, events):
    """A plan, a shift, taking one off: refused and logged."""
    plan("anna", *NIGHT)
    (row,) = ask("SELECT id FROM shift")
    shift_id = ShiftId(UUID(bytes=row.id) if isinstance(row.id, bytes) else row.id)
    shift = Planned(staff_id=people["anna"], starts_at=NIGHT[0], ends_at=NIGHT[1])
    principal, before = sign_in(login), len(events())
    for use_case, given in (
        (roster.take_plan, read_plan("anna;2026-03-03;07:00;15:00", ZONE)),
        (roster.plan_shifts, [shift]),
        (roster.remove, [shift_id]),
    ):
        with pytest.raises(AccessDenied):
            perform(context(principal), use_case, given)

    denied = [event["act"] for event in events()[before:] if event["out"] == "denied"]
    assert ["roster.set"] * 3 == denied
    assert 1 == len(ask("SELECT 1 FROM shift"))


def test_a_deputy_plans_as_well(deputy, context, people, shown):
    """And sees whom she can plan: everybody who works with residents, by name."""
    shift = Planned(staff_id=people["tove"], starts_at=NIGHT[0], ends_at=NIGHT[1])
    assert 1 == perform(context(deputy), roster.plan_shifts, [shift])
    page = shown("dagny")

    names = [one.name for one in page.colleagues]
    assert sorted(names) == names
    assert {"Dagny Dam", "Lone Leder", "Tove Tang"} <= set(names)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LOG_REVIEWER])
def test_who_has_nothing_to_do_with_residents_has_no_shift(role, hire, people, plan, take, clock):
    """Neither by name nor by id."""
    people["ida"] = hire("ida", role, Profession.OTHER)
    with pytest.raises(ShiftUnusable):
        plan("ida", clock(), clock() + timedelta(hours=8))
    with pytest.raises(PlanUnusable):
        take("ida;2026-03-03;07:00;15:00")


def test_a_shift_that_is_taken_off_is_off(guard, shown, context, sign_in, case_id, break_glass):
    """It is not shown, and gives nothing any more; a second time there is none to take off."""
    (shift,) = shown().shifts
    lone = sign_in("lone")
    perform(context(lone), roster.remove, [shift.id])
    assert () == tuple(shown().shifts)
    with pytest.raises(AccessDenied):
        break_glass(guard, case_id)
    for gone in (shift.id, ShiftId(uuid4())):
        with pytest.raises(AccessDenied):
            perform(context(lone), roster.remove, [gone])


def test_a_planted_shift_is_reported_and_not_shown(guard, shown, tamper, ask, raw_id, events):
    """And the leader who plans the same one herself gets a real one."""
    (real,) = ask("SELECT * FROM shift")
    columns, marks = ", ".join(real._fields), ", ".join(f":{name}" for name in real._fields)
    planted = {**real._mapping, "id": raw_id(uuid4()), "sig": b"x" * 64}
    tamper(f"INSERT INTO shift ({columns}) VALUES ({marks})", **planted)

    assert 1 == len(shown().shifts)
    assert 1 == len(events("open.error"))


def test_a_planted_shift_does_not_keep_the_real_one_away(guard, plan, shown, tamper, clock):
    """A row without a true signature is no shift, so the plan is not taken for done."""
    tamper("UPDATE shift SET sig = :sig", sig=b"x" * 64)
    assert () == tuple(shown().shifts)
    assert 1 == plan("hanne", clock() - timedelta(hours=1), clock() + timedelta(hours=7))

    assert 1 == len(shown().shifts)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 10, 24)])
def test_a_night_when_the_clocks_change_is_shown_as_it_is_said(day, take, shown):
    """Eleven to seven on the clock of the house, whatever the night is long."""
    take(f"tove;{day};23:00;07:00")
    noon = datetime.combine(day, time(12), tzinfo=ZONE)
    (shift,) = shown(week=(noon, noon + timedelta(days=1))).shifts

    assert ["23:00", "07:00"] == [
        f"{at.astimezone(ZONE):%H:%M}" for at in (shift.starts_at, shift.ends_at)
    ]
