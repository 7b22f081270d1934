"""
Settings: read once at start from the environment, one file and the shipped defaults.

Rules: a ``JOURNAL_`` variable wins over the file, the file over the defaults; a name that nobody
knows is refused, so that a misspelt one never passes in silence; every error names the setting and
how to mend it; no secret is a setting, and what may hold a password stays out of ``repr``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import marshmallow

from config.kinds import (
    MISSING,
    N_,
    Flag,
    Folder,
    FolderOrNone,
    Whole,
    Words,
    Wrong,
    check_addresses,
    check_database,
    check_days_off,
    check_host,
    check_hosts,
    check_language,
    check_other,
    check_owner,
    check_zone,
)

PREFIX = "JOURNAL_"
CONFIG_VARIABLE = "JOURNAL_CONFIG"
CONFIG_NAME = "vaern.toml"
DEFAULTS = Path(__file__).with_name("defaults.toml")

# Of a test run; a service that a test starts inherits them.
TEST_SWITCHES = frozenset({"JOURNAL_REQUIRE_BROWSER", "JOURNAL_TEST_LONG"})


class SettingsError(Exception):
    """
    A setting that the service cannot start with. Holds its name and how to mend it.

    Args:
        setting: its name.
        mend: a message id.
        values: what fills its gaps.
    """

    code = "settings"

    def __init__(self, setting: str, mend: str, values: Mapping[str, object] | None = None) -> None:
        self.setting = setting
        self.mend = mend
        self.values = dict(values or {})
        super().__init__(f"{setting}: {mend % self.values if self.values else mend}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one house decides about its service; docs/settings.md explains each line."""

    config_dir: Path
    secret_dir: Path
    state_dir: Path
    run_dir: Path
    witness_dir: Path | None
    database_url: str = field(repr=False)  # may hold a password
    owner_database_url: str = field(repr=False)  # holds one once it was asked for
    bind_host: str
    bind_port: int
    workers: int
    threads: int
    hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    language: str
    time_zone: str
    days_off: tuple[str, ...]
    idle_minutes: int
    session_hours: int
    backup_dir: Path | None
    share_copy_dir: Path | None
    share_copy_days: int
    drill_database_url: str = field(repr=False)  # may hold a password
    log_retention_months: int
    reserve_megabytes: int
    review_off_shift_minutes: int
    review_discharge_days: int
    review_denials: int
    review_cases_an_hour: int
    review_usual_times: int
    review_old_note_days: int
    review_old_notes: int
    review_sessions: int
    review_sample: int
    demo: bool

    @property
    def engine_url(self) -> str:
        """Where journal and log lie, for SQLAlchemy: the PostgreSQL address or the SQLite file."""
        return self.database_url or f"sqlite:///{self.sqlite_path}"

    @property
    def schema_url(self) -> str:
        """Where the schema is changed: as the owner of the tables, if the service is not."""
        return self.owner_database_url or self.engine_url

    @property
    def pins_path(self) -> Path:
        """House id, fingerprints and log origin; the service itself cannot write it."""
        return self.config_dir / "pins.toml"

    @property
    def kek_root_path(self) -> Path:
        """The root key of the share store."""
        return self.secret_dir / "kek-root.key"

    @property
    def sqlite_path(self) -> Path:
        """Journal and log, when the house runs on SQLite."""
        return self.state_dir / "db" / "journal.sqlite"

    @property
    def shares_path(self) -> Path:
        """The share store, on both engines a file of its own."""
        return self.state_dir / "kek" / "shares.sqlite"

    @property
    def log_key_path(self) -> Path:
        """The key that signs checkpoints of the log."""
        return self.state_dir / "signer" / "log.key"

    @property
    def last_checkpoint_path(self) -> Path:
        """The last signed checkpoint, kept outside the database."""
        return self.state_dir / "signer" / "last-checkpoint"

    @property
    def evidence_dir(self) -> Path:
        """Checkpoints that the log did not fit, kept until somebody has looked into it."""
        return self.state_dir / "signer" / "witness"

    @property
    def replay_path(self) -> Path:
        """Signed lines of the removals that a restore must not undo."""
        return self.state_dir / "replay.log"

    @property
    def node_secret_path(self) -> Path:
        """Half of every session key; new at every start."""
        return self.run_dir / "node-secret"

    @property
    def sessions_path(self) -> Path:
        """The session store."""
        return self.run_dir / "sessions.sqlite"


