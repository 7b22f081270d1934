"""My page: where I am signed in, and ending it; nobody ends another's session."""

import re

import pytest
from joining import words_on

HANDLE = re.compile(r'name="handle" value="([0-9a-f]{64})"')


def alive(*browsers):
    """Return which of these are still signed in."""
    return [browser.get("/session").json["alive"] for browser in browsers]


def test_my_page_is_one_click_from_every_page(visit, case_id):
    """Under the name in the head."""
    anna = visit("anna")
    for path in ("/", f"/sag/{case_id}/", "/mig/"):
        assert re.search(r'class="who" href="/mig/"', anna.get(path).text), path


def test_my_sessions_are_listed(visit, clock):
    """Newest first, this one marked, a covered one too; nobody else's."""
    first = visit("anna")
    clock.advance(minutes=3)
    here = visit("anna")
    visit("birgit")
    first.post("/session/daek")
    page = words_on(here.get("/mig/"))

    assert page.index("Denne") < page.index("Dækket")
    assert 2 == page.count("Sidst brugt")
    assert 1 == len(HANDLE.findall(here.get("/mig/").text))


def test_one_session_ends_and_the_others_go_on(visit, events):
    """The one that was chosen; it is on record."""
    browsers = [visit("anna") for _ in range(3)]
    handles = HANDLE.findall(browsers[2].get("/mig/").text)
    before = len(events())
    answer = browsers[2].post("/mig/sessioner/afslut", handle=handles[0])

    assert (303, "/mig/?said=ended") == (answer.status_code, answer.location)
    assert 2 == sum(alive(*browsers))
    assert [True] == alive(browsers[2])
    assert [("session.end", 1)] == [(one["act"], one["n"]) for one in events()[before:]]


def test_all_others_end_at_once(visit):
    """On every machine but this one."""
    browsers, birgit = [visit("anna") for _ in range(3)], visit("birgit")
    browsers[0].get("/mig/")
    browsers[0].post("/mig/sessioner/afslut", others="yes")

    assert [True, False, False, True] == alive(*browsers, birgit)


def test_ending_this_session_leads_to_the_sign_in_page(visit, session_store, people):
    """Its handle is not on the page, but it is hers to end."""
    anna = visit("anna")
    (row,) = session_store.of_staff(people["anna"])
    answer = anna.post("/mig/sessioner/afslut", handle=row.id.hex())

    assert (303, "/log-ind") == (answer.status_code, answer.location)
    assert [False] == alive(anna)


def test_nobody_ends_a_session_of_another(visit, session_store, people):
    """Whatever handle she sends."""
    anna, birgit = visit("anna"), visit("birgit")
    (row,) = session_store.of_staff(people["birgit"])
    anna.get("/mig/")

    assert 303 == anna.post("/mig/sessioner/afslut", handle=row.id.hex()).status_code
    assert [True, True] == alive(anna, birgit)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"handle": ""},
        {"handle": "x"},
        {"handle": "AB" * 32},
        {"handle": "ab" * 31},
        {"others": "no"},
        {"others": "yes", "handle": "ab" * 32},
        {"more": "x"},
        {"handle": ["ab" * 32, "cd" * 32]},
    ],
)
def test_a_damaged_form_ends_nothing(fields, visit, events):
    """It says so, and every session goes on."""
    browsers, before = [visit("anna"), visit("anna")], len(events())
    answer = browsers[0].post("/mig/sessioner/afslut", fields)

    assert 422 == answer.status_code
    assert [True, True] == alive(*browsers)
    assert before == len(events())


def test_a_session_ends_while_the_log_is_away(visit, hook):
    """She saw a stranger at her machine: that must count, whatever else cannot be done."""
    here, there = visit("anna"), visit("anna")
    here.get("/mig/")

    def away(*_):
        raise OSError

    with hook("commit", away):
        answer = here.post("/mig/sessioner/afslut", others="yes")
    assert 500 <= answer.status_code
    assert [True, False] == alive(here, there)
