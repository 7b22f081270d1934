"""A stay: no move but those of the table, dates in order, a team completed in time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain.broken import TimeUnusable
from journal.domain.codes import code_list
from journal.domain.errors import RuleBroken
from journal.domain.stays import (
    ACTIONS,
    AHEAD,
    ENDINGS,
    MOVES,
    PRESENT,
    Arrival,
    DischargeTooEarly,
    Move,
    MoveInTooEarly,
    MoveRefused,
    OutOfOrder,
    Stay,
    StayState,
    moved,
    open_moves,
    team_due,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
WAY = {
    "proposed": "decide refuse annul",
    "decided": "expect annul",
    "expected": "move_in no_show annul",
    "resident": "go_away begin_moving_out discharge",
    "temporarily_absent": "come_back begin_moving_out discharge",
    "moving_out": "discharge",
    "discharged": "close",
    "closed": "",
    "refused": "",
    "no_show": "",
    "annulled": "",
}
"""The diagram, as a person reads it."""


@pytest.mark.parametrize(("state", "move"), list(product(StayState, Move)))
def test_there_is_no_move_but_those_of_the_table(state, move):
    """Every state with every move: the diagram's are made, all others refused with a sentence."""
    stay = Stay(state=state, changed_at=NOON, decision_at=NOON, move_in_at=NOON)
    at = NOON + timedelta(hours=1)
    if move in WAY[state].split():
        assert MOVES[state, move] is moved(stay, move, at, at).state
    else:
        with pytest.raises(MoveRefused) as refused:
            moved(stay, move, at, at)
        assert "Nothing was changed" in refused.value.sentence
    assert WAY[state].split() == [one.value for one in open_moves(state)]


def test_every_state_and_move_has_its_place():
    """Whoever adds one adds its words and says who may make it."""
    assert [state.value for state in StayState] == list(code_list("stay_state"))
    assert [way.value for way in Arrival] == list(code_list("arrival"))
    assert set(ACTIONS) == set(Move)
    parts = [PRESENT, AHEAD, ENDINGS, {StayState.DISCHARGED}]
    assert len(StayState) == sum(map(len, parts)) == len(set().union(*parts))
    assert {state for state in StayState if not open_moves(state)} == ENDINGS


times = st.timedeltas(timedelta(hours=-3), timedelta(hours=30))


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(Move), times), max_size=12))
def test_whatever_is_tried_the_dates_follow_each_other(tries):
    """Any sequence of moves at any times: what is refused changes nothing, the rest is sound."""
    stay = Stay(state=StayState.PROPOSED, changed_at=NOON)
    seen = [stay.state]
    for number, any_move, after in tries:
        leading_on = open_moves(stay.state)
        move = leading_on[number] if number < len(leading_on) else any_move
        try:
            stay = moved(stay, move, stay.changed_at + after, NOON + timedelta(days=5))
            seen.append(stay.state)
        except RuleBroken:
            continue
    assert all(pair in {(a, b) for (a, _), b in MOVES.items()} for pair in pairwise(seen))
    came = StayState.RESIDENT in seen
    left = StayState.DISCHARGED in seen
    assert (came, left) == (stay.move_in_at is not None, stay.discharge_at is not None)
    if stay.move_in_at is not None:
        assert stay.decision_at - timedelta(minutes=1) < stay.move_in_at
    if stay.discharge_at is not None:
        assert stay.move_in_at < stay.discharge_at


def test_move_in_is_not_before_the_decision():
    """R-A1: to the minute, since times are typed so; and never ahead of the clock."""
    decided = NOON.replace(second=40)
    stay = Stay(state=StayState.EXPECTED, changed_at=decided, decision_at=decided)
    assert NOON == moved(stay, Move.MOVE_IN, NOON, decided).move_in_at
    with pytest.raises(MoveInTooEarly):
        moved(stay, Move.MOVE_IN, NOON - timedelta(minutes=1), decided)
    with pytest.raises(TimeUnusable):
        moved(stay, Move.MOVE_IN, decided + timedelta(minutes=1), decided)


def test_discharge_is_after_move_in():
    """Not in the same minute, not before she came back."""
    later = NOON + timedelta(days=2)
    stay = Stay(state=StayState.RESIDENT, changed_at=NOON, decision_at=NOON, move_in_at=NOON)
    for at in (NOON, NOON - timedelta(days=1)):
        with pytest.raises(DischargeTooEarly):
            moved(stay, Move.DISCHARGE, at, later)
    away = moved(stay, Move.GO_AWAY, NOON + timedelta(days=1), later)
    with pytest.raises(OutOfOrder):
        moved(away, Move.DISCHARGE, NOON + timedelta(hours=5), later)
    assert later == moved(away, Move.DISCHARGE, later, later).discharge_at


def test_a_decision_by_phone_may_be_older_than_the_note_of_the_proposal():
    """R-A4: it counts from when it was given, and so does all that follows."""
    stay = Stay(state=StayState.PROPOSED, changed_at=NOON)
    said = NOON - timedelta(minutes=50)
    stay = moved(moved(stay, Move.DECIDE, said, NOON), Move.EXPECT, said, NOON)
    assert (said, StayState.EXPECTED) == (stay.decision_at, stay.state)
    assert said == moved(stay, Move.MOVE_IN, said, NOON).move_in_at


@pytest.mark.parametrize(
    ("moved_in", "due"),
    [
        ("2026-03-02T12:00", "2026-03-03T23:59"),  # Monday
        ("2026-03-06T22:30", "2026-03-09T23:59"),  # a Friday night: Monday
        ("2026-03-08T00:05", "2026-03-09T23:59"),  # Sunday
        ("2026-04-01T23:50", "2026-04-07T23:59"),  # the night before Easter: Tuesday
        ("2028-02-28T10:00", "2028-02-29T23:59"),  # a leap day is a day of work
        ("2026-12-24T18:00", "2026-12-28T23:59"),  # Christmas Eve
        ("2026-10-23T23:00", "2026-10-26T23:59"),  # the clock is put back meanwhile
    ],
)
def test_r_t2_a_team_is_complete_by_the_end_of_the_first_working_day(moved_in, due):
    """Counted in days of the house, whatever the clock or the calendar does."""
    came = datetime.fromisoformat(moved_in).replace(tzinfo=COPENHAGEN)
    assert due == team_due(came.astimezone(UTC), COPENHAGEN).astimezone(COPENHAGEN).strftime(
        "%Y-%m-%dT%H:%M"
    )
