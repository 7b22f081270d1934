"""A house that was founded, staffed and begun from the command line; each test gets a copy."""

import shutil
from datetime import timedelta
from uuid import UUID

import pytest
from restoring import CONFIRM, TYPED
from sqlalchemy import text
from terminals import PASSWORD, Terminal

from journal.domain.access import Face
from journal.domain.clock import now_utc
from journal.domain.ids import CaseId
from journal.domain.roster import Planned
from journal.domain.timed_access import Ask
from journal.request import sign_in
from journal.request.opening import open_access
from journal.services import roster, staff
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.store.db import make_engine
from journal.vault.desk import Fresh

COLLEAGUES = (
    ("anna", "Anna Ager", "paedagog", "paedagog"),
    ("dorte", "Dorte Dal", "paedagog", "paedagog"),
    ("birgit", "Birgit Bro", "socialraadgiver", "socialraadgiver"),
    ("carla", "Carla Cramer", "socialraadgiver", "socialraadgiver"),
)


def hire(terminal, login, name, role, profession):
    """Take a colleague in, the leader agreeing to her fingerprint."""
    return terminal.run(
        *("staff", "add", "--as", "lone", "--name", name, "--login", login),
        *("--role", role, "--profession", profession),
        typed=[PASSWORD, PASSWORD, PASSWORD, "y"],
    )


@pytest.fixture(autouse=True)
def _own_language(monkeypatch):
    """Give the language of the process back after each test."""
    monkeypatch.setenv("LANGUAGE", "en")


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """Return the folder of a house with four colleagues and one case; it is only copied."""
    folder = tmp_path_factory.mktemp("house") / "house"
    terminal = Terminal(folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("LANGUAGE", "en")
        founded, _ = terminal.init(monkeypatch, PASSWORD)
        hired = [hire(terminal, *colleague) for colleague in COLLEAGUES]
        begun = terminal.run(
            *("case", "add", "--kind", "woman", "--as", "anna"),
            *("--team", "anna", "--team", "birgit"),
            typed=[PASSWORD],
        )
    for result in (founded, *hired, begun):
        assert 0 == result.exit_code, result.output
    return folder


@pytest.fixture
def terminal(template, tmp_path):
    """Return a terminal on a copy of the house."""
    shutil.copytree(template, tmp_path / "house")
    return Terminal(tmp_path / "house")


@pytest.fixture
def empty(tmp_path):
    """Return a terminal where there is no house."""
    return Terminal(tmp_path / "nothing")


@pytest.fixture
def case_id(terminal):
    """Return the id of the one case, as the leader's list shows it."""
    listed = terminal.run("case", "list", "--as", "lone", typed=[PASSWORD])
    return listed.output.split()[-1]


@pytest.fixture
def change(terminal):
    """Return a function that changes rows behind the back of the service."""

    def execute(statement, **values):
        engine = make_engine(terminal.settings().engine_url, guarded=False)
        with engine.begin() as connection:
            connection.execute(text(statement), values)
        engine.dispose()

    return execute


@pytest.fixture
def opened(terminal, case_id):
    """Let Dorte, on shift, open the one case in an emergency; the house is closed again."""
    house = terminal.composition.open_house(terminal.settings())

    def enter(login):
        return house.context("cli", sign_in(house.context("cli"), Attempt(name=login), PASSWORD))

    lone, now = enter("lone"), now_utc()
    dorte = perform(lone, staff.by_login, "dorte")
    shift = Planned(
        staff_id=dorte, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=7)
    )
    perform(lone, roster.plan_shifts, [shift])
    guard = enter("dorte")
    ask = Ask(case_id=CaseId(UUID(case_id)), face=Face.BREAK_GLASS, reason="acute_safety")
    open_access(guard, ask, Fresh(session_tag=None, at=house.clock()))
    terminal.composition.close_house(house)


@pytest.fixture
def disks(tmp_path):
    """Return the folder of databases and the folder of share copies."""
    return tmp_path / "one", tmp_path / "two"


@pytest.fixture
def take(terminal, disks):
    """Return a function that takes a backup and gives its folder."""

    def take_backup():
        result = terminal.run("backup", str(disks[0]), "--shares", str(disks[1]))
        assert 0 == result.exit_code, result.output
        return max(disks[0].iterdir())

    return take_backup


@pytest.fixture
def other(terminal, tmp_path):
    """Return a function that gives another machine, with the two keys typed in from paper."""

    def machine(*kept):
        folder = tmp_path / "other"
        there = Terminal(folder)
        for name in ("secret/kek-root.key", "state/signer/log.key", *kept):
            (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copy2(terminal.folder / name, folder / name)
        (folder / "config").mkdir(exist_ok=True)
        return there

    return machine


@pytest.fixture
def put_back(disks):
    """Return a function that restores a backup on a machine, confirmed by two."""

    def restore(there, backup, *words, typed=TYPED):
        return there.run(
            "restore", str(backup), "--shares", str(disks[1]), *CONFIRM, *words, typed=typed
        )

    return restore
