"""
The year outside: drafted from people, measured against the ledger, and taken by two to the door.

Rules: a draft is bound to the frozen figures it was made of and to everything that was out by then;
whoever approves approves exactly what she saw; what is refused is put on record by the entrance;
figures stand in sealed documents only, events hold their hashes.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from journal.domain.access import Action
from journal.domain.broken import ChangedMeanwhile
from journal.domain.compartments import Compartment
from journal.domain.errors import Tampered
from journal.domain.facts import Fact
from journal.domain.ids import EventId, PublicationId
from journal.domain.statistics import (
    OUT,
    EarlierUnusable,
    FiguresChanged,
    FiguresRefused,
    NotFrozen,
    Step,
    canonical,
)
from journal.exports import frozen, ledger, releases
from journal.exports.gate import Refused, Repeat
from journal.exports.ledger import Cohort, Member, Release
from journal.exports.reasons import Reason
from journal.exports.releases import Drafted, People
from journal.exports.yearly import effective
from journal.services import statistics
from journal.services.statistics import Frozen
from journal.services.work import Later, Work
from journal.store import facts as fact_store
from journal.store import history
from journal.store import statistics as figures_store
from journal.store.statistics import FiguresRow, PublicationRow
from journal.vault import publications
from journal.vault.statistics import Kind, Ledger, OpenStatistics, open_statistics, require_whole

FIRST_YEAR, LAST_YEAR = 1970, 9000


class HeldBack(FiguresRefused):
    """
    The gate lets nothing out of these years.

    Args:
        reasons: in words for the leader.
    """

    code = "held_back"
    action = Action.RELEASE_GATE

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__()
        self.reasons = list(reasons)
        if self.reasons:
            self.sentence, self.values = self.reasons[0].sentence, dict(self.reasons[0].values)


class PublishedBefore(FiguresRefused):
    """
    The same figures were published before.

    Args:
        number: of that publication; 0 for one from before there was a ledger.
    """

    code = "published_before"

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """
    Everything that a draft is made of, opened for one look.

    Args:
        years: the first and the last.
        frozen: of each year.
        facts: the rows that count.
        outcomes: of the closed enquiries of each year.
        counted: those who count, enquiries of these years among them.
        earlier: every release that is out, by what it is called.
        beside: the numbers of those publications, and how many earlier ones were entered.
    """

    years: tuple[int, int]
    frozen: Sequence[Frozen]
    facts: Sequence[Fact]
    outcomes: Mapping[int, Sequence[str]]
    people: People
    counted: frozenset[Member]
    earlier: Sequence[Release]
    beside: Sequence[int]
    this_year: int
    secret: Callable[[str], bytes]


def _require_frozen(work: Work, years: range) -> None:
    if not all(statistics.versions(work, year) for year in years):
        raise NotFrozen


def gather(work: Work, years: tuple[int, int]) -> Later[Material]:
    """
    Open what a draft of some years is made of.

    Raises:
        AccessDenied: the actor is no leader.
        NotFrozen: one of the years is not frozen.
        Tampered: a document is gone or not what was signed.
    """
    basis = work.require(Action.RELEASE_DRAFT)
    opened = open_statistics(work.vault.keys, work.desk, Action.RELEASE_DRAFT)
    require_whole(work.vault.keys, work.desk)
    asked = range(years[0], years[1] + 1)
    _require_frozen(work, asked)
    rows = fact_store.everything(work.session)
    open_facts, open_names = opened.facts(rows), opened.ledger()
    open_frozen = [statistics.declare_frozen(work, opened, year) for year in asked]
    open_earlier, beside = _declare_earlier(work, opened)
    every = statistics.enquiries(work, FIRST_YEAR, LAST_YEAR)
    own = {year: statistics.enquiries(work, year, year) for year in asked}
    work.act(
        Action.FIGURES_READ,
        basis=basis,
        comp=Compartment.STATISTICS,
        count=len(rows),
        reason=_in_words(years),
    )

    def material() -> Material:
        facts, names = open_facts()[0], open_names()
        counting = effective(facts)
        counted = {_member(names, fact) for fact in counting}
        counted |= {_enquiry(names, one) for each in own.values() for one in each}
        return Material(
            years=years,
            frozen=[one for one in (each() for each in open_frozen) if one is not None],
            facts=counting,
            outcomes={year: [outcome for _, outcome in each] for year, each in own.items()},
            people=_people(names, facts, every),
            counted=frozenset(counted),
            earlier=open_earlier(),
            beside=beside,
            this_year=work.now.astimezone(work.zone).year,
            secret=names.secret,
        )

    return work.later(material)


def _people(names: Ledger, facts: Sequence[Fact], every: Sequence[tuple[UUID, str]]) -> People:
    return People(
        facts={_member(names, fact): fact for fact in facts},
        outcomes={_enquiry(names, one): one[1] for one in every},
    )


def _in_words(years: tuple[int, int]) -> str:
    return "-".join(str(year) for year in dict.fromkeys(years))


def _member(names: Ledger, fact: Fact) -> Member:
    return Member(row=names.name("row", fact.id), family=names.name("family", fact.family))


def _enquiry(names: Ledger, enquiry: tuple[UUID, str]) -> Member:
    """Whose outcome was changed counts as another row: what was printed of it is not known."""
    one, outcome = enquiry
    return Member(row=names.name(f"enquiry {outcome}", one), family=names.name("enquiry", one))


def _declare_earlier(
    work: Work, opened: OpenStatistics
) -> tuple[Callable[[], list[Release]], list[int]]:
    """Everything that is out, with its numbers; the function opens it after COMMIT."""
    out = _out(work)
    rows = [
        row
        for row in figures_store.figures(work.session, Kind.LEDGER)
        if row.version in {one.number for one in out}
    ]
    if len(rows) != len(out):
        raise Tampered
    rows += figures_store.figures(work.session, Kind.EARLIER)
    declared = [opened.document(row) for row in rows]
    beside = sorted(one.number for one in out)
    return lambda: [releases.from_fields(open_one()["release"]) for open_one in declared], beside


def _out(work: Work) -> list[PublicationRow]:
    """The publications that are out or about to be; their steps are looked at."""
    rows = figures_store.publications(work.session)
    for row in rows:
        publications.require_signed(work.vault.keys, work.desk, row)
        publications.hands(work.vault.keys, work.desk, row)
    return [row for row in rows if row.state in OUT]


def prepare(material: Material) -> Drafted:
    """
    What may go out, from what was gathered; pure.

    Raises:
        FiguresChanged: rows or enquiries are no longer those that were frozen.
        HeldBack: nothing may go out.
        PublishedBefore: the same went out before.
    """
    made = releases.draft(
        _in_words(material.years),
        cohorts(material),
        material.people,
        material.earlier,
        this_year=material.this_year,
    )
    if isinstance(made, Repeat):
        raise PublishedBefore(_number(made.release, material))
    if isinstance(made, Refused):
        raise HeldBack(made.reasons)
    return made


def cohorts(material: Material) -> Mapping[str, Cohort]:
    """Who is counted, if they are still those that were frozen; raises FiguresChanged if not."""
    for one in material.frozen:
        outcomes = material.outcomes[one.year]
        if frozen.count(one.year, material.facts, outcomes, one.figures.house) != one.figures:
            raise FiguresChanged
    return releases.cohorts_of(material.people, material.counted, material.years)


def _number(release: Release, material: Material) -> int:
    numbers = [*material.beside, *[0] * len(material.earlier)]
    return numbers[list(material.earlier).index(release)]


def draft(work: Work, material: Material, made: Drafted) -> PublicationId:
    """
    Store a draft, its figures for the two who decide and its population for the ledger.

    Args:
        material, made: as ``gather`` and ``prepare`` gave them just now.

    Raises:
        AccessDenied: the actor is no leader.
        ChangedMeanwhile: a year was frozen anew, or something went out, since.
    """
    basis = work.require(Action.RELEASE_DRAFT)
    work.vault.keys.hold_log(work.desk)
    rows = [statistics.versions(work, one.year)[-1] for one in material.frozen]
    if [row.digest for row in rows] != [one.digest for one in material.frozen]:
        raise ChangedMeanwhile
    if sorted(one.number for one in _out(work)) != list(material.beside):
        raise ChangedMeanwhile
    known = figures_store.publications(work.session)
    number = 1 + max((row.number for row in known), default=0)
    event = work.act(Action.RELEASE_DRAFT, basis=basis, comp=Compartment.STATISTICS)
    row = publications.draft(
        work.vault.keys,
        work.desk,
        event,
        canonical(_document(material, made, number)),
        material.years,
        number,
    )
    opened = open_statistics(work.vault.keys, work.desk, Action.RELEASE_DRAFT)
    kept = {"publication": row.id.hex, "release": releases.to_fields(made.release)}
    opened.add(Kind.LEDGER, (material.years[0], number), canonical(kept), event)
    return PublicationId(row.id)


def _document(material: Material, made: Drafted, number: int) -> dict[str, Any]:
    return {
        "v": 1,
        "nonce": os.urandom(statistics.NONCE_SIZE).hex(),
        "number": number,
        "years": list(material.years),
        "sources": {str(one.year): one.digest.hex() for one in material.frozen},
        "beside": list(material.beside),
        "printed": ledger.canonical(made.release).decode(),
        "figures": releases.figures_to_fields(made.release.figures),
        "mean_stay": made.mean_stay,
        "occupancy": made.occupancy([one.figures for one in material.frozen]),
    }


def is_current(work: Work, row: PublicationRow) -> bool:
    """
    Whether no year of it was frozen anew, and nothing else went out, since it was drafted.

    The log says what came first: clocks can be set.
    """
    years = figures_store.figures(work.session, Kind.YEAR)
    later = [EventId(one.event_id) for one in years if row.year <= one.year <= row.until]
    later += [EventId(one.event_id) for one in figures_store.figures(work.session, Kind.EARLIER)]
    for other in _out(work):
        steps = figures_store.steps(work.session, PublicationId(other.id))
        if other.id != row.id:
            later += [EventId(step.event_id) for step in steps if step.step == Step.APPROVE]
    drafted = EventId(row.event_id)
    places = history.by_ids(work.session, [drafted, *later])
    return all(places[one].seq < places[drafted].seq for one in later)


def require_current(work: Work, row: PublicationRow) -> None:
    """
    Insist that a publication is still what would be drafted today.

    Raises:
        FiguresChanged: it is not.
    """
    if not is_current(work, row):
        raise FiguresChanged


def enter_earlier(work: Work, release: Release, year: int) -> FiguresRow:
    """
    Enter what was published before there was a ledger: nobody can say any more who was counted.

    Raises:
        AccessDenied: the actor is no leader.
        EarlierUnusable: that year was entered already.
    """
    basis = work.require(Action.FIGURES_EARLIER)
    opened = open_statistics(work.vault.keys, work.desk, Action.FIGURES_EARLIER)
    if figures_store.figures(work.session, Kind.EARLIER, year):
        raise EarlierUnusable
    event = work.act(
        Action.FIGURES_EARLIER, basis=basis, comp=Compartment.STATISTICS, reason=str(year)
    )
    document = {
        "nonce": os.urandom(statistics.NONCE_SIZE).hex(),
        "release": releases.to_fields(release),
    }
    return opened.add(Kind.EARLIER, (year, 1), canonical(document), event)
