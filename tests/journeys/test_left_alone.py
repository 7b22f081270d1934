"""A screen that nobody uses: asked, covered, and left in peace while somebody works elsewhere."""

import re

import pytest
from covers import TYPED, is_hidden, unlock, write_half

pytestmark = [pytest.mark.browser, pytest.mark.half]

ALIVE = "**/session?of=*"
TO_STAY = "**/session/aktiv"
HEARING = """addEventListener("DOMContentLoaded", () => {
    const tabs = new BroadcastChannel(document.body.dataset.sessionUrl);
    tabs.onmessage = ({ data }) => { window.heard = data; };
})"""
"""Tells when the page has heard of another: who listens first, here the page, hears first."""


@pytest.fixture
def waiting(window, place):
    """Return a window of a contact person in which time only moves when a test says so."""
    opened = window()
    opened.page.clock.install()
    opened.open("/")
    opened.sign_in(place.logins["pedagogue"], place.password)
    return opened


def in_a_minute(route):
    """Answer with a page that takes itself for left alone after one minute."""
    answer = route.fetch()
    soon = answer.text().replace('data-idle-seconds="600"', 'data-idle-seconds="60"')
    route.fulfill(response=answer, body=soon)


def open_behind(waiting, place, script):
    """Open a second tab, of the minute; the return value is that tab."""
    tab = waiting.context.new_page()
    tab.add_init_script(script)
    tab.route("**/sag/**", in_a_minute)
    tab.goto(place.path)
    assert "60" == tab.evaluate("document.body.dataset.idleSeconds")
    return tab


def test_ux_08_a_screen_left_alone_warns_and_covers_itself(waiting, place):
    """Two minutes before: a question. Nobody answers: covered, and the words are still there."""
    page = write_half(waiting, place)
    page.clock.fast_forward("07:50")
    assert not page.locator("#stay").is_visible()
    page.clock.fast_forward("00:15")
    page.locator("#stay").wait_for()
    assert re.search(r"11\d sekunder", page.locator("#stay-left").inner_text())
    assert "sekunder" in page.locator("#stay-spoken[role=status]").text_content()
    page.route(ALIVE, lambda route: route.fulfill(json={"alive": False}))
    page.clock.fast_forward("02:00")
    page.locator("#cover").wait_for()
    assert is_hidden(page)
    unlock(page, place.password)
    page.locator("#text").wait_for(state="visible")
    assert TYPED == page.locator("#text").input_value()


def test_who_stays_is_asked_again_only_after_ten_more_minutes(waiting, place):
    """The button tells the server, and the question goes away."""
    page = write_half(waiting, place)
    page.clock.fast_forward("08:30")
    page.locator("#stay").wait_for()
    with page.expect_response(TO_STAY) as told:
        page.get_by_role("button", name="Bliv logget på").click()
    assert 204 == told.value.status
    assert not page.locator("#stay").is_visible()
    page.clock.fast_forward("07:50")
    assert not page.locator("#stay").is_visible()
    page.clock.fast_forward("00:15")
    page.locator("#stay").wait_for()


def test_ux_08_typing_is_being_there(waiting, place):
    """Somebody who writes for a quarter of an hour is neither asked nor covered."""
    page = write_half(waiting, place)
    page.clock.fast_forward("07:00")
    with page.expect_response(TO_STAY) as told:
        page.locator("#text").press("x")
    assert 204 == told.value.status
    page.clock.fast_forward("07:00")
    assert not page.locator("#stay").is_visible()
    page.locator("#text").press("y")
    page.clock.fast_forward("07:00")
    assert not page.locator("#stay").is_visible()
    assert not page.locator("#cover").is_visible()


def test_ux_08_a_house_of_one_minute_hears_of_typing_in_time(waiting, place):
    """The server ends what it hears nothing of: it is told after a quarter of its time."""
    waiting.page.route("**/notat/nyt", in_a_minute)
    page = write_half(waiting, place)
    told = []
    page.on("request", lambda request: told.append(request.url))
    page.clock.fast_forward("00:05")
    page.locator("#text").press("x")
    assert [] == [url for url in told if url.endswith("/session/aktiv")]
    page.clock.fast_forward("00:15")
    with page.expect_response(TO_STAY) as answered:
        page.locator("#text").press("y")
    assert 204 == answered.value.status


def test_a_tab_behind_hears_that_somebody_writes_in_another(waiting, place):
    """Used in time elsewhere it does not even ask; left alone at last it covers both."""
    page = write_half(waiting, place)
    tab = open_behind(waiting, place, HEARING)
    page.clock.fast_forward("00:25")
    page.locator("#text").press("x")
    tab.wait_for_function("() => window.heard === 'use'")
    page.clock.fast_forward("00:25")
    assert not tab.locator("#stay").is_visible()
    assert not tab.locator("#cover").is_visible()
    tab.route(ALIVE, lambda route: route.abort())
    page.clock.fast_forward("01:01")
    tab.locator("#cover").wait_for()
    page.locator("#cover").wait_for()
    assert is_hidden(page)


def test_a_tab_that_hears_nothing_asks_the_server_and_asks_again(waiting, place):
    """Where browsers do not tell each other: alive is not covered; no answer covers it alone."""
    page = write_half(waiting, place)
    tab = open_behind(waiting, place, "delete window.BroadcastChannel")
    for span in ("01:01", "00:06"):  # what is covered would not ask
        with tab.expect_response(ALIVE):
            page.clock.fast_forward(span)
    tab.route(ALIVE, lambda route: route.abort())
    page.clock.fast_forward("00:06")
    tab.locator("#cover").wait_for()
    assert not page.locator("#cover").is_visible()
