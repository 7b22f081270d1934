"""
What has been released, and of whom: the types of the release ledger.

Rules: a population is a set of tokens that mean nothing outside (R-S3) and never stands in a file
that goes out. A release that was withdrawn stays in the ledger: it was seen. What was published
before there was a ledger is entered as a release whose population nobody can name any more.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from journal.exports.protect import Published, Withheld


class Kind(StrEnum):
    """Which population a cohort is, by name."""

    DISCHARGED = "discharged"
    PRESENT = "present"
    RECEIVED = "received"


class Member(NamedTuple):
    """
    One counted row: a stay, a child's stay, an enquiry.

    Args:
        row: keyed token of the row **in this version**: a corrected row is another member.
        family: keyed token of the family, the same over all its stays; for an enquiry, which
            carries no identity, the same as ``row``.
    """

    row: str
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """
    Whom the tables of one letter count.

    Args:
        kind: the population by name.
        years: first and last year, local; the same for a single year.
        members: who; None for what was published before there was a ledger.
    """

    kind: Kind
    years: tuple[int, int]
    members: frozenset[Member] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """
    One publication.

    Args:
        id: of the release.
        cohorts: by the first letter of the ids of their tables: R women, C children, H enquiries.
        figures: by the id of the table.
    """

    id: str
    cohorts: Mapping[str, Cohort]
    figures: Mapping[str, Published | Withheld]

    @property
    def levels(self) -> Mapping[str, int]:
        """Return the level of each table that is published; what is withheld has none."""
        return {
            name: figure.level
            for name, figure in self.figures.items()
            if isinstance(figure, Published)
        }

    @property
    def telling(self) -> Sequence[str]:
        """Return the tables of which anything is printed, be it the total in their place."""
        return [
            name
            for name, figure in self.figures.items()
            if isinstance(figure, Published) or figure.total is not None
        ]

    @property
    def hash(self) -> str:
        """Return SHA-256 of ``canonical`` in hexadecimal: it changes with every printed figure."""
        return sha256(canonical(self)).hexdigest()

    def cohort(self, table_id: str) -> Cohort:
        """Return whom a table counts."""
        return self.cohorts[table_id[0]]


def canonical(release: Release) -> bytes:
    """
    Return what is printed as canonical JSON: sorted keys, no spaces, UTF-8.

    Neither members nor reasons stand in it: it may be kept where the ledger key is not.
    """
    said = {
        "cohorts": {
            letter: {"kind": cohort.kind, "years": list(cohort.years)}
            for letter, cohort in release.cohorts.items()
        },
        "figures": {name: _printed(figure) for name, figure in release.figures.items()},
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _printed(figure: Published | Withheld) -> Mapping[str, object]:
    if isinstance(figure, Withheld):
        return {"total": figure.total}
    return {
        "level": figure.level,
        "base": figure.base,
        "cells": [[cell.code, cell.persons, cell.percent, cell.text] for cell in figure.cells],
    }
