"""Deadlines as they run: begun by what happens, ended by hand or by another act, never deleted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest

from journal.domain import deadline_rules
from journal.domain.access import Action, Basis
from journal.domain.calendar import DayOff
from journal.domain.cases import PersonKind
from journal.domain.deadlines import (
    DeadlineOver,
    DeadlineRuns,
    DeadlineTooEarly,
    Ending,
    HowMissing,
    Standing,
    State,
    WhyMissing,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import DeadlineId
from journal.services import cases, deadline_list, deadlines, exclusions, notes
from journal.services.work import perform

MET = "SELECT state, met_at, ended_at, ended_code FROM deadline"


@pytest.fixture
def job(context, sign_in):
    """Return a function that carries out a part of another act, as Anna's."""
    anna = context(sign_in("anna"))

    def carry_out(part, *args, **named):
        def act(work):
            work.act(Action.CASE_READ, basis=Basis.TEAM)
            return part(work, *args, **named)

        return perform(anna, act)

    return carry_out


@pytest.fixture
def frister(context, sign_in):
    """Return a function that gives what somebody sees: her deadlines by rule."""

    def see(login, principal=None):
        found = perform(context(principal or sign_in(login)), deadline_list.of_house)
        return {one.rule_id: one for one in found}

    return see


@pytest.fixture
def child(context, sign_in, people, house):
    """Return a function that opens the file of a child, for a team named by sign-in names."""

    def open_one(*logins):
        new = cases.NewCase(
            id=cases.reserve(house.vault),
            kind=PersonKind.CHILD,
            pseudonym="Lille Fugl",
            team=frozenset(people[login] for login in logins),
        )
        return perform(context(sign_in(logins[0])), cases.create_case, new)

    return open_one


def test_an_admission_and_its_four_deadlines(
    job, frister, child, case_id, clock, events, set_team, context, sign_in
):
    """They begin by what happens; a decision and a full team end theirs (R-A2, R-U1, R-T2)."""
    enquiry, talked = uuid4(), clock()
    job(deadlines.on_talk_ended, enquiry, talked)
    assert {"DL1"} == set(frister("lone"))
    assert {} == frister("anna")
    clock.advance(hours=30)
    assert Standing.OVERDUE is frister("lone")["DL1"].standing
    job(deadlines.on_decided, enquiry, clock())
    decided = frister("lone")["DL1"]
    assert (State.MET, True, "in_journal") == (decided.state, decided.is_late, decided.ended_code)

    alone = child("anna")
    for case in (case_id, alone):
        job(deadlines.on_admission_decided, case, clock())
        job(deadlines.on_move_in, case, clock())
    found = perform(context(sign_in("lone")), deadline_list.of_house)
    assert ["DL1", "DL2", "DL2", "DL4", "DL6", "DL6"] == sorted(one.rule_id for one in found)
    (underretning,) = [one for one in found if one.rule_id == "DL4"]
    assert "Lille Fugl" == underretning.case.pseudonym
    full = {one.case.pseudonym: one.state for one in found if one.rule_id == "DL6"}
    assert {"Stille Birk": State.MET, "Lille Fugl": State.OPEN} == full

    set_team(alone, "anna", "birgit")
    assert State.MET is frister("anna")["DL6"].state
    said = [event["act"] for event in events("deadline.begun", "deadline.met")]
    assert 6 == said.count("deadline.begun")
    assert 3 == said.count("deadline.met")


def test_a_visiting_child_has_no_deadline(job, frister, child):
    """R-U5: she is on the fire list, and nothing is reported."""
    job(deadlines.on_move_in, child("anna", "birgit"), datetime.now(UTC), is_visiting=True)
    assert {} == frister("lone")


def test_one_deadline_runs_once(job, case_id, clock, ask):
    """The same act twice is one; from another time it must be called off first, and stays."""
    first = job(deadlines.begin, "DL2", case_id, clock())
    assert first == job(deadlines.begin, "DL2", case_id, clock())
    with pytest.raises(DeadlineRuns):
        job(deadlines.begin, "DL2", case_id, clock() + timedelta(hours=1))
    assert first == job(deadlines.cancel, "DL2", case_id, "begun_wrongly")
    assert job(deadlines.cancel, "DL2", case_id, "begun_wrongly") is None
    assert job(deadlines.meet, "DL2", case_id, "phone") is None
    assert first != job(deadlines.begin, "DL2", case_id, clock() + timedelta(hours=1))
    assert [("cancelled",), ("open",)] == sorted(ask("SELECT state FROM deadline"))


