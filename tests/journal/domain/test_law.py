"""The table of law: dated, without gaps or overlaps, named by every deadline that follows a law."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from journal.domain import law
from journal.domain.deadline_rules import rules
from journal.domain.law import references

IDS = sorted({line.id for line in references()})


@pytest.mark.parametrize("name", IDS)
def test_the_lines_about_one_thing_follow_each_other(name):
    """On each day one of them holds: a paragraph that is renumbered has its last day and a next."""
    found = [line for line in references() if line.id == name]
    lines = sorted(found, key=lambda line: line.valid_from)

    assert lines[-1].valid_to is None
    for before, after in pairwise(lines):
        assert after.valid_from - timedelta(days=1) == before.valid_to


@pytest.mark.parametrize("line", references(), ids=lambda line: f"{line.id}-{line.valid_from}")
def test_a_line_says_what_where_and_how_sure(line):
    """In both languages, and with where it was looked up."""
    words = (line.name.da, line.name.en, line.text.da, line.text.en, line.source)

    assert all(word.strip() == word and word for word in words)
    assert not (line.is_certain and "memory" in line.source)


def test_a_renumbered_paragraph_is_the_one_of_its_day():
    """§ 109 was renumbered in 2024 (D5)."""
    old, new = (
        law.in_force(["sel109-told-in"], day) for day in (date(2024, 6, 30), date(2024, 7, 1))
    )

    assert ["Serviceloven § 109, stk. 4"] == [line.name.da for line in old]
    assert ["Serviceloven § 109, stk. 5"] == [line.name.da for line in new]
    assert [] == law.in_force(["sel109-told-in"], date(2010, 1, 1))


def test_every_deadline_names_law_that_is_in_the_table():
    """And that holds today."""
    for rule in rules().values():
        assert set(rule.references) <= set(IDS)
        assert len(rule.references) == len(law.in_force(rule.references, date(2026, 1, 1)))
