"""The live URL map, walked by everybody with every verb, is what the access table says."""

import re
from functools import cache
from pathlib import Path
from uuid import uuid4

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
    "temp": "tove",
    "leader": "lone",
    "deputy": "dagny",
}


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
def deputy(hire):
    """Take a deputy in: the house begins without one."""
    return hire("dagny", Role.DEPUTY, Profession.OTHER, "Dagny Dam")


@pytest.fixture
def places(case_id, open_case, write, sign_in):
    """Return a case and a note of Anna and Birgit, and a note of a case of Carla and Dorte."""
    other = open_case("carla", "dorte", pseudonym="Rolig Mose", by="carla")
    return {
        "case": case_id,
        "note": write(sign_in("anna"), case_id),
        "other_note": write(sign_in("carla"), other),
        "other_case": other,
    }


def path_of(address, case, note):
    """Return the address with its gaps filled."""
    filled = {"<uuid:case>": case, "<uuid:note>": note, "<path:filename>": "vaern.css"}
    return re.sub(r"<[^>]+>", lambda gap: str(filled[gap[0]]), address)


def fields_of(address, login):
    """Return a form that would be taken, for an address that takes one."""
    return {
        "/sag/<uuid:case>/notat": {
            "id": str(uuid4()),
            "text": "Hun sov roligt.",
            "type": "observation",
            "occurred_at": "2026-03-02T12:00",
        },
        "/log-ind": {"name": login or "eva", "password": PASSWORD},
        "/udseende/sprog": {"language": "da"},
        "/udseende/tema": {"theme": "dark"},
    }.get(address, {})


def act(browser, address, verb, login, case, note):
    """Do one thing."""
    path = path_of(address, case, note)
    if verb in ("GET", "HEAD", "OPTIONS", "TRACE"):
        return browser.open(path, verb)
    return browser.post(path, fields_of(address, login), verb)


def called(answer, address):
    """Return the table's word for an answer; "done" is "yes" or "open"."""
    if 'autocomplete="current-password"' in answer.text and address != "/log-ind":
        return "sign in"
    words = {200: "done", 303: "done", 404: "not found", 405: "refused"}
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
def test_everybody_gets_what_the_table_says(person, visit, places, deputy, events, app):
    """Every address with every verb: the answer and the trace in the log are those of the table."""
    login = PEOPLE[person]
    browser = visit(login)
    browser.get("/log-ind")
    wrong = []
    for address in sorted({rule.rule for rule in app.url_map.iter_rules()}):
        for verb in VERBS:
            word, before = said(address, verb, person), len(events())
            answer = act(browser, address, verb, login, places["case"], places["note"])
            new = events()[before:]
            expected = {"yes": "done", "open": "done", "demo": "not found"}.get(word, word)
            if verb == "HEAD" and word == "sign in":
                expected = "done"  # a head alone does not show which page it belongs to
            shown = called(answer, address)
            if shown != expected or not is_logged_as(word, new):
                wrong.append((address, verb, word, shown, [event["act"] for event in new]))
            if address in ("/log-ud", "/log-ind"):
                browser = visit(login)
                browser.get("/log-ind")

    assert [] == wrong


@pytest.mark.parametrize("person", ["other team", "temp", "leader", "deputy"])
def test_a_refusal_is_the_answer_for_a_case_that_does_not_exist(person, visit, places, deputy):
    """Status, headers and bytes are the same, so nobody learns which cases there are."""
    browser = visit(PEOPLE[person])
    own = places["other_case"] if person == "other team" else uuid4()
    for address, verb in (
        (line["address"], verb)
        for line in lines()
        if "<uuid:case>" in line["address"]
        for verb in VERBS
    ):
        answers = [
            seen(act(browser, address, verb, None, case, note))
            for case, note in (
                (places["case"], places["note"]),
                (uuid4(), places["note"]),
                (uuid4(), uuid4()),
                (places["case"], uuid4()),
            )
        ]
        assert [answers[0]] * 4 == answers, (address, verb)
    note_page = "/sag/<uuid:case>/notat/<uuid:note>"
    assert seen(act(browser, note_page, "GET", None, own, places["note"])) == seen(
        act(browser, note_page, "GET", None, own, uuid4())
    )


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
