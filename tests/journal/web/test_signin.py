"""Signing in and out, and what a session survives: nothing that could be somebody else."""

import base64
import os
import re

import pytest
from browsers import Browser, seen
from houses import PASSWORD
from sqlalchemy.exc import OperationalError

from journal.services.sessions import end_sessions_of
from journal.vault.session import NodeSecret

SESSION = "__Host-sid"
DEVICE = "__Host-device"
WRONG = "tre blå heste"
EXACT = {"path=/", "secure", "httponly", "samesite=strict"}


def is_in(browser):
    """Tell whether a browser is signed in, by a page that asks for it and leaves no event."""
    return browser.get("/stil").status_code == 404


def put_cookie(browser, value, name=SESSION):
    """Put a cookie into a browser."""
    browser.client.set_cookie(name, value, domain="127.0.0.1", secure=True)


def try_out(browser, name, password=WRONG):
    """Try to sign in; the return value is all that can be seen, without token and name."""
    browser.get("/log-ind")
    answer = browser.post("/log-ind", name=name, password=password)
    status, headers, page = seen(answer)
    return status, headers, page.replace(browser.token.encode(), b"").replace(name.encode(), b"")


def test_a_known_and_an_unknown_name_get_the_same_answers(visit):
    """Status, headers and bytes, until long after the free tries are spent."""
    known, unknown = visit(address="127.0.0.2"), visit(address="127.0.0.3")
    answers = [(try_out(known, "birgit"), try_out(unknown, "bertil")) for _ in range(7)]

    assert [422] * 4 + [429] * 3 == [of_known[0] for of_known, _ in answers]
    assert [of_known for of_known, _ in answers] == [of_unknown for _, of_unknown in answers]


def test_wrong_tries_for_a_known_name_are_in_the_log(visit, events):
    """The leader sees who was tried; an unknown name is nobody, so it is in no log."""
    before = len(events())
    try_out(visit(), "birgit")
    try_out(visit(), "nobody")

    assert ["login.fail"] == [event["act"] for event in events()[before:]]


def test_a_locked_name_takes_not_even_the_right_password(visit, clock):
    """Until the wait is over; then it is taken, and the count begins anew."""
    attacker = visit(address="127.0.0.2")
    for _ in range(5):
        try_out(attacker, "birgit")

    assert 429 == attacker.sign_in("birgit").status_code
    clock.advance(seconds=31)
    assert 303 == attacker.sign_in("birgit").status_code
    assert 422 == try_out(visit(address="127.0.0.2"), "birgit")[0]


def test_a_wait_is_said_in_plain_words(visit):
    """How long, in minutes, and no word about whether the name exists."""
    attacker = visit()
    for _ in range(5):
        try_out(attacker, "birgit")
    page = attacker.sign_in("birgit").text

    assert "1 minut" in page
    assert PASSWORD not in page


def test_nobody_locks_a_colleague_out_of_her_own_computer(visit):
    """A browser on which she has signed in before has tries of its own."""
    birgit, attacker = visit("birgit"), visit(address="127.0.0.2")
    birgit.post("/log-ud")
    for _ in range(8):
        try_out(attacker, "birgit")

    assert 303 == birgit.sign_in("birgit").status_code
    assert 429 == attacker.sign_in("birgit").status_code


def test_a_known_device_is_known_for_its_own_names_only(visit):
    """The cookie of one colleague's browser gives no free tries for another's name."""
    birgit = visit("birgit", address="127.0.0.2")
    birgit.post("/log-ud")
    for _ in range(5):
        try_out(visit(), "carla")

    assert 429 == try_out(birgit, "carla")[0]


@pytest.mark.parametrize("cookie", ["", "x", "." * 500, "a" * 32 + ".forged", "\u00e6"])
def test_a_damaged_device_cookie_is_no_device(cookie, visit):
    """It neither opens nor breaks anything."""
    browser = visit()
    put_cookie(browser, cookie, DEVICE)

    assert 303 == browser.sign_in("birgit").status_code
    assert re.fullmatch(r"[0-9a-f]{32}\.[0-9a-f]{16}", browser.cookie(DEVICE))


