"""Husets tilstand: from the front page of who sees to the house, and green once it was seen to."""

import shutil

import pytest
from browsing import Inspector
from houses import Clock, close_house, open_settings, settings_in

from journal.domain.clock import now_utc
from journal.services import condition

pytestmark = [pytest.mark.browser, pytest.mark.half]


def as_(visitor, place, who, path="/"):
    """Sign somebody in and go to a page."""
    visitor.context.clear_cookies(name="__Host-sid")
    visitor.open(path)
    visitor.sign_in(place.logins[who], place.password)


def state_of(page, check):
    """Return what stands in the cells of one line."""
    return [cell.inner_text() for cell in page.locator(f"#{check} :is(th, td)").all()]


@pytest.fixture
def measured(place):
    """Do what the timer does, beside the service."""
    house = open_settings(settings_in(place.folder), Clock(now_utc()))
    condition.keep_watch(house)
    close_house(house)


def test_the_leader_goes_from_the_front_page_to_what_is_red(visitor, place, measured):
    """How many, which, and who does what; keys are one link away."""
    inspector, page = Inspector(visitor), visitor.page
    as_(visitor, place, "leader")
    inspector.look("the overview with what is red")
    page.locator(".notice a[href='/tilstand/']").click()
    page.locator("#restore").wait_for()
    inspector.look("the state of the house")
    _, _, _, to_do = state_of(page, "restore")
    assert "journal drill" in to_do
    assert page.locator("#reserve .badge--good svg").count() == 1
    assert page.locator("#restore .badge--alarm svg").count() == 1
    page.locator("main a[href='/noegler/']").click()
    page.locator("main h1").wait_for()

    assert [] == inspector.done()


@pytest.mark.parametrize("who", ["administrator", "log reviewer"])
def test_who_holds_no_name_sees_it_without_names(who, visitor, place, measured):
    """From her home, or from her list; neither a colleague nor a case stands there."""
    inspector, page = Inspector(visitor), visitor.page
    as_(visitor, place, who)
    inspector.look("her first page")
    page.locator("main a[href='/tilstand/']").last.click()
    page.locator("#clock").wait_for()
    inspector.look("the state of the house")
    said = page.locator("main").inner_text()

    assert [] == [name for name in (*place.names, place.pseudonym) if name in said]
    assert (who == "log reviewer") == (page.locator("#reviews").count() == 1)
    assert [] == inspector.done()


def test_a_reserve_that_is_gone_is_red_in_the_same_minute(visitor, place, measured):
    """It is looked at for each page; the timer makes it again."""
    reserve = place.folder / "state" / "ballast"
    kept = reserve.rename(reserve.with_name("kept"))
    try:
        as_(visitor, place, "leader", "/tilstand/")
        assert visitor.page.locator("#reserve .badge--alarm").count() == 1
    finally:
        shutil.move(kept, reserve)