NAMES = frozenset(each.name for each in fields(Settings))


def load_settings(environ: Mapping[str, str]) -> Settings:
    """
    Read the settings, once, when the service or a command starts.

    Args:
        environ: the environment of the process; only its ``JOURNAL_`` names are looked at.

    Raises:
        SettingsError: a name that is no setting, a value of the wrong kind, or a file that cannot
            be read.
    """
    defaults = _read(DEFAULTS)
    named = _from_environment(environ)
    values = defaults | _from_file(environ, defaults) | named
    try:
        return Settings(**_SettingsSchema().load(values))
    except marshmallow.ValidationError as error:
        setting, reasons = next(iter(error.messages_dict.items()))
        wrong = reasons[0] if isinstance(reasons[0], Wrong) else Wrong(MISSING, {})
        raise SettingsError(setting, wrong.mend, wrong.values) from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    values = {}
    for variable in ours.keys() - TEST_SWITCHES - {CONFIG_VARIABLE}:
        name = variable.removeprefix(PREFIX).lower()
        if name not in NAMES or variable != variable.upper():
            raise SettingsError(variable, N_("no such setting; docs/settings.md lists them all"))
        values[name] = ours[variable]
    return values


def _from_file(environ: Mapping[str, str], defaults: Mapping[str, Any]) -> dict[str, Any]:
    folder = environ.get("JOURNAL_CONFIG_DIR", defaults["config_dir"])
    path = Path(environ.get(CONFIG_VARIABLE) or Path(folder) / CONFIG_NAME)
    if CONFIG_VARIABLE not in environ and not path.exists():
        return {}
    values = _read(path)
    if unknown := sorted(values.keys() - NAMES):
        mend = N_("no such setting, in %(file)s; docs/settings.md lists them all")
        raise SettingsError(unknown[0], mend, {"file": path})
    return values


def _read(path: Path) -> dict[str, Any]:
    try:
        return {name: _as_text(value) for name, value in tomllib.loads(path.read_text()).items()}
    except (OSError, UnicodeDecodeError) as error:
        mend = N_("cannot read %(file)s (%(failure)s); check that it is there and its owner")
        values = {"file": path, "failure": type(error).__name__}
        raise SettingsError(CONFIG_VARIABLE, mend, values) from None
    except tomllib.TOMLDecodeError as error:
        mend = N_("%(file)s is not TOML: %(failure)s")
        raise SettingsError(CONFIG_VARIABLE, mend, {"file": path, "failure": error}) from None


def _as_text(value: object) -> object:
    """Give a value of the file the form it would have in the environment: one parser for both."""
    if isinstance(value, list):
        return ",".join(str(each) for each in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


class _SettingsSchema(marshmallow.Schema):
    """What each setting may hold."""

    config_dir = Folder(required=True)
    secret_dir = Folder(required=True)
    state_dir = Folder(required=True)
    run_dir = Folder(required=True)
    witness_dir = FolderOrNone(required=True)
    database_url = marshmallow.fields.String(required=True, validate=check_database)
    owner_database_url = marshmallow.fields.String(required=True, validate=check_owner)
    bind_host = marshmallow.fields.String(required=True, validate=check_host)
    bind_port = Whole(1, 65_535)
    workers = Whole(1, 16)
    threads = Whole(2, 256)
    hosts = Words(required=True, validate=check_hosts)
    trusted_proxies = Words(required=True, validate=check_addresses)
    language = marshmallow.fields.String(required=True, validate=check_language)
    time_zone = marshmallow.fields.String(required=True, validate=check_zone)
    days_off = Words(required=True, validate=check_days_off)
    idle_minutes = Whole(1, 60)
    session_hours = Whole(1, 24)
    backup_dir = FolderOrNone(required=True)
    share_copy_dir = FolderOrNone(required=True)
    share_copy_days = Whole(1, 14)
    drill_database_url = marshmallow.fields.String(required=True, validate=check_other)
    log_retention_months = Whole(6, 240)
    reserve_megabytes = Whole(1, 4_096)
    review_off_shift_minutes = Whole(0, 240)
    review_discharge_days = Whole(0, 90)
    review_denials = Whole(1, 10)
    review_cases_an_hour = Whole(1, 10)
    review_usual_times = Whole(1, 10)
    review_old_note_days = Whole(30, 365)
    review_old_notes = Whole(10, 200)
    review_sessions = Whole(1, 10)
    review_sample = Whole(5, 50)
    demo = Flag(required=True)
