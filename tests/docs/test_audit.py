"""The page about the log names what the program writes: actions, fields, outcomes, exit codes."""

import re
from uuid import uuid4

import pytest
from attacks import ATTACKS

from journal.cli.verifying import COULD_NOT_CHECK, EXIT_CODES
from journal.domain import audit
from journal.domain.access import Action, Basis, Outcome
from journal.domain.audit import Event, Origin
from journal.vault.verifier import Check


@pytest.fixture
def page(read):
    """Return a function that gives the names in the first cells of a section's tables."""

    def names(heading):
        section = re.search(
            rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)",
            read("audit.md"),
            re.MULTILINE | re.DOTALL,
        )[1]
        cells = re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
        return [name for cell in cells for name in re.findall(r"`([\w.]+)`|^(\d)$", cell)]

    return lambda heading: [code or number for code, number in names(heading)]


def test_every_action_is_explained(page):
    """The vocabulary is closed, and a reviewer can look each word up."""
    assert sorted(Action) == sorted(page("Actions"))


def test_every_field_of_an_event_is_explained(page):
    """What is written about people is known to the last field."""
    origin = Origin(
        house=uuid4(),
        log=uuid4(),
        actor=uuid4(),
        auth="pw",
        session_tag=None,
        source="web",
        request=uuid4(),
    )
    event = Event(id=uuid4(), action=Action.LOGOUT)
    said = audit.encode(event, origin, 0, lambda: bytes(16))[0].data

    assert sorted(re.findall(rb'"(\w+)":', said)) == sorted(
        name.encode() for name in page("An event")
    )


@pytest.mark.parametrize("word", [*Basis, *Outcome])
def test_every_basis_and_outcome_stands_there(read, word):
    """Why something was allowed, and how it ended, are words of a closed list too."""
    assert f"`{word}`" in read("audit.md")


def test_every_exit_code_and_check_of_the_verifier_is_explained(page):
    """Whoever runs it at night knows what an answer means."""
    listed = page("`journal verify`")
    codes = {*EXIT_CODES.values(), COULD_NOT_CHECK, 2}

    assert {*map(str, codes), *Check} == set(listed)


def test_the_attack_table_is_the_one_that_is_performed(read):
    """Row by row, detector by detector."""
    section = read("audit.md").split("## What finds what")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.splitlines()
        if line.startswith("| ")
    ][1:]
    assert {name: found for name, (_, found) in ATTACKS.items()} == {
        name: "".join("D" if cell == "yes" else "-" for cell in cells) for name, *cells in rows
    }
