"""What the composition root hands to the commands: ways to reach a house."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from config.settings import Settings
from journal.domain.ids import StaffId
from journal.services.house import House
from journal.vault.founding import Files
from journal.vault.outside import OpenLog
from journal.vault.unlock import STANDARD, CostProfile
from journal.vault.vault import Report, Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """
    How a command reaches a house.

    Args:
        open_house: opens a whole house, or says why not (``StartRefused``).
        open_copy: the same for a copy that a drill throws away.
        new_house: a house that is being founded, on an empty schema, with the vault of its
            foundation.
        close_house: gives its connections back, before a fork and at the end.
        has_house: whether the database holds a founded house.
        files_of: where the parts of a house lie that are not in its database.
        migrate: brings the schema up to date and tells whether there was anything to do.
        owned: settings under which the schema can be changed; asks for the password of the owner
            of the tables where the server wants one.
        verify: checks the whole log against a checkpoint kept outside (text, or None for those
            that the house has); raises ``StartRefused`` when it cannot be checked at all.
        open_log: the log to be read and shown to outsiders, its present head signed first if it
            shall be (``signs``); raises as ``verify`` does.
        end_sessions: ends the sessions of some people in a running service.
        create_app: the web application of an opened house.
        worker: what serves it in a process of the server.
        profile: cost of new passwords; tests alone pass another.
    """

    open_house: Callable[[Settings], House]
    open_copy: Callable[[Settings], House]
    new_house: Callable[[Settings, Vault], House]
    close_house: Callable[[House], None]
    has_house: Callable[[Settings], bool]
    files_of: Callable[[Settings], Files]
    migrate: Callable[[Settings], bool]
    owned: Callable[[Settings, Callable[[], str]], Settings]
    verify: Callable[[Settings, str | None], Report]
    open_log: Callable[..., AbstractContextManager[OpenLog]]
    end_sessions: Callable[[Settings, Iterable[StaffId]], None]
    create_app: Callable[[House], Any]
    worker: type
    profile: CostProfile = STANDARD
