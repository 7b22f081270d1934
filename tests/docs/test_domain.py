"""The page about the house is drawn and told from the code: its diagrams, its rules, its gaps."""

import ast
import re
from pathlib import Path

import pytest
from diagrams import BLOCK, MACHINES, redrawn

from journal.domain.access import Action
from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.deadline_rules import rules
from journal.domain.stays import StayState

ROOT = Path(__file__).parents[2]
ID = re.compile(r"\b(?:R-[A-Z]+|DL)\d+\b")
SPAN = re.compile(r"\b(R-[A-Z]+)(\d) to \1(\d)\b")
ROW = re.compile(r"^\| ((?:R-[A-Z]+|DL)\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
PATH = re.compile(r"`([\w/.]+)`")
IN_NAME = re.compile(r"(?<=_)r((?:_[a-z]{1,2}\d+)+)(?=_|$)")


def ids(text):
    """Return the rules that a text names; "R-A1 to R-A4" names four."""
    spans = [
        f"{rule}{number}"
        for rule, first, last in SPAN.findall(text)
        for number in range(int(first), int(last) + 1)
    ]
    return {*ID.findall(text), *spans}


def tried(path):
    """Return the rules that the tests of a file have in their names or docstrings."""
    found = set()
    for one in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"):
            short = re.findall(r"[a-z]+\d+", " ".join(IN_NAME.findall(one.name)))
            found |= {f"R-{rule.upper()}" for rule in short} | ids(ast.get_docstring(one) or "")
    return found


@pytest.fixture(scope="module")
def rows(read):
    """Return each rule of the table with its paths: where it is held, and where it is tried."""
    found = ROW.findall(read("domain.md"))
    return [(rule, PATH.findall(held), PATH.findall(tests)) for rule, held, tests in found]


def test_the_diagrams_are_those_of_the_tables(read):
    """Whoever changes a table of moves runs ``make diagrams``; a line too few or too many shows."""
    page = read("domain.md")

    assert sorted(MACHINES) == sorted(name for _, name, _ in BLOCK.findall(page))
    assert page == redrawn(page)


@pytest.mark.parametrize("name", MACHINES)
def test_a_diagram_has_every_state_and_a_way_to_it(name):
    """A state that nothing leads to is none, unless something can begin there."""
    machine = MACHINES[name]
    led_to = {*machine.moves.values(), *machine.begins}

    assert set(machine.states) == led_to


def test_each_rule_is_held_and_tried_where_the_page_says(rows):
    """The module names the rule, and a test has it in its name or docstring."""
    paths = {path for _, _, tests in rows for path in tests}
    found = {path: tried(ROOT / "tests" / "journal" / path) for path in paths}

    assert len(rows) > 30
    for rule, held, tests in rows:
        for path in held:
            assert rule in ids((ROOT / "journal" / path).read_text("utf-8")), (rule, path)
        for path in tests:
            assert rule in found[path], (rule, path)
        assert held, rule
        assert tests, rule


def test_every_rule_of_the_page_stands_in_its_table_once(rows, read):
    """A rule that is named in passing has its row, and so its test."""
    told = [rule for rule, _, _ in rows]

    assert sorted(ids(read("domain.md"))) == sorted(told)


def test_every_deadline_of_the_program_is_a_rule_of_the_page(rows, root):
    """An entry that is added is told here too."""
    entries = {path.stem.upper() for path in (root / "journal/domain/deadlines").glob("*.toml")}

    assert entries == {rule for rule, _, _ in rows if rule.startswith("DL")}


def test_what_is_said_not_to_be_there_is_not_there(read):
    """A gap that was closed is taken off the page."""
    gaps = " ".join(read("domain.md").split("## What it does not do")[1].split())
    alerts = re.findall(r"\*(\w+)\*", gaps.split("are no states: ")[1].split(".")[0])

    assert "Nothing changes by itself when a child turns 18" in gaps
    assert {one.value for one in PersonKind} == {"woman", "child"}
    assert len(alerts) == 3
    assert set(alerts) <= set(code_list("board_alert")) - {one.value for one in StayState}
    assert "The message on a discharge has no deadline yet" in gaps
    assert not [rule for rule in rules().values() if rule.start.startswith("discharge")]
    assert "A file cannot be erased" in gaps
    assert not [act for act in Action if act.startswith("case.erase")]
