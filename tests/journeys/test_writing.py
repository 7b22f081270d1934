"""A note is never lost, never doubled, and needs neither a mouse nor a script."""

import re

import pytest

pytestmark = pytest.mark.browser

LONGEST = 20_000
ODD = "Æblegrød på Østerø, sagde hun: »nå«.\n\n  😀👩‍👧 e\u0301\n عادت إلى غرفتها ونامت.\n"
LONG = ODD + "å" * (LONGEST - len(ODD))
NEW_NOTE = re.compile("^Nyt notat")
SIGN = re.compile("^Underskriv notat")
FOCUS = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
}"""
FOCUSED = "document.activeElement.innerText.trim()"
STEPS = 30


def latest(window):
    """Return the words of the newest note that is shown."""
    return window.page.locator(".note__text").first.text_content()


def count(window, place):
    """Return how many notes the case has."""
    window.open(place.path)
    return int(re.search(r"\d+", window.page.locator(".head .lead").inner_text())[0])


def sign_in_without_script(window, place):
    """Open a window without scripts and sign the pedagogue in."""
    opened = window(java_script_enabled=False)
    opened.open("/")
    opened.sign_in(place.logins["pedagogue"], place.password)
    opened.page.get_by_role("heading", name="Mine sager").wait_for()
    return opened


def test_a_session_that_ends_while_she_writes_costs_no_word(window, place, end_sessions):
    """Without a script the sign-in page carries all 20,000 characters back, exactly as typed."""
    her = window(java_script_enabled=False)
    her.open("/")
    her.sign_in(place.logins["pedagogue"], place.password)
    her.click("link", NEW_NOTE)
    her.page.locator("#text").fill(LONG)
    end_sessions()
    her.click("button", SIGN)

    her.page.get_by_text("Du er logget af").wait_for()
    assert 0 == her.page.get_by_role("button", name="English").count()
    her.sign_in(place.logins["pedagogue"], place.password)
    her.page.get_by_text("Din tekst er tilbage").wait_for()
    assert LONG == her.page.locator("#text").input_value()

    her.click("button", SIGN)
    her.page.get_by_text("Notatet er gemt").wait_for()
    assert LONG == latest(her)


def test_somebody_else_who_signs_in_there_does_not_get_the_text(window, place, end_sessions):
    """The words go back to who wrote them, even when a colleague of the team takes the seat."""
    her = window(java_script_enabled=False)
    her.open("/")
    her.sign_in(place.logins["pedagogue"], place.password)
    her.click("link", NEW_NOTE)
    her.page.locator("#text").fill(ODD)
    end_sessions()
    her.click("button", SIGN)

    her.page.get_by_text("Du er logget af").wait_for()
    her.sign_in(place.logins["social worker"], place.password)
    her.page.get_by_role("heading", name="Mine sager").wait_for()
    assert "Østerø" not in her.page.content()


def test_ux_17_one_character_more_is_a_clear_error_and_keeps_the_text(signed_in, place):
    """422, a title that says so, a summary that leads to the field and its words; all is kept."""
    her = signed_in("pedagogue")
    with her.page.expect_navigation():
        her.click("link", NEW_NOTE)
    her.page.locator("#text").fill(LONG + "å")
    assert "1 tegn for meget" == her.page.locator("#text-counter").inner_text()
    with her.page.expect_response("**/notat") as answered:
        her.click("button", SIGN)

    her.page.locator("#error-summary[role=alert]:focus").wait_for()
    line = her.page.locator("#error-summary a")
    assert (422, "#text") == (answered.value.status, line.get_attribute("href"))
    assert her.page.title().startswith("Fejl:")
    assert "20.001" in line.inner_text()
    assert line.inner_text() in her.page.locator("#text-error").inner_text()
    assert LONG + "å" == her.page.locator("#text").input_value()


def test_ux_25_without_a_script_she_signs_in_reads_writes_and_signs(window, place):
    """Everything that is needed is plain HTML."""
    her = sign_in_without_script(window, place)
    her.click("link", place.pseudonym)
    her.page.get_by_text(place.texts[1]).wait_for()
    her.click("link", NEW_NOTE)
    her.page.locator("#text").fill(ODD)
    her.click("button", SIGN)

    her.page.get_by_text("Notatet er gemt").wait_for()
    assert ODD == latest(her)
    her.click("button", "Log ud")
    her.page.get_by_role("heading", name="Log ind").wait_for()


def test_a_double_click_signs_one_note(signed_in, place):
    """An impatient hand makes one note, and no error page."""
    her = signed_in("pedagogue")
    before = count(her, place)
    her.click("link", NEW_NOTE)
    her.page.locator("#text").fill("Sov fra kl. 23.")
    her.page.get_by_role("button", name=SIGN).dblclick()

    her.page.get_by_text(re.compile("Notatet er gemt|Allerede gemt")).wait_for()
    assert before + 1 == count(her, place)


def tab_to(page, words):
    """Press Tab until what is focused says these words; every stop on the way is visible."""
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS)
        if page.evaluate(FOCUSED).startswith(words):
            return
    raise AssertionError(words)


def press_on(page, keys):
    """Press keys that bring a page; until all of it is there Chromium may move the focus again."""
    with page.expect_navigation():
        page.keyboard.press(keys)


def test_ux_18_a_keyboard_is_enough(window, place):
    """Skip link, sign-in, case, note, Ctrl+Enter; what is focused is seen; an error takes focus."""
    her = window()
    her.open("/")
    her.page.locator("#name:focus").wait_for()
    keys = her.page.keyboard
    keys.type(place.logins["pedagogue"])
    keys.press("Tab")
    keys.type(place.password)
    press_on(her.page, "Enter")
    her.page.get_by_role("heading", name="Mine sager").wait_for()

    keys.press("Tab")
    assert "Gå til indholdet" == her.page.evaluate(FOCUSED)
    assert her.page.evaluate(FOCUS)
    keys.press("Enter")
    assert "main" == her.page.evaluate("document.activeElement.id")
    tab_to(her.page, place.pseudonym)
    press_on(her.page, "Enter")
    her.page.get_by_role("heading", name="Journalnotater").wait_for()
    tab_to(her.page, "Nyt notat")
    press_on(her.page, "Enter")
    her.page.locator("#text:focus").wait_for()
    press_on(her.page, "Control+Enter")

    her.page.locator("#error-summary:focus").wait_for()
    keys.press("Tab")
    assert "Skriv notatets tekst." == her.page.evaluate(FOCUSED)
    keys.press("Enter")
    her.page.locator("#text:focus").wait_for()
    keys.type("Kun med tasterne.")
    press_on(her.page, "Control+Enter")
    her.page.get_by_text("Notatet er gemt").wait_for()
    assert "Kun med tasterne." == latest(her)
