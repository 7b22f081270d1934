"""Leaders see on their overview when a backup was last proven, and nobody else does."""

import re

import pytest

from journal.services import drill
from journal.services.drill import Tried

LINE = re.compile(r'<p class="small">(.*?)</p>', re.DOTALL)


@pytest.fixture
def prove(house):
    """Return a function that puts the outcome of a drill on record."""

    def note(cases=3, failed=()):
        drill.note(house.context("job"), Tried(cases=cases, failed=failed, is_house_sound=True))

    return note


@pytest.fixture
def line(visit):
    """Return a function that gives the line as the leader sees it, and whether it is red."""

    def read(login="lone"):
        parts = LINE.findall(visit(login).get("/").text)
        said = " ".join(part for part in parts if "Sikkerhedskopi" in part)
        return said, "badge--alarm" in said

    return read


def test_never_is_red_and_says_what_to_do(line, case_id):
    """A house that never tried a backup has none."""
    said, is_red = line()

    assert "Sikkerhedskopi aldrig prøvet" in said
    assert "journal drill" in said
    assert is_red


@pytest.mark.parametrize(
    ("span", "words", "is_red"),
    [
        ({"minutes": 5}, "for 0 timer siden", False),
        ({"hours": 1}, "for 1 time siden", False),
        ({"days": 7}, "for 168 timer siden", False),
        ({"days": 8, "minutes": 1}, "for 192 timer siden", True),
    ],
)
def test_hours_are_counted_and_eight_days_are_too_long(
    span, words, is_red, line, prove, clock, case_id
):
    """Small while all is well, red when it is late."""
    prove()
    clock.advance(**span)

    assert (True, is_red) == (words in line()[0], line()[1])


def test_a_drill_that_failed_proves_nothing(line, prove, house, case_id):
    """Neither one that found a case that does not open, nor one that did not come so far."""
    prove(failed=[case_id])
    drill.note(house.context("job"), None)

    assert "aldrig prøvet" in line()[0]


def test_contact_persons_do_not_see_it(line, case_id):
    """It is the leader's to see to."""
    assert ("", False) == line("anna")
