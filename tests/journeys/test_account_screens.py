"""Every screen around an account can be used by everybody: both languages, both themes, a phone."""

import re

import pytest
from browsing import Inspector
from joining import NEW_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.half]

CONFIRM = re.compile("^(Godkend|Confirm)")


def fill(page, **values):
    """Fill fields by their ids; a list is chosen from by its code."""
    for name, value in values.items():
        field = page.locator(f"#{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def send(page):
    """Send the first form of the page's main part that has a button, and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def test_the_screens_at_the_door(visitor):
    """Activating, a forgotten password, and what both say to a slip."""
    inspector, page = Inspector(visitor), visitor.page
    for path in ("/aktiver", "/glemt-adgangskode"):
        visitor.open(path)
        inspector.look(path)
        send(page)
        inspector.look(f"{path} with errors")
        fill(page, name="nobody", code="x", password=NEW_PASSWORD, again=NEW_PASSWORD)
        send(page)
        inspector.look(f"{path} refused")

    assert [] == inspector.done()


def test_the_screens_of_joining(visitor, window, place):
    """The list, the invitation, the code, the digits on both sides, the confirmation."""
    inspector, page = Inspector(visitor), visitor.page
    login = f"gry.{page.locator('html').get_attribute('lang')}"
    visitor.sign_in(place.logins["leader"], place.password)
    visitor.open("/medarbejdere/")
    inspector.look("colleagues")
    visitor.open("/medarbejdere/inviter")
    inspector.look("invitation")
    send(page)
    inspector.look("invitation with errors")
    fill(page, name="Gry Gade", login=login, role="paedagog", profession="paedagog")
    fill(page, password=place.password)
    send(page)
    inspector.look("code")
    code = page.locator(".spoken").inner_text()

    hers = window()
    second = Inspector(hers)
    hers.open("/aktiver")
    fill(hers.page, name=login, code=code, password=NEW_PASSWORD, again=NEW_PASSWORD)
    send(hers.page)
    second.look("digits")
    hers.open("/log-ind")
    hers.sign_in(login, NEW_PASSWORD)
    second.look("sign-in that waits")

    visitor.open("/medarbejdere/")
    inspector.look("colleagues, one waits")
    page.get_by_role("link", name=CONFIRM).first.click()
    page.locator("#aloud").wait_for()
    inspector.look("confirmation")
    send(page)
    inspector.look("confirmation with errors")
    page.locator("#aloud").check()
    fill(page, password=place.password)
    send(page)
    inspector.look("a colleague, confirmed")
    assert [] == inspector.done() + second.done()


def test_the_screens_of_stopping(visitor, place):
    """One colleague, each act on her account, errors, reports, and letting her in again."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.sign_in(place.logins["leader"], place.password)
    somebody = f"/medarbejdere/{place.people['other team']}"
    visitor.open(somebody)
    inspector.look("a colleague")
    for act in ("pause", "nulstil", "fratraed"):
        visitor.open(f"{somebody}/{act}")
        inspector.look(act)
        send(page)
        inspector.look(f"{act} with errors")
    visitor.open(f"{somebody}/pause")
    fill(page, password=place.password)
    send(page)
    inspector.look("report")
    visitor.open(f"{somebody}/genoptag")
    inspector.look("letting in again")
    fill(page, password=place.password)
    send(page)
    inspector.look("let in again")

    assert [] == inspector.done()


def test_the_screens_of_my_own_page(visitor, window, place):
    """Sessions, password, recovery code, and a password that may be stolen."""
    inspector, page = Inspector(visitor), visitor.page
    other = window()
    other.open("/")
    other.sign_in(place.logins["pedagogue"], place.password)
    visitor.sign_in(place.logins["pedagogue"], place.password)
    inspector.look("cases, no recovery code yet")
    visitor.open("/mig/")
    inspector.look("my page")
    page.locator("#present").press("Enter")
    page.locator("#present-error").wait_for()
    inspector.look("my page with errors")
    fill(page, proof=place.password)
    page.locator("#proof").press("Enter")
    page.locator("#typed").wait_for()
    inspector.look("recovery code")
    fill(page, typed="x")
    page.locator("#typed").press("Enter")
    page.locator("#typed-error").wait_for()
    inspector.look("recovery code with an error")
    visitor.open("/mig/stjaalet")
    page.locator("summary").last.click()
    inspector.look("stolen")

    assert [] == inspector.done()


def test_the_home_of_an_administrator(visitor, place):
    """No case and no name of a resident, and no barrier either."""
    inspector = Inspector(visitor)
    visitor.sign_in(place.logins["administrator"], place.password)
    inspector.look("home")
    visitor.open("/mig/")
    inspector.look("my page")

    assert [] == inspector.done()
