"""
The house board: what everybody on shift must know of somebody, in few words that run out.

Rules: a warning and its words are gone after at most three days (what lasts belongs into the
journal); her language stays; nothing here names anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId

MOST_CHARACTERS = 200
"""Longest text of an entry, in Unicode code points."""
KEPT_HOURS = (12, 24, 72)
"""For how long an entry can stand."""
AWAY = frozenset({"away", "hospital", "missing"})
"""Alerts that say that somebody is not in the house: a fire list says so too."""


class BoardTextTooLong(RuleBroken):
    """More words than somebody takes in at a glance at night."""

    code = "board_text_too_long"
    field = "text"
    sentence = N_(
        "The text is %(length)s characters long. The board takes at most %(limit)s. "
        "What lasts belongs into a note."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardEntry:
    """
    What stands on the board about somebody.

    Args:
        language: a code of the list ``spoken_language``; empty where nothing is known.
        alerts: codes of the list ``board_alert``.
        text: few words beside them, or none.
        hours: how long alerts and text stand.
    """

    case_id: CaseId
    language: str = ""
    alerts: Sequence[str] = ()
    text: str = field(default="", repr=False)
    hours: int = KEPT_HOURS[0]

    def __post_init__(self) -> None:
        if len(self.text) > MOST_CHARACTERS:
            raise BoardTextTooLong(length=len(self.text), limit=MOST_CHARACTERS)

    @property
    def kept_for(self) -> timedelta:
        """How long it stands from now."""
        return timedelta(hours=self.hours)

    @property
    def has_words(self) -> bool:
        """Whether there is anything that runs out."""
        return bool(self.alerts or self.text)