def test_a_session_ends_after_ten_minutes_without_a_request(visit, clock):
    """Every request buys ten more minutes, none buys eleven."""
    anna = visit("anna")
    for _ in range(3):
        clock.advance(minutes=9, seconds=59)
        assert is_in(anna)
    clock.advance(minutes=10)

    assert not is_in(anna)


def test_a_session_ends_after_ten_hours_in_any_case(visit, clock):
    """However busy she is: her keys do not lie in memory over night."""
    anna = visit("anna")
    for _ in range(66):
        clock.advance(minutes=9)
        assert is_in(anna)
    clock.advance(minutes=6)

    assert not is_in(anna)


def test_a_clock_that_is_set_back_ends_the_session(visit, clock):
    """It does not lengthen it, and a new sign-in is possible at once."""
    for _ in range(3):
        anna = visit("anna")
    clock.advance(hours=-1)
    fresh = visit("anna")

    assert not is_in(anna)
    assert is_in(fresh)


def test_asking_whether_a_session_lives_does_not_keep_it_alive(visit, clock):
    """A page that comes back from the browser's memory must not hold the keys."""
    anna = visit("anna")
    clock.advance(minutes=6)
    assert {"alive": True} == anna.get("/session").json
    clock.advance(minutes=4)

    assert {"alive": False} == anna.get("/session").json
    assert not is_in(anna)
    assert {"alive": False} == visit().get("/session").json


def forged(token):
    """Return cookies that are almost a session."""
    raw = base64.urlsafe_b64decode(token)
    return {
        "empty": "",
        "other": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "one bit": base64.urlsafe_b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).decode(),
        "short": base64.urlsafe_b64encode(raw[:31]).decode(),
        "long": base64.urlsafe_b64encode(raw + b"\0").decode(),
        "no base64": "*" * 44,
        "no ASCII": "\u00e6\u00f8\u00e5",
        "huge": token * 80,
    }


def test_a_forged_cookie_is_nobody(visit):
    """Whatever it looks like, the sign-in page comes, and no fault."""
    token = visit("anna").cookie(SESSION)
    for kind, value in forged(token).items():
        browser = visit()
        put_cookie(browser, value)
        answer = browser.get("/")
        assert (200, True) == (answer.status_code, "current-password" in answer.text), kind


def test_a_cookie_that_was_signed_out_is_dead(visit, events):
    """Kept somewhere and put back, it opens nothing; the sign-out is in the log once."""
    anna = visit("anna")
    token = anna.cookie(SESSION)
    answer = anna.post("/log-ud")
    put_cookie(anna, token)

    assert (303, "/log-ind") == (answer.status_code, answer.location)
    assert not is_in(anna)
    assert 1 == len(events("logout"))


def test_a_sign_out_counts_while_the_log_is_away(visit, hook):
    """She leaves the computer: her session must end, whatever else cannot be done."""
    anna = visit("anna")
    token = anna.cookie(SESSION)

    def away(*_):
        raise OperationalError("", {}, Exception("disk I/O error"))

    with hook("commit", away):
        assert 503 == anna.post("/log-ud").status_code
    put_cookie(anna, token)
    assert not is_in(anna)


def test_a_cookie_of_another_start_of_the_service_is_dead(visit, make_app):
    """The store alone does not open a session: the node's secret is gone with its start."""
    token = visit("anna").cookie(SESSION)
    after_restart = Browser(make_app(NodeSecret(os.urandom(32))))
    put_cookie(after_restart, token)

    assert not is_in(after_restart)


def test_a_person_has_at_most_three_sessions(visit):
    """The oldest ends when a fourth begins; nobody else's does."""
    dorte = visit("dorte")
    browsers = [visit("anna") for _ in range(4)]

    assert 1 == sum(not is_in(browser) for browser in browsers[:3])
    assert is_in(browsers[3])
    assert is_in(dorte)


def test_a_team_change_ends_sessions_at_once(visit, session_store, people):
    """Whoever left a team is out with her next request, in every browser."""
    browsers, birgit = [visit("anna"), visit("anna")], visit("birgit")
    end_sessions_of(session_store, [people["anna"]])

    assert [False, False] == [is_in(browser) for browser in browsers]
    assert is_in(birgit)


