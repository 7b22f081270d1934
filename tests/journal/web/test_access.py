"""The live URL map, walked by everybody with every verb, is what the access table says."""

import re
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from browsers import seen
from houses import PASSWORD
from joining import NEW_PASSWORD, act_on
from turns import has_turn
from walking import LATER, SET_APART, act, addresses, called

from journal.domain.staff import Profession, Role
from journal.request.accounts import renew_keys
from journal.services import leaving, passwords
from journal.services.work import perform
from journal.vault.condition import RESERVE
from journal.vault.desk import Fresh

TABLE = Path(__file__).parents[2] / "access-table.md"
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
OUR_VERBS = ("GET", "POST")
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


@cache
def lines():
    """Return the lines of the table as dictionaries by the names of its columns."""
    addresses, _, _ = TABLE.read_text("utf-8").partition("\n# What is decided")
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|\n").split("|")]
        for line in addresses.splitlines()
        if line.startswith("|") and not line.startswith("|-")
    ]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


OWN = ("/", "/laas-op", "/session/aktiv", "/adgang/slut")
"""Addresses that are everybody's who is signed in."""
QUIET_TO_HER = ("/laas-op", "/session/aktiv", "/adgang/slut", "/stil")
"""Addresses at which nothing is decided about her: a cover, a word that she types, the look."""
ENDING = ("/log-ud", "/log-ind", "/laas-op", "/session/daek")
"""Addresses after which somebody signs in anew."""
LAST = ("/mig/adgangskode", "/mig/stjaalet")
"""Addresses after which she has another password."""


def said(address, verb, person):
    """Return what the table says, and "refused" where it has no line."""
    asked = "GET" if verb == "HEAD" else verb
    for line in lines():
        if (line["address"], line["verb"]) == (address, asked):
            return line[person]
    return "refused"


def verbs_at(address, person):
    """Return what is tried at an address; in a short run a sixth of the verbs we do not use."""
    return [
        verb for verb in VERBS if verb in OUR_VERBS or has_turn(address, person, verb, one_in=6)
    ]


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


@pytest.fixture(autouse=True)
def reserve(house):
    """Let there be something to give away on a full disk."""
    (house.settings.state_dir / RESERVE).touch()


@pytest.fixture
def two_cases(case_id, open_case, write, sign_in):
    """Return a case of Anna's and one of Carla's, each with a note: enough where nobody walks."""
    other = open_case("carla", "dorte", pseudonym="Rolig Mose", by="carla")
    return {
        "case": case_id,
        "note": write(sign_in("anna"), case_id),
        "other_case": other,
        "other_note": write(sign_in("carla"), other),
    }


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_gets_what_the_table_says(person, visit, places, subjects, new_events, app):
    """Every address with every verb: the answer and the trace in the log are those of the table."""
    login = PEOPLE[person]
    browser = visit(login)
    browser.get("/log-ind")
    wrong = []
    for address in sorted(addresses(app), key=lambda each: (each in LAST, each)):
        for verb in verbs_at(address, person):
            word, _ = said(address, verb, person), new_events()
            answer = act(browser, address, verb, login, places, subjects)
            new = new_events()
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


def test_who_has_no_part_in_cases_gets_what_the_text_says(
    visit, hire, places, subjects, new_events, app
):
    """Her own page and what is open to all; everything else is not found, and on record once."""
    hire("adam", Role.ADMINISTRATOR, Profession.OTHER)
    browser = visit("adam")
    wrong = []
    for address in sorted(addresses(app), key=lambda each: (each in LAST, each)):
        is_own = address.startswith("/mig/") or address in (*OWN, "/tilstand/", "/tilstand/reserve")
        for verb in ("GET", "POST"):
            word, _ = said(address, verb, "nobody"), new_events()
            shown = called(act(browser, address, verb, "adam", places, subjects), address)
            denied = [event for event in new_events() if event["out"] == "denied"]
            if word == "sign in" and address != "/stil":
                expected = ("done", 0) if is_own else ("not found", 1)
                if expected != (shown, len(denied)):
                    wrong.append((address, verb, shown, len(denied)))
            if address in ENDING:
                browser = visit("adam")
                browser.get("/log-ind")

    assert [] == wrong


@pytest.mark.half
@pytest.mark.parametrize("state", ["suspended", "left", "begun anew", "renewed"])
def test_a_session_that_outlives_its_account_opens_nothing(
    state, visit, places, subjects, app, people, context, sign_in
):
    """Whatever keeps the cookie alive: each page is refused in the deciding transaction."""
    browser, eva = visit("eva"), people["eva"]
    lone = context(sign_in("lone"))
    proof = Fresh(session_tag=None, at=lone.clock())
    stops = {
        "suspended": lambda: perform(lone, leaving.suspend, eva, proof),
        "left": lambda: perform(lone, leaving.leave, eva, {}, proof),
        "begun anew": lambda: perform(lone, passwords.reset, eva, proof),
        "renewed": lambda: renew_keys(context(sign_in("eva")), LATER, proof),
    }
    stops[state]()
    for address in addresses(app):
        for verb in ("GET", "POST"):
            is_hers = said(address, verb, "nobody") == "sign in" and address not in QUIET_TO_HER
            if is_hers and has_turn(address, verb, state, one_in=2):
                answer = act(browser, address, verb, None, places, subjects)
                assert "not found" == called(answer, address), (address, verb)
                assert "Eva Eng" not in answer.text.partition("<main")[2].partition("</main")[0]


