"""Settings: the order of their sources, what is refused, and that each is explained."""

import re
import tomllib
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from config import settings as module
from config.settings import Settings, SettingsError, load_settings

DOCUMENT = Path(module.__file__).parents[1] / "docs" / "settings.md"


@pytest.fixture
def house(tmp_path):
    """Return the environment of a house with a folder of its own and no file yet."""
    return {"JOURNAL_CONFIG_DIR": str(tmp_path)}


def test_the_shipped_defaults_make_a_closed_danish_house(house):
    """Without a word from the house: loopback only, no proxy believed, no demo."""
    settings = load_settings(house)

    assert ("127.0.0.1", 8000, (), False) == (
        settings.bind_host,
        settings.bind_port,
        settings.trusted_proxies,
        settings.demo,
    )
    assert ("da", "Europe/Copenhagen", 10, 10) == (
        settings.language,
        settings.time_zone,
        settings.idle_minutes,
        settings.session_hours,
    )
    assert settings.engine_url == "sqlite:////var/lib/vaern/db/journal.sqlite"
    assert not settings.kek_root_path.is_relative_to(settings.state_dir)


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(house, tmp_path):
    """One value from each place."""
    (tmp_path / "vaern.toml").write_text(
        'bind_port = 8100\nidle_minutes = 5\nhosts = ["journal.example"]\ndemo = true\n'
    )

    settings = load_settings(house | {"JOURNAL_IDLE_MINUTES": "7", "JOURNAL_DEMO": "false"})

    assert (8100, 7, 24) == (settings.bind_port, settings.idle_minutes, settings.threads)
    assert ("journal.example",) == settings.hosts
    assert settings.demo is False


def test_another_file_can_be_named(house, tmp_path):
    """JOURNAL_CONFIG names the file itself, and it must be there."""
    other = tmp_path / "other.toml"
    with pytest.raises(SettingsError, match="cannot read"):
        load_settings(house | {"JOURNAL_CONFIG": str(other)})

    other.write_text("bind_port = 8200")

    assert load_settings(house | {"JOURNAL_CONFIG": str(other)}).bind_port == 8200


@pytest.mark.parametrize(
    ("variable", "value", "mend"),
    [
        ("JOURNAL_BIND_PRT", "8000", "no such setting"),
        ("JOURNAL_bind_port", "8000", "no such setting"),
        ("JOURNAL_BIND_PORT", "eight", "whole number from 1 to 65535"),
        ("JOURNAL_BIND_PORT", "70000", "whole number from 1 to 65535"),
        ("JOURNAL_BIND_PORT", "80.5", "whole number from 1 to 65535"),
        ("JOURNAL_IDLE_MINUTES", "0", "whole number from 1 to 60"),
        ("JOURNAL_SESSION_HOURS", "25", "whole number from 1 to 24"),
        ("JOURNAL_DEMO", "perhaps", "true or false"),
        ("JOURNAL_LANGUAGE", "sv", "da or en"),
        ("JOURNAL_TIME_ZONE", "Europe/Nowhere", "no such time zone"),
        ("JOURNAL_TIME_ZONE", "../etc/passwd", "no such time zone"),
        ("JOURNAL_STATE_DIR", "data", "whole path"),
        ("JOURNAL_STATE_DIR", "", "whole path"),
        ("JOURNAL_TRUSTED_PROXIES", "127.0.0.1, proxy", "'proxy' is not an IP address"),
        ("JOURNAL_HOSTS", " , ", "at least one host"),
        ("JOURNAL_DATABASE_URL", "mysql://u:hemmeligt@h/d", "postgresql\\+psycopg://"),
    ],
)
def test_what_cannot_be_is_refused_and_says_how_to_mend_it(house, variable, value, mend):
    """The error names the setting; it never repeats an address that may hold a password."""
    with pytest.raises(SettingsError, match=mend) as refused:
        load_settings(house | {variable: value})

    assert refused.value.setting in (variable, variable.removeprefix("JOURNAL_").lower())
    assert "hemmeligt" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "mend"),
    [("bind_prt = 1", "no such setting"), ("= 1", "is not TOML"), ("\x00", "is not TOML")],
)
def test_a_file_with_a_slip_stops_the_start(house, tmp_path, text, mend):
    """A misspelt line is never passed over."""
    (tmp_path / "vaern.toml").write_text(text)

    with pytest.raises(SettingsError, match=mend):
        load_settings(house)


def test_other_variables_and_the_switches_of_a_test_run_are_left_alone(house):
    """Only names that begin with JOURNAL_ are ours."""
    load_settings(house | {"PATH": "/bin", "JOURNAL_REQUIRE_BROWSER": "1"})


def test_a_password_in_the_address_is_never_shown(house):
    """The settings can be printed or logged as a whole."""
    url = "postgresql+psycopg://journal:hemmeligt@localhost/journal"
    settings = load_settings(house | {"JOURNAL_DATABASE_URL": url})

    assert url == settings.engine_url
    assert "hemmeligt" not in repr(settings)


def test_settings_do_not_change_while_the_service_runs(house):
    """They are read once; nobody can set one later."""
    settings = load_settings(house)

    with pytest.raises(FrozenInstanceError):
        settings.demo = True


def test_every_file_lies_in_the_folder_that_its_secrecy_asks_for(house, tmp_path):
    """Keys, data, memory and pins are four folders, so that no one theft takes them all."""
    folders = {name: tmp_path / name for name in ("secret", "state", "run")}
    settings = load_settings(
        house | {f"JOURNAL_{name.upper()}_DIR": str(path) for name, path in folders.items()}
    )

    assert settings.pins_path == tmp_path / "pins.toml"
    assert settings.kek_root_path == tmp_path / "secret" / "kek-root.key"
    assert settings.sqlite_path == tmp_path / "state" / "db" / "journal.sqlite"
    assert settings.shares_path == tmp_path / "state" / "kek" / "shares.sqlite"
    assert settings.log_key_path == tmp_path / "state" / "signer" / "log.key"
    assert settings.last_checkpoint_path == tmp_path / "state" / "signer" / "last-checkpoint"
    assert settings.node_secret_path == tmp_path / "run" / "node-secret"
    assert settings.sessions_path == tmp_path / "run" / "sessions.sqlite"


def test_every_setting_has_a_default_and_a_line_in_the_document():
    """The table is complete and says the default that is shipped."""
    defaults = tomllib.loads(module.DEFAULTS.read_text())
    table = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", DOCUMENT.read_text(), re.MULTILINE))

    assert {each.name for each in fields(Settings)} == set(defaults) == set(table)
    for name, default in defaults.items():
        words = ", ".join(default) if isinstance(default, list) else str(default)
        shown = words.lower() if isinstance(default, bool) else words
        assert table[name] == (f"`{shown}`" if shown else table[name])
        assert bool(shown) == table[name].startswith("`")