def test_what_is_stored_can_be_reckoned_again(job, case_id, clock, ask, context, sign_in):
    """Instants in UTC, rule and name of the calendar; a setting changes what is begun next."""
    job(deadlines.begin, "DL2", case_id, clock())
    off = frozenset({DayOff.CHRISTMAS_EVE})
    anna = replace(context(sign_in("anna")), days_off=off)
    perform(anna, deadlines.begin, "DL6", case_id, datetime(2026, 12, 23, 11, tzinfo=UTC))
    rows = ask("SELECT rule_id, calendar_version, due_at FROM deadline ORDER BY rule_id")

    assert [("DL2", "dk-2024"), ("DL6", "dk-2024+christmas_eve")] == [tuple(r[:2]) for r in rows]
    monday = datetime(2026, 12, 28, 22, 59, 59, tzinfo=UTC)
    assert monday == datetime.fromtimestamp(rows[1].due_at / 1e6, tz=UTC)


def test_ticking_off_keeps_who_when_and_how(job, frister, case_id, clock, events, context, sign_in):
    """Event time and entry time are two; the log names deadline, case and how."""
    deadline = job(deadlines.begin, "DL2", case_id, clock())
    clock.advance(days=1)
    done = clock()
    clock.advance(days=4)
    assert Standing.OVERDUE is frister("birgit")["DL2"].standing
    birgit = context(sign_in("birgit"))
    perform(birgit, deadline_list.tick_off, Ending(deadline_id=deadline, code="letter", at=done))
    shown = frister("anna")["DL2"]

    assert (State.MET, "letter", done, clock()) == (
        shown.state,
        shown.ended_code,
        shown.met_at,
        shown.ended_at,
    )
    assert not shown.is_late
    assert "Birgit" in shown.ended_by
    (said,) = events("deadline.met")
    assert ("letter", "team", 1) == (said["why"], said["basis"], said["n"])
    for act in (deadline_list.tick_off, deadline_list.call_off):
        with pytest.raises(DeadlineOver):
            perform(birgit, act, Ending(deadline_id=deadline, code="phone"))


def test_a_deadline_is_not_ended_by_half_a_form(job, case_id, clock, context, sign_in, ask):
    """No way, no reason, or before it began: refused, and nothing is changed."""
    deadline = job(deadlines.begin, "DL2", case_id, clock())
    anna, early = context(sign_in("anna")), clock() - timedelta(hours=1)
    for act, ending, broken in (
        (deadline_list.tick_off, Ending(deadline_id=deadline, code="no_show"), HowMissing),
        (deadline_list.call_off, Ending(deadline_id=deadline, code="letter"), WhyMissing),
        (
            deadline_list.tick_off,
            Ending(deadline_id=deadline, code="letter", at=early),
            DeadlineTooEarly,
        ),
    ):
        with pytest.raises(broken):
            perform(anna, act, ending)
    assert [("open", None, None, None)] == ask(MET)


def test_what_is_called_off_stays_visible(job, frister, case_id, clock, events, context, sign_in):
    """R-M4: with its reason, for thirty days on the page, and with its case for good."""
    job(deadlines.on_admission_decided, case_id, clock())
    job(deadlines.on_stay_ended_early, case_id, "no_show")
    shown = frister("lone")["DL2"]
    assert (State.CANCELLED, "no_show", None) == (shown.state, shown.ended_code, shown.met_at)
    assert ["no_show"] == [event["why"] for event in events("deadline.cancelled")]
    clock.advance(days=31)
    assert {} == frister("lone")

    timeline = perform(context(sign_in("anna")), notes.read_timeline, case_id, 1)
    assert [State.CANCELLED] == [one.state for one in timeline.deadlines]


def test_the_team_sees_its_own_and_who_leads_all(
    job, frister, case_id, open_case, clock, guard, context, sign_in, denials, people
):
    """Of a case that somebody is kept away from she sees nothing, the leader neither."""
    other = open_case("carla", "dorte", pseudonym="Rolig Mose", by="carla")
    mine = job(deadlines.begin, "DL2", case_id, clock())
    job(deadlines.begin, "DL6", other, clock())
    job(deadlines.begin, "DL1", None, clock(), uuid4())
    refused = denials
    assert {"DL1", "DL2", "DL6"} == set(frister("lone"))
    assert {"DL2"} == set(frister("anna"))
    assert {"DL6"} == set(frister("carla"))
    assert {} == frister("hanne", guard)
    for who in (sign_in("carla"), guard):
        for act, args in (
            (deadline_list.show, mine),
            (deadline_list.tick_off, Ending(deadline_id=mine, code="letter")),
            (deadline_list.call_off, Ending(deadline_id=mine, code="no_show")),
            (deadline_list.show, DeadlineId(uuid4())),
        ):
            with pytest.raises(AccessDenied):
                perform(context(who), act, args)
    assert 8 == len(refused())


