"""
Settings: read once at start from the environment, one file and the shipped defaults.

Rules: a ``JOURNAL_`` variable wins over the file, the file over the defaults; a name that nobody
knows is refused, so that a misspelt one never passes in silence; every error names the setting and
how to mend it; no secret is a setting, and what may hold a password stays out of ``repr``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Never
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import marshmallow


def N_(message: str) -> str:  # noqa: N802 -- the name by which texts are collected for translation
    """Mark a message id; it is translated where it is shown."""
    return message


PREFIX = "JOURNAL_"
CONFIG_VARIABLE = "JOURNAL_CONFIG"
CONFIG_NAME = "vaern.toml"
DEFAULTS = Path(__file__).with_name("defaults.toml")

MISSING = N_("write a value")
"""What is said of a setting that is empty; the shipped defaults leave none out."""

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
    bind_host: str
    bind_port: int
    workers: int
    threads: int
    hosts: tuple[str, ...]
    trusted_proxies: tuple[str, ...]
    language: str
    time_zone: str
    idle_minutes: int
    session_hours: int
    backup_dir: Path | None
    share_copy_dir: Path | None
    share_copy_days: int
    drill_database_url: str = field(repr=False)  # may hold a password
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
        wrong = reasons[0] if isinstance(reasons[0], _Wrong) else _Wrong(MISSING, {})
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


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What is wrong with a value: a message id, and what fills its gaps."""

    mend: str
    values: Mapping[str, object]


def _refuse(mend: str, **values: object) -> Never:
    raise marshmallow.ValidationError([_Wrong(mend, values)])


class _Words(marshmallow.fields.Field[tuple[str, ...]]):
    """A list in one line, divided by commas."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[str, ...]:
        return tuple(word for each in str(value).split(",") if (word := each.strip()))


class _Folder(marshmallow.fields.Field[Path]):
    """An absolute path: a service started from another folder must find the same house."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Path:
        path = Path(value)
        if not path.is_absolute():
            _refuse(N_("write the whole path, from the root"))
        return path


class _FolderOrNone(_Folder):
    """As ``_Folder``, or empty for none."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._deserialize(value, *args, **kwargs) if str(value).strip() else None


def _check_addresses(addresses: tuple[str, ...]) -> None:
    for address in addresses:
        try:
            ip_address(address)
        except ValueError:
            _refuse(N_("%(value)s is not an IP address"), value=repr(address))


def _check_database(url: str) -> None:
    # The message never repeats the value: it may hold a password.
    if url and not url.startswith("postgresql+psycopg://"):
        _refuse(N_("leave it empty for SQLite in state_dir, or begin with postgresql+psycopg://"))


def _check_drill(url: str) -> None:
    if url and not url.startswith("postgresql+psycopg://"):
        _refuse(N_("leave it empty, or begin with postgresql+psycopg://"))


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        _refuse(N_("no such time zone: %(value)s"), value=repr(name))


def _check_language(code: str) -> None:
    if code not in ("da", "en"):
        _refuse(N_("must be da or en"))


def _check_hosts(hosts: tuple[str, ...]) -> None:
    if not hosts:
        _refuse(N_("name at least one host that people type"))


def _check_host(host: str) -> None:
    if not host:
        _refuse(MISSING)


class _Whole(marshmallow.fields.Field[int]):
    """A whole number in a span."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__(required=True)
        self.low = low
        self.high = high

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and self.low <= int(text) <= self.high):
            mend = N_("must be a whole number from %(low)s to %(high)s")
            _refuse(mend, low=self.low, high=self.high)
        return int(text)


class _Flag(marshmallow.fields.Field[bool]):
    """True or false, in words."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if str(value) not in ("true", "false"):
            _refuse(N_("must be true or false"))
        return str(value) == "true"


class _SettingsSchema(marshmallow.Schema):
    """What each setting may hold."""

    config_dir = _Folder(required=True)
    secret_dir = _Folder(required=True)
    state_dir = _Folder(required=True)
    run_dir = _Folder(required=True)
    witness_dir = _FolderOrNone(required=True)
    database_url = marshmallow.fields.String(required=True, validate=_check_database)
    bind_host = marshmallow.fields.String(required=True, validate=_check_host)
    bind_port = _Whole(1, 65_535)
    workers = _Whole(1, 16)
    threads = _Whole(2, 256)
    hosts = _Words(required=True, validate=_check_hosts)
    trusted_proxies = _Words(required=True, validate=_check_addresses)
    language = marshmallow.fields.String(required=True, validate=_check_language)
    time_zone = marshmallow.fields.String(required=True, validate=_check_zone)
    idle_minutes = _Whole(1, 60)
    session_hours = _Whole(1, 24)
    backup_dir = _FolderOrNone(required=True)
    share_copy_dir = _FolderOrNone(required=True)
    share_copy_days = _Whole(1, 14)
    drill_database_url = marshmallow.fields.String(required=True, validate=_check_drill)
    reserve_megabytes = _Whole(1, 4_096)
    review_off_shift_minutes = _Whole(0, 240)
    review_discharge_days = _Whole(0, 90)
    review_denials = _Whole(1, 10)
    review_cases_an_hour = _Whole(1, 10)
    review_usual_times = _Whole(1, 10)
    review_old_note_days = _Whole(30, 365)
    review_old_notes = _Whole(10, 200)
    review_sessions = _Whole(1, 10)
    review_sample = _Whole(5, 50)
    demo = _Flag(required=True)
