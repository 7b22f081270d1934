"""
An account from invitation to leaving.

Its states, what a leader can do in each, and how long the codes around it live.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from journal.domain.access import Action
from journal.domain.staff import Profession, Role


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


ACTS_IN: dict[AccountState, tuple[Action, ...]] = {
    AccountState.INVITED: (Action.STAFF_INVITE, Action.STAFF_LEAVE),
    AccountState.UNCONFIRMED: (Action.CERT_ISSUE, Action.PASSWORD_RESET, Action.STAFF_LEAVE),
    AccountState.ACTIVE: (Action.PASSWORD_RESET, Action.STAFF_SUSPEND, Action.STAFF_LEAVE),
    AccountState.SUSPENDED: (Action.STAFF_RESUME, Action.STAFF_LEAVE),
    AccountState.LEFT: (),
}
"""What a leader can do with an account in each state, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """
    What stood on the page with which a leader certifies somebody.

    Args:
        digits: the fingerprint that the colleague read aloud.
        role: as which she is taken in.
        profession: what she is trained as.
    """

    digits: str
    role: Role
    profession: Profession
