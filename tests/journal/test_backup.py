"""Backup, drill and restore of one house, on both engines: the whole way with its real parts."""

import shutil

import pytest
from databases import as_role
from houses import PASSWORD
from sqlalchemy import create_engine, inspect, text
from terminals import Terminal

from journal.store import backup as store
from journal.store import rights

CONFIRM = ("--as", "lone", "--second", "birgit")
WORDS = "Hun sov roligt i nat."


@pytest.fixture
def disks(tmp_path):
    """Return the folder of databases and the folder of share copies."""
    return tmp_path / "one", tmp_path / "two"


@pytest.fixture
def here(settings):
    """Return a terminal on the house of this engine."""
    terminal = Terminal(settings.config_dir.parent)
    terminal.use(settings.database_url, settings.owner_database_url)
    return terminal


@pytest.fixture
def empty_database(request, engine_name):
    """Return the address of an empty database for its owner, or nothing on SQLite."""
    return "" if engine_name == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def there(here, tmp_path, empty_database):
    """Return a terminal on another machine, with the two keys typed in from paper."""
    folder = tmp_path / "other"
    terminal = Terminal(folder)
    terminal.use(empty_database and as_role(empty_database), empty_database)
    for name in ("secret/kek-root.key", "state/signer/log.key"):
        (folder / name).parent.mkdir(parents=True, mode=0o700)
        shutil.copy2(here.folder / name, folder / name)
    (folder / "config").mkdir()
    return terminal


@pytest.fixture
def take(here, disks):
    """Return a function that takes a backup and gives its folder."""

    def take_backup():
        result = here.run("backup", str(disks[0]), "--shares", str(disks[1]))
        assert 0 == result.exit_code, result.output
        return max(disks[0].iterdir())

    return take_backup


@pytest.fixture
def put_back(there, disks):
    """Return a function that restores a backup on the other machine."""

    def restore(backup):
        return there.run(
            *("restore", str(backup), "--shares", str(disks[1]), *CONFIRM),
            typed=[PASSWORD, PASSWORD],
        )

    return restore


def test_a_house_comes_back(house, case_id, sign_in, write, take, put_back, there):
    """With its case, its teams and a sound log; on PostgreSQL into another database."""
    write(sign_in("anna"), case_id, WORDS)
    result = put_back(take())
    shown = there.run("case", "show", str(case_id), "--as", "anna", typed=[PASSWORD])
    verified = there.run("verify")

    assert 0 == result.exit_code, result.output
    assert (0, 0) == (shown.exit_code, verified.exit_code), shown.output + verified.output


def test_a_drill_proves_it_and_leaves_nothing(
    house, case_id, take, here, disks, empty_database, events, settings
):
    """By a machine, and once more with a person's password; the outcome is in the log."""
    take()
    words = ("drill", str(disks[0]), "--shares", str(disks[1]))
    environ = {"JOURNAL_DRILL_DATABASE_URL": empty_database}
    by_machine = here.run(*words, **environ)
    by_person = here.run(*words, "--as", "lone", typed=[PASSWORD], **environ)

    assert 0 == by_machine.exit_code, by_machine.output
    assert 0 == by_person.exit_code, by_person.output
    assert [("ok", 1)] * 2 == [(one["out"], one["n"]) for one in events("backup.drill")]
    assert [] == list(settings.state_dir.glob("unfinished-*"))
    if empty_database:
        engine = create_engine(empty_database)
        assert [] == inspect(engine).get_table_names()
        engine.dispose()


def test_a_drill_finds_a_case_that_lost_its_share(
    house, case_id, take, here, disks, empty_database, events
):
    """One share gone: the drill names the case by reference and is not proven."""
    house.vault.keys.provider.destroy_share(case_id, 2)
    take()
    result = here.run(
        *("drill", str(disks[0]), "--shares", str(disks[1])),
        JOURNAL_DRILL_DATABASE_URL=empty_database,
    )

    assert 1 == result.exit_code
    assert "Cases of which something does not open" in result.output
    assert ["error"] == [one["out"] for one in events("backup.drill")]


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_drill_never_uses_the_database_of_the_house(house, take, here, disks, settings):
    """Without a database of its own it says so; with that of the house it touches nothing."""
    take()
    words = ("drill", str(disks[0]), "--shares", str(disks[1]))
    without = here.run(*words)
    same = here.run(*words, JOURNAL_DRILL_DATABASE_URL=settings.database_url)

    assert (1, 1) == (without.exit_code, same.exit_code)
    assert "drill_database_url" in without.output
    assert 0 == here.run("verify").exit_code


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_database_whose_restore_was_not_finished_does_not_open(
    house, take, put_back, there, empty_database
):
    """A mark in the database keeps everybody out until the restore is run again."""
    backup = take()
    store.clear(empty_database, "somewhere else")
    roles = rights.roles_of(as_role(empty_database), empty_database)
    store.load_server(lambda name: iter([(backup / name).read_bytes()]), empty_database,
                      "head", "somewhere else", roles)  # fmt: skip
    copy = there.folder / "config/pins.toml"
    shutil.copy2(backup / "pins.toml", copy)
    (there.folder / "state/kek").mkdir(mode=0o700)
    shutil.copy2(next(backup.parents[1].glob("two/*/shares.sqlite")), there.folder / "state/kek")
    refused = there.run("case", "list", "--as", "lone", typed=[PASSWORD])
    (there.folder / "state/kek/shares.sqlite").unlink()
    result = put_back(backup)

    assert 1 == refused.exit_code
    assert "not finished" in refused.output
    assert 0 == result.exit_code, result.output


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_restore_touches_no_database_that_holds_something(take, put_back, empty_database):
    """Somebody else's table is there: refused, and the table stays."""
    engine = create_engine(empty_database)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE precious (id integer)"))
    result = put_back(take())

    assert 1 == result.exit_code
    assert ["precious"] == inspect(engine).get_table_names()
    engine.dispose()
