"""A case file: one person, woman or child, with her own keys, team and pseudonym."""

from enum import StrEnum


class PersonKind(StrEnum):
    """Whose file it is. A family is several files, never one."""

    WOMAN = "woman"
    CHILD = "child"


class CaseType(StrEnum):
    """What the house gives."""

    RESIDENTIAL = "residential"
    AMBULATORY = "ambulatory"
    AFTERCARE_ONLY = "aftercare_only"


class CaseState(StrEnum):
    """Where the file is in its life."""

    OPEN = "open"
    CLOSED = "closed"


class Anonymity(StrEnum):
    """What the house and the world outside may know of her."""

    KNOWN = "0"
    WITHHELD_OUTSIDE = "1"
    UNKNOWN_TO_HOUSE = "2"
