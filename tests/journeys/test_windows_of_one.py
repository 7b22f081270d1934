"""Her session ends while she writes in two windows: who signs in once goes on in both."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_drafts")]

SAVED = re.compile(r"^Kladde gemt kl\. \d\d\.\d\d$")
WORDS = "Hun ringede til sin mor."
MORE = " Hun lo."
SLOW = 20_000
"""Milliseconds within which a saving is said."""


def begin(window, name):
    """Write about somebody in a window of its own, and wait until it is saved."""
    page = window.context.new_page()
    page.goto("/")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(f"^Nyt notat ?: {name}$")).click()
    page.locator("#text").fill(WORDS)
    page.locator("#text").blur()  # saves at once
    say_saved(page)
    return page


def say_saved(page):
    """Wait until a page says that its draft is saved."""
    page.locator("#draft-line").filter(has_text=SAVED).wait_for(timeout=SLOW)


def write_more(page):
    """Go on writing, and leave the box."""
    page.locator("#text").press_sequentially(MORE)
    page.locator("#text").blur()


def come_back(page, login, password):
    """Sign in over what stands on a page."""
    page.locator("#again[open]").wait_for()
    page.locator("#again-name").fill(login)
    page.locator("#again-password").fill(password)
    page.locator("#again-password").press("Enter")


@pytest.fixture
def two(signed_in, place, child, end_sessions):
    """Return two pages of hers, about two cases, whose session has ended; the first one asks."""
    her = signed_in("pedagogue")
    first, second = begin(her, place.pseudonym), begin(her, child)
    end_sessions()
    write_more(first)
    first.locator("#again[open]").wait_for()
    return first, second


def test_ux_01_who_signs_in_over_one_window_is_asked_in_no_other(two, place):
    """Both go on saving in the new session, one that asked by then too, and either signs."""
    first, second = two
    write_more(second)
    second.locator("#again[open]").wait_for()
    come_back(first, place.logins["pedagogue"], place.password)
    for page in two:
        say_saved(page)
        assert not page.locator("#again").is_visible()
        assert WORDS + MORE == page.locator("#text").input_value()
    for page in (second, first):
        page.get_by_role("button", name=re.compile("^Underskriv notat")).click()
        page.get_by_text("Notatet er gemt").wait_for()


def test_a_colleague_who_signs_in_over_one_window_gets_no_other(two, place):
    """The second window asks on its own; what stands in it is saved by nobody but her."""
    first, second = two
    come_back(first, place.logins["social worker"], place.password)
    first.get_by_role("heading", name="Mine sager").wait_for()
    with second.expect_response("**/kladde") as refused:
        write_more(second)
    assert 403 == refused.value.status
    come_back(second, place.logins["pedagogue"], place.password)
    say_saved(second)
    assert WORDS + MORE == second.locator("#text").input_value()
