"""
Sheets of a case: who she is, how she is reached safely, whose child she is, her safety card.

Each is one sealed document about a case, opened by acts of its own. The safety card is what
everybody on shift must know of her at night, so that an emergency access stays rare. Nothing here
is looked for or compared: no number makes two files one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from journal.domain.access import Action
from journal.domain.broken_sheets import UnknownToHouse
from journal.domain.cases import Anonymity
from journal.domain.records import RecordKind

LONGEST_LINE = 200
"""Code points in a field of one line."""
LONGEST_TEXT = 2_000
"""Code points in a field of several lines."""
_CPR = re.compile(r"(\d{2})(\d{2})\d{2}[- ]?\d{4}")
_SHOWN_OF_CPR = 6


class Sheet(StrEnum):
    """The sheets, named as their kind of record."""

    IDENTITY = "identity"
    CONTACT = "safe_contact"
    CUSTODY = "custody"
    SAFETY = "safety_card"

    @property
    def kind(self) -> RecordKind:
        """The kind of its record."""
        return RecordKind(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """How reading and writing a sheet stand in the log."""

    read: Action
    write: Action


ACTS: Mapping[Sheet, Acts] = {
    Sheet.IDENTITY: Acts(read=Action.IDENTITY_READ, write=Action.IDENTITY_WRITE),
    Sheet.CONTACT: Acts(read=Action.CONTACT_READ, write=Action.CONTACT_WRITE),
    Sheet.CUSTODY: Acts(read=Action.CONTACT_READ, write=Action.CONTACT_WRITE),
    Sheet.SAFETY: Acts(read=Action.SAFETY_READ, write=Action.SAFETY_WRITE),
}
FIELDS: Mapping[Sheet, Mapping[str, int]] = {
    Sheet.IDENTITY: {
        "names": LONGEST_LINE,
        "cpr": LONGEST_LINE,
        "birth_date": LONGEST_LINE,
        "citizenship": LONGEST_LINE,
        "languages": LONGEST_LINE,
        "phones": LONGEST_TEXT,
        "email": LONGEST_LINE,
        "old_address": LONGEST_TEXT,
        "home_municipality": LONGEST_LINE,
        "acting_municipality": LONGEST_LINE,
        "protection": LONGEST_LINE,
        "protection_until": LONGEST_LINE,
    },
    Sheet.CONTACT: {
        "never": LONGEST_TEXT,
        "channel": LONGEST_LINE,
        "reach": LONGEST_TEXT,
        "hours": LONGEST_TEXT,
        "code_word": LONGEST_LINE,
    },
    Sheet.CUSTODY: {
        "custody": LONGEST_LINE,
        "lives_with": LONGEST_LINE,
        "collectors": LONGEST_TEXT,
        "school": LONGEST_TEXT,
    },
    Sheet.SAFETY: {
        "threat": LONGEST_LINE,
        "allergy": LONGEST_TEXT,
        "medicine": LONGEST_TEXT,
        "not_told": LONGEST_TEXT,
    },
}
"""The fields of each sheet, in the order of its page, and how many code points each may have."""
BIRTH_DATE = "birth_date"
"""The field of who somebody is that is also kept by itself; see ``domain.births``."""
DAYS = frozenset({BIRTH_DATE, "protection_until"})
"""Fields that hold a day, as year-month-day."""
CHOICES: Mapping[str, str] = {
    "channel": "contact_channel",
    "custody": "custody",
    "lives_with": "lives_with",
    "protection": "address_protection",
    "threat": "threat_level",
}
"""Fields that hold a code, and of which list."""


def born_on(fields: Mapping[str, str]) -> date | None:
    """The date of birth on a sheet that was checked, or None."""
    day = fields.get(BIRTH_DATE)
    return None if day is None else date.fromisoformat(day)


def is_odd_cpr(typed: str) -> bool:
    """
    Whether a number does not look like a CPR number; a warning that stops nobody.

    Only day, month and length are looked at: the check digit is no longer kept.
    """
    found = _CPR.fullmatch(typed.strip())
    if not typed.strip():
        return False
    return found is None or not (1 <= int(found[1]) <= 31 and 1 <= int(found[2]) <= 12)


def masked(cpr: str) -> str:
    """A number as a screen shows it that others may see: its first six signs."""
    return cpr[:_SHOWN_OF_CPR] + "-\N{BULLET}\N{BULLET}\N{BULLET}\N{BULLET}" if cpr else ""


def ends_soon(until: str, today: date) -> bool:
    """Whether a protection ends within thirty days, or has; ``until`` as year-month-day."""
    return bool(until) and (date.fromisoformat(until) - today).days <= 30


def require_known(sheet: Sheet, anonymity: str) -> None:
    """
    Refuse to write who somebody is who shall stay unknown to the house.

    Raises:
        UnknownToHouse: her anonymity is of the second level.
    """
    if sheet is Sheet.IDENTITY and anonymity == Anonymity.UNKNOWN_TO_HOUSE:
        raise UnknownToHouse
