"""
Why a figure does not go out, as data and in words that a leader can repeat to a journalist.

Rule: the reader of the publication is told only ``NOT_PUBLISHED``; the reasons are for inside, for
a reason that names a number gives it away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from journal.domain.errors import N_

NOT_PUBLISHED = N_("Not published")
"""What the publication prints in place of a table, whatever the reason was."""

NEARLY_ALL = N_("Nearly all")
"""What stands in place of a figure above nine in ten."""


class Why(StrEnum):
    """Reason codes, stable: they stand in the ledger and in the log."""

    BASE_WOMEN = "base_women"
    BASE_CHILDREN = "base_children"
    BASE_ENQUIRIES = "base_enquiries"
    FEW_PERSONS = "few_persons"
    FEW_FAMILIES = "few_families"
    ONE_ANSWER = "one_answer"
    NEARLY_ALL = "nearly_all"
    COARSER = "coarser"
    KEPT = "kept"
    NESTED = "nested"
    COUNTED_BACK = "counted_back"
    AUDIT = "audit"
    SEVERAL = "several"
    CROSSED = "crossed"
    PERIOD = "period"
    UNFINISHED = "unfinished"
    BLOCK = "block"
    OTHER_LEVEL = "other_level"
    EARLIER_UNKNOWN = "earlier_unknown"
    FEW_DIFFER = "few_differ"
    DIFFERENCE_SHOWS = "difference_shows"


SENTENCES: Mapping[Why, str] = {
    Why.BASE_WOMEN: N_(
        "There were fewer than 20 women. In so small a group every table points at somebody, so "
        "only the total is given."
    ),
    Why.BASE_CHILDREN: N_(
        "There were fewer than 20 children or fewer than 15 families. In so small a group every "
        "table points at somebody, so only the total is given."
    ),
    Why.BASE_ENQUIRIES: N_("There were fewer than 20 enquiries, so only the total is given."),
    Why.FEW_PERSONS: N_(
        "An answer was given by fewer than %(least)s. Whoever knows one of them could find out "
        "more about the others."
    ),
    Why.FEW_FAMILIES: N_(
        "An answer comes from fewer than %(least)s families. Siblings share their story, so they "
        "count as one."
    ),
    Why.ONE_ANSWER: N_(
        "All gave the same answer. The figure would tell it of each of them, by name to whoever "
        "knows that she was here."
    ),
    Why.NEARLY_ALL: N_(
        "More than nine in ten gave the same answer. We say so in words; the figure would single "
        "out the few others."
    ),
    Why.COARSER: N_("Answers are put together, so that each figure holds at least %(least)s."),
    Why.KEPT: N_(
        "The answers stay put together as in the years before. If they changed from year to year, "
        "the years could be subtracted from each other."
    ),
    Why.NESTED: N_(
        "Another table counts a part of the same group, and the difference would be fewer than "
        "%(least)s."
    ),
    Why.COUNTED_BACK: N_(
        "From the number of children one could count back to how many one of the mothers has."
    ),
    Why.AUDIT: N_(
        "By calculating backwards from the table, a small figure could be narrowed down to one or "
        "two values. Such a table is not released."
    ),
    Why.SEVERAL: N_(
        "Several answers could be given. This way asks for one answer of each, or the table does "
        "not add up."
    ),
    Why.CROSSED: N_(
        "Two answers are never crossed in one table. Even large figures then give small ones "
        "away, and we cannot prove that they do not."
    ),
    Why.PERIOD: N_(
        "Figures are published for a whole year, or for three whole years together. Months and "
        "totals so far are not: whoever subtracts two of them sees the woman who came between."
    ),
    Why.UNFINISHED: N_("The year is not over. It is published once, when it is."),
    Why.BLOCK: N_(
        "These three years overlap with three that were published together. The next block begins "
        "where the last one ended."
    ),
    Why.OTHER_LEVEL: N_(
        "The same group was published before with other groupings. What was published then "
        "remains as it is."
    ),
    Why.EARLIER_UNKNOWN: N_(
        "Figures were published before of a group that may overlap with this one, and we do not "
        "know who was counted. Nothing further is published about these years."
    ),
    Why.FEW_DIFFER: N_(
        "This group differs from one that was published before by fewer than %(least)s families. "
        "Whoever subtracts the two learns about those few."
    ),
    Why.DIFFERENCE_SHOWS: N_(
        "Subtracting figures that were published before from these would leave small figures."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    One reason.

    Args:
        why: its code.
        least: the limit that the sentence names; never a count of people.
        about: id of the table it is about; "" for none.
        earlier: id of the earlier release it is about; "" for none.
    """

    why: Why
    least: int = 0
    about: str = ""
    earlier: str = ""

    @property
    def sentence(self) -> str:
        """Return the English message id of the sentence, whose gaps are ``values``."""
        return SENTENCES[self.why]

    @property
    def values(self) -> Mapping[str, int]:
        """Return what fills the gaps of the sentence."""
        return {"least": self.least}
