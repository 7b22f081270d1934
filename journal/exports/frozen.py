"""
The year as it is frozen: exact tables and a few figures, one canonical document.

Rules: the same figures are the same bytes, so that a hash stands for them; codes, never words; what
is read again is written again to the same bytes, or it is damage. A second year stands beside it
as differences of counts.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from journal.domain.cases import PersonKind
from journal.domain.errors import Tampered
from journal.domain.facts import Fact
from journal.domain.occupancy import NOTHING, Counted
from journal.exports.catalogue import EXACT, About, specs
from journal.exports.counts import Cell, Count, Table
from journal.exports.percent import mean_tenths, tenths
from journal.exports.yearly import Population, effective, members, tabulate, tabulate_outcomes

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """
    What the house counts without frozen rows, because not all have left.

    Args:
        women, children: who lived here in the year, those who visit not among them.
        nights: room-nights of the year.
    """

    women: int = 0
    children: int = 0
    nights: Counted = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """
    The figures of one year, exact.

    Args:
        tables: of those who moved out in the year, and of the enquiries received in it, in the
            order of the catalogue.
        days: that the women who moved out had stayed, together.
        stays: of these women.
    """

    year: int
    tables: Sequence[Table]
    days: int
    stays: int
    house: House

    @property
    def mean_stay(self) -> int | None:
        """The mean stay in tenths of a day; None where no woman moved out."""
        return mean_tenths(self.days, self.stays)

    @property
    def occupancy(self) -> int | None:
        """How full the house was, in tenths of a percent; None without rooms."""
        return tenths(self.house.nights.occupied, self.house.nights.available)


def occupancy(years: Sequence[Year]) -> int | None:
    """How full the house was over some years, in whole percent, half up; None without rooms."""
    used = sum(one.house.nights.occupied for one in years)
    available = sum(one.house.nights.available for one in years)
    return None if available == 0 else (200 * used + available) // (2 * available)


def count(year: int, facts: Sequence[Fact], outcomes: Sequence[str], house: House) -> Year:
    """
    Count a year.

    Args:
        facts: frozen rows, of this year and of any other.
        outcomes: a code of ``enquiry_outcome`` for each enquiry received and closed.

    Raises:
        CorrectionsBroken: the rows correct each other in an impossible way.
    """
    left = members(effective(facts), Population.DISCHARGED, year).facts
    women = [fact.leaving.length_days for fact in left if fact.kind is PersonKind.WOMAN]
    return Year(
        year=year,
        tables=[
            tabulate_outcomes(spec, outcomes)
            if spec.about is About.ENQUIRIES
            else tabulate(spec, left)
            for spec in specs()
        ],
        days=sum(women),
        stays=len(women),
        house=house,
    )


def to_json(year: Year) -> bytes:
    """The canonical document: sorted keys, no white space, ASCII."""
    nights = year.house.nights
    fields = {
        "v": VERSION,
        "year": year.year,
        "days": year.days,
        "stays": year.stays,
        "present": {"women": year.house.women, "children": year.house.children},
        "nights": {
            "rooms": nights.rooms,
            "out_of_service": nights.out_of_service,
            "occupied": nights.occupied,
        },
        "tables": [
            {
                "id": table.id,
                "base": _pair(table.base),
                "is_multiple": table.is_multiple,
                "cells": [[cell.code, *_pair(cell.count)] for cell in table.cells],
            }
            for table in year.tables
        ],
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


def from_json(document: bytes) -> Year:
    """
    Read a canonical document.

    Raises:
        Tampered: it is not what ``to_json`` writes.
    """
    try:
        fields = json.loads(document)
        year = Year(
            year=fields["year"],
            tables=[_table(one) for one in fields["tables"]],
            days=fields["days"],
            stays=fields["stays"],
            house=House(**fields["present"], nights=Counted(**fields["nights"])),
        )
        if fields["v"] != VERSION or to_json(year) != document:
            raise Tampered
    except (ValueError, TypeError, KeyError) as error:
        raise Tampered from error
    return year


def _pair(counted: Count) -> list[int]:
    return [counted.persons, counted.families]


def _table(fields: Mapping[str, Any]) -> Table:
    persons, families = fields["base"]
    return Table(
        id=fields["id"],
        level=EXACT,
        base=Count(persons=persons, families=families),
        cells=[
            Cell(code=code, count=Count(persons=persons, families=families))
            for code, persons, families in fields["cells"]
        ],
        is_multiple=fields["is_multiple"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One cell in two years.

    Args:
        before, now: persons; None where the table of that year had no such cell.
    """

    code: str
    before: int | None
    now: int | None

    @property
    def difference(self) -> int | None:
        """How many more now; None where one of the years did not ask."""
        return None if self.before is None or self.now is None else self.now - self.before


def change(before: Table, now: Table) -> list[Change]:
    """
    A table beside that of another year, in the order of the later one, then what is gone.

    Raises:
        ValueError: two different tables, or two levels.
    """
    if (before.id, before.level) != (now.id, now.level):
        message = f"{before.id} on level {before.level} is not {now.id} on level {now.level}"
        raise ValueError(message)
    then = {cell.code: cell.count.persons for cell in before.cells}
    later = {cell.code: cell.count.persons for cell in now.cells}
    codes = [*later, *(code for code in then if code not in later)]
    return [Change(code=code, before=then.get(code), now=later.get(code)) for code in codes]
