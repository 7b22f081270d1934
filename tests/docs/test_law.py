"""The page about the law has every line of the table, and says how sure it is."""

import pytest

from journal.domain.deadline_rules import rules
from journal.domain.law import references


def row(line):
    """Return how a line of the table stands on the page."""
    until = "" if line.valid_to is None else f" {line.valid_to}"
    sure = "looked up" if line.is_certain else "**to be verified**"
    return (
        f"| `{line.id}` | {line.name.da} | {line.name.en} | {line.valid_from} –{until} "  # noqa: RUF001 -- a dash for people
        f"| {sure} | {line.source} |"
    )


@pytest.mark.parametrize("line", references(), ids=lambda line: f"{line.id}-{line.valid_from}")
def test_each_reference_stands_on_the_page(read, line):
    """With both names, its days, where it was looked up, and whether it must be verified."""
    assert row(line) in read("law.md")


def test_no_other_reference_stands_there(read):
    """A line that left the table has left the page."""
    section = read("law.md").split("## References")[1].split("\n## ")[0]

    assert len(references()) == section.count("\n| `")


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
def test_each_deadline_stands_there_with_its_law(read, rule):
    """What is counted is what is told."""
    (told,) = [line for line in read("law.md").splitlines() if line.startswith(f"| `{rule.id}` |")]

    assert all(f"`{reference}`" in told for reference in rule.references)
    assert str(rule.due.number) in told or "same date" in told
    assert (rule.target is None) == ("| – |" in told)  # noqa: RUF001 -- a dash for people


def test_it_says_that_it_is_no_advice(read):
    """Nobody may take it for a lawyer's word."""
    assert "not legal advice" in read("law.md")
    assert "To be asked of a lawyer" in read("law.md")
