"""Three at night on a phone: who sleeps where, what one must know, and the list for a fire."""

import re
from datetime import date
from uuid import UUID

import pytest
from browsing import PHONE, Inspector

from journal.domain.board import BoardEntry
from journal.domain.ids import CaseId
from journal.domain.rooms import NewRoom, RoomType
from journal.services import board_entries, room_upkeep, rooms

pytestmark = pytest.mark.browser

WORDS = "En mand har ringet to gange og spurgt efter hende."


@pytest.fixture(scope="module")
def at_night(aside, on_shift, place, child):
    """Put mother and child into room 2, write on the board, and put the guard on shift."""
    today, case = date.today(), CaseId(UUID(place.path.split("/")[2]))  # noqa: DTZ011 -- as the leader types it
    added = [
        aside(
            "leader",
            room_upkeep.add_room,
            NewRoom(name=f"Værelse {number}", type=RoomType.DOUBLE, since=today),
        )
        for number in (1, 2)
    ]
    aside("pedagogue", rooms.assign, case, added[1], today)
    entry = BoardEntry(case_id=case, language="ar", alerts=["sought"], text=WORDS)
    aside("pedagogue", board_entries.write, entry)
    on_shift("night guard", hours=8)
    return child


def send(page):
    """Send the form of the page's main part and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def test_a_guard_reads_the_board_on_her_phone_and_prints_the_fire_list(signed_in, place, at_night):
    """In the dark, without scrolling sideways; what she writes stands there for the next."""
    hanne = signed_in("night guard", color_scheme="dark", viewport=PHONE)
    page = hanne.page
    with page.expect_navigation():
        page.get_by_role("link", name="Huset", exact=True).click()
    room = page.locator(".card").filter(has=page.get_by_role("heading", name="Værelse 2"))
    for words in (place.pseudonym, at_night, "2 personer", "Arabisk", WORDS):
        assert room.get_by_text(words, exact=True).is_visible(), words
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    size = room.get_by_role("heading", name=place.pseudonym).evaluate(
        "heading => parseFloat(getComputedStyle(heading).fontSize)"
    )
    assert size >= 19

    with page.expect_navigation():
        page.get_by_role("link", name="Brandliste").click()
    page.emulate_media(media="print")
    assert page.get_by_text(re.compile("^Printet ")).is_visible()
    for words in ("Værelse 2", place.pseudonym, at_night):
        assert page.get_by_text(words).first.is_visible()
    for locator in (page.locator(".who"), page.locator(".nav"), page.get_by_text(WORDS)):
        assert not locator.is_visible()
    page.emulate_media(media="screen")

    hanne.open("/huset/")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(f"Skriv på tavlen.*{at_night}")).click()
    page.get_by_label("Ikke i huset i nat").check()
    send(page)
    assert page.get_by_text("Ikke i huset i nat").is_visible()
    assert ([], []) == (hanne.kept(), hanne.foreign)


def test_a_board_without_keys_stays_as_it_was_and_is_covered_when_she_hides_it(
    signed_in, at_night, end_sessions
):
    """The session lost its keys, and a scroll tells nobody; the button covers it at once."""
    hanne = signed_in("night guard")
    page, asked = hanne.page, []
    page.clock.install()
    hanne.open("/huset/")
    end_sessions()
    page.on("request", lambda request: asked.append(request.url))
    page.mouse.wheel(0, 400)
    page.keyboard.press("ArrowDown")
    page.clock.run_for("02:00")
    assert [] == asked
    assert not page.locator("#cover").is_visible()
    assert page.get_by_text(WORDS).is_visible()
    page.get_by_role("button", name="Skjul").click()
    page.locator("#cover").wait_for()
    assert not page.get_by_text(WORDS).is_visible()


@pytest.mark.half
def test_the_screens_of_the_house(visitor, place, at_night):
    """Board, fire list, rooms and occupancy can be used by everybody, with their errors."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.sign_in(place.logins["leader"], place.password)
    for path in ("/huset/", "/huset/brandliste", "/huset/belaegning", f"{place.path}tavle"):
        visitor.open(path)
        inspector.look(path)
    for path in ("/huset/vaerelser/", f"{place.path}vaerelse"):
        visitor.open(path)
        inspector.look(path)
        send(page)
        inspector.look(f"{path} with errors")
    visitor.open("/huset/vaerelser/")
    with page.expect_navigation():
        page.locator("main tbody a").first.click()
    inspector.look("one room")
    send(page)
    inspector.look("one room with errors")

    assert [] == inspector.done()
