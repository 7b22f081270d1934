"""The live URL map, walked by everybody with every verb, is what the access table says."""

import re
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from browsers import seen
from houses import PASSWORD

from journal.domain.staff import Profession, Role

TABLE = Path(__file__).parents[2] / "access-table.md"
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
PEOPLE = {
    "nobody": None,
    "team": "anna",
    "other team": "carla",
    "on shift": "hanne",
    "temp": "tove",
    "leader": "lone",
    "deputy": "dagny",
    "reviewer": "rikke",
}
CASES_OF_THEIR_OWN = {
    "/sag/<uuid:case>/kender-hende": "known_case",
    "/sag/<uuid:case>/noedadgang": "opened_case",
    "/sag/<uuid:case>/formaal": "opened_case",
}
"""What is done there changes what somebody may do with that case afterwards."""
SET_APART = frozenset(CASES_OF_THEIR_OWN.values())
ENDS_SESSION = ("/log-ud", "/log-ind", "/laas-op", "/session/daek")


@cache
def lines():
    """Return the lines of the table as dictionaries by the names of its columns."""
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|\n").split("|")]
        for line in TABLE.read_text("utf-8").splitlines()
        if line.startswith("|") and not line.startswith("|-")
    ]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def said(address, verb, person):
    """Return what the table says, and "refused" where it has no line."""
    asked = "GET" if verb == "HEAD" else verb
    for line in lines():
        if (line["address"], line["verb"]) == (address, asked):
            return line[person]
    return "refused"


@pytest.fixture
def reviewer(hire, people):
    """Take a log reviewer in: the house begins without one."""
    people["rikke"] = hire("rikke", Role.LOG_REVIEWER, Profession.OTHER, "Rikke Rask")


@pytest.fixture
def places(case_id, open_case, write, sign_in, guard, deputy, reviewer, break_glass, people, ask):
    """
    Return a case and a note of Anna and Birgit, and a note of a case of Carla and Dorte.

    And an emergency access of the night guard to a third case, still without her words.
    """
    other = open_case("carla", "dorte", pseudonym="Rolig Mose", by="carla")
    ((shift,),) = ask("SELECT id FROM shift")
    return {
        "case": case_id,
        "note": write(sign_in("anna"), case_id),
        "other_note": write(sign_in("carla"), other),
        "other_case": other,
        "known_case": open_case(pseudonym="Klar Sø"),
        "opened_case": open_case(pseudonym="Lun Vind"),
        "grant": break_glass(guard, open_case(pseudonym="Blid Ravn"), words="").id,
        "anna": people["anna"],
        "shift": UUID(bytes=shift),
    }


def path_of(address, places):
    """Return the address with its gaps filled."""
    filled = {
        "<uuid:case>": places[CASES_OF_THEIR_OWN.get(address, "case")],
        "<uuid:note>": places["note"],
        "<uuid:grant>": places["grant"],
        "<path:filename>": "vaern.css",
    }
    return re.sub(r"<[^>]+>", lambda gap: str(filled[gap[0]]), address)


def fields_of(address, login, places):
    """Return a form that would be taken, for an address that takes one."""
    note = {
        "id": str(uuid4()),
        "text": "Hun sov roligt.",
        "type": "observation",
        "occurred_at": "2026-03-02T12:00",
    }
    words = {"words": "Hun svarede ikke på døren."}
    shift = {"day": "2026-03-05", "begins": "07:00", "ends": "15:00"}
    return {
        "/sag/<uuid:case>/send": note,
        "/sag/<uuid:case>/noedadgang": words | {"reason": "child_concern", "password": PASSWORD},
        "/sag/<uuid:case>/formaal": {"reason": "supervision", "password": PASSWORD},
        "/adgang/<uuid:grant>/ord": words,
        "/gennemgang/<uuid:grant>": {"reason": "explained"},
        "/vagtplan/": shift | {"person": str(places["anna"])},
        "/vagtplan/csv": {"plan": "anna;2026-03-06;07:00;15:00"},
        "/vagtplan/fjern": {"shift": str(places["shift"])},
        "/laas-op": {"password": PASSWORD},
        "/sag/<uuid:case>/notat": note,
        "/log-ind": {"name": login or "eva", "password": PASSWORD},
        "/udseende/sprog": {"language": "da"},
        "/udseende/tema": {"theme": "dark"},
    }.get(address, {})


def act(browser, address, verb, login, places):
    """Do one thing."""
    path = path_of(address, places)
    if verb in ("GET", "HEAD", "OPTIONS", "TRACE"):
        return browser.open(path, verb)
    return browser.post(path, fields_of(address, login, places), verb)


SIGN_IN = ('action="/log-ind"', 'action="/laas-op" novalidate')


def called(answer, address):
    """Return the table's word for an answer; "done" is "yes" or "open"."""
    if any(mark in answer.text for mark in SIGN_IN) and address != "/log-ind":
        return "sign in"
    words = {200: "done", 204: "done", 303: "done", 404: "not found", 405: "refused"}
    return words.get(answer.status_code, answer.status_code)


def is_logged_as(word, new):
    """Tell whether these new events of the log are those that go with a word of the table."""
    denied = [event for event in new if event["out"] == "denied"]
    if word == "yes":
        return bool(new) and not denied
    if word == "not found":
        return len(new) == len(denied) == 1
    return not new


