"""The computer of the common room: hidden in a moment, back with one password, handed on in two."""

import re

import pytest
from browsing import Window, launch
from covers import TO_COVER, TYPED, VISIBLE_BODY, hide, is_hidden, unlock, write_half

pytestmark = [pytest.mark.browser, pytest.mark.half]

COVERED = "Skærmen er dækket"
HIDDEN_BY_THE_CLICK = """() => {
    document.querySelector("form[data-hide] button").click();
    return document.documentElement.classList.contains("is-covered")
        && document.getElementById("cover").open;
}"""


@pytest.fixture
def anna(signed_in):
    """Return the window of a contact person."""
    return signed_in("pedagogue")


@pytest.fixture
def by_hand(signed_in):
    """Return the window of a contact person whose browser runs no script."""
    return signed_in("pedagogue", java_script_enabled=False)


def is_quiet(*windows):
    """Tell whether these browsers kept nothing, said nothing and asked nobody else."""
    return all(([], [], []) == (each.kept(), each.said, each.foreign) for each in windows)


def test_ux_20_the_screen_is_hidden_before_anything_is_asked(anna, place):
    """The cover lies there when the click returns, although the network is away."""
    page = anna.page
    anna.open(place.path)
    page.route(TO_COVER, lambda route: route.abort())

    assert page.evaluate(HIDDEN_BY_THE_CLICK)
    assert is_hidden(page)
    assert "password" == page.evaluate("document.activeElement.type")
    for _ in range(4):
        page.keyboard.press("Escape")
    assert is_hidden(page)
    page.evaluate("document.getElementById('cover').close()")
    page.locator("#cover").wait_for()
    assert is_hidden(page)


def test_ux_20_three_times_shift_hides_as_the_button_does(anna, place):
    """A hand that is on the keyboard; with a letter in between it is typing."""
    page = write_half(anna, place)
    for key in ("Shift", "Shift", "a", "Shift"):
        page.keyboard.press(key)
    assert not page.locator("#cover").is_visible()
    for _ in range(2):
        page.keyboard.press("Shift")
    assert is_hidden(page)


def test_ux_20_on_a_phone_the_button_alone_hides(signed_in, place):
    """There Shift is pressed twice for capitals, and once more to end them."""
    page = write_half(signed_in("pedagogue", has_touch=True, is_mobile=True), place)
    for _ in range(3):
        page.keyboard.press("Shift")
    assert not page.locator("#cover").is_visible()
    assert page.evaluate(HIDDEN_BY_THE_CLICK)


def test_one_password_brings_the_half_written_note_back(anna, place):
    """A wrong one says so and opens nothing; the right one shows every word, and it is signed."""
    page = write_half(anna, place)
    hide(anna.page)
    assert is_hidden(page)
    unlock(page, "tre blå heste")
    page.get_by_text("Det er ikke din adgangskode").wait_for()
    assert is_hidden(page)
    assert "" == page.locator("#cover-password").input_value()
    with page.expect_response("**/laas-op") as answered:
        unlock(page, place.password)
    page.locator("#text").wait_for(state="visible")
    assert 204 == answered.value.status
    assert TYPED == page.locator("#text").input_value()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Underskriv")).click()
    assert TYPED in page.locator(".note__text").all_inner_texts()
    assert [] == anna.kept() + anna.foreign


def test_the_covered_page_is_covered_for_the_server_too(anna, place):
    """A second tab shows no word before the password, and then the page it asked for."""
    anna.open(place.path)
    hide(anna.page)
    tab = anna.context.new_page()
    tab.goto(place.path)

    assert tab.get_by_role("heading", name=COVERED).is_visible()
    assert place.pseudonym not in tab.content()
    tab.locator("#password").fill(place.password)
    with tab.expect_navigation():
        tab.locator("main button[type=submit]").first.click()
    tab.locator(".note__text").first.wait_for()
    assert tab.url.endswith(place.path)


def test_all_tabs_are_hidden_and_come_back_together(anna, place):
    """A tab behind shows nothing when it comes to the front; one password brings both back."""
    page = write_half(anna, place)
    tab = anna.context.new_page()
    tab.goto(place.path)
    hide(tab)
    page.locator("#cover").wait_for()
    assert is_hidden(page)
    unlock(tab, place.password)
    page.locator("#text").wait_for(state="visible")
    assert TYPED == page.locator("#text").input_value()
    assert tab.locator(".note__text").first.is_visible()


def test_when_the_network_is_away_the_cover_says_so(anna, place):
    """Nothing is shown, nothing is lost; a moment later it opens."""
    page = write_half(anna, place)
    anna.click("button", "Skjul")
    page.route("**/laas-op", lambda route: route.abort())
    unlock(page, place.password)
    page.get_by_text("Den kan ikke låses op lige nu").wait_for()
    assert is_hidden(page)
    page.unroute("**/laas-op")
    unlock(page, place.password)
    page.locator("#text").wait_for(state="visible")
    assert TYPED == page.locator("#text").input_value()


