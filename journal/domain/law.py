"""
The law that the house is reckoned by, as a dated table in ``law/references.toml``.

Rules: a paragraph that is renumbered is one more line, not a change of one; no page and no rule
holds a paragraph in its own words; a line that nobody has looked up says so.
"""

import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from journal.domain.codes import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """
    What a law says, for a time.

    Args:
        id: the same for all lines about the same thing.
        name: the law and the place in it.
        text: what it asks, in plain words; an engineering reading.
        valid_from: the first day for which the table claims it; the law may be older.
        valid_to: its last day; None while it holds.
        source: where it was looked up.
        is_certain: the words in force were looked up; otherwise a lawyer must be asked.
    """

    id: str
    name: Wording
    text: Wording
    valid_from: date
    valid_to: date | None
    source: str
    is_certain: bool

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def references() -> Sequence[Reference]:
    """Every line of the table, in its order."""
    source = resources.files("journal.domain") / "law" / "references.toml"
    lines = tomllib.loads(source.read_text(encoding="utf-8"))["reference"]
    return [
        Reference(
            id=line["id"],
            name=Wording(**line["name"]),
            text=Wording(**line["text"]),
            valid_from=line["valid_from"],
            valid_to=line.get("valid_to"),
            source=line["source"],
            is_certain=line["certain"],
        )
        for line in lines
    ]


def in_force(ids: Collection[str], day: date) -> list[Reference]:
    """The lines with some ids that hold on a day, in the order of the table."""
    return [line for line in references() if line.id in ids and line.holds_on(day)]