def test_the_table_has_a_line_for_every_address_and_verb(app):
    """A new page is a decision about people before it is code."""
    live = {
        (rule.rule, verb)
        for rule in app.url_map.iter_rules()
        for verb in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert live == {(line["address"], line["verb"]) for line in lines()}
    assert list(PEOPLE) == list(lines()[0])[3:]


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_says(person, visit, places, events, app):
    """Every address with every verb: the answer and the trace in the log are those of the table."""
    login = PEOPLE[person]
    browser = visit(login)
    browser.get("/log-ind")
    wrong = []
    for address in sorted({rule.rule for rule in app.url_map.iter_rules()}):
        for verb in VERBS:
            word, before = said(address, verb, person), len(events())
            answer = act(browser, address, verb, login, places)
            new = events()[before:]
            expected = {"yes": "done", "open": "done", "demo": "not found"}.get(word, word)
            if verb == "HEAD" and word == "sign in":
                expected = "done"  # a head alone does not show which page it belongs to
            shown = called(answer, address)
            if shown != expected or not is_logged_as(word, new):
                wrong.append((address, verb, word, shown, [event["act"] for event in new]))
            if address in ENDS_SESSION:
                browser = visit(login)
                browser.get("/log-ind")

    assert [] == wrong


@pytest.mark.parametrize(
    "person", ["other team", "on shift", "temp", "leader", "deputy", "reviewer"]
)
def test_a_refusal_is_the_answer_for_a_case_that_does_not_exist(person, visit, places):
    """Status, headers and bytes are the same, so nobody learns which cases there are."""
    browser = visit(PEOPLE[person])
    for address, verb in (
        (line["address"], verb)
        for line in lines()
        if "<uuid:" in line["address"] and line[person] == "not found"
        for verb in (line["verb"], "PUT", "DELETE")
    ):
        changed = [{}, {"case": uuid4()}, {"case": uuid4(), "note": uuid4()}, {"note": uuid4()}]
        changed = [*changed, {"grant": uuid4()}, dict.fromkeys(SET_APART, uuid4())]
        answers = [seen(act(browser, address, verb, None, places | each)) for each in changed]
        assert [answers[0]] * len(changed) == answers, (address, verb)


def test_a_note_of_another_team_is_one_that_does_not_exist(visit, places):
    """Under an address of a case that is hers."""
    carla, own = visit("carla"), {"case": places["other_case"]}
    page = "/sag/<uuid:case>/notat/<uuid:note>"
    answers = [
        seen(act(carla, page, "GET", None, places | own | note)) for note in ({}, {"note": uuid4()})
    ]

    assert answers[0] == answers[1]


def test_a_note_of_another_case_is_no_note_of_mine(visit, places, events):
    """Under an address of her own case a foreign note is the same as one that does not exist."""
    anna, before = visit("anna"), len(events("note.read"))
    foreign = anna.get(f"/sag/{places['case']}/notat/{places['other_note']}")
    unknown = anna.get(f"/sag/{places['case']}/notat/{uuid4()}")

    assert 404 == foreign.status_code
    assert seen(unknown) == seen(foreign)
    assert ["denied", "denied"] == [event["out"] for event in events("note.read")[before:]]


def test_a_foreign_note_id_in_a_form_is_refused(visit, places, form, ask):
    """An id that is taken elsewhere tells nothing: neither saved, nor already saved."""
    anna = visit("anna")
    fields = form(anna, text="Mit eget notat.", id=str(places["other_note"]))
    answer = anna.post(f"/sag/{places['case']}/notat", fields)

    assert 404 == answer.status_code
    assert [(2,)] == ask("SELECT count(*) FROM note")


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"unknown": "x"}, {"id": "x", "text": "y"}])
def test_a_wrong_form_for_a_foreign_case_says_not_found(fields, visit, places, events):
    """What is wrong with a form is only said to somebody who may send it."""
    carla, before = visit("carla"), len(events())
    refused = carla.post(f"/sag/{places['case']}/notat", fields)
    unknown = carla.post(f"/sag/{uuid4()}/notat", fields)

    assert 404 == refused.status_code
    assert seen(unknown) == seen(refused)
    assert ["denied", "denied"] == [event["out"] for event in events()[before:]]


def test_strangers_are_not_logged_one_by_one(visit, places, events):
    """A scanner on the network must not fill the log that the leader reads."""
    stranger, before = visit(), len(events())
    for path in (f"/sag/{places['case']}/", f"/sag/{uuid4()}/", "/hvem-har-laest/", "/nej"):
        stranger.get(path)
        stranger.post(path)

    assert before == len(events())


def test_a_stranger_learns_nothing_about_cases(visit, places):
    """Without a session a real case and an invented one get the same page, but for its address."""
    stranger, unknown = visit(), uuid4()
    pages = [
        answer.text.replace(str(case), "CASE").replace(stranger.token, "TOKEN")
        for case in (places["case"], unknown)
        for answer in [stranger.get(f"/sag/{case}/")]
    ]

    assert "current-password" in pages[0]
    assert pages[0] == pages[1]


def test_a_removed_member_is_refused_at_her_next_request(visit, places, set_team):
    """Her rights are read in the deciding transaction, not from her session."""
    anna = visit("anna")
    assert 200 == anna.get(f"/sag/{places['case']}/").status_code
    set_team(places["case"], "birgit", "dorte")

    assert 404 == anna.get(f"/sag/{places['case']}/").status_code
    assert 404 == anna.get(f"/sag/{places['case']}/notat/{places['note']}").status_code
