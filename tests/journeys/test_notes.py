"""What a signed note is for the people who read it: fixed, added to, and true about its times."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from browsing import Inspector

pytestmark = pytest.mark.browser

HOUSE = ZoneInfo("Europe/Copenhagen")
TRAP = "Vurdering: <img src=x onerror=alert(1)> \u202evendt\u202c"


def open_latest(window, place):
    """Open the newest note of the case that is not struck by itself."""
    window.open(place.path)
    window.page.locator(".note:not(:has(del)) .note__only a").first.click()
    window.page.get_by_role("heading", name="Journalnotat", exact=True).wait_for()


def hang(window, place, words, button):
    """Fill in a form of the note's page and send it."""
    window.click("link", "Tilføj eller ret")
    window.page.locator(f"#{place}").fill(words)
    window.click("button", button)
    window.page.get_by_role("heading", name="Journalnotat", exact=True).wait_for()


def doubled_hour():
    """Return half past two in the night of the last October in which the clocks were put back."""
    now = datetime.now(UTC)
    year = now.year if now.month > 10 else now.year - 1
    day = next(
        day for day in range(31, 24, -1) if datetime(year, 10, day, tzinfo=HOUSE).isoweekday() == 7
    )
    return datetime(year, 10, day, 2, 30, tzinfo=HOUSE)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_ux_11_a_signed_note_is_fixed_and_an_addendum_stands_with_it(window, place, script):
    """Statement 11: nothing can be edited; an addendum and a strike are shown with the note."""
    her = window(java_script_enabled=script)
    her.open("/")
    her.sign_in(place.logins["pedagogue"], place.password)
    her.page.get_by_role("heading", name="Mine sager").wait_for()
    open_latest(her, place)
    note = her.page.locator(".note")
    before = note.locator(".note__text").first.text_content()
    assert 0 == her.page.locator("main textarea, main [contenteditable]").count()

    hang(her, "addendum", TRAP, re.compile("^Underskriv tillæg"))
    hang(her, "strike", "Det var en anden aften.", "Overstreg notatet")
    assert before == note.locator(".note__text").first.text_content()
    assert (
        "Kilde: vurdering <img src=x onerror=alert(1)> \u202evendt\u202c"
        == note.locator(".note__text").last.text_content()
    )
    assert before == note.locator("del .note__text").text_content()
    for words in ("Overstreget", "Det var en anden aften.", "Tillæg", "Kilde: vurdering"):
        assert note.get_by_text(words, exact=True).first.is_visible()
    assert her.said == []


def test_ux_14_templates_give_headings_only_and_may_be_left_empty(signed_in, place):
    """No earlier text is copied forward; headings alone are a note; only its own fields show."""
    her = signed_in("pedagogue")
    her.open(f"{place.path}notat/nyt")
    assert "" == her.page.locator("#text").input_value()
    her.page.get_by_text("Overskrifter, kilder og andre felter").click()
    others = her.page.locator("[data-kinds]:visible label")
    assert 0 == others.count()
    her.page.locator("#type").select_option("phone")
    assert ["Hvem talte du med (kan udelades)"] == others.all_inner_texts()
    her.page.get_by_role("link", name="Ugentlig samtale").click()
    her.page.wait_for_url("**type=weekly_talk")
    begun = her.page.locator("#text").input_value()
    headings = ["Siden sidst", "Det, der fylder nu", "Aftaler til næste gang"]
    assert headings == [line for line in begun.splitlines() if line]
    assert "weekly_talk" == her.page.locator("#type").input_value()
    her.click("button", re.compile("^Underskriv notat"))
    her.page.get_by_text("Notatet er gemt").wait_for()
    for path in (place.path, f"{place.path}notat/nyt"):
        her.open(path)
        assert 0 == her.page.get_by_role("button", name=re.compile("[Kk]opi")).count()