def test_a_token_that_was_there_before_the_sign_in_opens_nothing(visit):
    """An attacker who planted a cookie does not own the session that begins (fixation)."""
    planted = base64.urlsafe_b64encode(bytes(32)).decode()
    anna, attacker = visit(), visit()
    put_cookie(anna, planted)
    anna.sign_in("anna")
    put_cookie(attacker, planted)

    assert planted != anna.cookie(SESSION)
    assert is_in(anna)
    assert not is_in(attacker)


def test_a_second_sign_in_ends_the_first_session_of_that_browser(visit):
    """The computer of the common room: the next colleague takes it over, the last one is out."""
    browser = visit("anna")
    token = browser.cookie(SESSION)
    assert 303 == browser.sign_in("birgit").status_code
    put_cookie(browser, token)

    assert not is_in(browser)


def test_cookies_are_out_of_reach(visit):
    """Of scripts, other sites, other hosts and plain HTTP; the session ends with the browser."""
    browser = visit()
    answers = [
        browser.get("/log-ind"),
        browser.post("/log-ind", name="anna", password=PASSWORD),
        browser.get("/"),
        browser.post("/udseende/sprog", language="en"),
        browser.post("/log-ud"),
    ]
    cookies = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]

    assert {"__Host-vaern", "__Host-log", SESSION, DEVICE} == {
        line.split("=")[0] for line in cookies
    }
    for line in cookies:
        name = line.split("=")[0]
        attributes = {part.strip().lower() for part in line.split(";")[1:]}
        dated = {part for part in attributes if part.startswith(("expires=", "max-age="))}
        assert attributes - dated == EXACT
        assert not any(part.startswith("domain") for part in attributes)
        if name == SESSION and '""' not in line and "sid=;" not in line:
            assert set() == dated


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/hvem-har-laest/?kind=reading", "/hvem-har-laest/?kind=reading"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("https://evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("/\tevil", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_a_sign_in_leads_to_a_page_of_ours_only(asked, reached, visit):
    """The page she wanted, never another site."""
    assert reached == visit().sign_in("lone", next=asked).location


def test_the_page_that_was_asked_for_comes_after_the_sign_in(visit, case_id):
    """With what stood behind its question mark."""
    browser = visit()
    page = browser.get(f"/sag/{case_id}/?page=2").text
    wanted = re.search(r'name="next" value="([^"]+)"', page)[1]

    assert f"/sag/{case_id}/?page=2" == browser.sign_in("anna", next=wanted).location


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "password": PASSWORD},
        {"name": "anna", "password": ""},
        {"name": "a" * 101, "password": PASSWORD},
        {"name": "anna", "password": "p" * 1025},
        {"name": "anna", "password": PASSWORD, "role": "leder"},
        {"name": ["anna", "lone"], "password": PASSWORD},
        {"password": PASSWORD},
    ],
)
def test_a_wrong_sign_in_form_signs_nobody_in(fields, visit):
    """Empty, too long, unknown and doubled fields are said, and the password is not sent back."""
    browser = visit()
    browser.get("/log-ind")
    answer = browser.post("/log-ind", fields)

    assert 422 == answer.status_code
    assert PASSWORD not in answer.text
    assert browser.cookie(SESSION) is None


def test_a_name_is_taken_as_people_type_it(visit):
    """Capital letters and spaces around it do not matter; composed letters neither."""
    assert 303 == visit().sign_in("  ANNA ").status_code


def test_a_page_is_seen_again_only_in_the_session_it_was_shown_in(visit):
    """Birgit presses Back at the computer that Anna left: a page of Anna's stays covered."""
    browser = visit("anna")
    kept = re.search(r'data-session-url="([^"]+)"', browser.get("/").text)[1]
    assert {"alive": True} == browser.get(kept).json
    assert 303 == browser.sign_in("birgit").status_code

    assert {"alive": False} == browser.get(kept).json
    assert {"alive": True} == browser.get("/session").json
