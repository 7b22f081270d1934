"""
Known devices: a browser on which a name has signed in before has wrong tries of its own to spend.

So nobody can lock a colleague out of her own computer by typing wrong passwords elsewhere. The
cookie names nobody: it holds a random number and one short MAC for each name that has signed in
there.
"""

import secrets

from journal.domain.staff import sign_in_name
from journal.vault.unlock import Unlocker

_NUMBER_LENGTH = 32
_MARK_LENGTH = 16
MOST_NAMES = 20


def known_device(unlocker: Unlocker, name: str, cookie: str) -> str:
    """The number of a device on which a name has signed in before, or nothing."""
    number, *marks = cookie.split(".")
    is_known = len(number) == _NUMBER_LENGTH and _mark(unlocker, name, number) in marks
    return number if is_known else ""


def remember_device(unlocker: Unlocker, name: str, cookie: str) -> str:
    """The cookie of a device after a name has signed in there."""
    number, *marks = cookie.split(".")
    if len(number) != _NUMBER_LENGTH:
        number, marks = secrets.token_hex(_NUMBER_LENGTH // 2), []
    mark = _mark(unlocker, name, number)
    others = [known for known in marks if known != mark and len(known) == _MARK_LENGTH]
    return ".".join([number, mark, *others[: MOST_NAMES - 1]])


def _mark(unlocker: Unlocker, name: str, number: str) -> str:
    mac = unlocker.throttle_key("device", f"{number}|{sign_in_name(name)}")
    return mac.hex()[:_MARK_LENGTH]