def test_who_leads_and_is_kept_away_sees_nothing_of_that_case(
    job, frister, case_id, clock, deputy, context, people
):
    """R-X1: on the list, on the overview and by its address."""
    mine = job(deadlines.begin, "DL2", case_id, clock())
    clock.advance(days=9)
    dagny = context(deputy)
    assert {"DL2"} == set(frister("dagny", deputy))
    assert ["DL2"] == [one.rule_id for one in perform(dagny, deadline_list.late)[1]]
    perform(dagny, exclusions.exclude, case_id, people["dagny"])
    assert {} == frister("dagny", deputy)
    assert (0, []) == perform(dagny, deadline_list.late)
    with pytest.raises(AccessDenied):
        perform(dagny, deadline_list.tick_off, Ending(deadline_id=mine, code="letter"))


def test_the_overview_leaves_an_event_only_where_something_is_late(
    job, case_id, clock, context, sign_in, events
):
    """The alarm goes by the earlier clock: here the goal of the house."""
    lone = context(sign_in("lone"))
    job(deadlines.begin, "DL2", case_id, datetime(2026, 11, 26, 11, tzinfo=UTC))
    before = len(events())
    clock.advance(seconds=(datetime(2026, 11, 30, 11, tzinfo=UTC) - clock()).total_seconds())
    count, (late,) = perform(lone, deadline_list.late)
    assert 1 == count
    assert Standing.TARGET_MISSED is late.standing
    assert ["deadline.list"] == [event["act"] for event in events()[before:]]
    with pytest.raises(AccessDenied):
        perform(context(sign_in("anna")), deadline_list.late)
    job(deadlines.meet, "DL2", case_id, "phone")
    before = len(events())
    assert (0, []) == perform(lone, deadline_list.late)
    assert before == len(events())


def test_the_overview_names_the_oldest_and_counts_all(
    job, case_id, open_case, clock, context, sign_in, events, monkeypatch
):
    """Two are late and one may stand there: it is the older, and only it is on record as seen."""
    monkeypatch.setattr(deadline_list, "MOST_LATE", 1)
    first = clock()
    job(deadlines.begin, "DL2", open_case(pseudonym="Rolig Mose"), first + timedelta(hours=1))
    job(deadlines.begin, "DL2", case_id, first)
    clock.advance(days=9)
    count, oldest = perform(context(sign_in("lone")), deadline_list.late)
    assert (2, [first]) == (count, [one.started_at for one in oldest])
    assert [1] == [len(rows) for _, rows in events("deadline.list")[-1]["on"]]


def test_two_who_tick_at_once(job, case_id, clock, context, sign_in, events):
    """One of them does it; the other is told."""
    deadline = job(deadlines.begin, "DL2", case_id, clock())
    answers, barrier = [], Barrier(2)

    def tick(who):
        barrier.wait()
        try:
            perform(who, deadline_list.tick_off, Ending(deadline_id=deadline, code="letter"))
            answers.append("done")
        except DeadlineOver:
            answers.append("over")

    threads = [Thread(target=tick, args=(context(sign_in(who)),)) for who in ("anna", "birgit")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ["done", "over"] == sorted(answers)
    assert 1 == len(events("deadline.met"))


def test_a_new_entry_begins_with_no_line_of_code(
    job, frister, case_id, clock, tmp_path, monkeypatch
):
    """And one whose entry is gone is still shown, by its id."""
    (tmp_path / "dl90.toml").write_text(
        """
        id = "DL90"
        start = "move_in"
        about = "everybody"
        owner = "team"
        kind = "soft"
        references = []
        title = { da = "Velkomstfolder", en = "Welcome folder" }
        reason = { da = "Samme dag.", en = "The same day." }
        due = { number = 0, unit = "days", calendar = "local" }
        """,
        "utf-8",
    )
    shipped = deadline_rules.SHIPPED
    deadline_rules.rules.cache_clear()
    monkeypatch.setattr(deadline_rules, "SHIPPED", tmp_path)
    job(deadlines.on_move_in, case_id, clock())
    new = frister("anna")["DL90"]
    assert "Velkomstfolder" == new.rule.title.da
    assert 2 == len(new.owners)
    deadline_rules.rules.cache_clear()
    monkeypatch.setattr(deadline_rules, "SHIPPED", shipped)
    assert frister("anna")["DL90"].rule is None
