"""The sheets of a case: what is odd is said and never refused, what is covered stays covered."""

from datetime import date

import pytest

from journal.domain.broken_sheets import UnknownToHouse
from journal.domain.cases import Anonymity
from journal.domain.codes import code_list
from journal.domain.sheets import (
    ACTS,
    CHOICES,
    DAYS,
    FIELDS,
    Sheet,
    ends_soon,
    is_odd_cpr,
    masked,
    require_known,
)


@pytest.mark.parametrize(
    ("typed", "is_odd"),
    [
        ("", False),
        ("010190-1234", False),
        ("0101901234", False),
        (" 311299 0000 ", False),
        ("320190-1234", True),
        ("011390-1234", True),
        ("0101", True),
        ("000000-0000", True),
        ("ved ikke", True),
    ],
)
def test_a_number_that_looks_unusual_is_named(typed, is_odd):
    """Day, month and length; the check digit says nothing."""
    assert is_odd is is_odd_cpr(typed)


def test_a_covered_number_does_not_show_its_last_four_signs():
    """However it was typed."""
    for typed in ("010190-1234", "0101901234", "010190 1234"):
        assert masked(typed).startswith("010190-")
        assert "1234" not in masked(typed)
    assert masked("") == ""


def test_a_protection_that_ends_is_said_thirty_days_before():
    """And after it has ended."""
    today = date(2026, 11, 23)
    assert [False, False, True, True] == [
        ends_soon(until, today) for until in ("", "2026-12-24", "2026-12-23", "2026-11-01")
    ]


def test_nothing_is_written_about_who_is_unknown_to_the_house():
    """Safe contact may be: it needs no name."""
    for level in Anonymity:
        require_known(Sheet.CONTACT, level)
    require_known(Sheet.IDENTITY, Anonymity.WITHHELD_OUTSIDE)
    with pytest.raises(UnknownToHouse):
        require_known(Sheet.IDENTITY, Anonymity.UNKNOWN_TO_HOUSE)


def test_every_sheet_is_whole():
    """Each has acts and fields, each choice its list, and what is never safe comes first."""
    assert set(Sheet) == set(ACTS) == set(FIELDS)
    named = {name for fields in FIELDS.values() for name in fields}
    assert set(CHOICES) | DAYS <= named
    assert all(code_list(name) for name in CHOICES.values())
    assert "never" == next(iter(FIELDS[Sheet.CONTACT]))
