"""Somebody looks through more notes than one answer takes: she sees how far it is."""

import pytest
from browsing import THEMES
from serving import Service

pytestmark = pytest.mark.browser

STEP = {"journal.services.search.AT_ONCE": 20}
FIND = "**/find"


@pytest.fixture(scope="module")
def service(seed, place):
    """Return a server of that house that looks through few notes at a time."""
    running = Service(seed, place.folder / "server", place.environ, STEP)
    running.start()
    yield running
    running.kill()


@pytest.fixture
def held(signed_in):
    """Return a window in which a search has made its first step and is kept from the next."""
    her = signed_in("pedagogue")
    her.open("/find")
    sent = []

    def hold(route):
        sent.append(route)
        if len(sent) == 1:
            route.continue_()
        else:
            route.fulfill(status=204)  # the browser stays where it is

    her.context.route(FIND, hold)
    her.page.locator("main #words").fill("planetariet")
    with her.page.expect_response(lambda answer: answer.status == 204):
        her.page.locator("main #words").press("Enter")
    her.context.unroute(FIND)
    return her


def test_a_long_search_shows_how_far_it_is_and_goes_on_by_itself(held, place):
    """The bar counts notes; then each step sends the next, to the page with all that was found."""
    bar, notes = held.page.locator("progress"), len(place.texts)
    assert ["20", str(notes)] == [bar.get_attribute(name) for name in ("value", "max")]
    assert 0 >= held.overflow()
    for theme, rules in THEMES.items():
        held.page.emulate_media(color_scheme=theme)
        assert [] == held.barriers(rules), theme
    held.page.get_by_role("button", name="Søg videre").click()
    held.page.locator("#found-title", has_text=f"{notes} notater fundet").wait_for()
    assert (0, []) == (bar.count(), held.said + held.foreign)


def test_a_long_search_can_be_stopped(held):
    """The way back to the form, with no word in the address."""
    held.click("link", "Stop")
    held.page.get_by_role("heading", name="Find i mine sager").wait_for()
    assert held.page.url.endswith("/find")
