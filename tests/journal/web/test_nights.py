"""Min vagt in a browser: the home of the night, calm by day, and knowing somebody is one click."""

import html
import re

import pytest

from journal.domain.staff import Profession, Role


@pytest.fixture
def hanne(guard, visit):
    """Return the browser of the night guard on shift."""
    return visit("hanne")


def main_of(answer):
    """Return the main part of a page as text."""
    page = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def menu_of(answer):
    """Return the addresses of the main menu, and where the wordmark leads first."""
    head = answer.text[answer.text.index('class="wordmark"') : answer.text.index("</nav>")]
    return re.findall(r'href="([^"]+)"', head)


OF_ALL = ("/huset/", "/frister/")
OF_WHO_LEAD = ("/huset/", "/frister/", "/gennemgang/")


def test_the_night_guard_begins_at_her_shift(guard, visit):
    """Sign-in and wordmark lead there; what she asked for before is brought back all the same."""
    hanne = visit()
    hanne.get("/log-ind")
    assert "/min-vagt/" == hanne.sign_in("hanne").location
    assert ["/min-vagt/", "/", "/overlevering/", "/min-vagt/", *OF_ALL] == menu_of(
        hanne.get("/min-vagt/")
    )
    assert "/vagtplan/" == visit().sign_in("hanne", next="/vagtplan/").location
    assert "/min-vagt/" == visit().sign_in("tove", next="/").location


@pytest.mark.parametrize(
    ("login", "menu"),
    [
        ("anna", ["/", "/", "/overlevering/", "/min-vagt/", "/henvendelser/", *OF_ALL]),
        ("lone", ["/", "/", "/henvendelser/", *OF_WHO_LEAD, "/medarbejdere/"]),
        ("dagny", ["/", "/", "/min-vagt/", "/henvendelser/", *OF_WHO_LEAD]),
        ("rikke", ["/gennemgang/", "/gennemgang/", "/statistik/udgivelser/"]),
    ],
)
def test_everybody_has_the_menu_of_her_work(login, menu, visit, hire, deputy, people):
    """And begins where her work is."""
    people["rikke"] = hire("rikke", Role.LOG_REVIEWER, Profession.OTHER, "Rikke Rask")
    browser = visit()
    browser.get("/log-ind")
    answer = browser.sign_in(login)

    assert menu[0] == answer.location
    assert menu == menu_of(browser.get(answer.location))


def test_a_log_reviewer_who_asks_for_the_front_page_is_led_on(visit, hire, people):
    """Wherever a link of ours leads, it is no dead end."""
    people["rikke"] = hire("rikke", Role.LOG_REVIEWER, Profession.OTHER, "Rikke Rask")
    answer = visit("rikke").get("/")

    assert (303, "/gennemgang/") == (answer.status_code, answer.location)


def test_a_covered_page_comes_back_as_it_was(hanne, clock):
    """Her list of cases is not swapped for her home when she only typed her password."""
    clock.advance(minutes=10)
    covered = hanne.get("/")
    asked = re.search(r'name="next" value="([^"]*)"', covered.text)[1]
    answer = hanne.post("/laas-op", password="fire grønne heste", next=asked)

    assert (303, "/") == (answer.status_code, answer.location)


def test_everything_is_at_hand_on_shift(hanne, case_id, open_case):
    """Until when; each case by pseudonym with its three buttons; one page, one column."""
    open_case("dorte", "carla", pseudonym="Blid Ravn")
    page = hanne.get("/min-vagt/")
    said = main_of(page)

    assert "Du er på vagt til kl. 20.00." in said
    assert said.index("Blid Ravn") < said.index("Stille Birk")
    for end in ("send", "noedadgang", "kender-hende"):
        assert f'href="/sag/{case_id}/{end}"' in page.text
    assert f'href="/sag/{case_id}/"' not in page.text
    assert "page--narrow" in page.text


def test_off_shift_the_page_is_calm(case_id, visit, plan, clock):
    """Not a pseudonym, not a button; only when the next shift begins."""
    tove = visit("tove")
    said = main_of(tove.get("/min-vagt/"))
    assert "Du er ikke på vagt." in said
    assert "Der står ingen kommende vagt til dig i vagtplanen." in said
    plan("tove", clock().replace(hour=22), clock().replace(hour=23))
    page = tove.get("/min-vagt/")

    assert "Din næste vagt begynder 2. marts 2026 kl. 23.00" in main_of(page)
    assert "Stille Birk" not in page.text
    assert "/sag/" not in page.text


def test_after_the_shift_notes_can_still_be_sent(guard, case_id, visit, clock):
    """For two hours, and no emergency access any more."""
    clock.advance(hours=7)
    page = visit("hanne").get("/min-vagt/")

    assert "Din vagt er slut. Du kan stadig sende notater til kl. 22.00." in main_of(page)
    assert f'href="/sag/{case_id}/send"' in page.text
    assert "noedadgang" not in page.text


def test_knowing_her_is_said_with_one_click_and_a_plain_page(hanne, case_id, events, sign_in, ask):
    """It says what happens; then the case is gone from her night, without a trace of its name."""
    page = hanne.get(f"/sag/{case_id}/kender-hende")
    for words in (
        "Stille Birk",
        "Det kan ikke fortrydes: det gælder, så længe sagen er åben.",
        "Det er ikke en fejl",
    ):
        assert words in main_of(page)
    assert [] == events("exclusion.add")
    answer = hanne.post(f"/sag/{case_id}/kender-hende")
    home = hanne.get(answer.location)

    assert (303, "/min-vagt/?saved=excluded") == (answer.status_code, answer.location)
    assert "Det er noteret, at du kender hende" in main_of(home)
    assert "Stille Birk" not in home.text
    for path in ("kender-hende", "send", "noedadgang"):
        assert 404 == hanne.get(f"/sag/{case_id}/{path}").status_code
    assert 1 == len([event for event in events("exclusion.add") if event["out"] == "ok"])


def test_a_contact_person_hears_that_she_leaves_the_team(anna, case_id):
    """Before she says so, not after."""
    assert "Du går ud af hendes kontaktteam." in main_of(anna.get(f"/sag/{case_id}/kender-hende"))


def test_the_last_who_can_open_a_journal_is_told_why_not(anna, case_id, visit):
    """On the same page, with what to do first."""
    anna.post(f"/sag/{case_id}/kender-hende")
    birgit = visit("birgit")
    answer = birgit.post(f"/sag/{case_id}/kender-hende")

    assert 422 == answer.status_code
    assert "Sæt først en kollega i teamet" in main_of(answer)
    assert 200 == birgit.get(f"/sag/{case_id}/").status_code
