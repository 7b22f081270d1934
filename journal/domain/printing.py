"""
Notes on paper: for what purpose, how many at once, and what stands on every page.

Rules: paper leaves the house, so whoever makes it says for what purpose; each page has the
pseudonym, who printed it and when, and its number of how many.
"""

from dataclasses import dataclass

from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken
from journal.domain.timeline import EVERYTHING, Wanted

PURPOSES = "access_purpose"
"""The list of purposes."""
NOT_FOR_PAPER = ("statistics", "invoice", "technical")
"""Purposes of that list for which nobody prints what a journal says."""
MOST_NOTES = 500


class TooManyNotes(RuleBroken):
    """More notes than are set at once."""

    code = "too_many_notes"
    sentence = N_(
        "That is %(length)s notes; at most %(limit)s are printed at once. Choose a kind, a "
        "colleague or a day on the timeline first."
    )


class PurposeMissing(RuleBroken):
    """Nobody has said what the paper is for."""

    code = "purpose_missing"
    field = "purpose"
    sentence = N_("Choose what the paper is for.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What is to be printed: which notes, and for what purpose, a code of ``PURPOSES``."""

    purpose: str
    wanted: Wanted = EVERYTHING


def require_purpose(purpose: str) -> None:
    """Refuse paper for no purpose that asks for it, with ``PurposeMissing``."""
    if purpose not in code_list(PURPOSES) or purpose in NOT_FOR_PAPER:
        raise PurposeMissing


def require_few(count: int) -> None:
    """Refuse more notes than are set at once, with ``TooManyNotes``."""
    if count > MOST_NOTES:
        raise TooManyNotes(length=count, limit=MOST_NOTES)
