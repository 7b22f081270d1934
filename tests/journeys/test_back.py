"""Back after log-out shows nothing, in a browser that keeps whole pages as people's browsers do."""

import pytest
from browsing import Window, launch

pytestmark = pytest.mark.browser

# Says of each page that is shown whether the browser had kept it, and whether it is covered then.
WITNESS = """addEventListener("pageshow", (event) => console.log(
    "kept" + event.persisted, getComputedStyle(document.body).visibility));"""
KEPT_AND_COVERED = "kepttrue hidden"
TYPED = "Hun vil gerne vente med at fortælle, til datteren sover."


@pytest.fixture(scope="module")
def keeping_browser(playwright, chromium_path):
    """Return a browser whose Back shows a page as it was left."""
    running = launch(playwright, chromium_path, keeps_pages=True)
    yield running
    running.close()


@pytest.fixture
def her(keeping_browser, service, place):
    """Return the window of the pedagogue, signed in, with a witness of how pages are shown."""
    opened = Window(keeping_browser, service.url)
    opened.context.add_init_script(WITNESS)
    opened.open("/")
    opened.sign_in(place.logins["pedagogue"], place.password)
    opened.page.get_by_role("button", name="Log ud").wait_for()
    yield opened
    opened.close()


def go_back_to_kept_page(window):
    """Press Back; the return value is what the witness says of the kept page that comes."""
    # A page that comes back says again what it said when it was new: that is not what we wait for.
    with window.page.expect_console_message(lambda said: "kepttrue" in said.text) as shown:
        window.page.evaluate("history.back()")
    return shown.value.text


def test_back_while_signed_in_shows_the_page_at_once(her, place):
    """The control: the browser did keep the page. Words that were typed come back as a draft."""
    her.open(place.path)
    her.page.get_by_role("link", name="Mine sager").first.click()
    her.page.get_by_role("heading", name="Mine sager").wait_for()
    assert KEPT_AND_COVERED == go_back_to_kept_page(her)

    her.page.get_by_role("link", name="Nyt notat").first.click()
    her.page.locator("#text").fill(TYPED)
    her.click("link", "Tilbage til notaterne")
    her.page.get_by_role("heading", name="Journalnotater").wait_for()
    her.page.evaluate("history.back()")
    her.page.locator("#text").wait_for(state="visible")
    assert TYPED == her.page.locator("#text").input_value()


def test_back_after_the_session_ended_elsewhere_shows_the_sign_in_page(her, place, end_sessions):
    """The browser kept the page and heard of nothing: it stays covered and makes way."""
    her.open(place.path)
    her.page.get_by_role("link", name="Mine sager").first.click()
    her.page.get_by_role("heading", name="Mine sager").wait_for()
    end_sessions()

    assert KEPT_AND_COVERED == go_back_to_kept_page(her)
    her.page.get_by_role("heading", name="Log ind").wait_for()
    assert place.texts[0] not in her.page.content()


def test_ux_07_back_after_signing_out_shows_the_sign_in_page(her, place):
    """She has gone home; the next one at the same screen presses Back."""
    her.open(place.path)
    her.click("button", "Log ud")
    her.page.get_by_role("heading", name="Log ind").wait_for()

    her.page.evaluate("history.back()")
    her.page.wait_for_url(f"**{place.path}")
    her.page.get_by_role("heading", name="Log ind").wait_for()
    assert place.texts[0] not in her.page.content()
