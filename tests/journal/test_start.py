"""A house that is not whole does not open, and says in a sentence how to mend it."""

import sqlite3

import pytest
from sqlalchemy import text

from config.settings import load_settings
from journal.app import close_house, open_house
from journal.domain.errors import StartRefused
from journal.store import db
from journal.vault.unlock import CHEAPEST


def refusal(settings):
    """Return the sentence with which a start is refused."""
    with pytest.raises(StartRefused) as refused:
        open_house(settings, CHEAPEST)
    return refused.value.sentence % refused.value.values


def test_a_whole_house_opens(settings):
    """The control for the rest: the copy they damage is sound."""
    close_house(open_house(settings, CHEAPEST))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("kek_root_path", "printed copy"),
        ("shares_path", "share store is missing"),
        ("log_key_path", "printed copy"),
        ("pins_path", "which house this is"),
    ],
)
def test_a_missing_part_is_named_and_never_made_anew(settings, part, words):
    """A new key over old data would lose the house for good."""
    path = getattr(settings, part)
    path.unlink()

    assert words in refusal(settings)
    assert not path.exists()


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644])
def test_a_key_file_that_others_can_read_is_refused(settings, mode):
    """It may have been read already; the sentence says what to type."""
    settings.kek_root_path.chmod(mode)

    assert "chmod 0400 kek-root.key" in refusal(settings)


@pytest.mark.parametrize("key", ["A" * 43 + "=", "", "bm90IGEga2V5", "%%%"])
def test_a_default_or_broken_secret_is_refused(settings, key):
    """Thirty-two equal bytes are as good as no key."""
    settings.kek_root_path.chmod(0o600)
    settings.kek_root_path.write_text(f"vaern-kek-1:{key}\n")
    settings.kek_root_path.chmod(0o400)

    assert "holds no real key" in refusal(settings)


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM seed", "UPDATE seed SET sealed = zeroblob(length(sealed))", "DROP TABLE seed"],
    ids=["gone", "damaged", "of an older house"],
)
def test_a_share_store_that_does_not_fit_the_root_key_is_refused(settings, statement):
    """Under another root key no name would be found and no text would open."""
    connection = sqlite3.connect(settings.shares_path)
    with connection:
        connection.execute(statement)
    connection.close()

    assert "do not belong together" in refusal(settings)


@pytest.mark.parametrize("field", ["house", "org_root", "recovery", "log_key", "origin"])
def test_a_pin_that_does_not_match_is_refused(settings, field):
    """Another house, root, recovery key or log is not this one."""
    lines = settings.pins_path.read_text().splitlines()
    settings.pins_path.chmod(0o644)
    settings.pins_path.write_text(
        "\n".join(
            line.replace('"', '"0', 1) if line.startswith(f"{field} ") else line for line in lines
        )
    )

    assert "pins.toml" in refusal(settings)


def test_an_unmigrated_database_is_refused(settings, tamper):
    """The command that mends it is named."""
    tamper("UPDATE alembic_version SET version_num = 'older'")

    assert "journal migrate" in refusal(settings)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_sqlite_that_may_forget_is_refused(settings, monkeypatch):
    """Below FULL a power cut loses notes that were called saved."""
    weak = tuple(each.replace("=FULL", "=NORMAL") for each in db.SQLITE_PRAGMAS)
    monkeypatch.setattr(db, "SQLITE_PRAGMAS", weak)

    assert "synchronous" in refusal(settings)


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_postgresql_that_may_forget_is_refused(settings, tmp_path):
    """An acknowledged commit must be on the disk."""
    weak = f"{settings.database_url}&options=-csynchronous_commit%3Doff"
    folders = {
        f"JOURNAL_{name.upper()}_DIR": str(tmp_path / "house" / name)
        for name in ("config", "secret", "state", "run")
    }

    assert "synchronous_commit" in refusal(load_settings(folders | {"JOURNAL_DATABASE_URL": weak}))


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("content", [b"no database at all" * 100, b""])
def test_a_damaged_file_is_refused_in_words(settings, content):
    """Whoever starts the service gets a sentence, never a trace."""
    for left_over in settings.sqlite_path.parent.iterdir():
        left_over.unlink()
    settings.sqlite_path.write_bytes(content)

    assert "database" in refusal(settings)


def test_a_log_whose_guards_are_gone_is_refused(settings, owner):
    """Without its triggers the log could be changed by the service itself."""
    is_sqlite = settings.engine_url.startswith("sqlite")
    where = "" if is_sqlite else " ON audit_entry"
    with owner.begin() as connection:
        names = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'"
            if is_sqlite
            else "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entry'::regclass"
        )
        for name in connection.scalars(text(names)).all():
            connection.execute(text(f"DROP TRIGGER {name}{where}"))

    assert "could be changed" in refusal(settings)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_missing_database_is_not_made_anew(settings):
    """An empty house in place of a full one would look like a loss of everything."""
    settings.sqlite_path.unlink()

    assert "The database is missing" in refusal(settings)
    assert not settings.sqlite_path.exists()
