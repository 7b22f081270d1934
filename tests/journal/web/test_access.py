"""The live URL map, walked by everybody with every verb, is what the access table says."""

import re
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from browsers import seen, typed_in
from houses import PASSWORD
from joining import NEW_PASSWORD, activate, code_on, digits_on, draw_code, invite

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


NO_ACCOUNTS = {"people": {"new": None}, "typed": {}}
LATER = "otte røde heste"
ENDING = ("/log-ud", "/log-ind", "/session/daek")
"""Addresses after which somebody signs in anew."""
LAST = ("/mig/adgangskode", "/mig/stjaalet")
"""Addresses after which she has another password."""


def addresses(app):
    """Return every address of the service."""
    return {rule.rule for rule in app.url_map.iter_rules()}


def said(address, verb, person):
    """Return what the table says, and "refused" where it has no line."""
    asked = "GET" if verb == "HEAD" else verb
    for line in lines():
        if (line["address"], line["verb"]) == (address, asked):
            return line[person]
    return "refused"


@pytest.fixture
def deputy(hire):
    """Take a deputy in: the house begins without one. A second leader can confirm the first."""
    hire("lea", Role.LEADER, Profession.OTHER, "Lea Lund")
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


@pytest.fixture
def accounts(visit, hire, deputy):
    """Return somebody for each act on an account, by the end of its address; and what is typed."""
    people = {
        act: hire(f"{act}.x", Role.NIGHT_GUARD, Profession.OTHER)
        for act in ("pause", "genoptag", "nulstil", "fratraed")
    }
    leader, stranger = visit("lea"), visit()
    suspended = f"/medarbejdere/{people['genoptag']}/pause"
    assert 200 == leader.post(suspended, password=PASSWORD).status_code
    codes = {
        login: code_on(invite(leader, login, name=f"Gry {login}").text)
        for login in ("kode", "godkend", "new")
    }
    typed = {"heard": digits_on(activate(stranger, "godkend", codes["godkend"]).text)}
    for name in ("kode", "godkend", "new"):
        people[name] = id_of(leader, name)
    typed["seen"] = typed_in(leader.get(f"/medarbejdere/{people['kode']}/kode").text)["seen"]
    typed["recovery"] = draw_code(visit("eva"))
    return {"people": people, "typed": typed | {"code": codes["new"]}}


def id_of(leader, login):
    """Return the id of whoever was invited under a name like her user name."""
    page = leader.get("/medarbejdere/").text
    return re.search(rf'/medarbejdere/([0-9a-f-]{{36}})">Gry {login}<', page)[1]


def path_of(address, case, note, people):
    """Return the address with its gaps filled."""
    person = people.get(address.rsplit("/", 1)[-1], people["new"])
    filled = {
        "<uuid:case>": case,
        "<uuid:note>": note,
        "<uuid:person>": person,
        "<path:filename>": "vaern.css",
    }
    return re.sub(r"<[^>]+>", lambda gap: str(filled[gap[0]]), address)


def fields_of(address, login, typed):
    """Return a form that would be taken, for an address that takes one."""
    proof = {"password": PASSWORD}
    twice = proof | {"again": PASSWORD}
    if address.startswith("/medarbejdere/<"):
        more = {"kode": ("seen",), "godkend": ("heard",)}.get(address.rsplit("/", 1)[-1], ())
        aloud = {"aloud": "yes"} if "heard" in more else {}
        return proof | aloud | {name: typed.get(name, "") for name in more}
    return {
        "/laas-op": proof,
        "/aktiver": twice | {"name": "new", "code": typed.get("code", "")},
        "/glemt-adgangskode": twice | {"name": "eva", "code": typed.get("recovery", "")},
        "/medarbejdere/inviter": proof
        | {"name": "Ny", "login": "ny", "role": "vikar", "profession": "anden"},
        "/mig/adgangskode": {"present": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD},
        "/mig/kode": {"proof": PASSWORD},
        "/mig/sessioner/afslut": {"others": "yes"},
        "/mig/kode/gem": {"sealed": typed.get("sealed", ""), "typed": typed.get("drawn", "")},
        "/mig/stjaalet": {"present": NEW_PASSWORD} | dict.fromkeys(("password", "again"), LATER),
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


def act(browser, address, verb, login, places, accounts=NO_ACCOUNTS):
    """Do one thing."""
    path = path_of(address, places["case"], places["note"], accounts["people"])
    if verb in ("GET", "HEAD", "OPTIONS", "TRACE"):
        return browser.open(path, verb)
    answer = browser.post(path, fields_of(address, login, accounts["typed"]), verb)
    if address == "/mig/kode" and answer.status_code == 200 and login:
        found = typed_in(answer.text)
        accounts["typed"] |= {"drawn": found["code"], "sealed": found["sealed"]}
    return answer


def called(answer, address):
    """Return the table's word for an answer; "done" is "yes" or "open"."""
    if 'action="/log-ind"' in answer.text and address != "/log-ind":
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
def test_everybody_gets_what_the_table_says(person, visit, places, accounts, events, app):
    """Every address with every verb: the answer and the trace in the log are those of the table."""
    login = PEOPLE[person]
    browser = visit(login)
    browser.get("/log-ind")
    wrong = []
    for address in sorted(addresses(app), key=lambda each: (each in LAST, each)):
        for verb in VERBS:
            word, before = said(address, verb, person), len(events())
            answer = act(browser, address, verb, login, places, accounts)
            new = events()[before:]
            expected = {"yes": "done", "open": "done", "demo": "not found"}.get(word, word)
            if verb == "HEAD" and word == "sign in":
                expected = "done"  # a head alone does not show which page it belongs to
            shown = called(answer, address)
            if shown != expected or not is_logged_as(word, new):
                wrong.append((address, verb, word, shown, [event["act"] for event in new]))
            if address in ENDING:
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
            seen(act(browser, address, verb, None, {"case": case, "note": note}))
            for case, note in (
                (places["case"], places["note"]),
                (uuid4(), places["note"]),
                (uuid4(), uuid4()),
                (places["case"], uuid4()),
            )
        ]
        assert [answers[0]] * 4 == answers, (address, verb)
    note_page = "/sag/<uuid:case>/notat/<uuid:note>"
    assert seen(
        act(browser, note_page, "GET", None, {"case": own, "note": places["note"]})
    ) == seen(act(browser, note_page, "GET", None, {"case": own, "note": uuid4()}))


@pytest.mark.parametrize("person", ["team", "temp", "deputy", "nobody"])
def test_a_refusal_is_the_answer_for_a_colleague_who_does_not_exist(
    person, visit, places, accounts, app
):
    """Status, headers and bytes are the same, so nobody learns who works here, or how."""
    browser, real = visit(PEOPLE[person]), accounts["people"]
    browser.get("/log-ind")
    unknown = accounts | {"people": {name: uuid4() for name in real}}
    for address in addresses(app):
        if "<uuid:person>" not in address:
            continue
        for verb in ("GET", "POST"):
            pair = [
                act(browser, address, verb, None, places, which) for which in (accounts, unknown)
            ]
            if person == "nobody":
                pages = [re.sub(r"[0-9a-f-]{36}|[\w.-]{60,}", "", each.text) for each in pair]
                assert [pages[0]] * 2 == pages, (address, verb)
            else:
                assert seen(pair[0]) == seen(pair[1]), (address, verb)


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
