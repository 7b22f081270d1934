"""The phone in a browser: a refused enquiry, a night guard alone, the caller who pretends."""

import re

import pytest
from browsing import PHONE, Inspector

pytestmark = pytest.mark.browser

WORDS = "Hun kommer med bus og taler kun somali."


@pytest.fixture(scope="module")
def night(on_shift):
    """Put the guard on shift."""
    on_shift("night guard", hours=8)


def send(page, name):
    """Press the button of that name and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    """Follow the link of that name and wait for the page behind it."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def take_call(page, words):
    """Take a call that is not settled yet: four choices and a few words."""
    page.goto("/henvendelser/ny")
    page.locator("#text").fill(words)
    send(page, "Gem henvendelsen")


def hold_talk(page):
    """Hold the talk to its end, with two answers."""
    send(page, "Begynd samtalen")
    page.locator("input[name=q-violence][value=yes]").check()
    page.locator("input[name=q-misuse][value=no]").check()
    send(page, "Gem svarene; samtalen er slut")


def test_a_refused_enquiry_leaves_nothing(signed_in, place):
    """The leader takes a call, holds the talk and refuses: the list says how it ended, no words."""
    opened = signed_in("leader")
    page = opened.page
    follow(page, "Henvendelser")
    take_call(page, f"{WORDS} Opdigtede Fatima.")
    assert page.get_by_text("Det her ligner en person").is_visible()
    hold_talk(page)
    assert page.locator("input[name=q-violence][value=yes]").is_checked()
    page.locator("input[value='refusal:no_room']").check()
    send(page, "Skriv afgørelsen ind")
    assert page.get_by_role("heading", name="Afslag").is_visible()
    follow(page, "Henvendelser")
    closed = page.locator(".card", has_text="Afvisning, intet ledigt værelse")
    assert closed.is_visible()
    assert "somali" not in page.content()
    assert ([], [], []) == (opened.kept(), opened.said, opened.foreign)


def test_a_night_guard_alone_enters_what_the_leader_decided(signed_in, place, night):
    """On a phone at night: call, talk, the leader's word; the leader confirms it in the morning."""
    guard = signed_in("night guard", viewport=PHONE)
    page = guard.page
    follow(page, "Henvendelser")
    take_call(page, WORDS)
    hold_talk(page)
    page.locator("#decided_by").select_option(label="Lone Leder (leder)")
    page.locator("input[value='admission:acute_danger']").check()
    send(page, "Skriv afgørelsen ind")
    assert page.get_by_text("Den gælder allerede").is_visible()
    assert not page.get_by_role("button", name="Bekræft afgørelsen").count()

    leader = signed_in("leader").page
    follow(leader, "Henvendelser")
    with leader.expect_navigation():
        leader.get_by_role("link", name=re.compile("Se og bekræft")).first.click()
    send(leader, "Bekræft afgørelsen")
    assert leader.get_by_text("Afgørelsen er bekræftet").is_visible()


@pytest.mark.half
def test_the_screens_of_the_phone(visitor, place, night):
    """The caller who pretends is told nothing, in either language; every screen can be used."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.sign_in(place.logins["night guard"], place.password)
    visitor.open("/henvendelser/telefonkort")
    card = page.locator("main ol.cards li").first.inner_text()
    assert card.index("hverken be- eller afkræfte") < card.index("neither confirm nor deny")
    inspector.look("the phone card")
    page.locator("#text").fill("Dyb stemme, kaldte sig sagsbehandler.")
    with page.expect_navigation():
        page.locator("main form button").click()
    page.get_by_text("Dyb stemme").first.wait_for()
    for path in ("", "ny", "hvem-afgoer"):
        visitor.open(f"/henvendelser/{path}")
        inspector.look(path or "enquiries")
    visitor.open("/henvendelser/ny")
    page.locator("#children").fill("99")
    with page.expect_navigation():
        page.locator("main form button").click()
    inspector.look("an enquiry with an error")
    page.locator("#children").fill("2")
    with page.expect_navigation():
        page.locator("main form button").click()
    inspector.look("an enquiry")
    with page.expect_navigation():
        page.locator("form[action$=samtale] button").click()
    inspector.look("a talk")
    with page.expect_navigation():
        page.locator("button[value=end]").click()
    with page.expect_navigation():
        page.locator("form[action$=afgoerelse] button").click()
    inspector.look("a decision with errors")
    page.locator("input[value='admission:in_target']").check()
    page.locator("input[name=way][value=proposed]").check()
    with page.expect_navigation():
        page.locator("form[action$=afgoerelse] button").click()
    inspector.look("a proposal")

    assert [] == inspector.done()
