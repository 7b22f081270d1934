"""Taking colleagues in through the pages: what is shown once, what is asked twice."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from browsers import seen, typed_in
from houses import PASSWORD
from joining import (
    NEW_PASSWORD,
    act_on,
    activate,
    code_on,
    confirm,
    digits_on,
    invite,
    spoken,
    words_on,
)

from journal.domain.staff import Profession, Role

WRONG = "tre blå heste"


@pytest.fixture
def lone(visit):
    """Return the browser of the leader."""
    return visit("lone")


@pytest.fixture
def stranger(visit):
    """Return a browser in which nobody has signed in."""
    return visit(address="127.0.0.9")


def waiting_id(leader):
    """Return the id of whoever waits for the leader, off the page of all colleagues."""
    return re.search(r"/medarbejdere/([0-9a-f-]{36})/godkend", leader.get("/medarbejdere/").text)[1]


def test_a_colleague_joins(lone, stranger, case_id, set_team, people, write, sign_in, visit):
    """Invited, activated, heard aloud, confirmed, put into a team: she reads her first note."""
    write(sign_in("anna"), case_id, "Første nat.")
    code = code_on(invite(lone).text)
    digits = digits_on(activate(stranger, "gry", code).text)
    waits = stranger.sign_in("gry", NEW_PASSWORD)
    assert (422, True) == (waits.status_code, digits in waits.text)

    gry = waiting_id(lone)
    shown = lone.get(f"/medarbejdere/{gry}/godkend").text
    assert digits == digits_on(shown)
    answer = confirm(lone, gry, typed_in(shown)["heard"])
    assert (303, f"/medarbejdere/{gry}?said=confirmed") == (answer.status_code, answer.location)
    assert 303 == stranger.sign_in("gry", NEW_PASSWORD).status_code
    assert "Gry Gade" in stranger.get("/").text

    people["gry"] = UUID(gry)
    set_team(case_id, "gry", "birgit", "anna")
    visit("birgit")
    assert "Første nat." in stranger.get(f"/sag/{case_id}/").text


def test_a_code_is_shown_once(lone, stranger):
    """Not in an address, not on any page, and not again when the form is sent again."""
    page = invite(lone)
    code = code_on(page.text)
    gry = re.search(r'/medarbejdere/([0-9a-f-]{36})">Gry', lone.get("/medarbejdere/").text)[1]
    again = invite(lone)

    assert (200, 4) == (page.status_code, len(spoken(page.text)))
    assert "/aktiver" in page.text
    assert 422 == again.status_code
    for answer in (
        again,
        lone.get("/medarbejdere/"),
        lone.get(f"/medarbejdere/{gry}"),
        lone.get(f"/medarbejdere/{gry}/kode"),
    ):
        assert not set(code.split("-")) & set(re.findall(r"\b[0-9A-Z]{4}\b", words_on(answer)))


def test_one_form_makes_one_new_code(lone, stranger, clock):
    """Loading the answer again sends the form again: no third code, and the second stays good."""
    first = code_on(invite(lone).text)
    gry = re.search(r'/medarbejdere/([0-9a-f-]{36})">Gry', lone.get("/medarbejdere/").text)[1]
    fields = typed_in(lone.get(f"/medarbejdere/{gry}/kode").text) | {"password": PASSWORD}
    answers = []
    for _ in range(2):
        clock.advance(seconds=1)
        answers.append(lone.post(f"/medarbejdere/{gry}/kode", fields))

    assert [200, 422] == [answer.status_code for answer in answers]
    assert [] == spoken(answers[1].text)
    assert 422 == activate(stranger, "gry", first).status_code
    assert 200 == activate(stranger, "gry", code_on(answers[0].text)).status_code


def test_a_code_that_has_run_out_is_said(lone, clock, visit):
    """To the second; then a new one can be made."""
    invite(lone)
    for span, is_over in ((timedelta(hours=24, seconds=-1), False), (timedelta(seconds=1), True)):
        clock.now += span
        page = words_on(visit("lone").get("/medarbejdere/"))
        assert is_over == ("Koden er udløbet" in page)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "a" * 101},
        {"login": ""},
        {"login": " "},
        {"login": "anna"},
        {"role": "gud"},
        {"role": ""},
        {"profession": "x"},
        {"password": ""},
        {"password": WRONG},
        {"more": "x"},
        {"login": ["a", "b"]},
    ],
)
def test_an_invitation_that_is_not_filled_in_right_invites_nobody(fields, lone, ask):
    """What she typed stands there again, but for her password."""
    before = ask("SELECT count(*) FROM staff")
    answer = invite(lone, **{"name": "Gry Gade", "login": "gry"} | fields)

    assert 422 == answer.status_code
    assert answer.text.count("Fejl:") >= 1
    assert not re.search(r'type="password"[^>]*value=', answer.text)
    assert before == ask("SELECT count(*) FROM staff")
    if "name" not in fields:
        assert 'value="Gry Gade"' in answer.text


def test_a_known_and_an_unknown_name_get_the_same_answer_to_a_code(lone, visit):
    """Status, headers and bytes, until long after the free tries are spent."""
    invite(lone, "gerd")

    def tried(browser, name):
        browser.get("/aktiver")
        fields = {"name": name, "code": "0000-0000-0000-0000"}
        fields |= {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
        status, headers, page = seen(browser.post("/aktiver", fields))
        return (
            status,
            headers,
            page.replace(browser.token.encode(), b"").replace(name.encode(), b""),
        )

    browsers = [visit(address=f"127.0.0.{end}") for end in (2, 3, 4)]
    names = ("gerd", "anna", "otto")
    rounds = [
        [tried(browser, name) for browser, name in zip(browsers, names, strict=True)]
        for _ in range(7)
    ]

    assert [422] * 5 + [429] * 2 == [answers[0][0] for answers in rounds]
    for answers in rounds:
        assert [answers[0]] * 3 == answers


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"again": "noget andet her"}, "again"),
        ({"password": "kort", "again": "kort"}, "password"),
        ({"password": "", "again": ""}, "password"),
        ({"code": ""}, "code"),
        ({"name": ""}, "name"),
    ],
)
def test_a_slip_on_the_activation_page_costs_nothing(fields, field, lone, stranger):
    """The sentence stands at its field, no password and no code comes back, the code stays good."""
    code = code_on(invite(lone).text)
    answer = activate(stranger, "gry", **{"code": code} | fields)

    assert 422 == answer.status_code
    assert f'id="{field}-error"' in answer.text
    assert code not in answer.text
    assert NEW_PASSWORD not in answer.text
    assert 200 == activate(stranger, "gry", code).status_code


@pytest.mark.parametrize(
    "fields",
    [
        {"aloud": ""},
        {"heard": ""},
        {"heard": "12345 12345 12345 12345"},
        {"password": WRONG},
        {"password": ""},
        {"more": "x"},
    ],
)
def test_a_confirmation_needs_ear_and_password(fields, lone, stranger):
    """Without tick, with other digits or a wrong password nothing is signed; the digits stay."""
    digits = digits_on(activate(stranger, "gry", code_on(invite(lone).text)).text)
    gry = waiting_id(lone)
    answer = confirm(lone, gry, digits, **fields)

    assert 422 == answer.status_code
    assert digits == digits_on(answer.text)
    assert 422 == stranger.sign_in("gry", NEW_PASSWORD).status_code


def test_digits_that_changed_since_the_page_are_not_confirmed(lone, stranger):
    """Begun anew in between: the page says so and shows those that wait now."""
    heard = digits_on(activate(stranger, "gry", code_on(invite(lone).text)).text)
    gry = waiting_id(lone)
    code = code_on(act_on(lone, gry, "nulstil").text)
    now = digits_on(activate(stranger, "gry", code).text)
    answer = confirm(lone, gry, heard)

    assert (422, now) == (answer.status_code, digits_on(answer.text))
    assert heard != now
    assert 422 == stranger.sign_in("gry", NEW_PASSWORD).status_code


@pytest.mark.parametrize("act", ["kode", "godkend", "genoptag"])
def test_a_form_for_another_state_leads_back_to_her_page(act, lone, people):
    """Anna works here: she needs no code, no confirmation, and is not let in again."""
    answer = lone.get(f"/medarbejdere/{people['anna']}/{act}")

    assert 303 == answer.status_code
    assert answer.location.endswith(f"/medarbejdere/{people['anna']}?said=elsewhere")
    assert "Kontoen står anderledes nu" in lone.get(answer.location).text


@pytest.mark.parametrize("act", ["godkend", "pause", "genoptag", "nulstil", "fratraed"])
def test_nobody_finds_a_form_for_her_own_account(act, lone, people, events):
    """Neither form nor act: not found, and on record."""
    before = len(events())
    answers = [
        lone.get(f"/medarbejdere/{people['lone']}/{act}"),
        lone.post(f"/medarbejdere/{people['lone']}/{act}", password=PASSWORD),
        lone.get(f"/medarbejdere/{uuid4()}/{act}"),
    ]

    assert [404] * 3 == [answer.status_code for answer in answers]
    assert seen(answers[0]) == seen(answers[2])
    assert {"denied"} == {event["out"] for event in events()[before:]}
    page = lone.get(f"/medarbejdere/{people['lone']}").text
    assert act not in re.findall(r"/medarbejdere/[0-9a-f-]{36}/(\w+)", page)


def test_who_waits_stands_on_top_and_who_left_is_folded_away(lone, stranger, people):
    """The newest concern first, with a button; colleagues of old are not in the way."""
    activate(stranger, "gry", code_on(invite(lone).text))
    invite(lone, "gunver", name="Gunver Grøn")
    act_on(lone, people["tove"], "fratraed")
    page = lone.get("/medarbejdere/").text
    names = re.findall(r'/medarbejdere/[0-9a-f-]{36}">([^<]+)<', page)

    assert ["Gry Gade", "Gunver Grøn", "Anna Ager"] == names[:3]
    assert "Tove Tang" == names[-1]
    assert page.index("<details") < page.index("Tove Tang")
    assert "Godkend" in page[: page.index("<table")]


def test_a_page_names_nobody_in_its_title(lone, stranger, people):
    """A title stays in the history of the browser, and an address too."""
    code = code_on(invite(lone, name="Gry Gade").text)
    activate(stranger, "gry", code)
    gry = waiting_id(lone)
    pages = [
        lone.get(f"/medarbejdere/{person}{act}")
        for person, act in (
            (gry, ""),
            (gry, "/godkend"),
            (gry, "/nulstil"),
            (people["anna"], "/fratraed"),
            (people["anna"], "/pause"),
        )
    ]

    for answer in [*pages, lone.get("/mig/")]:
        title = re.search(r"<title>(.*?)</title>", answer.text)[1]
        assert not re.search("Gry|Anna|Lone|gry|Birk", title)


def test_the_technical_log_knows_no_code_and_no_name(lone, stranger, technical_log, caplog):
    """Nor a password, nor the digits."""
    code = code_on(invite(lone).text)
    digits = digits_on(activate(stranger, "gry", code).text)
    confirm(lone, waiting_id(lone), digits)
    said = technical_log.getvalue()

    assert "/aktiver" in said
    for secret in (code, code.replace("-", ""), digits, NEW_PASSWORD, PASSWORD, "gry", "Gry"):
        assert secret not in said


def test_who_has_nothing_to_do_with_residents_has_a_home_without_any(visit, hire, case_id):
    """An administrator: a calm page, her own, and nothing else of the house."""
    hire("adam", Role.ADMINISTRATOR, Profession.OTHER, "Navn Navnesen")
    browser = visit("adam")
    home = browser.get("/")

    assert (200, True) == (home.status_code, "Din rolle åbner ingen journal" in home.text)
    assert "Stille Birk" not in home.text
    assert 200 == browser.get("/mig/").status_code
    assert 200 == browser.get("/mig/stjaalet").status_code
    for path in ("/medarbejdere/", f"/sag/{case_id}/", "/hvem-har-laest/"):
        assert 404 == browser.get(path).status_code
        assert path.split("/")[1] not in home.text