@pytest.mark.half
@pytest.mark.parametrize("state", ["invited", "unconfirmed", "suspended", "left"])
def test_who_is_not_in_service_is_nobody(state, visit, places, subjects, app, people, events):
    """She cannot sign in, and every address is to her what it is to a stranger."""
    browser, lone = visit(address="127.0.0.7"), visit("lone")
    login = {"invited": "kode", "unconfirmed": "godkend"}.get(state, "eva")
    if login == "eva":
        act_on(lone, people["eva"], {"suspended": "pause", "left": "fratraed"}[state])
    for password in (PASSWORD, NEW_PASSWORD):
        assert 422 == browser.sign_in(login, password).status_code
    before = len(events())
    for address in addresses(app):
        for verb in ("GET", "POST"):
            is_closed = said(address, verb, "nobody") == "sign in"
            if is_closed and has_turn(address, verb, state, one_in=2):
                answer = act(browser, address, verb, None, places, subjects)
                assert "sign in" == called(answer, address), (address, verb)

    assert before == len(events())


@pytest.mark.half
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
        if has_turn(line["address"], verb, person, one_in=3 if verb == line["verb"] else 6)
    ):
        changed = [{}, {"case": uuid4()}, {"case": uuid4(), "note": uuid4()}, {"note": uuid4()}]
        changed = [*changed, {"grant": uuid4()}, dict.fromkeys(SET_APART, uuid4())]
        changed = [*changed, dict.fromkeys(("deadline", "to_cancel"), uuid4())]
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


@pytest.mark.half
@pytest.mark.parametrize("person", ["team", "temp", "deputy", "nobody"])
def test_a_refusal_is_the_answer_for_a_colleague_who_does_not_exist(
    person, visit, places, subjects, app
):
    """Status, headers and bytes are the same, so nobody learns who works here, or how."""
    browser, real = visit(PEOPLE[person]), subjects["people"]
    browser.get("/log-ind")
    unknown = subjects | {"people": {name: uuid4() for name in real}}
    for address in addresses(app):
        if "<uuid:person>" not in address:
            continue
        for verb in ("GET", "POST"):
            pair = [
                act(browser, address, verb, None, places, which) for which in (subjects, unknown)
            ]
            if person == "nobody":
                pages = [re.sub(r"[0-9a-f-]{36}|[\w.-]{60,}", "", each.text) for each in pair]
                assert [pages[0]] * 2 == pages, (address, verb)
            else:
                assert seen(pair[0]) == seen(pair[1]), (address, verb)


def test_a_note_of_another_case_is_no_note_of_mine(visit, two_cases, events):
    """Under an address of her own case a foreign note is the same as one that does not exist."""
    anna, before = visit("anna"), len(events("note.read"))
    foreign = anna.get(f"/sag/{two_cases['case']}/notat/{two_cases['other_note']}")
    unknown = anna.get(f"/sag/{two_cases['case']}/notat/{uuid4()}")

    assert 404 == foreign.status_code
    assert seen(unknown) == seen(foreign)
    assert ["denied", "denied"] == [event["out"] for event in events("note.read")[before:]]


def test_a_foreign_note_id_in_a_form_is_refused(visit, two_cases, form, ask):
    """An id that is taken elsewhere tells nothing: neither saved, nor already saved."""
    anna = visit("anna")
    fields = form(anna, text="Mit eget notat.", id=str(two_cases["other_note"]))
    before = ask("SELECT count(*) FROM note")
    answer = anna.post(f"/sag/{two_cases['case']}/notat", fields)

    assert 404 == answer.status_code
    assert before == ask("SELECT count(*) FROM note")


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"unknown": "x"}, {"id": "x", "text": "y"}])
def test_a_wrong_form_for_a_foreign_case_says_not_found(fields, visit, two_cases, events):
    """What is wrong with a form is only said to somebody who may send it."""
    carla, before = visit("carla"), len(events())
    refused = carla.post(f"/sag/{two_cases['case']}/notat", fields)
    unknown = carla.post(f"/sag/{uuid4()}/notat", fields)

    assert 404 == refused.status_code
    assert seen(unknown) == seen(refused)
    assert ["denied", "denied"] == [event["out"] for event in events()[before:]]


def test_strangers_are_not_logged_one_by_one(visit, two_cases, events):
    """A scanner on the network must not fill the log that the leader reads."""
    stranger, before = visit(), len(events())
    for path in (f"/sag/{two_cases['case']}/", f"/sag/{uuid4()}/", "/hvem-har-laest/", "/nej"):
        stranger.get(path)
        stranger.post(path)

    assert before == len(events())


def test_a_stranger_learns_nothing_about_cases(visit, two_cases):
    """Without a session a real case and an invented one get the same page, but for its address."""
    stranger, unknown = visit(), uuid4()
    pages = [
        answer.text.replace(str(case), "CASE").replace(stranger.token, "TOKEN")
        for case in (two_cases["case"], unknown)
        for answer in [stranger.get(f"/sag/{case}/")]
    ]

    assert "current-password" in pages[0]
    assert pages[0] == pages[1]


def test_a_removed_member_is_refused_at_her_next_request(visit, two_cases, set_team):
    """Her rights are read in the deciding transaction, not from her session."""
    anna = visit("anna")
    assert 200 == anna.get(f"/sag/{two_cases['case']}/").status_code
    set_team(two_cases["case"], "birgit", "dorte")

    assert 404 == anna.get(f"/sag/{two_cases['case']}/").status_code
    assert 404 == anna.get(f"/sag/{two_cases['case']}/notat/{two_cases['note']}").status_code
