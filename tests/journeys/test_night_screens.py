"""Every screen of nights and timed access can be used by everybody: both languages, a phone."""

import pytest
from browsing import Inspector

pytestmark = [pytest.mark.browser, pytest.mark.half]

WORDS = "Hun svarede ikke på døren, og barnet græd."


@pytest.fixture(scope="module")
def night(on_shift, child):
    """Put the guard and the deputy on shift; mother and child are in the house."""
    for who in ("night guard", "deputy"):
        on_shift(who, hours=8)
    return child


def send(page, nth=0):
    """Send a form of the page's main part and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]:visible").nth(nth).click()


def open_for_a_time(page, place, path, reason):
    """Give a reason and the password; the journal opens."""
    page.goto(path)
    page.locator(f"input[value={reason}]").check()
    page.locator("#password").fill(place.password)
    send(page)
    page.locator(".access").wait_for()


def end(page):
    """End the access whose journal is shown."""
    with page.expect_navigation():
        page.locator(".access button").click()


def test_the_screens_of_a_guard(visitor, place, night):
    """Her shift, a quick note, an emergency with missing words and a child, and the end of it."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.sign_in(place.logins["night guard"], place.password)
    inspector.look("my shift")
    for step in ("send", "kender-hende", "noedadgang"):
        visitor.open(place.path + step)
        inspector.look(step)
    send(page)
    inspector.look("noedadgang with errors")
    visitor.open(f"{place.path}send")
    send(page)
    inspector.look("send with errors")
    page.locator("#text").fill("Vi drak te i køkkenet.")
    send(page)
    inspector.look("sent")
    open_for_a_time(page, place, f"{place.path}noedadgang", "acute_safety")
    inspector.look("a journal that is read for a time")
    page.locator(".note__sign a").first.click()
    page.locator(".crumbs").wait_for()
    inspector.look("a note that is read for a time")
    visitor.open(place.path)
    page.locator(".notice a.button", has_text=night).click()
    page.locator("#password").wait_for()
    inspector.look("the child's journal as well")
    visitor.open("/min-vagt/")
    inspector.look("my shift, a journal is open")
    visitor.open(place.path)
    page.locator("form[data-sent-at-end] button").click()
    page.locator("#words-error").wait_for()
    inspector.look("words with an error")
    visitor.open(place.path)
    end(page)
    inspector.look("the access is over")

    assert [] == inspector.done()


def test_the_screen_of_somebody_off_shift(visitor, place):
    """Calm, and no resident's name."""
    inspector = Inspector(visitor)
    visitor.sign_in(place.logins["temp"], place.password)
    inspector.look("my shift, off")

    assert [] == inspector.done()


def test_the_screens_of_the_day_after(visitor, window, place, night):
    """What the team is told, and what those who review see and say."""
    inspector, page = Inspector(visitor), visitor.page
    hanne = window()
    hanne.open("/")
    hanne.sign_in(place.logins["night guard"], place.password)
    open_for_a_time(hanne.page, place, f"{place.path}noedadgang", "acute_safety")
    end(hanne.page)
    for who in ("leader", "log reviewer"):
        visitor.context.clear_cookies(name="__Host-sid")
        visitor.open("/gennemgang/")
        visitor.sign_in(place.logins[who], place.password)
        inspector.look(f"review of the {who}")
    send(page)
    inspector.look("review with errors")
    visitor.context.clear_cookies(name="__Host-sid")
    visitor.open("/")
    visitor.sign_in(place.logins["pedagogue"], place.password)
    inspector.look("my cases, one was opened")
    visitor.open(f"{place.path}adgange")
    inspector.look("opened by others")

    assert [] == inspector.done()


def test_the_screens_of_those_who_lead(visitor, place, night):
    """Purpose access, the roster with its forms, and every error of them."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.sign_in(place.logins["deputy"], place.password)
    inspector.look("overview")
    visitor.open(f"{place.path}formaal")
    inspector.look("purpose")
    send(page)
    inspector.look("purpose with errors")
    open_for_a_time(page, place, f"{place.path}formaal", "supervision")
    inspector.look("a journal that is read for a purpose")
    end(page)
    visitor.open("/vagtplan/")
    inspector.look("roster")
    page.locator("main form[action='/vagtplan/'] button").click()
    page.locator("#begins-error").or_(page.locator(".summary")).first.wait_for()
    inspector.look("a shift with errors")
    page.locator("#plan").fill("ingen;2026-03-28;23:00;07:00\nx")
    page.locator("main form[action='/vagtplan/csv'] button").click()
    page.locator("#plan-error").wait_for()
    inspector.look("a plan with errors")

    assert [] == inspector.done()


def test_the_roster_of_those_who_do_not_lead(visitor, place, night):
    """A week to read, without a form."""
    inspector = Inspector(visitor)
    visitor.sign_in(place.logins["social worker"], place.password)
    for path in ("/vagtplan/", "/vagtplan/?day=2001-01-01", f"{place.path}adgange"):
        visitor.open(path)
        inspector.look(path)
    assert 0 == visitor.page.locator("main form").count()

    assert [] == inspector.done()
