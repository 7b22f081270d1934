"""What the log tells a woman: each use a line, everything else a number, names by decision."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from journal.domain import extract
from journal.domain.access import Action, Basis
from journal.domain.codes import code_list
from journal.domain.extract import (
    DECISION_LASTS,
    LINES,
    Asked,
    DaysTurned,
    NamesUndecided,
    TooManyLines,
    require_days,
    require_decision,
    require_few,
    tell,
)
from journal.domain.ids import CaseAlias, EventId, GrantId, StaffAlias
from journal.domain.oversight import NOBODY, Use

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANNA, LONE = StaffAlias(uuid4()), StaffAlias(uuid4())
CASE = CaseAlias(uuid4())


def use(act, **values):
    """Return a use of the case by Anna."""
    defaults = {"id": EventId(uuid4()), "at": NOW, "actor": ANNA, "cases": (CASE,)}
    return Use(act=act, **defaults | values)


def told(*uses, **asked):
    """Return what is told of some uses."""
    return tell(uses, StaffAlias(NOBODY), Asked(**asked), ZONE)


@pytest.mark.parametrize("act", Action)
def test_nothing_that_names_the_case_is_left_out(act):
    """It is a line or it is counted; what was refused is always a line."""
    done, refused = told(use(act)), told(use(act, outcome="denied"))

    assert 1 == len(done.lines) + sum(done.others.values())
    assert (1, {}) == (len(refused.lines), refused.others)
    assert refused.lines[0].is_refused
    assert "refused" == refused.lines[0].why


def test_a_use_in_parts_is_one_line():
    """A page of so many notes that their ids did not fit into one event."""
    assert 1 == len(told(use("note.read"), use("note.read", part=2)).lines)


def test_a_reason_goes_with_what_was_read_by_it():
    """Though the opening lies before these days; without an opening there is none."""
    grant, other = GrantId(uuid4()), GrantId(uuid4())
    opened = use("bg.open", basis="duty", reason="child_concern", grant=grant)
    later = NOW + timedelta(days=1)
    read = use("note.read", basis="breakglass", grant=grant, at=later)
    lost = use("note.read", basis="breakglass", grant=other, at=later)
    found = told(opened, read, lost, day_from=date(2026, 3, 3)).lines

    assert [("bg_reason", "child_concern"), None] == [line.reason for line in found]
    assert [True, True] == [line.is_emergency for line in found]


def test_a_refused_opening_gives_no_reason_to_anything():
    """Whoever was not let in has said nothing that explains another's reading."""
    grant = GrantId(uuid4())
    tried = use("bg.open", outcome="denied", reason="child_concern", grant=grant)
    (line,) = told(tried).lines

    assert line.reason is None
    assert line.is_refused


def test_what_the_service_did_is_of_nobody():
    """An access whose time is over ends with somebody's request; she did nothing."""
    ended = use("bg.close", basis=Basis.JOB.value)
    by_job = use("bg.close", actor=StaffAlias(NOBODY))
    own = use("bg.close", basis="self")

    assert [None, None, ANNA] == [line.actor for line in told(ended, by_job, own).lines]


def test_days_are_those_of_the_house():
    """Half past midnight in Copenhagen is the evening before in UTC."""
    night = use("note.read", at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))

    assert [] == told(night, day_to=date(2026, 3, 2)).lines
    assert 1 == len(told(night, day_from=date(2026, 3, 3), day_to=date(2026, 3, 3)).lines)


def test_days_and_lines_have_bounds():
    """Days follow each other; nobody reads two thousand lines and one."""
    day = date(2026, 3, 2)
    require_days(Asked(day_from=day, day_to=day))
    with pytest.raises(DaysTurned):
        require_days(Asked(day_from=day, day_to=day - timedelta(days=1)))
    (line,) = told(use("note.read")).lines
    require_few([line] * extract.MOST_LINES)
    with pytest.raises(TooManyLines):
        require_few([line] * (extract.MOST_LINES + 1))


def test_every_line_has_words():
    """Each act that is a line, and each right: in words for her, in both languages."""
    assert set(LINES) == set(code_list("extract_act"))
    assert {basis.value for basis in Basis} <= set(code_list("extract_why"))


def decided(**values):
    """Return Lone's decision on names."""
    return use("extract.names", **{"actor": LONE} | values)


@pytest.mark.parametrize(
    "decision",
    [
        None,
        decided(actor=ANNA),
        decided(cases=(CaseAlias(UUID(int=1)),)),
        decided(cases=(CASE, CaseAlias(UUID(int=1)))),
        use("note.read", actor=LONE),
        decided(outcome="denied"),
        decided(at=NOW - DECISION_LASTS),
        decided(at=NOW + timedelta(seconds=1)),
    ],
)
def test_only_her_own_fresh_decision_counts(decision):
    """Of nobody else, of no other case, no other act, neither old nor of tomorrow."""
    with pytest.raises(NamesUndecided):
        require_decision(decision, [], LONE, CASE, NOW)


def test_a_decision_is_good_once():
    """What was refused did not use it up; another extract does not either."""
    decision = decided(at=NOW - DECISION_LASTS + timedelta(milliseconds=1))
    for other in (
        use("extract.done"),
        use("extract.done", ref=EventId(uuid4())),
        use("extract.done", ref=decision.id, outcome="denied"),
        use("extract.read", ref=decision.id),
    ):
        require_decision(decision, [decision, other], LONE, CASE, NOW)
    with pytest.raises(NamesUndecided):
        require_decision(decision, [use("extract.done", ref=decision.id)], LONE, CASE, NOW)
