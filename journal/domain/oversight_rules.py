"""
The rules of the week's review, as a table: which acts each looks at, and what it picks out of them.

Rules: explain first, then fixed rules, then chance, never a score; what a rule picks is shown to
somebody, whatever it comes to: there is no cap. Reading under an emergency or purpose access is
reviewed with its opening, so no rule picks it out once more.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from journal.domain.access import Action, Outcome
from journal.domain.ids import CaseAlias, EventId, StaffAlias
from journal.domain.oversight import (
    BY_GRANT,
    OF_A_CASE,
    OPENING,
    READING,
    Explanation,
    Facts,
    Thresholds,
    Use,
    Week,
    explain,
)
from journal.domain.staff import Role

A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
FIRST_WEEK = timedelta(weeks=1)
NEW_PASSWORD_COUNTS = timedelta(days=7)
"""How long after a reset a sign-in from a new device is looked at."""
EXPORTS = frozenset(
    {
        "export.row",
        "export.table",
        "export.done",
        Action.EXTRACT_NAMES.value,
        Action.EXTRACT_DONE.value,
    }
)
"""What leaves the house. Of these only the extract for the woman herself exists yet."""
SENT = frozenset({Action.NOTE_SEND.value, Action.DRAFT_READ.value})
"""Writing into a case without reading it."""
SIGN_IN_TRIES = frozenset(
    {Action.LOGIN_FAIL.value, Action.LOGIN_BLOCK.value, Action.PASSWORD_FAIL.value}
)
"""Refusals that are slips of the finger; throttling looks after them."""
SAMPLE = "sample"
"""The reason of what was drawn by chance; no rule picks it."""

Picks = Callable[[Sequence[Use], Facts, Thresholds], Iterable[Use]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One line of the table.

    Args:
        code: of the list ``review_rule``, which says in plain words why something is shown.
        acts: which it looks at; empty for all.
        picks: out of one colleague's uses in order of time.
        of_person: it is about all that she did that day, not about one case.
        thresholds: names of the numbers it depends on.
    """

    code: str
    picks: Picks
    acts: frozenset[str] = frozenset()
    of_person: bool = False
    thresholds: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Found:
    """
    What stands on the page as one item: what a colleague did in one case on one day.

    Args:
        rules: codes, in the order of the table.
        picked: everything that a rule picked, by the id of its event.
    """

    actor: StaffAlias
    case: CaseAlias | None
    rules: list[str] = field(default_factory=list)
    picked: dict[EventId, Use] = field(default_factory=dict)

    @property
    def first(self) -> Use:
        """The use by whose event it is known."""
        return min(self.picked.values(), key=lambda use: use.at)


def _each(holds: Callable[[Use, Facts, Thresholds], bool]) -> Picks:
    def picks(uses: Sequence[Use], facts: Facts, thresholds: Thresholds) -> Iterator[Use]:
        return (use for use in uses if holds(use, facts, thresholds))

    return picks


def _every(_use: Use, _facts: Facts, _thresholds: Thresholds) -> bool:
    return True


def _is_wordless(use: Use, facts: Facts, _thresholds: Thresholds) -> bool:
    return use.outcome == Outcome.OK and use.grant in facts.wordless


def _is_of_leader(use: Use, facts: Facts, _thresholds: Thresholds) -> bool:
    return use.outcome == Outcome.OK and facts.role(use) == Role.LEADER


def _is_after_team(use: Use, facts: Facts, _thresholds: Thresholds) -> bool:
    return use.basis not in BY_GRANT and facts.has_left(use)


def _is_after_discharge(use: Use, facts: Facts, thresholds: Thresholds) -> bool:
    closed = None if use.case is None else facts.closed.get(use.case)
    late = timedelta(days=thresholds.discharge_days)
    return closed is not None and use.basis not in BY_GRANT and use.at > closed + late


def _is_off_shift(use: Use, facts: Facts, thresholds: Thresholds) -> bool:
    if use.is_refused or use.basis in BY_GRANT or not facts.is_rostered(use):
        return False
    return not facts.is_on_duty(use, timedelta(minutes=thresholds.off_shift_minutes))


def _is_kept_away(use: Use, facts: Facts, _thresholds: Thresholds) -> bool:
    since = None if use.case is None else facts.kept_away.get((use.actor, use.case))
    return since is not None and use.at > since


