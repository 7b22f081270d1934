"""The eleven compartments: what is sealed apart from what, and which of them belong to a case."""

from enum import IntEnum


class Compartment(IntEnum):
    """A drawer with its own keys. The number is written into every envelope, epoch and wrap."""

    IDENTITY = 1
    JOURNAL = 2
    REGISTER = 3
    SAFETY = 4
    HOUSE = 5
    STATISTICS = 6
    PERSONAL = 7
    REVIEW = 8
    ROOT = 9
    DUTY = 10
    PURPOSE = 11

    @property
    def bit(self) -> int:
        """Its place in ``case_file.rotate_pending``."""
        return 1 << self.value


OF_A_CASE = (
    Compartment.IDENTITY,
    Compartment.JOURNAL,
    Compartment.REGISTER,
    Compartment.SAFETY,
)
"""Compartments whose epoch belongs to one case file."""

ABOUT_A_CASE = (*OF_A_CASE, Compartment.HOUSE, Compartment.PERSONAL)
"""Compartments with a share of each case: destroying it also ends its pseudonym and drafts."""

OF_THE_TEAM = (Compartment.IDENTITY, Compartment.JOURNAL, Compartment.REGISTER)
"""
Compartments that a contact person loses when she leaves the team.

The safety card stays while she is employed.
"""

GATED = (Compartment.DUTY, Compartment.PURPOSE)
"""Compartments whose share never leaves the key provider."""

OVERLAPPING = (*GATED, Compartment.REVIEW)
"""Compartments whose old keys are needed after a new one is made."""

SHARED_BY_THE_HOUSE = (
    Compartment.HOUSE,
    Compartment.STATISTICS,
    Compartment.REVIEW,
    Compartment.ROOT,
    Compartment.DUTY,
    Compartment.PURPOSE,
)
"""Compartments that a house has from its first day."""
