"""
Uses drawn by chance, so that everybody is looked at now and then and nobody can choose at whom.

The draw hangs on the first signed checkpoint of the week and on how many uses there were: the one
is signed before anybody knows the other.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from journal.domain.access import Outcome
from journal.domain.ids import EventId, StaffAlias
from journal.domain.oversight import BY_GRANT, OPENING, Use, Week

ONE_QUARTER = 13
"""Weeks within which each colleague who uses the journal is drawn at least once."""
HER_TURN = 9
"""After so many weeks without being drawn somebody comes before chance."""


def drawable(uses: Sequence[Use], week: Week, shown: Collection[EventId]) -> list[Use]:
    """Openings of the week that nobody looks at for another reason, in order of the log."""
    return [
        use
        for use in uses
        if use.act in OPENING
        and use.outcome == Outcome.OK
        and use.basis not in BY_GRANT
        and use.id not in shown
        and week.holds(use.at)
    ]


def draw(
    checkpoint: str,
    week: Week,
    uses: Sequence[Use],
    weeks_since: Mapping[StaffAlias, int],
    count: int,
) -> list[Use]:
    """
    Draw uses: first of those whose turn it is, then of everybody.

    Args:
        checkpoint: the first one of the week, as signed.
        uses: that can be drawn, in order of the log.
        weeks_since: how many weeks ago somebody was last drawn; who is not there never was.

    Returns:
        At most ``count`` different uses, in order of the log.
    """
    numbers = _numbers(checkpoint, week.name)
    drawn: dict[EventId, Use] = {}
    for actor in _turns(uses, weeks_since)[:count]:
        own = [use for use in uses if use.actor == actor]
        picked = own[next(numbers) % len(own)]
        drawn[picked.id] = picked
    wanted = min(count, len(uses))
    while len(drawn) < wanted:
        picked = uses[next(numbers) % len(uses)]
        drawn[picked.id] = picked
    return [use for use in uses if use.id in drawn]


def _turns(uses: Sequence[Use], weeks_since: Mapping[StaffAlias, int]) -> list[StaffAlias]:
    """Whose turn it is, whoever has waited longest first."""
    never = 1 << 20
    waited = {use.actor: weeks_since.get(use.actor, never) for use in uses}
    turns = [actor for actor, weeks in waited.items() if weeks >= HER_TURN]
    return sorted(turns, key=lambda actor: (-waited[actor], actor))


def _numbers(checkpoint: str, week: str) -> Iterator[int]:
    """The numbers of a week: SHA-256(checkpoint || week || i) for i = 0, 1, 2 ..."""
    place = 0
    while True:
        yield int.from_bytes(hashlib.sha256(f"{checkpoint}{week}/{place}".encode()).digest())
        place += 1
