"""The rules of the week's review, each at its edge: what is shown, and what explains itself."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from journal.domain.codes import code_list
from journal.domain.oversight import (
    Colleague,
    Duty,
    Explanation,
    Facts,
    Span,
    Thresholds,
    Use,
    Week,
    explain,
)
from journal.domain.oversight_rules import RULES, SAMPLE, find

ZONE = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)
WEEK = Week.at(NOON, ZONE)
ANNA, LONE = uuid4(), uuid4()
CASE, OTHER = uuid4(), uuid4()
LONG_AGO = NOON - timedelta(days=400)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def use(act="note.read", at=NOON, actor=ANNA, case=CASE, **more):
    """Return something that somebody did."""
    cases = () if case is None else (case,)
    return Use(id=uuid4(), at=at, actor=actor, act=act, cases=cases, **more)


def duty(begins, hours=8, planned=LONG_AGO):
    """Return a shift."""
    return Duty(planned_at=planned, begins=begins, ends=begins + hours * HOUR)


def facts(**more):
    """Return a house in which Anna is in the team of the case and on shift all day."""
    plain = {
        "people": {
            ANNA: Colleague(role="paedagog", since=LONG_AGO),
            LONE: Colleague(role="leder", since=LONG_AGO),
        },
        "places": {(ANNA, CASE): [Span(since=LONG_AGO)]},
        "duties": {ANNA: [duty(NOON - 6 * HOUR, 16)]},
    }
    return Facts(**plain | more)


def shown(uses, house=None, **numbers):
    """Return which rules show which of some uses."""
    ordered = sorted(uses, key=lambda one: one.at)
    found = find(WEEK, ordered, house or facts(), Thresholds(**numbers), ZONE)
    return [(item.rules, len(item.picked)) for item in found]


def rules(uses, house=None, **numbers):
    """Return the rules by which anything is shown."""
    return {rule for names, _ in shown(uses, house, **numbers) for rule in names}


def test_what_explains_itself_is_not_shown():
    """In the team and on shift."""
    assert [] == shown([use(), use("note.write"), use("case.read", at=NOON + HOUR)])


@pytest.mark.parametrize(("minutes", "expected"), [(59, set()), (61, {"off_shift"})])
def test_more_than_an_hour_outside_her_own_shift(minutes, expected):
    """Before it as after it; a house may choose another number."""
    house = facts(duties={ANNA: [duty(NOON)]})
    for at in (NOON - minutes * MINUTE, NOON + 8 * HOUR + (minutes - 1) * MINUTE):
        assert expected == rules([use(at=at)], house)
    assert set() == rules([use(at=NOON - 61 * MINUTE)], house, off_shift_minutes=90)


def test_who_is_on_no_roster_is_not_measured_by_one():
    """A leader without shifts works when she works."""
    assert set() == rules([use(at=NOON)], facts(duties={}))


def test_a_shift_planned_afterwards_is_none():
    """Nobody explains a look by the roster of the day after."""
    house = facts(duties={ANNA: [duty(NOON - HOUR, planned=NOON + MINUTE)]})

    assert {"off_shift"} == rules([use()], house)


@pytest.mark.parametrize("outcome", ["ok", "denied"])
def test_who_is_kept_away_is_shown_though_she_was_refused(outcome):
    """And whatever she did before she was kept away is not."""
    house = facts(kept_away={(ANNA, CASE): NOON})

    assert {"kept_away"} == rules([use(at=NOON + MINUTE, outcome=outcome)], house)
    assert set() == rules([use(at=NOON - MINUTE)], house)


def test_who_has_left_the_team():
    """Unless she came back."""
    left = Span(since=LONG_AGO, until=NOON - DAY)
    back = Span(since=NOON - HOUR)

    assert "after_team" in rules([use()], facts(places={(ANNA, CASE): [left]}))
    assert set() == rules([use()], facts(places={(ANNA, CASE): [left, back]}))


def test_what_nothing_explains():
    """Neither team nor timed access: a hole in the fence is seen at once."""
    stranger = facts(places={})

    assert {"unexplained"} == rules([use(basis="team")], stranger)
    assert set() == rules([use(basis="breakglass", grant=uuid4())], stranger)


@pytest.mark.parametrize(("days", "expected"), [(14, set()), (15, {"after_discharge"})])
def test_a_case_that_has_ended(days, expected):
    """Two weeks are for finishing what is left; a house may choose another number."""
    closed = facts(closed={CASE: NOON - days * DAY})

    assert expected == rules([use("case.read")], closed)
    assert set() == rules([use("case.read")], closed, discharge_days=30)


def test_three_refusals_within_a_day():
    """All of them are one thing; a mistyped password is none of them."""
    tries = [use(at=NOON + hour * HOUR, outcome="denied", case=None) for hour in (0, 1, 23)]
    typed = [use("pw.fail", at=NOON + HOUR, outcome="denied", case=None)] * 5
    apart = [use(at=NOON + hour * HOUR, outcome="denied", case=None) for hour in (0, 1, 24)]

    assert [(["denials"], 2), (["denials"], 1)] == shown(tries)
    assert [] == shown(apart)
    assert [] == shown(typed)
    assert [] == shown(tries, denials=4)


def test_refusals_from_sunday_to_monday_are_seen_on_monday():
    """The day before the week counts, and is not shown again."""
    monday = WEEK.begins + HOUR
    tries = [use(at=monday - hour * HOUR, outcome="denied", case=None) for hour in (0, 3, 5)]

    assert [(["denials"], 1)] == shown(tries)


def test_more_than_three_cases_in_an_hour_outside_team_and_shift():
    """On shift she may look for the right one."""
    off = facts(duties={ANNA: [duty(NOON - 3 * DAY)]}, places={})
    tries = [
        use("case.read", at=NOON + 10 * place * MINUTE, case=uuid4(), outcome="denied")
        for place in range(4)
    ]

    assert "many_cases" in rules(tries, off, denials=9)
    assert set() == rules(tries[:3], off, denials=9)
    assert set() == rules(tries, facts(places={}), denials=9)
    assert set() == rules(tries, off, denials=9, cases_an_hour=4)


def test_more_cases_than_is_usual_for_her():
    """Three times her median; not in her first week, and not without a past."""
    cases = [uuid4() for _ in range(7)]
    opened = [use(at=NOON + place * MINUTE, case=case) for place, case in enumerate(cases)]
    member = {(ANNA, case): [Span(since=LONG_AGO)] for case in cases}
    usual = {ANNA: [1, 2, 2, 3]}
    new = {ANNA: Colleague(role="paedagog", since=NOON - DAY)}

    assert [(["more_than_usual"], 1)] == shown(opened, facts(places=member, usual=usual))
    assert [] == shown(opened[:6], facts(places=member, usual=usual))
    assert [] == shown(opened, facts(places=member, usual=usual, people=new))
    assert [] == shown(opened, facts(places=member))
    assert [] == shown(opened, facts(places=member, usual=usual), usual_times=4)


def test_old_notes_opened_in_bulk():
    """Fifty different notes of one case on one day, each older than ninety days."""
    rows = tuple(uuid4() for _ in range(50))
    old = facts(written=dict.fromkeys(rows, NOON - 91 * DAY))
    young = facts(written=dict.fromkeys(rows, NOON - 89 * DAY))
    halves = [use(rows=rows[:25]), use(rows=rows[25:], at=NOON + HOUR)]

    assert [(["old_notes"], 1)] == shown([use(rows=rows)], old)
    assert [(["old_notes"], 2)] == shown(halves, old)
    assert [] == shown([use(rows=rows[:49])], old)
    assert [] == shown([use(rows=rows), use(rows=rows)], young)
    assert [] == shown([use(rows=rows)], old, old_notes=51)


@pytest.mark.parametrize(
    "act",
    [
        "export.row",
        "identity.read",
        "export.table",
        "purpose.open",
        "extract.names",
        "extract.done",
    ],
)
def test_what_a_leader_opens(act):
    """By purpose, identity, exports: shown for somebody else to look at."""
    assert "leader" in rules([use(act, actor=LONE, case=None)])


def test_every_export_of_rows():
    """Whoever takes it, on shift or not; tables without a line per person are not."""
    assert {"export"} == rules([use("export.row", case=None)])
    assert {"export"} == rules([use("extract.names", case=None)])
    assert set() == rules([use("export.table", case=None)])
    assert set() == rules([use("extract.done", case=None)])


def test_a_new_device_after_a_reset():
    """An old one is none, and a week later it is no more."""
    old = use("login.ok", at=NOON - HOUR, case=None, device="old")
    reset = use("pw.reset", case=None)
    new = use("login.ok", at=NOON + HOUR, case=None, device="new")
    again = use("login.ok", at=NOON + HOUR, case=None, device="old")

    assert {"new_device"} == rules([old, reset, new])
    assert set() == rules([old, reset, again])
    assert set() == rules([old, new])


def test_a_fourth_session():
    """Four places within an hour."""
    places = [
        use("shift.read", at=NOON + 10 * place * MINUTE, case=None, session=str(place))
        for place in range(4)
    ]

    assert {"sessions"} == rules(places)
    assert set() == rules(places[:3])
    assert set() == rules(places, sessions=4)


def test_every_emergency_and_purpose_and_missing_words():
    """Whatever comes of it."""
    grant = uuid4()
    opening = use("bg.open", grant=grant)

    assert [(["emergency"], 1)] == shown([opening])
    assert [(["words_missing", "emergency"], 1)] == shown(
        [opening], facts(wordless=frozenset({grant}))
    )
    assert {"purpose"} == rules([use("purpose.open")])


def test_what_she_did_in_one_case_on_one_day_is_one_thing():
    """With every reason; another day, another case is another thing."""
    house = facts(kept_away={(ANNA, CASE): LONG_AGO})
    tries = [use(at=NOON + place * MINUTE, outcome="denied") for place in range(3)]
    next_day = use(at=NOON + DAY + HOUR, outcome="denied")

    assert [(["kept_away", "denials"], 3), (["kept_away"], 1)] == shown([*tries, next_day], house)


def test_no_two_things_are_known_by_the_same_use():
    """And none is lost: kept away from the first of three cases; an export, which has no case."""
    house = facts(kept_away={(ANNA, CASE): LONG_AGO})
    tries = [
        use(case=case, at=NOON + place * MINUTE, outcome="denied")
        for place, case in enumerate((CASE, uuid4(), uuid4()))
    ]

    assert [(["kept_away", "denials"], 3)] == shown(tries, house)

    export = use("export.row", at=NOON - 61 * MINUTE, case=None)
    assert [(["off_shift", "export"], 1)] == shown([export], facts(duties={ANNA: [duty(NOON)]}))


def test_nothing_is_ever_cut_off():
    """Four hundred things are four hundred things."""
    cases = [uuid4() for _ in range(400)]
    house = facts(kept_away={(ANNA, case): LONG_AGO for case in cases})
    tries = [use(case=case, outcome="denied") for case in cases]

    assert 400 == sum(number for names, number in shown(tries, house) if "kept_away" in names)


@pytest.mark.parametrize(
    ("done", "house", "explanation"),
    [
        (use(), facts(), Explanation.TEAM_SHIFT),
        (use(), facts(duties={ANNA: [duty(NOON + 30 * MINUTE)]}), Explanation.TEAM_NEAR),
        (use(), facts(duties={}), Explanation.TEAM),
        (use(basis="breakglass"), facts(places={}), Explanation.TIMED),
        (use("note.send"), facts(places={}), Explanation.SENT),
        (use("case.read", basis="leader"), facts(places={}), Explanation.LEADING),
        (use(outcome="denied"), facts(), Explanation.REFUSED),
        (use(), facts(places={}), Explanation.OTHER),
    ],
)
def test_what_explains_a_use(done, house, explanation):
    """The first reason that fits is counted."""
    assert explanation is explain(done, house, Thresholds())


def test_every_rule_and_explanation_has_its_words():
    """With the numbers of the house in them, and no other gap."""
    numbers = dict.fromkeys(Thresholds.__dataclass_fields__, 7)
    words = code_list("review_rule")

    assert {rule.code for rule in RULES} | {SAMPLE} == set(words)
    assert set(Explanation) == set(code_list("use_explanation"))
    for rule in RULES:
        for text in (words[rule.code].da, words[rule.code].en):
            assert text % numbers
            assert all(f"%({name})s" in text for name in rule.thresholds)
            assert text.count("%(") == len(rule.thresholds)


def test_every_number_of_the_house_is_used_by_a_rule():
    """None can be set for nothing."""
    used = {name for rule in RULES for name in rule.thresholds}

    assert used | {"sample"} == set(Thresholds.__dataclass_fields__)
