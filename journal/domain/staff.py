"""Who works in the house: roles decide rights, professions decide the places in a team."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a colleague may do. The values are the words of the house."""

    LEADER = "leder"
    DEPUTY = "souschef"
    PEDAGOGUE = "paedagog"
    SOCIAL_WORKER = "socialraadgiver"
    NIGHT_GUARD = "nattevagt"
    TEMP = "vikar"
    ADMINISTRATOR = "admin"
    LOG_REVIEWER = "log_reviewer"


class Profession(StrEnum):
    """What a colleague is trained as, apart from her role."""

    PEDAGOGUE = "paedagog"
    SOCIAL_WORKER = "socialraadgiver"
    BOTH = "begge"
    OTHER = "anden"

    @property
    def is_pedagogue(self) -> bool:
        """Whether she can be the pedagogue of a team."""
        return self in (Profession.PEDAGOGUE, Profession.BOTH)

    @property
    def is_social_worker(self) -> bool:
        """Whether she can be the social worker of a team."""
        return self in (Profession.SOCIAL_WORKER, Profession.BOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    Who somebody is in the house.

    The name colleagues see, the name she signs in with, role and training.
    """

    name: str
    login: str
    role: Role
    profession: Profession


CARE_ROLES = (Role.PEDAGOGUE, Role.SOCIAL_WORKER, Role.NIGHT_GUARD, Role.TEMP)
"""Roles that hold the safety cards; the key of the duty week is for who is on the roster."""

LEADING_ROLES = (Role.LEADER, Role.DEPUTY)
"""Roles that decide about teams and read the log."""


def sign_in_name(typed: str) -> str:
    """
    Bring a typed user name into the one form that is looked up.

    Args:
        typed: as typed; case, surrounding spaces and Unicode composition do not matter.

    Returns:
        The NFC form in lower case, at most 100 characters.
    """
    return unicodedata.normalize("NFC", typed.strip().casefold())[:100]
