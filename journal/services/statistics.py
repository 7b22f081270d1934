"""
The year inside: exact figures from frozen rows, frozen as one document, for leaders only.

Rules: all rows of a look open together and on record, and no event names one; a row that is missing
is said and stops the freezing; a frozen year is never changed: what was corrected becomes its next
version, and the first one stays.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from journal.domain.access import Action
from journal.domain.broken import ChangedMeanwhile
from journal.domain.cases import PersonKind
from journal.domain.compartments import Compartment
from journal.domain.enquiries import EnquiryState
from journal.domain.facts import Fact
from journal.domain.occupancy import months, total
from journal.domain.statistics import (
    FactsMissing,
    NothingChanged,
    YearNotOver,
    canonical,
)
from journal.domain.stays import PRESENT
from journal.exports import frozen
from journal.exports.frozen import House, Year
from journal.exports.yearly import Population, effective, members
from journal.services.work import Later, Work
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import enquiries as enquiry_store
from journal.store import facts as fact_store
from journal.store import history
from journal.store import rooms as room_store
from journal.store import statistics as figures_store
from journal.store import stays as stay_store
from journal.store.statistics import FiguresRow
from journal.vault.desk import Fresh
from journal.vault.statistics import Kind, OpenStatistics, open_statistics, require_whole

NONCE_SIZE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """
    A frozen year.

    Args:
        digest: SHA-256 of the sealed document, 32 bytes.
        at: when, in UTC.
    """

    year: int
    version: int
    digest: bytes
    at: datetime
    figures: Year


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """
    A year as leaders see it.

    Args:
        now: counted just now, from all rows that opened.
        facts: the rows that count, of all years: a correction may have moved one to another year.
        frozen: its newest frozen version; None before.
        unreadable: rows that did not open.
        missing: how many freezings the log tells of more than there are rows; negative for rows
            that nobody froze; None where old events were erased, so that nobody can tell.
        known: what ``freeze`` compares, so that nothing is frozen that nobody has seen.
        can_freeze: the year is over.
    """

    year: int
    now: Year
    facts: Sequence[Fact]
    frozen: Frozen | None
    unreadable: int
    missing: int | None
    known: tuple[frozenset[UUID], tuple[str, ...], int]
    can_freeze: bool
    living_here: Mapping[PersonKind, int]

    @property
    def is_whole(self) -> bool:
        """Whether every row there should be was counted."""
        return self.unreadable == 0 and not self.missing

    @property
    def has_changed(self) -> bool:
        """Whether the figures are other than those that were frozen."""
        return self.frozen is not None and self.frozen.figures != self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """One year in the list; ``versions`` are frozen ones."""

    year: int
    versions: int
    frozen_at: datetime | None


def years(work: Work) -> list[YearLine]:
    """
    The years that have a row, an enquiry or a frozen document, newest first; opens none.

    Raises:
        AccessDenied: the actor is no leader.
    """
    basis = work.require(Action.FIGURES_READ)
    require_whole(work.vault.keys, work.desk)
    rows = figures_store.figures(work.session, Kind.YEAR)
    known = {*figures_store.fact_years(work.session), *(row.year for row in rows)}
    known.add(work.now.astimezone(work.zone).year)
    work.act(Action.FIGURES_READ, basis=basis, comp=Compartment.STATISTICS, count=0)
    return [_line(year, [row for row in rows if row.year == year]) for year in _newest(known)]


def _newest(known: set[int]) -> list[int]:
    return sorted(known, reverse=True)


def _line(year: int, versions: Sequence[FiguresRow]) -> YearLine:
    newest = versions[-1].written_at if versions else None
    return YearLine(year=year, versions=len(versions), frozen_at=newest)


def read(work: Work, year: int) -> Later[Inside]:
    """
    Count a year exactly, beside what is frozen of it.

    Raises:
        AccessDenied: the actor is no leader, or does not hold the key of the statistics.
        Tampered: a frozen document is gone, or not what was signed.
    """
    basis = work.require(Action.FIGURES_READ)
    opened = open_statistics(work.vault.keys, work.desk, Action.FIGURES_READ)
    require_whole(work.vault.keys, work.desk)
    rows = fact_store.everything(work.session)
    open_facts, open_frozen = opened.facts(rows), declare_frozen(work, opened, year)
    outcomes = tuple(code for _, code in enquiries(work, year, year))
    house, living = _house(work, year), _living_here(work, year)
    missing = _missing(work)
    known = (frozenset(row.id for row in rows), outcomes, len(versions(work, year)))
    work.act(
        Action.FIGURES_READ,
        basis=basis,
        comp=Compartment.STATISTICS,
        count=len(rows),
        reason=str(year),
    )

    def inside() -> Inside:
        facts, unreadable = open_facts()
        counting = effective(facts)
        return Inside(
            year=year,
            now=frozen.count(year, facts, outcomes, _with_present(house, counting, living, year)),
            facts=counting,
            frozen=open_frozen(),
            unreadable=unreadable,
            missing=missing,
            known=known,
            can_freeze=year < work.now.astimezone(work.zone).year,
            living_here=living,
        )

    return work.later(inside)


def versions(work: Work, year: int) -> Sequence[FiguresRow]:
    """The frozen documents of a year, oldest first."""
    return figures_store.figures(work.session, Kind.YEAR, year)


def declare_frozen(work: Work, opened: OpenStatistics, year: int) -> Callable[[], Frozen | None]:
    """Declare the newest frozen document of a year; the function opens it after COMMIT."""
    rows = versions(work, year)
    if not rows:
        return lambda: None
    row, open_document = rows[-1], opened.document(rows[-1])
    return lambda: Frozen(
        year=year,
        version=row.version,
        digest=row.digest,
        at=row.written_at,
        figures=frozen.from_json(open_document()["figures"].encode()),
    )


def enquiries(work: Work, first: int, last: int) -> Sequence[tuple[UUID, str]]:
    """Id and outcome of the closed enquiries that came in some years of the house."""
    begins, ends = _new_year(first, work.zone), _new_year(last + 1, work.zone)
    closed = EnquiryState.CLOSED.value
    return enquiry_store.closed_between(work.session, closed, begins, ends)


def _new_year(year: int, zone: ZoneInfo) -> datetime:
    return datetime(year, 1, 1, tzinfo=zone)


def freeze(work: Work, inside: Inside, fresh: Fresh) -> int:
    """
    Freeze a year as it was just looked at.

    Args:
        inside: as ``read`` gave it just now.
        fresh: the actor's password, typed for this act.

    Returns:
        The version it became.

    Raises:
        AccessDenied: the actor is no leader.
        YearNotOver: it is still running.
        FactsMissing: a row is missing or did not open.
        NothingChanged: it is frozen with these very figures.
        ChangedMeanwhile: a row, an enquiry or a version came between.
    """
    year = inside.year
    basis = work.require(Action.FIGURES_FREEZE)
    if year >= work.now.astimezone(work.zone).year:
        raise YearNotOver
    if not inside.is_whole:
        raise FactsMissing
    if inside.frozen is not None and not inside.has_changed:
        raise NothingChanged
    fresh.spend(work.principal, work.now)
    work.vault.keys.hold_log(work.desk)
    rows = fact_store.everything(work.session)
    outcomes = tuple(code for _, code in enquiries(work, year, year))
    before = len(versions(work, year))
    if (frozenset(row.id for row in rows), outcomes, before) != inside.known:
        raise ChangedMeanwhile
    opened = open_statistics(work.vault.keys, work.desk, Action.FIGURES_FREEZE)
    version = before + 1
    event = work.act(
        Action.FIGURES_FREEZE,
        basis=basis,
        comp=Compartment.STATISTICS,
        reason=f"{year} {version}",
    )
    document = {
        "figures": frozen.to_json(inside.now).decode(),
        "nonce": os.urandom(NONCE_SIZE).hex(),  # so that no hash of a few figures can be guessed
        "version": version,
    }
    opened.add(Kind.YEAR, (year, version), canonical(document), event)
    return version


def _missing(work: Work) -> int | None:
    head = audit_store.head(work.session)
    if head is None or head.pruned:
        return None
    frozen_rows = history.total(work.session, Action.FACT_FREEZE.value)
    return frozen_rows - figures_store.count_facts(work.session)


def _house(work: Work, year: int) -> House:
    rows = room_store.nights(work.session, date(year, 1, 1), date(year + 1, 1, 1))
    return House(nights=total(months({row.night: row.counted for row in rows})))


def _living_here(work: Work, year: int) -> dict[PersonKind, int]:
    """Who still lives in the house and came in that year or before; visiting children are none."""
    living = dict.fromkeys(PersonKind, 0)
    stays = stay_store.in_states(work.session, PRESENT)
    cases = {row.id: row for row in case_store.by_ids(work.session, [one.case_id for one in stays])}
    for stay in stays:
        came, case = stay.move_in_at, cases.get(stay.case_id)
        if came is None or case is None or stay.is_visiting:
            continue
        if came.astimezone(work.zone).year <= year:
            living[PersonKind(case.person_kind)] += 1
    return living


def _with_present(
    house: House, facts: Sequence[Fact], living: Mapping[PersonKind, int], year: int
) -> House:
    present = members(facts, Population.PRESENT, year).facts
    counted = {kind: sum(fact.kind is kind for fact in present) for kind in PersonKind}
    return House(
        women=counted[PersonKind.WOMAN] + living[PersonKind.WOMAN],
        children=counted[PersonKind.CHILD] + living[PersonKind.CHILD],
        nights=house.nights,
    )
