"""What is claimed of published figures is held by the tests that are named beside it."""

import re

import pytest

CLAIM = re.compile(r"`([a-z]+):(test_\w+)`")
ROW = re.compile(r"^\| (?!claim|---)(.+) \| ([^|]+) \|$", re.MULTILINE)


@pytest.fixture(scope="module")
def text(read):
    """Return what a statistician reads."""
    return read("disclosure-control.md")


def test_each_named_test_exists(text, root):
    """A test that was renamed is renamed there."""
    named = CLAIM.findall(text)
    folder = root / "tests" / "journal" / "exports"

    assert len(named) > 40
    assert [] == [
        (module, name)
        for module, name in named
        if f"def {name}(" not in (folder / f"test_{module}.py").read_text("utf-8")
    ]


def test_each_claim_names_a_test(text):
    """A claim without a test is a hope."""
    rows = ROW.findall(text)

    assert len(rows) > 25
    assert [] == [claim for claim, tests in rows if not CLAIM.search(tests)]


def test_each_attack_on_tables_has_its_test(root):
    """The numbers are those of the review; what concerns files and approval is tested there."""
    attacks = (root / "tests" / "journal" / "exports" / "test_attacks.py").read_text("utf-8")
    numbers = {int(number) for number in re.findall(r"^def test_(\d+)_", attacks, re.MULTILINE)}

    assert {*range(1, 9), 10, 11, 12, 13, 14, 15, 17, 18} == numbers
