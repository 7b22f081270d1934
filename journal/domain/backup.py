"""
A backup as a value: its name, what it holds, and what is said when one is not good enough.

A name tells when it was begun, in UTC and to the microsecond, so that names sort by age, and which
copy of the share store was made along with it.
"""

# ruff: noqa: N818 -- the names say what happened, in the words of the house

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from journal.domain.errors import N_, JournalError

NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}")
_STAMP = "%Y%m%dT%H%M%S.%fZ"

INCOMPLETE = N_(
    "%(name)s is no whole backup: %(file)s is missing or damaged. Nothing was changed. "
    "Take the backup before it."
)
FOREIGN = N_("%(name)s is a backup of another house. Nothing was changed.")
NOT_DONE = N_(
    "It could not be done (%(failure)s). The house and the older backups are as they were. "
    "Make room or mend the disk, and run the command again."
)
TOGETHER = N_(
    "Backup and share copies must lie in folders of their own, best on two disks: neither inside "
    "the other. Name the second with --shares or share_copy_dir."
)
NOWHERE = N_("Say where backups lie: name a folder, or set backup_dir.")
UNKNOWN_ENGINE = N_(
    "%(name)s was taken on %(engine)s. Set database_url for the same kind of database."
)


class BackupRefused(JournalError):
    """
    A backup, a restore or a drill that cannot be done; nothing that was there is harmed.

    Args:
        sentence: message id that says what to do.
        values: what fills its gaps.
    """

    code = "backup_refused"

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(**values)
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One file of a backup: its length in bytes and its SHA-256, 64 hexadecimal digits."""

    size: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """
    What a backup, or a copy of the share store, holds.

    Args:
        kind: ``database`` or ``shares``.
        house: id of the house.
        name: of the folder.
        made_at: when it was begun, in UTC.
        files: by path inside the folder, with ``/``.
        engine: ``sqlite`` or ``postgresql``; empty for shares.
        revision: of the schema; empty for shares.
        log_size: how many events the copy of the log has; 0 for shares.
    """

    kind: str
    house: str
    name: str
    made_at: datetime
    files: Mapping[str, Held]
    engine: str = ""
    revision: str = ""
    log_size: int = 0


def name_of(moment: datetime, chance: str) -> str:
    """
    The name of a backup.

    Args:
        moment: when it is begun, with a time zone.
        chance: eight hexadecimal digits, so that two at once do not meet.
    """
    return f"{moment.astimezone(UTC).strftime(_STAMP)}-{chance}"


def moment_of(name: str) -> datetime:
    """When a backup of this name was begun, in UTC."""
    return datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=UTC)


NO_SHARES = N_(
    "No copy of the shares of %(name)s or later was found. Name its folder with --shares: without "
    "the shares no text opens."
)
NO_BACKUP = N_("There is no whole backup in %(folder)s.")
REMOVALS_UNKNOWN = N_(
    "A checkpoint says that the log went on to %(seen)s events, and no replay log says which "
    "removals were among them. Name it with --replay; or, if it is lost, run the command again "
    "with --without-later-removals and go through all teams and accounts afterwards."
)
REPLAY_DAMAGED = N_(
    "The replay log %(file)s is damaged behind line %(line)s, and removals may have stood there. "
    "Name a better copy with --replay; or, if there is none, run the command again with "
    "--without-later-removals and go through all teams and accounts afterwards."
)
NOT_SOUND = N_(
    "The log in %(name)s is not what was signed. Nothing was changed. Take the backup before it, "
    "and keep this one for whoever examines it."
)
NO_ROOM_TO_WRITE = N_(
    "%(folder)s cannot be written now. While restoring it must belong to the user of the service, "
    "as for journal init."
)
OCCUPIED = N_(
    "Something of a house is here already: %(file)s. Move it away, do not delete it, and run the "
    "command again."
)
NO_DRILL_DATABASE = N_(
    "On PostgreSQL a drill needs an empty database of its own. Make one and name it in "
    "drill_database_url."
)
