"""Whoever stands before a service that refuses to start finds its sentence and what to do."""

import ast

import pytest

from config.settings import load_settings
from journal.cli.due import CONCERNS
from journal.domain.access import Action
from journal.services.keycare import Concern


def sentences(tree):
    """Return every sentence that a module refuses to start with."""
    raised = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "StartRefused"
    ]
    marked = {
        node.value.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and getattr(node.value.func, "id", "") == "N_"
        and any(isinstance(call.args[0], ast.Name) for call in raised)
    }
    return marked | {call.args[0].args[0].value for call in raised if _is_marked(call.args[0])}


def _is_marked(argument):
    return isinstance(argument, ast.Call) and getattr(argument.func, "id", "") == "N_"


@pytest.fixture(scope="module")
def refusals(root):
    """Return every sentence of every refused start in the program."""
    folders = (root / "journal", root / "migrations")
    trees = [ast.parse(path.read_bytes()) for one in folders for path in one.rglob("*.py")]
    return {sentence for tree in trees for sentence in sentences(tree)}


def test_every_refused_start_is_explained(read, refusals):
    """Each sentence stands in the table, letter by letter, so that it can be searched for."""
    page = read("operations.md")

    assert len(refusals) > 10
    assert set() == {sentence for sentence in refusals if f"\n| {sentence} |" not in page}


def test_no_sentence_is_explained_that_nobody_says(read, refusals):
    """A row that outlived its sentence sends people the wrong way."""
    table = read("operations.md").split("## The service refuses to start")[1].split("\n## ")[0]
    rows = [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines() if "|" in line]

    assert {"it says", "|---|---|---|"} | refusals == set(rows)


def test_what_an_exchange_of_the_root_key_says_is_told(read):
    """The page speaks of the files and the act of this program, and of both copies on paper."""
    section = read("operations.md").split("### A new root key")[1].split("\n###")[0]

    assert "`--printed`" in section
    assert f"`{Action.KEY_ROOT}`" in section
    assert "until no backup from before is left" in section


@pytest.mark.parametrize("concern", Concern)
def test_every_line_of_what_is_due_is_explained(read, concern):
    """Whoever reads the timer's lines finds each, word for word, in the table of commands."""
    table = read("commands.md").split("## What `run-due` says")[1].split("\n## ")[0]
    words = CONCERNS[concern].split(":")[0].split(";")[0]

    assert f"| {words}" in table


def test_the_settings_of_the_example_are_settings(root, tmp_path):
    """What is copied from the page can be read by the service."""
    page = (root / "docs" / "operations.md").read_text()
    written = page.split("```toml\n")[1].split("```")[0]
    file = tmp_path / "vaern.toml"
    file.write_text(written)

    settings = load_settings({"JOURNAL_CONFIG": str(file)})

    assert settings.trusted_proxies == ("127.0.0.1",)


@pytest.mark.parametrize("name", ["kek_root_path", "shares_path", "sqlite_path", "log_key_path"])
def test_paths_of_the_page_are_where_things_lie(read, name):
    """A backup of the wrong file is found out too late."""
    assert str(getattr(load_settings({"JOURNAL_CONFIG_DIR": "/etc/vaern"}), name)) in read(
        "operations.md"
    )
