"""A nameless woman: who she is behind her code, what must never be done, and her papers later."""

import os

import pytest
from browsing import Inspector

pytestmark = pytest.mark.browser

NAME = "Ditlevine Plantholt"


def send(page):
    """Send the last form of the page's main part and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()


def shoot(page, name):
    """Keep a picture where somebody asked for pictures."""
    folder = os.environ.get("PICTURES")
    if folder:
        language = page.locator("html").get_attribute("lang")
        page.screenshot(path=f"{folder}/{name}-{language}.png", full_page=True)


def write_down(visitor, place, look):
    """Let her contact person write what is needed, and slip once."""
    page = visitor.page
    visitor.sign_in(place.logins["pedagogue"], place.password)
    for sheet in ("kontakt", "identitet", "foraeldremyndighed"):
        visitor.open(f"{place.path}{sheet}/ret")
        look(f"{sheet}-form")
        if sheet == "kontakt":
            page.locator("#never").fill("Ring aldrig til 40 00 33 33.\nHan tager den.")
        if sheet == "identitet":
            page.locator("#cpr").fill("320190-1234")
            page.locator("#names").fill(NAME)
        send(page)
        look(sheet)
    visitor.open(f"{place.path}identitet/ret")
    page.locator("#names").fill("x" * 201)
    send(page)
    look("identitet-error")
    visitor.open(f"{place.path}referencer")
    page.locator("#recipient").fill(f"Plantby {page.locator('html').get_attribute('lang')}")
    send(page)
    look("referencer")


def take_slip(visitor, place, look):
    """Let her have a code, on paper that shows nothing else; the return value is the code."""
    page = visitor.page
    visitor.open(f"{place.path}kode")
    look("kode")
    send(page)
    look("slip")
    code = page.locator("input[name=printed]").input_value()
    page.emulate_media(media="print")
    assert code.replace("-", "") == "".join(page.locator("body").inner_text().split())
    shoot(page, "slip-printed")
    page.emulate_media(media="screen")
    page.locator("#typed").fill(code.lower().replace("-", " "))
    send(page)
    look("kode-kept")
    return code


def test_a_nameless_woman_collects_her_papers(visitor, place, signed_in):
    """Her contact person writes what is needed and gives her a slip; another one finds her file."""
    inspector, page = Inspector(visitor), visitor.page

    def look(name):
        inspector.look(name)
        shoot(page, name)

    write_down(visitor, place, look)
    code = take_slip(visitor, place, look)
    guard = signed_in("night guard")
    guard.open("/udlevering")
    guard.page.locator("#code").fill(code)
    send(guard.page)
    assert guard.page.get_by_text(NAME).is_visible()
    visitor.open("/udlevering")
    page.locator("#code").fill("0" * 25)
    send(page)
    look("desk-error")
    page.locator("#code").fill(code)
    send(page)
    look("found")

    assert [] == inspector.done()


def test_a_leader_is_asked_for_what_purpose(visitor, place):
    """Each time, before anything is shown."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.sign_in(place.logins["leader"], place.password)
    visitor.open(f"{place.path}identitet")
    inspector.look("purpose")
    shoot(page, "purpose")
    send(page)
    inspector.look("purpose with an error")
    page.locator("input[value=complaint]").check()
    send(page)
    inspector.look("who she is, for a purpose")

    assert [] == inspector.done()
