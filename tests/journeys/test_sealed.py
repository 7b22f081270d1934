"""A sealed woman: who she is opens with her code and with nothing else, for whoever helps her."""

import os

import pytest
from browsing import DESKTOP, PHONE, Inspector

pytestmark = pytest.mark.browser

NAME = "Ditlevine Plantholt"
NEW = "Ditlevine Engholt"


def send(page):
    """Send the last form of the page's main part and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()


def shoot(page, name):
    """Keep pictures where somebody asked for them: light on a desk, dark on a phone."""
    folder = os.environ.get("PICTURES")
    if folder:
        language = page.locator("html").get_attribute("lang")
        for theme, size in (("light", DESKTOP), ("dark", PHONE)):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size(size)
            page.screenshot(path=f"{folder}/{name}-{language}-{theme}.png", full_page=True)
        page.set_viewport_size(DESKTOP)


def seal(visitor, place, look):
    """Let her contact person leave who she is to a code; the return value is the code."""
    page = visitor.page
    visitor.sign_in(place.logins["pedagogue"], place.password)
    visitor.open(f"{place.path}identitet/ret")
    page.locator("#names").fill(NAME)
    send(page)
    visitor.open(f"{place.path}kode")
    send(page)
    code = page.locator("input[name=printed]").input_value()
    page.locator("#typed").fill(code)
    page.locator("#seals").check()
    look("slip-sealing")
    send(page)
    look("kode-sealed")
    return code


@pytest.mark.parametrize("visitor", ["da"], indirect=True)
def test_a_sealed_woman_opens_who_she_is_with_her_code(visitor, place, signed_in):
    """Her page says calmly that only she opens it; at the desk she does, and has it changed."""
    inspector, page = Inspector(visitor), visitor.page

    def look(name):
        inspector.look(name)
        shoot(page, name)

    code = seal(visitor, place, look)
    for sheet in ("identitet", "identitet/ret", "referencer"):
        visitor.open(f"{place.path}{sheet}")
        look(sheet.replace("/", "-") + "-sealed")
        assert NAME not in page.content()
    visitor.open("/udlevering")
    page.locator("#code").fill(code)
    send(page)
    look("found-sealed")
    assert page.get_by_text(NAME).is_visible()
    page.locator("summary", has_text="Ret, hvem hun er").click()
    page.locator("#names").fill(NEW)
    page.locator("#code").fill("0" * 25)
    look("found-sealed-change")
    send(page)
    look("sealed-wrong-code")
    assert NEW == page.locator("#names").input_value()
    page.locator("#code").fill(code)
    send(page)
    look("desk-saved")
    guard = signed_in("night guard")
    guard.open("/udlevering")
    guard.page.locator("#code").fill(code)
    send(guard.page)
    assert guard.page.get_by_text(NEW).is_visible()
    faults = link_with(code, signed_in("other pedagogue"), place)

    assert [] == inspector.done() + faults


def link_with(code, colleague, place):
    """Let her be back, in a file of another team, and be linked by her code; what looks wrong."""
    inspector, page = Inspector(colleague), colleague.page
    with page.expect_navigation():
        page.get_by_role("link", name=place.other_pseudonym).first.click()
    colleague.open(f"{page.url.rstrip('/')}/tidligere")
    inspector.look("earlier-none")
    shoot(page, "earlier-none")
    page.locator("input[value=code]").check()
    page.locator("#code").fill(code)
    send(page)
    inspector.look("earlier-error")
    shoot(page, "earlier-error")
    page.locator("#code").fill(code)
    page.locator("#agreed").check()
    send(page)
    inspector.look("earlier-linked")
    shoot(page, "earlier-linked")
    assert page.get_by_text("En tidligere sag, som du ikke kan åbne").is_visible()
    assert place.pseudonym not in page.content()
    return inspector.done()