def test_ux_14_an_earlier_note_is_referred_to_and_never_copied(signed_in, place):
    """A link with date and author, kept with the draft; no word of the earlier note comes along."""
    her, author = signed_in("social worker"), "Anna Ager"
    her.open(place.path)
    earlier = her.page.locator(".note", has_text=place.texts[2])
    at = earlier.locator(".note__margin time").inner_text()
    with her.page.expect_navigation():
        earlier.locator(".note__only a").click()
    with her.page.expect_navigation():
        her.click("link", "Henvis til dette notat")
    box = her.page.get_by_label(f"Henvis til notatet fra {at}, {author}")
    assert (True, "") == (box.is_checked(), her.page.locator("#text").input_value())
    her.page.locator("#text").press_sequentially("Hun vil derhen igen.")
    her.page.locator("#draft-line").filter(has_text="Kladde gemt").wait_for()
    her.open(f"{place.path}notat/nyt")  # the same draft, found again
    assert box.is_checked()
    assert [] == her.barriers()
    her.click("button", re.compile("^Underskriv notat"))
    her.page.get_by_text("Notatet er gemt").wait_for()
    note = her.page.locator(".note", has_text="Hun vil derhen igen.")
    assert "Hun vil derhen igen." == note.locator(".note__text").inner_text()
    note.get_by_role("link", name=f"Henviser til notatet fra {at}, {author}").click()
    her.page.locator(".note__text", has_text=place.texts[2]).wait_for()
    assert [] == her.said


def test_ux_28_a_note_has_event_time_and_writing_time(signed_in, place):
    """Statement 28: both are shown, late ones as late, also in the hour that October doubles."""
    her, at = signed_in("pedagogue"), doubled_hour()
    her.open(f"{place.path}notat/nyt")
    her.page.locator("#text").fill("Hun kom hjem, mens uret blev stillet.")
    her.page.locator("#occurred_at").fill(at.strftime("%Y-%m-%dT%H:%M"))
    her.click("button", re.compile("^Underskriv notat"))
    her.page.get_by_text("Notatet er gemt").wait_for()

    while not her.page.get_by_text("Hun kom hjem, mens uret").count():
        her.click("link", "Ældre")
        her.page.wait_for_load_state()
    note = her.page.locator(".note", has_text="Hun kom hjem, mens uret")
    assert "kl. 02.30" in note.locator(".note__margin").inner_text()
    assert note.get_by_text("sent indført").is_visible()
    happened, written = (
        datetime.fromisoformat(note.locator(f"{part} time").first.get_attribute("datetime"))
        for part in (".note__margin", ".note__sign")
    )
    assert happened in [at.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    assert abs((datetime.now(UTC) - written).total_seconds()) < 300
    moments = her.page.locator(".note__margin time")
    said = moments.evaluate_all("all => all.map(moment => moment.dateTime)")
    order = [datetime.fromisoformat(moment) for moment in said]
    assert sorted(order, reverse=True) == order


def test_a_note_about_two_is_written_twice_and_one_goes_to_the_right_file(visitor, place, child):
    """Mother and child: two notes from one form; what stands in the wrong file moves, whole."""
    is_danish = "da" == visitor.page.locator("html").get_attribute("lang")
    visitor.sign_in(place.logins["pedagogue"], place.password)
    inspector = Inspector(visitor)
    visitor.open(f"{place.path}notat/faelles")
    inspector.look("two notes")
    visitor.page.locator("#text").fill("Mors egne ord.")
    visitor.page.locator("#other_text").fill("Barnets egne ord.")
    visitor.page.get_by_role("button", name=re.compile("begge notater|both notes")).click()
    visitor.page.locator(".note").first.wait_for()

    hers = visitor.page.locator(".note", has_text="Mors egne ord.").first
    hers.locator(".note__only a").click()
    visitor.page.get_by_role("link", name=re.compile("barnets sag|child's file")).click()
    visitor.page.get_by_text("Barnets egne ord.").wait_for()
    main = visitor.page.locator("main")
    assert "Mors egne ord." not in main.inner_text()
    assert place.pseudonym not in main.inner_text()
    inspector.look("the child's note")

    with visitor.page.expect_navigation():
        visitor.page.get_by_role("link", name=re.compile("Tilføj eller ret|Add or correct")).click()
    inspector.look("add or correct")
    visitor.page.locator("#target").select_option(label=place.pseudonym)
    visitor.page.get_by_role(
        "button", name="Flyt notatet" if is_danish else "Move the note"
    ).click()
    visitor.page.get_by_text(re.compile("er flyttet|was moved")).wait_for()
    assert "Barnets egne ord." not in visitor.page.content()
    inspector.look("a tombstone")
    visitor.open(place.path)
    moved = visitor.page.locator(".note", has_text="Barnets egne ord.").first
    assert re.search("flyttet hertil af Anna Ager|moved here by Anna Ager", moved.inner_text())
    assert [] == inspector.done()