def test_a_session_that_ended_under_the_cover_keeps_the_words(anna, place, end_sessions):
    """The evening is over: she signs in over the cover, and the note stands where it stood."""
    page = write_half(anna, place)
    hide(anna.page)
    end_sessions()
    unlock(page, place.password)
    page.locator("#again[open]").wait_for()
    assert not page.evaluate(VISIBLE_BODY)
    anna.sign_in_over(place.logins["pedagogue"], place.password)
    page.locator("#text").wait_for(state="visible")
    assert TYPED == page.locator("#text").input_value()


def test_a_reason_under_the_cover_comes_back_in_its_own_form(anna, place, end_sessions):
    """Of several forms the one with words in it waits for her to sign in."""
    page = anna.page
    anna.open(place.path)
    for name in ("^Kun dette notat", "^Tilføj eller ret"):
        with page.expect_navigation():
            page.get_by_role("link", name=re.compile(name)).first.click()
    page.locator("#strike").fill(TYPED)
    hide(page)
    end_sessions()
    with page.expect_navigation():
        unlock(page, place.password)
    anna.sign_in(place.logins["pedagogue"], place.password)
    assert page.get_by_text("Din tekst er tilbage").is_visible()
    assert (TYPED, "") == (
        page.locator("#strike").input_value(),
        page.locator("#addendum").input_value(),
    )


@pytest.fixture
def shared(playwright, chromium_path, service, place):
    """Return the window of the common room, whose Back shows pages as they were left."""
    running = launch(playwright, chromium_path, keeps_pages=True)
    opened = Window(running, service.url)
    opened.open("/")
    opened.sign_in(place.logins["pedagogue"], place.password)
    yield opened
    opened.close()
    running.close()


def test_ux_07_the_next_colleague_takes_over_in_two_acts(shared, place):
    """Switch user, sign in. However often she presses Back, nothing of the first comes."""
    page = shared.page
    shared.open(place.path)
    shared.open("/mig/")
    shared.click("button", "Skjul")
    page.locator("#cover button", has_text="Skift bruger").click()
    page.get_by_role("heading", name="Log ind").wait_for()
    shared.sign_in(place.logins["other team"], place.password)
    page.get_by_role("button", name="Log ud").wait_for()
    assert "Carla Cramer" in page.content()

    for _ in range(4):
        page.evaluate("history.back()")
        page.wait_for_function(
            "() => document.readyState === 'complete'"
            " && !document.documentElement.classList.contains('is-checking')"
        )
        for words in (place.texts[0], place.pseudonym, "Anna Ager"):
            assert words not in page.locator("body").inner_text()


def test_somebody_elses_session_does_not_uncover_the_page(anna, place):
    """Carla signs in in another tab; her password in Anna's covered tab shows nothing of Anna's."""
    anna.open(place.path)
    hide(anna.page)
    tab = anna.context.new_page()
    tab.goto("/")
    with tab.expect_navigation():
        tab.get_by_role("button", name="Skift bruger").click()
    tab.locator("#name").fill(place.logins["other team"])
    tab.locator("#password").fill(place.password)
    with tab.expect_navigation():
        tab.locator("main button[type=submit]").click()
    with anna.page.expect_navigation():
        unlock(anna.page, place.password)

    assert place.texts[0] not in anna.page.content()
    assert place.pseudonym not in anna.page.content()


def test_without_a_script_the_button_hides_and_the_password_brings_back(by_hand, place):
    """Hide, the cover, one password, the same page with its question mark; switch in two acts."""
    page = by_hand.page
    by_hand.open(f"{place.path}?page=2")
    by_hand.click("button", "Skjul")
    page.get_by_role("heading", name=COVERED).wait_for()
    assert place.pseudonym not in page.content()
    page.locator("#password").fill(place.password)
    page.get_by_role("button", name="Lås op").click()
    page.locator(".note").first.wait_for()
    assert page.url.endswith(f"{place.path}?page=2")
    by_hand.click("button", "Skjul")
    page.get_by_role("button", name="Skift bruger").click()
    by_hand.sign_in(place.logins["other team"], place.password)
    assert "Carla Cramer" in page.content()
    assert place.pseudonym not in page.content()


def test_without_a_script_a_note_waits_under_the_cover(by_hand, place):
    """Where words would be lost there is no button; what is sent too late comes back."""
    page = write_half(by_hand, place)
    assert not page.get_by_role("button", name="Skjul").is_visible()
    tab = by_hand.context.new_page()
    tab.goto(place.path)
    tab.get_by_role("button", name="Skjul").click()
    tab.get_by_role("heading", name=COVERED).wait_for()
    page.get_by_role("button", name=re.compile("Underskriv")).click()
    page.get_by_text("Teksten er her stadig").wait_for()
    page.locator("#password").fill(place.password)
    page.get_by_role("button", name="Lås op").click()
    page.get_by_text("Din tekst er tilbage").wait_for()
    assert TYPED == page.locator("#text").input_value()
