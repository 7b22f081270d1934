"""A house that was founded, staffed and begun from the command line; each test gets a copy."""

import shutil

import pytest
from terminals import PASSWORD, Terminal

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
