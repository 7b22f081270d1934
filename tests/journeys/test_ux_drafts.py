"""What is being written is never lost: the statements on writing, each by its number."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from journal.store.drafts import DraftRow

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("no_drafts")]

NEW_NOTE = re.compile("^Nyt notat ?: Opmærksom Lanterne$")
SIGN = re.compile("^Underskriv notat")
SAVED = re.compile(r"^Kladde gemt kl\. \d\d\.\d\d$")
WORDS = "Hun fortalte om børnehaven og lo."
TRIES = 20
SLOW = 20_000
"""Milliseconds within which a saving that fails is said."""


@pytest.fixture
def drafts(house):
    """Return a function that gives how many drafts there are."""

    def count():
        with house.sessions() as session:
            return session.query(DraftRow).count()

    return count


def line(window):
    """Return the line that says how the draft stands."""
    return window.page.locator("#draft-line")


def begin(window, words=WORDS):
    """Open the form for a note from home and type into it."""
    window.open("/")
    window.click("link", NEW_NOTE)
    window.page.locator("#text").press_sequentially(words)


def say_saved(window):
    """Wait until the page says that the draft is saved."""
    line(window).filter(has_text=SAVED).wait_for(timeout=SLOW)


def text_of(window):
    """Return what stands in the box."""
    return window.page.locator("#text").input_value()


def takes_over(window, login, password):
    """Sign in by keyboard where somebody else has just made way, and come to her own home."""
    window.page.locator("#name:focus").wait_for()
    window.page.keyboard.type(login)
    window.page.keyboard.press("Tab")
    window.page.keyboard.type(password)
    with window.page.expect_navigation():
        window.page.keyboard.press("Enter")
    window.page.get_by_role("heading", name="Mine sager").wait_for()


def test_ux_01_the_text_stays_when_the_session_is_gone(signed_in, place, end_sessions, drafts):
    """She signs in within the page, and what stands there is saved; nobody else gets it."""
    her = signed_in("pedagogue")
    begin(her)
    end_sessions()
    her.sign_in_over(place.logins["pedagogue"], "forkert kodeord")
    her.page.locator("#again-error:not([hidden])").wait_for()
    where = her.page.url
    her.sign_in_over(place.logins["pedagogue"], place.password)
    say_saved(her)
    assert (where, WORDS, 1) == (her.page.url, text_of(her), drafts())

    her.page.locator("#text").press_sequentially(" Mere.")
    end_sessions()
    her.sign_in_over(place.logins["social worker"], place.password)
    her.page.get_by_role("heading", name="Mine sager").wait_for()
    assert ("Mere." in her.page.content(), drafts()) == (False, 1)
    assert [] == [words for words in her.said if "Failed to load resource" not in words]


def test_ux_02_a_pause_saves_and_a_failure_is_said(signed_in, drafts):
    """Two seconds after the last key; when it fails, the page says so, and then that it works."""
    her = signed_in("pedagogue")
    begin(her)
    say_saved(her)
    assert ("status", 1) == (line(her).get_attribute("role"), drafts())

    her.context.route("**/kladde", lambda route: route.abort())
    her.page.locator("#text").press_sequentially(" Hun")
    line(her).filter(has_text="Kladden er ikke gemt").wait_for(timeout=SLOW)
    assert f"{WORDS} Hun" == text_of(her)
    her.context.unroute("**/kladde")
    her.page.locator("#text").press_sequentially(" sov.")
    say_saved(her)


def test_ux_02_words_typed_before_the_script_comes_are_saved(signed_in, place, drafts):
    """On a slow line the page takes words before its script does: what came first is saved too."""
    her = signed_in("pedagogue")
    held = []

    def hold(route):
        held.append(route)

    her.context.route("**/drafts.js*", hold)
    with her.page.expect_request("**/drafts.js*"):
        her.page.goto(f"{place.path}notat/nyt", wait_until="commit")
    her.page.locator("#text").fill(WORDS)
    held.pop().continue_()
    say_saved(her)
    assert (WORDS, 1) == (text_of(her), drafts())


def test_ux_02_what_a_refused_signing_brings_back_is_saved(signed_in, drafts):
    """The words that come back are kept like any others, though she does not touch them."""
    her = signed_in("pedagogue")
    begin(her)
    her.page.locator("#occurred_at").evaluate("field => { field.value = '2099-01-01T12:00'; }")
    her.click("button", SIGN)
    her.page.get_by_role("alert").wait_for()
    say_saved(her)
    assert (WORDS, 1) == (text_of(her), drafts())


def test_ux_03_the_browser_keeps_nothing(signed_in, place):
    """No storage of any kind holds a thing after writing; pages of a case say no-store."""
    her = signed_in("pedagogue")
    begin(her)
    say_saved(her)
    assert [] == her.kept()
    answers = [her.page.goto(her.page.url), her.page.goto(place.path)]
    assert all("no-store" in answer.headers["cache-control"] for answer in answers)
    assert [] == her.said + her.foreign


def test_ux_04_a_draft_reopens_on_another_machine(signed_in, place, drafts):
    """It stands on her home page and with the case, and is the one draft of its kind."""
    her = signed_in("pedagogue")
    begin(her)
    say_saved(her)
    other = signed_in("pedagogue")
    other.page.get_by_text("Du har 1 kladde").wait_for()
    other.open(place.path)
    other.page.get_by_text("Du har 1 kladde").wait_for()
    other.click("link", NEW_NOTE)
    other.page.locator("#text").wait_for()
    assert (WORDS, 1) == (text_of(other), drafts())

    colleague = signed_in("social worker")
    assert 0 == colleague.page.get_by_text("kladde").count()


def test_ux_05_two_tabs_on_two_cases_never_cross(signed_in, place, child):
    """What is written about one is never saved about the other: the address says whose it is."""
    her = signed_in("pedagogue")
    about = {place.pseudonym: "Om hende.", child: "Om barnet."}
    tabs = {}
    for name, words in about.items():
        tab = tabs[name] = her.context.new_page()
        tab.goto("/")
        tab.get_by_role("link", name=re.compile(f"^Nyt notat ?: {name}$")).click()
        tab.locator("#text").fill(words)
    for name, tab in tabs.items():
        tab.locator("#draft-line").filter(has_text=SAVED).wait_for(timeout=SLOW)
        assert name in tab.locator(".banner__name").inner_text()
    her.open("/kladder/")
    for name, words in about.items():
        her.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}")).click()
        her.page.locator("#text").wait_for()
        assert words == text_of(her)
        her.open("/kladder/")


def test_ux_07_09_a_note_and_a_change_of_user_take_few_acts(signed_in, place):
    """
    From home to a saved note: at most three clicks and one field that is not filled in yet.

    From there to the own home of the next colleague at this computer: at most two acts.
    """
    her = signed_in("pedagogue")
    acts = her.count_acts()
    her.open("/")
    her.click("link", NEW_NOTE)
    her.page.locator("#text:focus").wait_for()  # no click to begin with
    required = her.page.locator("main [required]:visible").evaluate_all(
        "fields => fields.filter((field) => !field.value).map((field) => field.name)"
    )
    her.page.keyboard.type(WORDS)
    her.click("button", SIGN)
    her.page.get_by_text("Notatet er gemt").wait_for()
    assert ["text"] == required
    assert 1 <= len(acts) <= 3, acts

    acts.clear()
    her.click("button", "Log ud")
    takes_over(her, place.logins["other team"], place.password)
    assert "Carla Cramer" in her.page.locator(".who").inner_text()
    assert place.pseudonym not in her.page.content()
    assert 1 <= len(acts) <= 2, acts

    her.click("button", "Skjul")
    acts.clear()
    her.click("button", "Skift bruger")
    takes_over(her, place.logins["pedagogue"], place.password)
    assert 1 <= len(acts) <= 2, acts


def test_ux_10_two_machines_meet_and_both_texts_stand_side_by_side(signed_in, place, drafts):
    """The second saving is refused; she keeps one or joins them, and there is one draft still."""
    her = signed_in("pedagogue")
    begin(her, "Fra kontoret.")
    say_saved(her)
    phone = signed_in("pedagogue")
    phone.page.get_by_role("link", name=re.compile(f"^{place.pseudonym}, observation")).click()
    with phone.page.expect_response("**/kladde") as first:  # its line said "saved" before
        phone.page.locator("#text").press_sequentially(" Fra telefonen.")
    assert 200 == first.value.status

    her.page.locator("#text").press_sequentially(" Og mere.")
    line(her).filter(has_text="ændret i et andet vindue").wait_for(timeout=SLOW)
    with her.page.expect_navigation() as met:
        her.click("button", "Se begge tekster")
    assert 409 == met.value.status
    shown = her.page.locator(".note__text").all_inner_texts()
    assert {"Fra kontoret. Og mere.", " Fra telefonen.Fra kontoret."} == set(shown)
    her.click("button", "Behold begge efter hinanden")
    say_saved(her)
    assert all(words in text_of(her) for words in ("Og mere.", "Fra telefonen."))
    assert 1 == drafts()
    her.click("button", SIGN)
    her.page.get_by_text("Notatet er gemt").wait_for()
    assert 0 == drafts()


def test_ux_02_behind_a_cover_nothing_is_tried_and_on_her_return_it_is_saved(signed_in, place):
    """A covered session saves nothing, so the page waits; her password saves what was not."""
    her = signed_in("pedagogue")
    her.page.clock.install()
    her.context.route("**/kladde", lambda route: route.abort())
    begin(her)
    with her.page.expect_response("**/session/daek"):
        her.click("button", "Skjul")
    her.context.unroute("**/kladde")
    asked = []
    her.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    her.page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=2))  # from here no clock saves
    her.page.locator("#cover-password").fill(place.password)
    assert "kladde" not in asked
    her.page.locator("#cover-password").press("Enter")
    say_saved(her)


def test_ux_31_words_typed_while_a_saving_is_on_its_way_are_asked_for_under_a_cover(signed_in):
    """Covered before they could go: whoever leaves the page then is asked first."""
    her = signed_in("pedagogue")
    held = []

    def hold(route):
        held.append(route)

    her.context.route("**/kladde", hold)
    begin(her)
    with her.page.expect_request("**/kladde"):
        her.page.locator("#text").blur()
    her.page.locator("#text").press_sequentially(" Mere.")
    for _ in range(3):
        her.page.keyboard.press("Shift")
    held.pop().continue_()
    line(her).filter(has_text="Kladden er ikke gemt").wait_for(state="attached", timeout=SLOW)


def test_ux_02_what_is_refused_is_not_asked_for_again_and_again(signed_in):
    """Nobody is there, and words that are too long must not keep the session open."""
    her = signed_in("pedagogue")
    her.page.clock.install()
    asked = []
    her.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    her.open("/")
    her.click("link", NEW_NOTE)
    her.page.locator("#text").fill("x" * 20_001)
    her.page.locator("#text").blur()
    line(her).filter(has_text="20.000").wait_for(timeout=SLOW)
    her.page.clock.run_for("01:00")
    assert 1 == asked.count("kladde")
    with her.page.expect_request("**/kladde"):
        her.page.locator("#text").fill(WORDS)
    say_saved(her)


def test_ux_25_without_a_script_a_button_saves(window, place, drafts):
    """Saved, found again at home, changed, thrown away: plain HTML."""
    her = window(java_script_enabled=False)
    her.open("/")
    her.sign_in(place.logins["pedagogue"], place.password)
    her.click("link", NEW_NOTE)
    her.page.locator("#text").fill(WORDS)
    her.click("button", "Gem kladde")
    line(her).filter(has_text=SAVED).wait_for()
    her.open("/")
    her.page.get_by_role("link", name=re.compile(f"^{place.pseudonym}, observation")).click()
    assert WORDS == text_of(her)
    her.page.get_by_text("Kassér kladden").click()
    her.click("button", "Slet kladden")
    her.page.get_by_text("Kladden er slettet").wait_for()
    assert 0 == drafts()


def test_ux_31_a_warning_comes_only_when_saving_failed(signed_in, place, drafts):
    """She leaves a page that is saved, or is being saved, without a question; nothing is lost."""
    her = signed_in("pedagogue")
    asked = []
    her.page.on("dialog", lambda dialog: asked.append(dialog.type))
    begin(her)
    for _ in range(TRIES):  # the page that comes does not wait for the saving of the one that goes
        her.open(place.path)
        if her.page.get_by_text("Du har 1 kladde").is_visible():
            break
    assert ([], 1) == (asked, drafts())

    her.click("link", NEW_NOTE)
    her.page.locator("#text").wait_for()
    assert WORDS == text_of(her)
    her.context.route("**/kladde", lambda route: route.abort())
    her.page.locator("#text").press_sequentially(" Mere.")
    line(her).filter(has_text="Kladden er ikke gemt").wait_for(timeout=SLOW)
    her.page.goto(place.path)
    assert ["beforeunload"] == asked
