"""
The frozen row: what the yearly tables count about one stay, and nothing that leads back to it.

Rules: codes, days and years, no date and no id of a case; every row is as long as every other, so
its length says as little. A correction is a new row that names the one it replaces. A row of the
first version, which says nothing of the year of arrival, stays readable.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from journal.domain.cases import PersonKind
from journal.domain.discharge import Aftercare, Leaving
from journal.domain.errors import Tampered
from journal.domain.ids import FactId

FIRST_VERSION = 1
"""Without the year of arrival."""
VERSION = 2
SIZE = 2_048
"""Bytes of every document; the longest answers need half of that, as a test holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """
    One frozen row.

    Args:
        id: random, drawn for this row.
        year: of the discharge.
        kind: woman or child.
        family: random, the same for who left of one family; only sealed documents hold it.
        answers: as ``register.checked`` gives them.
        leaving: length of stay, year of arrival and whether aftercare is hers by the rule.
        aftercare: what was offered and answered (R-AC5).
        replaces: the row that this one corrects.
    """

    id: FactId = field(default_factory=lambda: FactId(uuid4()))
    year: int
    kind: PersonKind
    family: UUID
    answers: Mapping[str, Sequence[str]]
    leaving: Leaving
    aftercare: Aftercare
    replaces: FactId | None = None

    @property
    def was_offered(self) -> bool:
        """Whether aftercare was offered, whatever she answered."""
        return self.aftercare in (Aftercare.ACCEPTED, Aftercare.DECLINED)


def to_document(fact: Fact) -> bytes:
    """The row as it is sealed: JSON with sorted keys, filled up with spaces to ``SIZE``."""
    return _document(fact, VERSION)


def _document(fact: Fact, version: int) -> bytes:
    arrived = {} if version == FIRST_VERSION else {"arrived_year": fact.leaving.arrived_year}
    fields = {
        "v": version,
        "year": fact.year,
        "kind": fact.kind.value,
        "family": fact.family.hex,
        "answers": {name: list(codes) for name, codes in fact.answers.items()},
        "length_days": fact.leaving.length_days,
        "is_eligible": fact.leaving.is_eligible,
        **arrived,
        "duration_band": fact.leaving.band,
        "aftercare": fact.aftercare.value,
        "was_offered": fact.was_offered,
        "replaces": None if fact.replaces is None else fact.replaces.hex,
    }
    return json.dumps(fields, sort_keys=True).encode().ljust(SIZE)


def from_document(document: bytes, fact_id: FactId, year: int) -> Fact:
    """
    Read an opened row.

    Args:
        fact_id, year: as the table shows them.

    Raises:
        Tampered: a version that this program does not know, a table that says something else, or
            somebody who came after the year in which she left.
    """
    try:
        fields = json.loads(document)
        replaces = fields["replaces"]
        fact = Fact(
            id=fact_id,
            year=year,
            kind=PersonKind(fields["kind"]),
            family=UUID(fields["family"]),
            answers=fields["answers"],
            leaving=Leaving(
                length_days=fields["length_days"],
                is_eligible=fields["is_eligible"],
                arrived_year=fields["arrived_year"] if fields["v"] == VERSION else None,
            ),
            aftercare=Aftercare(fields["aftercare"]),
            replaces=None if replaces is None else FactId(UUID(replaces)),
        )
        if fields["v"] not in (FIRST_VERSION, VERSION) or document != _document(fact, fields["v"]):
            raise Tampered
        if (fact.leaving.arrived_year or year) > year:
            raise Tampered
    except (ValueError, TypeError, KeyError) as error:
        raise Tampered from error
    return fact
