"""Husets tilstand in a browser: a line for each check, and nothing of cases or people."""

import html
import re
import sqlite3

import pytest
from browsers import typed_in
from flask_babel import gettext
from sqlalchemy.exc import OperationalError

from journal.domain.condition import TITLES, Check
from journal.domain.staff import Profession, Role
from journal.services import condition, drill
from journal.services.drill import Tried
from journal.vault import condition as measures

PAGE = "/tilstand/"


@pytest.fixture(autouse=True)
def roomy(monkeypatch):
    """Let every disk be half empty, whatever the machine of the test is like."""

    class Usage:
        total, used, free = (
            200 * measures.MEGABYTE,
            100 * measures.MEGABYTE,
            100 * measures.MEGABYTE,
        )

    monkeypatch.setattr(measures.shutil, "disk_usage", lambda _: Usage)


@pytest.fixture
def administrator(hire):
    """Take a system administrator in."""
    hire("adam", Role.ADMINISTRATOR, Profession.OTHER, "Adam Ask")


def main_of(answer):
    """Return the main part of a page as text."""
    page = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def rows(answer):
    """Return the cells of each line of the page, by what it is about."""
    found = {}
    for check, row in re.findall(r'<tr id="(\w+)">(.*?)</tr>', answer.text, re.DOTALL):
        found[check] = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)
    return found


def test_each_line_has_a_word_an_icon_a_fact_and_when_red_what_to_do(visit, case_id, house):
    """Never colour alone; green asks for nothing."""
    condition.keep_watch(house)
    found = rows(visit("lone").get(PAGE))

    assert {"verify", "checkpoint", "clock", "reviews", "reserve", "restore"} <= set(found)
    for title, state, fact, to_do in found.values():
        assert title
        assert fact
        is_green = "Grøn" in state
        assert is_green != ("Rød" in state)
        assert "<svg" in state
        assert is_green == (to_do == "")
    assert "kører: journal drill" in html.unescape(found["restore"][3])


def test_what_was_measured_stands_there(visit, case_id, house, clock):
    """The age of what was proven, and how full the disk is."""
    drill.note(house.context("job"), Tried(cases=1, failed=[], is_house_sound=True))
    clock.advance(hours=7)
    found = rows(visit("lone").get(PAGE))

    assert "Sidst prøvet for 7 timer siden." == found["restore"][2]
    assert "50 % er brugt." == found["state_disk"][2]


@pytest.mark.parametrize(
    ("login", "has_reviews", "has_keys"),
    [("lone", True, True), ("dagny", True, True), ("rikke", True, False), ("adam", False, False)],
)
def test_who_sees_what(
    login, has_reviews, has_keys, visit, deputy, reviewer, administrator, case_id, events
):
    """Keys as a link for who may follow it; reviews for who reviews; the look is on record."""
    page = visit(login).get(PAGE)

    assert 200 == page.status_code
    assert has_reviews == ("reviews" in rows(page))
    assert has_keys == ("/noegler/" in page.text)
    assert 1 == len(events("health.read"))


def test_it_names_nobody_no_case_and_no_path(
    visit, administrator, guard, case_id, break_glass, settings, house
):
    """Whoever looks after the machine learns nothing of the house by it."""
    break_glass(guard, case_id)
    condition.keep_watch(house)
    page = visit("adam").get(PAGE)
    said = page.text.replace("Adam Ask", "")

    for word in ("Stille Birk", "Hanne", "Anna", "Lone", str(case_id), str(case_id)[:8]):
        assert word not in said
    for path in (settings.state_dir, settings.secret_dir, settings.config_dir):
        assert str(path) not in said
    assert "/sag/" not in said


@pytest.mark.parametrize("login", ["anna", "tove", "hanne"])
def test_it_is_not_there_for_colleagues(login, visit, guard):
    """As if there were no such page."""
    assert 404 == visit(login).get(PAGE).status_code


@pytest.mark.parametrize("login", ["lone", "dagny", "adam"])
def test_the_front_page_says_how_much_is_red(login, visit, deputy, administrator, case_id):
    """With a way there; the number is the one that stands there."""
    browser = visit(login)
    (number,) = re.findall(r"(\d+) ting i huset skal ordnes", browser.get("/").text)

    assert 'href="/tilstand/"' in browser.get("/").text
    assert f"{number} ting skal ordnes" in main_of(browser.get(PAGE))


def test_a_contact_person_and_a_green_house_see_no_such_line(visit, anna, case_id, monkeypatch):
    """What she cannot mend does not stand before her."""
    assert "ting i huset" not in anna.get("/").text
    monkeypatch.setattr(condition, "findings", lambda *_: [])

    lone = visit("lone")
    assert "ting i huset" not in lone.get("/").text
    assert "Alt er grønt" in main_of(lone.get(PAGE))


