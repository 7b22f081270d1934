"""A lost password: through the other contact person, or with the code on her own paper."""

import re

import pytest
from joining import NEW_PASSWORD

pytestmark = pytest.mark.browser

LATER = "otte røde heste"


def fill(page, **values):
    """Fill fields by their ids."""
    for name, value in values.items():
        page.locator(f"#{name}").fill(value)


def send(page):
    """Send the form of the page's main part and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").last.click()


def spoken(page):
    """Return the code or the digits that a page shows."""
    page.locator(".spoken").wait_for()
    return page.locator(".spoken").inner_text()


def newest(window, place):
    """Return the words of the newest note that somebody reads in the case, or nothing."""
    window.open(place.path)
    notes = window.page.locator(".note__text")
    return notes.first.text_content() if notes.count() else ""


def test_a_lost_password_through_the_other_contact_person(signed_in, window, place):
    """
    Anna has forgotten her password and has no paper.

    The leader begins anew and never sees a password; Anna chooses one, reads twenty digits aloud,
    is confirmed; her case comes back when Birgit signs in, with every old note.
    """
    leader, anna = signed_in("leader"), window()
    leader.click("link", "Kolleger")
    leader.click("link", "Anna Ager")
    leader.click("link", "Har glemt adgangskoden")
    leader.page.get_by_text("Du får aldrig hendes adgangskode at vide").wait_for()
    fill(leader.page, password=place.password)
    send(leader.page)
    code = spoken(leader.page)
    assert "Birgit Bro" in leader.page.locator("main").inner_text()
    assert not re.search(r"[0-9A-Z]{4}", leader.page.url.rpartition("/")[2])

    anna.open("/")
    anna.click("link", "Jeg har fået en kode")
    fill(anna.page, name=place.logins["pedagogue"], code=code)
    fill(anna.page, password=NEW_PASSWORD, again=NEW_PASSWORD)
    send(anna.page)
    digits = spoken(anna.page)
    the_leader_hears_the_digits(leader, place, digits)

    anna.open("/")
    anna.sign_in(place.logins["pedagogue"], NEW_PASSWORD)
    assert "" == newest(anna, place)
    signed_in("social worker")
    assert place.texts[0] == newest(anna, place)
    for each in (leader, anna):
        assert ([], [], []) == (each.kept(), each.said, each.foreign)


def the_leader_hears_the_digits(leader, place, digits):
    """She compares them on her own screen, ticks, and confirms with her password."""
    leader.page.get_by_role("link", name="Jeg har givet den videre").click()
    with leader.page.expect_navigation():
        leader.page.get_by_role("link", name=re.compile("^Godkend")).click()
    assert digits == spoken(leader.page)
    leader.page.get_by_label("Jeg har hørt hende læse disse cifre op").check()
    fill(leader.page, password=place.password)
    send(leader.page)
    leader.page.get_by_text("Hun er godkendt").wait_for()


def test_a_lost_password_with_a_code_on_paper(signed_in, window, place):
    """Drawn and typed back on a calm day; then it brings everything back, without script."""
    carla = signed_in("other team")
    carla.click("link", "Lav en på din side")
    carla.page.locator("#proof").fill(place.password)
    with carla.page.expect_navigation():
        carla.page.locator("#proof").press("Enter")
    code = spoken(carla.page)
    fill(carla.page, typed=code.lower())
    send(carla.page)
    carla.page.get_by_text("Din gendannelseskode gælder").wait_for()
    assert carla.page.get_by_text("Du har ingen gendannelseskode").count() == 0

    later = window(java_script_enabled=False)
    later.open("/")
    later.click("link", "Glemt adgangskoden?")
    fill(later.page, name=place.logins["other team"], code=code)
    fill(later.page, password=LATER, again=LATER)
    send(later.page)
    later.page.get_by_text("Din adgangskode er ny").wait_for()
    later.sign_in(place.logins["other team"], LATER)
    assert later.page.get_by_text(place.other_pseudonym).first.is_visible()
    assert later.page.get_by_text("Du har ingen gendannelseskode").is_visible()
    carla.open("/")
    assert carla.page.get_by_role("heading", name="Log ind").is_visible()


def test_joining_needs_no_mouse(signed_in, window, place):
    """The leader invites and confirms with the keyboard alone; each field shows that it has it."""
    leader = signed_in("leader")
    leader.open("/medarbejdere/inviter")
    page = leader.page
    page.locator("#name").focus()
    for words in ("Gry Gade", "gry.gade"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    for letter in ("N", "A"):  # Nattevagt; Anden uddannelse
        page.keyboard.type(letter)
        page.keyboard.press("Tab")
    page.keyboard.type(place.password)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert re.fullmatch(r"(?:[0-9A-Z]{4}\s*){4}", spoken(page))
    assert leader.overflow() == 0
