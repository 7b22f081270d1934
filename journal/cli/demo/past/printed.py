"""
What a printed year says: counts by table and code, from the files beside this module.

Rule: whoever read the report knows these figures, so they count as an earlier publication.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

PRINTED_YEAR = 2024
"""The one year of these that was in a report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """
    The counts of a year.

    Args:
        tables: persons by code, by the id of the table (``R01`` to ``R17``, ``C01`` to ``C11``,
            ``H01``); calls in ``H01``. In ``R01`` ``copenhagen`` is a part of ``capital``; in
            ``R08`` one woman may stand in several.
        mean_stay_days: of the women who left, rounded to a day; None where nothing was printed.
    """

    year: int
    tables: Mapping[str, Mapping[str, int]]
    mean_stay_days: int | None = None

    @property
    def women(self) -> int:
        """How many women left in the year."""
        return sum(self.tables["R03"].values())

    @property
    def children(self) -> int:
        """How many children left in the year."""
        return sum(self.tables["C03"].values())


def printed(year: int = PRINTED_YEAR) -> Printed:
    """The counts of a year: 2023, 2024 or 2025."""
    file = resources.files(__package__) / f"year_{year}.toml"
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return Printed(
        year=found["year"], tables=found["tables"], mean_stay_days=found.get("mean_stay_days")
    )
