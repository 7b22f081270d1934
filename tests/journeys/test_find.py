"""Somebody looks for a word she remembers: by keyboard alone, in both languages."""

import pytest
from browsing import Inspector

pytestmark = pytest.mark.browser


def test_ux_18_the_key_finds_and_what_is_found_is_marked(signed_in, place):
    """From the list of her cases to the words in the note; nothing typed is in an address."""
    her = signed_in("pedagogue")
    inspector = Inspector(her)
    her.page.keyboard.press("/")
    her.page.locator("#words:focus").wait_for()
    her.page.keyboard.press("Tab")
    her.page.keyboard.press("Tab")
    with her.page.expect_navigation():
        her.page.keyboard.press("Enter")  # by kind, author or day
    her.page.get_by_role("heading", name="Find i mine sager").wait_for()
    inspector.look("find")
    her.page.locator("main").focus()
    her.page.keyboard.press("/")
    her.page.keyboard.type("EN/")  # a key is a letter while she types
    assert "EN/" == her.page.locator("#words").input_value()
    her.page.locator("#words").fill("en")
    her.page.keyboard.press("Enter")
    her.page.locator("mark").first.wait_for()
    assert her.page.url.endswith("/find")
    assert her.page.title().startswith("Find i notaterne")
    inspector.look("find-hits")
    her.page.locator("#words").fill("ordetsomingenharskrevet")
    her.page.keyboard.press("Enter")
    her.page.get_by_text("Der blev ikke fundet noget").wait_for()
    her.open(place.path)
    her.page.keyboard.press("/")
    her.page.keyboard.type("x")
    her.page.keyboard.press("Enter")
    her.page.get_by_role("alert").wait_for()
    inspector.look("find-error")
    assert [] == inspector.done()
