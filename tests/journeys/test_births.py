"""A child turns 18, in a browser: a wrong year is named, the day is seen, the talk is noted."""

from datetime import UTC, datetime, timedelta

import pytest
from browsing import Inspector

from journal.domain.births import birthday
from journal.services import cases

pytestmark = pytest.mark.browser


@pytest.fixture
def son(aside, child):
    """Return the address of the file of the child."""
    listed = aside("pedagogue", cases.list_cases)
    (found,) = [one.banner.id for one in listed if one.banner.pseudonym == child]
    return f"/sag/{found}"


@pytest.fixture
def born(visitor):
    """Return when somebody was born who is soon 18; another date asks for another talk."""
    is_danish = visitor.page.locator("html").get_attribute("lang") == "da"
    day = datetime.now(UTC).date() + timedelta(days=12 if is_danish else 13)
    return birthday(day, -18)


def test_from_the_date_to_the_talk(visitor, place, son, born):
    """Her contact person writes the date, finds the child on Frister, and notes the talk."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.open(f"{son}/identitet/ret")
    visitor.sign_in(place.logins["pedagogue"], place.password)
    page.locator("[name=birth_date]").fill(birthday(born, -20).isoformat())
    page.locator("main form button").first.click()
    page.locator("#birth_date-error").wait_for()
    inspector.look("a date of birth that cannot be")
    page.locator("[name=birth_date]").fill(born.isoformat())
    page.locator("main form button").first.click()
    page.locator(".notice--good").wait_for()
    visitor.open(f"{son}/foraeldremyndighed")
    inspector.look("custody of a child who is soon 18")

    visitor.open("/frister/")
    inspector.look("the deadlines with a child who is soon 18")
    page.locator("section[aria-labelledby=of-age-title] a").click()
    page.locator("form.card button").click()
    page.locator("#how-error").wait_for()
    inspector.look("what 18 means, with an error")
    page.locator("[value=in_person]").check()
    page.locator("form.card button").click()
    page.locator(".notice--good").wait_for()
    inspector.look("the talk is noted")
    visitor.open("/frister/")
    assert 0 == page.locator("#of-age-title").count()
    visitor.open(f"{son}/ophold")
    inspector.look("the stay of a child who is soon 18")

    assert [] == inspector.done()