def _is_unexplained(use: Use, facts: Facts, thresholds: Thresholds) -> bool:
    return explain(use, facts, thresholds) is Explanation.OTHER


def _many_denials(uses: Sequence[Use], _facts: Facts, thresholds: Thresholds) -> Iterator[Use]:
    refused = [use for use in uses if use.is_refused and use.act not in SIGN_IN_TRIES]
    return _crowded(refused, A_DAY, lambda within: len(within) >= thresholds.denials)


def _many_cases(uses: Sequence[Use], facts: Facts, thresholds: Thresholds) -> Iterator[Use]:
    near = timedelta(minutes=thresholds.off_shift_minutes)
    outside = [
        use
        for use in uses
        if use.case is not None
        and use.basis not in BY_GRANT
        and not facts.is_member(use)
        and not facts.is_on_duty(use, near)
    ]
    most = thresholds.cases_an_hour
    return _crowded(outside, AN_HOUR, lambda within: len({use.case for use in within}) > most)


def _many_sessions(uses: Sequence[Use], _facts: Facts, thresholds: Thresholds) -> Iterator[Use]:
    known = [use for use in uses if use.session is not None]
    most = thresholds.sessions
    return _crowded(known, AN_HOUR, lambda within: len({use.session for use in within}) > most)


def _crowded(
    uses: Sequence[Use], span: timedelta, is_too_much: Callable[[Sequence[Use]], bool]
) -> Iterator[Use]:
    """Everything that lies, with others, within a span in which there is too much of it."""
    first, shown = 0, 0
    for last, use in enumerate(uses):
        while uses[first].at <= use.at - span:
            first += 1
        if is_too_much(uses[first : last + 1]):
            yield from uses[max(first, shown) : last + 1]
            shown = last + 1


def _more_than_usual(uses: Sequence[Use], facts: Facts, thresholds: Thresholds) -> Iterator[Use]:
    """The use that went beyond what is usual for her; none in her first week."""
    if not uses:
        return
    person, usual = facts.people.get(uses[0].actor), facts.usual.get(uses[0].actor, ())
    if person is None or not usual:
        return
    seen: set[CaseAlias] = set()
    for use in uses:
        before = len(seen)
        seen.update(use.cases)
        if use.at < person.since + FIRST_WEEK or use.basis in BY_GRANT:
            continue
        if before <= thresholds.usual_times * median(usual) < len(seen):
            yield use


def _old_notes(uses: Sequence[Use], facts: Facts, thresholds: Thresholds) -> Iterator[Use]:
    age = timedelta(days=thresholds.old_note_days)
    by_day: dict[tuple[date, CaseAlias | None], list[Use]] = defaultdict(list)
    old: dict[tuple[date, CaseAlias | None], set[object]] = defaultdict(set)
    for use in uses:
        found = {row for row in use.rows if facts.written.get(row, use.at) < use.at - age}
        if found and use.basis not in BY_GRANT:
            key = (use.at.date(), use.case)
            by_day[key].append(use)
            old[key] |= found
    for key, day in by_day.items():
        if len(old[key]) >= thresholds.old_notes:
            yield from day


def _new_device(uses: Sequence[Use], _facts: Facts, _thresholds: Thresholds) -> Iterator[Use]:
    """A sign-in from a device that she never used before her password was made new."""
    devices: set[str] = set()
    reset: datetime | None = None
    for use in uses:
        if use.act in (Action.PASSWORD_RESET, Action.PASSWORD_RECOVER):
            reset = use.at
        elif use.act == Action.LOGIN_OK and use.device is not None:
            is_new = use.device not in devices
            if is_new and reset is not None and use.at - reset <= NEW_PASSWORD_COUNTS:
                yield use
            devices.add(use.device)


