"""Every screen can be used by everybody: in both languages, light and dark, on a small phone."""

import re
import shutil
from dataclasses import replace

import pytest
from browsing import Inspector, Window
from serving import Service

pytestmark = [pytest.mark.browser, pytest.mark.half]


def test_ux_23_26_27_the_screens_of_a_contact_person(visitor, place, end_sessions):
    """
    Sign-in, its error, her cases, timeline, one note, a new one, its error, the lost session.

    No barrier, no other host and no word of the browser's in Danish nor English, day nor night.
    """
    inspector = Inspector(visitor)
    page = visitor.page
    is_danish = "da" == page.locator("html").get_attribute("lang")
    inspector.look("sign-in")
    visitor.sign_in(place.logins["pedagogue"], "")
    inspector.look("sign-in with an error")
    visitor.sign_in(place.logins["pedagogue"], place.password)
    inspector.look("cases")
    visitor.open(f"{place.path}?page=2")
    inspector.look("timeline")
    said = page.locator(".note__margin time").first.inner_text()
    assert is_danish == bool(re.fullmatch(r"\d{1,2}\. [a-z]+ \d{4} kl\. \d\d\.\d\d", said))
    with page.expect_navigation():
        page.locator(".note__sign a").first.click()
    inspector.look("note")
    visitor.open(f"{place.path}notat/nyt")
    inspector.look("new note")
    with page.expect_navigation():
        page.locator("main form .button--primary").click()
    inspector.look("new note with an error")
    assert is_danish == page.get_by_role("alert").get_by_text("Skriv notatets tekst.").is_visible()
    page.locator("#text").fill("Hun sov.")
    end_sessions()
    page.locator("main form .button--primary").click()
    page.locator("#again[open]").wait_for()
    inspector.look("sign-in over a text")

    # The browser tells of the saving that was refused; the page has said so itself.
    assert [] == [fault for fault in inspector.done() if "(UNAUTHORIZED)" not in str(fault)]


def test_the_screens_of_the_leader(visitor, place):
    """Overview, the log, the log with nothing in it, a page that is not there."""
    inspector = Inspector(visitor)
    visitor.sign_in(place.logins["leader"], place.password)
    inspector.look("overview")
    visitor.open("/hvem-har-laest/")
    inspector.look("log")
    visitor.open("/hvem-har-laest/?day_to=2001-01-01")
    inspector.look("empty log")
    visitor.open("/findes-ikke")
    inspector.look("not found")

    assert [] == inspector.done()


def test_ux_22_the_switch_between_light_and_dark_is_kept(signed_in):
    """Who chooses dark gets it on every page, whatever the machine says; paper is always light."""
    her = signed_in("pedagogue", color_scheme="light")
    colour = "getComputedStyle(document.body).backgroundColor"
    light = her.page.evaluate(colour)
    for theme, name in (("dark", "Mørk"), ("light", "Lys")):
        her.page.locator(".menu summary").click()
        with her.page.expect_navigation():
            her.click("button", name)
        her.page.locator(f"html[data-theme={theme}]").wait_for()
        assert (theme == "light") == (light == her.page.evaluate(colour))
        assert [] == her.barriers()
        her.page.emulate_media(media="print")
        paper = her.page.evaluate(colour)
        assert paper in (light, "rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
        her.page.emulate_media(media="screen")


def test_the_screens_of_a_bad_night(visitor, place):
    """The keys are away: the note comes back in a form, the list says why there is none."""
    inspector = Inspector(visitor)
    shares = place.folder / "state" / "kek" / "shares.sqlite"
    visitor.sign_in(place.logins["pedagogue"], place.password)
    visitor.open(f"{place.path}notat/nyt")
    visitor.page.locator("#text").fill("Hun sov.")
    away = shares.rename(shares.with_suffix(".away"))
    try:
        with visitor.page.expect_navigation():
            visitor.page.locator("main form .button--primary").click()
        visitor.page.get_by_role("heading", level=1).or_(visitor.page.locator("#text")).wait_for()
        inspector.look("a note that could not be taken")
        assert "Hun sov." == visitor.page.locator("#text").input_value()
        assert 503 == visitor.open("/")
        inspector.look("nothing can be opened")
    finally:
        away.rename(shares)

    # The browser's own word on the draft that could not be saved.
    assert all("status of 503" in one for one in visitor.said)
    visitor.said.clear()
    assert [] == inspector.done()


@pytest.fixture
def showroom(browser, seed, place, tmp_path):
    """Return a window on a demonstration, signed in, where every part of the look can be seen."""
    shown = replace(place, folder=tmp_path / "house")
    shutil.copytree(place.folder, shown.folder, ignore=shutil.ignore_patterns("server"))
    service = Service(seed, tmp_path, shown.environ | {"JOURNAL_DEMO": "true"})
    service.start()
    opened = Window(browser, service.url)
    opened.open("/")
    opened.sign_in(place.logins["pedagogue"], place.password)
    yield opened
    opened.close()
    service.stop()


def test_every_part_of_the_look_has_no_barrier(showroom):
    """What the style page shows in every state is what later screens are made of."""
    inspector = Inspector(showroom)
    assert 200 == showroom.open("/stil")
    inspector.look("every part of the look")

    assert [] == inspector.done()
