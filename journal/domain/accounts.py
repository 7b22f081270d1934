"""An account from invitation to leaving: its states, and how long the codes around it live."""

from datetime import timedelta
from enum import StrEnum


class AccountState(StrEnum):
    """
    Where an account is in its life.

    ``invited``: a code waits for her. ``unconfirmed``: she has keys that no leader has certified.
    Nothing opens before ``active``, and nothing opens after it.
    """

    INVITED = "invited"
    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


CODE_LIFE = timedelta(hours=24)
"""How long an activation code is good for; it is used once."""


def state_of(
    *, has_left: bool, is_suspended: bool, is_certified: bool, has_keys: bool
) -> AccountState:
    """The state of an account, by the facts that are stored."""
    if has_left:
        return AccountState.LEFT
    if is_suspended:
        return AccountState.SUSPENDED
    if is_certified:
        return AccountState.ACTIVE
    return AccountState.UNCONFIRMED if has_keys else AccountState.INVITED