RULES = (
    Rule(
        code="words_missing",
        acts=frozenset({Action.BREAK_GLASS_OPEN.value}),
        picks=_each(_is_wordless),
    ),
    Rule(code="emergency", acts=frozenset({Action.BREAK_GLASS_OPEN.value}), picks=_each(_every)),
    Rule(code="purpose", acts=frozenset({Action.PURPOSE_OPEN.value}), picks=_each(_every)),
    Rule(code="kept_away", acts=OF_A_CASE, picks=_each(_is_kept_away)),
    Rule(code="after_team", acts=OF_A_CASE, picks=_each(_is_after_team)),
    Rule(code="unexplained", acts=OPENING, picks=_each(_is_unexplained)),
    Rule(
        code="after_discharge",
        acts=OF_A_CASE,
        picks=_each(_is_after_discharge),
        thresholds=("discharge_days",),
    ),
    Rule(
        code="off_shift",
        acts=(OF_A_CASE | EXPORTS) - SENT,
        picks=_each(_is_off_shift),
        thresholds=("off_shift_minutes",),
    ),
    Rule(code="denials", picks=_many_denials, of_person=True, thresholds=("denials",)),
    Rule(
        code="many_cases",
        acts=OF_A_CASE - SENT,
        picks=_many_cases,
        of_person=True,
        thresholds=("cases_an_hour",),
    ),
    Rule(
        code="more_than_usual",
        acts=OPENING,
        picks=_more_than_usual,
        of_person=True,
        thresholds=("usual_times",),
    ),
    Rule(
        code="old_notes",
        acts=READING,
        picks=_old_notes,
        thresholds=("old_notes", "old_note_days"),
    ),
    Rule(
        code="export",
        acts=frozenset({"export.row", Action.EXTRACT_NAMES.value}),
        picks=_each(_every),
        of_person=True,
    ),
    Rule(
        code="leader",
        acts=frozenset({Action.PURPOSE_OPEN.value, "identity.read", *EXPORTS}),
        picks=_each(_is_of_leader),
    ),
    Rule(
        code="new_device",
        acts=frozenset(
            {
                Action.PASSWORD_RESET.value,
                Action.PASSWORD_RECOVER.value,
                Action.LOGIN_OK.value,
            }
        ),
        picks=_new_device,
        of_person=True,
    ),
    Rule(code="sessions", picks=_many_sessions, of_person=True, thresholds=("sessions",)),
)
"""Every rule, in the order in which reasons are said."""


def find(
    week: Week, uses: Sequence[Use], facts: Facts, thresholds: Thresholds, zone: ZoneInfo
) -> list[Found]:
    """
    Everything in a week that somebody must look at, in order of time.

    Args:
        uses: of the week and of the day before it, in order of time.
        zone: of the house, in which days begin.
    """
    of_actor: dict[StaffAlias, list[Use]] = defaultdict(list)
    for use in uses:
        of_actor[use.actor].append(use)
    found: list[Found] = []
    for own in of_actor.values():
        found += _of_one(week, own, facts, thresholds, zone)
    return sorted(found, key=lambda item: (item.first.at, item.first.id))


def _of_one(
    week: Week, own: Sequence[Use], facts: Facts, thresholds: Thresholds, zone: ZoneInfo
) -> list[Found]:
    items: dict[tuple[CaseAlias | None, date, bool], Found] = {}
    for rule in RULES:
        looked_at = [use for use in own if not rule.acts or use.act in rule.acts]
        for use in rule.picks(looked_at, facts, thresholds):
            if not week.holds(use.at):
                continue
            case = None if rule.of_person else use.case
            key = (case, use.at.astimezone(zone).date(), rule.of_person)
            item = items.setdefault(key, Found(actor=use.actor, case=case))
            if rule.code not in item.rules:
                item.rules.append(rule.code)
            item.picked[use.id] = use
    return _joined(list(items.values()))


def _joined(items: Sequence[Found]) -> list[Found]:
    """What is said of a person goes where all of it lies, or where the same use comes first."""
    about_cases = [item for item in items if item.case is not None]
    begins = {one.first.id: one for one in about_cases}  # an item is known by its first use
    kept, told = list(about_cases), {key for one in about_cases for key in one.picked}
    for item in (one for one in items if one.case is None):
        home = next((one for one in about_cases if item.picked.keys() <= one.picked.keys()), None)
        home = home or begins.get(item.first.id)
        if home is None:
            kept.append(begins.setdefault(item.first.id, item))
        else:
            home.picked |= {key: use for key, use in item.picked.items() if key not in told}
            home.rules = sorted({*home.rules, *item.rules}, key=[one.code for one in RULES].index)
    return kept