def test_the_log_reviewer_finds_it_from_her_list(visit, reviewer):
    """She has no front page of her own."""
    assert 'href="/tilstand/"' in visit("rikke").get("/gennemgang/").text


def test_a_damaged_event_hides_nothing_else(visit, case_id, unlock_log, tamper):
    """The page is needed most when something is wrong."""
    lone = visit("lone")
    unlock_log()
    tamper(
        "UPDATE audit_entry SET t = 'abc' WHERE id = "
        "(SELECT entry_id FROM audit_leaf ORDER BY seq DESC LIMIT 1)"
    )
    page = lone.get(PAGE)

    assert 200 == page.status_code
    assert "En hændelse er beskadiget" in main_of(page)
    assert "reserve" in rows(page)


def test_the_button_of_the_log_page_is_noted(visit, settings, case_id):
    """The whole log was checked, and another process shall know it."""
    lone = visit("lone")
    assert measures.read_verified(settings) is None
    lone.get("/hvem-har-laest/")
    lone.post("/hvem-har-laest/efterproev")

    assert "sound" == measures.read_verified(settings).verdict


def test_a_folder_that_is_away_is_never_waited_for(visit, case_id, house, monkeypatch):
    """A page reads what the timer noted; only this machine's own folder is measured."""
    asked = []

    class Usage:
        total, used, free = 2, 1, 1

    def usage(folder):
        asked.append(folder)
        return Usage

    monkeypatch.setattr(measures.shutil, "disk_usage", usage)
    visit("lone").get(PAGE)

    assert {house.settings.state_dir} == set(asked)


def test_every_check_has_its_danish_words(app):
    """A title that was forgotten in the catalogue would be English on a Danish page."""
    with app.test_request_context(headers={"Accept-Language": "da"}):
        same = {check for check in Check if gettext(TITLES[check]) == TITLES[check]}

    assert {Check.DATABASE} == same


@pytest.fixture
def full(house, hook):
    """Return a context in which the disk is full as long as the reserve takes its room."""
    assert measures.make_reserve(house.settings)

    def refuse(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT") and measures.has_reserve(house.settings):
            raise OperationalError("", {}, sqlite3.OperationalError("database or disk is full"))

    return lambda: hook("before_cursor_execute", refuse)


@pytest.mark.parametrize("login", ["lone", "adam"])
def test_on_a_full_disk_the_reserve_is_given_away_here(
    login, administrator, visit, case_id, form, full, events, texts
):
    """503 with what can be said and one button; then people work again, and it is on record."""
    anna, browser = visit("anna"), visit(login)
    fields, before = form(anna, text="Hun sov."), len(events())
    with full():
        stopped, page = browser.get("/hvem-har-laest/"), browser.get(PAGE)
        refused = anna.post(f"{PAGE}reserve")
        taken = anna.post(f"/sag/{case_id}/notat", fields)
        assert before == len(events())
        freed = browser.post(f"{PAGE}reserve")
        after = browser.get(freed.location)
        again = anna.post(f"/sag/{case_id}/notat", typed_in(taken.text))

    assert [503] * 4 == [each.status_code for each in (stopped, page, refused, taken)]
    assert "Serverens disk er fuld" in main_of(page)
    assert {"state_disk", "reserve", "timer"} == set(rows(page))
    assert 'href="/tilstand/"' in stopped.text
    assert 'href="/tilstand/"' not in refused.text
    assert (303, 200, 303) == (freed.status_code, after.status_code, again.status_code)
    assert "Der er plads igen" in main_of(after)
    assert ["Hun sov."] == texts()
    assert ["leader"] == [event["basis"] for event in events("reserve.free")]


def test_without_a_reserve_it_says_so(visit, case_id, full, house, events):
    """Pressed twice, or by two: nothing was given away, and nothing is said to have been."""
    lone = visit("lone")
    assert condition.release_reserve(house.settings)
    answer = lone.post(f"{PAGE}reserve")

    assert 422 == answer.status_code
    assert "Der er ingen reservefil." in main_of(answer)
    assert [] == events("reserve.free")


@pytest.mark.parametrize(("taken", "is_offered"), [(97, False), (98, True)])
def test_the_reserve_is_offered_when_the_disk_is_nearly_full(
    taken, is_offered, visit, case_id, house, monkeypatch
):
    """Sooner it would be wasted: it is all there is."""
    assert measures.make_reserve(house.settings)

    class Usage:
        total, used, free = 100, taken, 100 - taken

    monkeypatch.setattr(measures.shutil, "disk_usage", lambda _: Usage)
    answer = visit("lone").get(PAGE)

    assert is_offered == ('action="/tilstand/reserve"' in answer.text)
