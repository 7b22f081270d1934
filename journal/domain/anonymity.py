"""
Another level of anonymity for somebody who has a file: what she lets the house and others know.

Rules: each person has a level of her own; it changes at her word and with a reason on record. Who
is written about cannot become unknown to the house: what the house has read it cannot unread.
"""

from dataclasses import dataclass

from journal.domain.cases import Anonymity
from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId

WHY = "anonymity_reason"
"""The code list of the reasons for another level."""


class LevelUnchanged(RuleBroken):
    """The level that she has already."""

    code = "level_unchanged"
    field = "level"
    sentence = N_("That is how it is already. Choose another one, or go back.")


class IdentityWritten(RuleBroken):
    """Unknown to the house, while a sheet of her file says who she is."""

    code = "identity_written"
    field = "level"
    sentence = N_(
        "Who she is stands in her file, so the house knows her. "
        "Choose that she is withheld outside: then nobody else is told."
    )


class LevelReasonMissing(RuleBroken):
    """Another level, and nobody says why."""

    code = "level_reason_missing"
    field = "reason"
    sentence = N_("Choose why her anonymity changes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLevel:
    """
    Another level for somebody.

    Args:
        reason: a code of ``WHY``.
    """

    case_id: CaseId
    level: Anonymity
    reason: str


def require_change(before: Anonymity, new: NewLevel, *, is_written: bool) -> None:
    """
    Refuse a change that cannot be.

    Args:
        before: the level that she has.
        is_written: a sheet of her file says who she is.

    Raises:
        LevelReasonMissing: no reason of the list.
        LevelUnchanged: it is the level that she has.
        IdentityWritten: she would be unknown to a house that has written down who she is.
    """
    if new.reason not in code_list(WHY):
        raise LevelReasonMissing
    if new.level is before:
        raise LevelUnchanged
    if new.level is Anonymity.UNKNOWN_TO_HOUSE and is_written:
        raise IdentityWritten
