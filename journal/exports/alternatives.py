"""
A year as each named way of protecting it would show it, to be looked at inside.

Rules: only fixed recoding goes out; of the two others nothing is proved of tables beside each
other or of two publications. Their choices hang on a key bound to way, table and population, so
that looking again shows the same; the secret comes from the caller.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from hashlib import sha256

from journal.exports import catalogue
from journal.exports.catalogue import EXACT, Spec
from journal.exports.counts import Table
from journal.exports.ledger import Cohort
from journal.exports.protect import Published, Withheld
from journal.exports.reasons import Reason, Why
from journal.exports.releases import LETTERS, People
from journal.exports.rounding import round_table
from journal.exports.suppression import Order, suppress

Secret = Callable[[str], bytes]
"""Gives the same bytes for the same purpose; nobody outside can work them out."""


class Way(StrEnum):
    """How small figures are protected; ``RECODING`` is what goes out."""

    RECODING = "recoding"
    SUPPRESSION = "suppression"
    ROUNDING = "rounding"


MAKES: Mapping[Way, Callable[[Table, Order], Published | Withheld]] = {
    Way.SUPPRESSION: suppress,
    Way.ROUNDING: round_table,
}


def look(
    way: Way, cohorts: Mapping[str, Cohort], people: People, secret: Secret
) -> Mapping[str, Published | Withheld]:
    """
    Return every table as another way than recoding would show it.

    No answers are put together, but where a row counts a part of another one: hiding and rounding
    ask for rows that stand side by side.

    Args:
        cohorts: by the first letter of the ids of their tables.

    Errors: KeyError for ``RECODING``, which ``releases.draft`` makes.
    """
    make = MAKES[way]
    found: dict[str, Published | Withheld] = {}
    for spec in catalogue.specs():
        cohort = cohorts[LETTERS[spec.about]]
        table = people.count(cohort.members or (), spec.id, _level(spec))
        key = secret(f"{way.value} {spec.id} {_population(cohort)}")
        found[spec.id] = _looked_at(table, make, key)
    return found


def _level(spec: Spec) -> int:
    has_part = any(row.part_of for row in spec.rows)
    return next((level for level in spec.levels if level != EXACT or not has_part), EXACT)


def _looked_at(
    table: Table, make: Callable[[Table, Order], Published | Withheld], key: bytes
) -> Published | Withheld:
    if table.is_multiple:
        return Withheld(id=table.id, total=None, reasons=[Reason(why=Why.SEVERAL)])
    return make(table, lambda words: hmac.new(key, words.encode(), "sha256").digest())


def _population(cohort: Cohort) -> str:
    said = json.dumps([cohort.kind.value, cohort.years, sorted(cohort.members or ())])
    return sha256(said.encode()).hexdigest()
