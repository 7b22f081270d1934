"""The cover over a page: a half-written note to lay it over, how it comes and how it goes."""

TYPED = "Hun spurgte, om vi kan gå med hende til kommunen på torsdag."
TO_COVER = "**/session/daek"
VISIBLE_BODY = """() => [...document.querySelectorAll("body > :not(.cover)")].some((part) =>
    [part, ...part.querySelectorAll("*")].some(
        (each) => getComputedStyle(each).visibility === "visible"))"""


def write_half(opened, place):
    """Begin a note and do not send it."""
    opened.open(f"{place.path}notat/nyt")
    opened.page.locator("#text").fill(TYPED)
    return opened.page


def hide(page):
    """Press the button that covers the page, and wait until the server knows it."""
    with page.expect_response(TO_COVER):
        page.locator("form[data-hide] button").click()


def unlock(page, password):
    """Type a password into the cover that lies over the page."""
    page.locator("#cover-password").fill(password)
    page.locator("#cover button", has_text="Lås op").click()


def is_hidden(page):
    """Tell whether nothing of the page but its cover can be seen."""
    return page.locator("#cover").is_visible() and not page.evaluate(VISIBLE_BODY)
