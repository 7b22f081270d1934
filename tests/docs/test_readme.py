"""The first page tells what the invented house and the program have."""

import re
import tomllib

import pytest

from journal.cli.main import journal
from journal.domain.access import Action


@pytest.fixture(scope="module")
def page(root):
    """Return the first page."""
    return (root / "README.md").read_text("utf-8")


def test_the_log_ins_of_the_demo_are_those_it_prints(page, root):
    """Whoever looks at it finds each name on the screen, and no other."""
    told = tomllib.loads((root / "journal/cli/demo/house.toml").read_text("utf-8"))["shown"]

    assert sorted(told) == sorted(re.findall(r"^\| \*\*(\w+)\*\*, ", page, re.MULTILINE))
    assert f"the address and {['four', 'five', 'six'][len(told) - 4]} log-ins" in page


def test_what_is_said_not_to_be_there_is_not_there(page):
    """A line of "not yet" that outlived itself keeps people from using what they have."""
    missing = page.split("### Not yet")[1].split("\n## ")[0]
    there = ("case.erase", "search", "stat.", "factor", "recovery.open")

    assert "recovery slips" in missing
    assert [] == [act for act in Action if act.startswith(there)]
    assert [] == [name for name in journal.commands if name in ("recover", "slips", "search")]
