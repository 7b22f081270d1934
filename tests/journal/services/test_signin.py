"""Known and unknown names get the same work, the same counters and the same answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from houses import PASSWORD

from journal.domain.entry import SigninBlocked, SigninFailed
from journal.request import sign_in as sign_in_to
from journal.services import signin
from journal.services.signin import (
    FIRST_WAIT,
    FREE_TRIES,
    FREE_TRIES_OF_AN_ADDRESS,
    LONGEST_WAIT,
    Attempt,
    wait_after,
)
from journal.services.work import perform
from journal.vault import unlock

WRONG = "forkert kode her"
NAMES = pytest.mark.parametrize("name", ["anna", "nobody"], ids=["known", "unknown"])


@pytest.fixture
def attempt(house):
    """Return a function that tries to sign in and gives the error, or the colleague."""

    def try_once(name, password=WRONG, **where):
        try:
            return sign_in_to(house.context("web"), Attempt(name=name, **where), password)
        except (SigninFailed, SigninBlocked) as error:
            return error

    return try_once


@pytest.fixture
def derivations(monkeypatch):
    """Return a list that grows by one with every password that is derived."""
    calls, real = [], unlock.passwords.derive_keys

    def watched(password, salt, profile):
        calls.append((salt, profile))
        return real(password, salt, profile)

    monkeypatch.setattr(unlock.passwords, "derive_keys", watched)
    return calls


@pytest.fixture
def counters(ask):
    """Return a function that gives the stored counters of wrong tries."""
    return lambda: sorted(row.failed for row in ask("SELECT failed FROM signin_throttle"))


def codes(answers):
    """Return what the answers say."""
    return [answer.code for answer in answers]


def test_a_right_password_opens_the_keys(attempt, people, events):
    """She has her keys, her name and her certificate; the act is in the log."""
    anna = attempt("anna", PASSWORD)
    assert (people["anna"], "Anna Ager") == (anna.id, anna.name)
    assert anna.keys is not None
    assert ("login.ok", "self") == (events()[-1]["act"], events()[-1]["basis"])


@pytest.mark.parametrize("name", ["ANNA", "  anna ", "Anna\t"])
def test_a_name_is_typed_as_people_type(name, attempt, people):
    """Case and spaces around it do not matter."""
    assert people["anna"] == attempt(name, PASSWORD).id


@pytest.mark.parametrize("password", [PASSWORD.upper(), PASSWORD + " ", "", PASSWORD[:-1]])
def test_a_password_is_typed_exactly(password, attempt):
    """Nothing is folded away."""
    assert "signin_failed" == attempt("anna", password).code


def test_known_and_unknown_names_do_the_same_work(attempt, derivations, counters):
    """One derivation of one cost, one counter, one answer."""
    answers = []
    for name in ("anna", "nobody"):
        derivations.clear()
        answers.append((attempt(name).code, attempt(name).values, len(derivations)))
        assert 1 == len({profile for _, profile in derivations})
    assert answers[0] == answers[1]
    assert [2, 2] == counters()
    assert "signin_failed" == answers[0][0]


def test_an_unknown_name_has_always_the_same_salt(attempt, derivations, reopen):
    """As a known one has: a second try tells nothing more."""
    attempt("nobody")
    attempt("nobody")
    attempt("nobody else")
    (first, _), (second, _), (other, _) = derivations
    assert (True, False) == (first == second, first == other)


@NAMES
def test_after_five_wrong_tries_a_name_waits(name, attempt, derivations, clock):
    """Known or not: then no password is even tried, not even the right one."""
    answers = codes(attempt(name) for _ in range(FREE_TRIES))
    assert ["signin_failed"] * (FREE_TRIES - 1) + ["signin_blocked"] == answers
    derivations.clear()
    assert "signin_blocked" == attempt(name, PASSWORD).code
    assert [] == derivations
    clock.now += FIRST_WAIT
    answer = attempt(name, PASSWORD)
    assert (name == "nobody") == isinstance(answer, SigninBlocked)


def test_the_wait_grows_to_a_quarter_of_an_hour():
    """Nothing for the free tries, then twice as long each time, with an end."""
    waits = [wait_after(failed) for failed in range(20)]
    assert [timedelta()] * FREE_TRIES == waits[:FREE_TRIES]
    assert [FIRST_WAIT, FIRST_WAIT * 2, FIRST_WAIT * 4] == waits[FREE_TRIES : FREE_TRIES + 3]
    assert sorted(waits) == waits
    assert LONGEST_WAIT == waits[-1] == wait_after(10**9)


def test_a_known_device_has_a_count_of_its_own(attempt, people):
    """Somebody who tries her name from elsewhere does not lock her out of her own device."""
    for _ in range(FREE_TRIES + 2):
        attempt("anna", address="192.0.2.7")
    assert "signin_blocked" == attempt("anna", PASSWORD, address="192.0.2.9").code
    there = {"device": "her own", "address": "192.0.2.7"}
    assert people["anna"] == attempt("anna", PASSWORD, **there).id


def test_an_address_that_tries_many_names_waits(attempt, people):
    """More patiently than a name: a house shares one address."""
    answers = codes(
        attempt(f"name{n}", address="192.0.2.7") for n in range(FREE_TRIES_OF_AN_ADDRESS)
    )
    assert ["signin_failed"] * (FREE_TRIES_OF_AN_ADDRESS - 1) == answers[:-1]
    assert "signin_blocked" == attempt("anna", PASSWORD, address="192.0.2.7").code
    assert people["anna"] == attempt("anna", PASSWORD, address="192.0.2.8").id


def test_a_right_password_forgets_the_wrong_ones(attempt, counters):
    """Her own slips do not add up over the weeks."""
    for _ in range(FREE_TRIES - 1):
        attempt("anna")
    attempt("anna", PASSWORD)
    assert [] == counters()
    assert ["signin_failed"] * (FREE_TRIES - 1) == codes(
        attempt("anna") for _ in range(FREE_TRIES - 1)
    )


@NAMES
def test_wrong_tries_are_forgotten_after_a_day(name, attempt, clock, counters):
    """Counting starts anew."""
    for _ in range(FREE_TRIES - 1):
        attempt(name)
    clock.advance(hours=24)
    assert "signin_failed" == attempt(name).code
    assert [1] == counters()


def test_only_known_names_stand_in_the_log(attempt, events, people):
    """What a stranger types is not kept: it might be a password, or her name."""
    before = len(events())
    for _ in range(FREE_TRIES):
        attempt("nobody")
    assert before == len(events())
    for _ in range(FREE_TRIES):
        attempt("anna")
    said = [(event["act"], event["out"], event["auth"]) for event in events()[before:]]
    failed, blocked = ("login.fail", "denied", ""), ("login.block", "denied", "")
    assert [failed] * FREE_TRIES + [blocked] == said


def test_a_counter_names_nobody(attempt, ask, people):
    """Neither name nor address can be read from it."""
    attempt("nobody", address="192.0.2.7")
    stored = b"".join(bytes(row.key) for row in ask("SELECT key FROM signin_throttle"))
    assert 64 == len(stored)
    assert b"nobody" not in stored
    assert b"192" not in stored


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff SET active_to = 1 WHERE id = :id",
        "UPDATE staff SET suspended_at = 1 WHERE id = :id",
        "UPDATE certificate SET revoked_event = :id WHERE staff_id = :id",
        "DELETE FROM appointment WHERE staff_id = :id",
        "DELETE FROM staff_secret WHERE staff_id = :id",
        "UPDATE staff_secret SET auth_mac = :junk WHERE staff_id = :id",
    ],
    ids=["left the house", "suspended", "revoked", "no post", "no keys", "damaged"],
)
def test_who_may_not_come_in_gets_the_same_answer(
    statement, attempt, tamper, people, raw_id, counters, derivations, events
):
    """Somebody who left is told no more than a stranger, after the same work."""
    values = {"junk": bytes(32)} if ":junk" in statement else {}
    tamper(statement, id=raw_id(people["anna"]), **values)
    before = len(events())
    answer = attempt("anna", PASSWORD)
    assert ("signin_failed", {}) == (answer.code, answer.values)
    assert ([1], 1) == (counters(), len(derivations))
    assert "login.ok" not in {event["act"] for event in events()[before:]}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff SET role = 'leder' WHERE id = :id",
        "UPDATE staff SET profession = 'begge' WHERE id = :id",
        "UPDATE appointment SET sig = :junk WHERE staff_id = :id",
        "UPDATE certificate SET sig = :junk WHERE staff_id = :id",
    ],
    ids=["role", "training", "post", "certificate"],
)
def test_whose_row_is_not_what_was_signed_does_not_come_in(
    statement, attempt, tamper, people, raw_id, events
):
    """Nobody becomes a leader in the database: it is reported, and no sign-in is on record."""
    values = {"junk": bytes(64)} if ":junk" in statement else {}
    tamper(statement, id=raw_id(people["anna"]), **values)
    before = len(events())
    with pytest.raises(unlock.Tampered):
        attempt("anna", PASSWORD)
    assert ["open.error"] == [event["act"] for event in events()[before:]]


def test_keys_of_somebody_else_do_not_open(attempt, tamper, ask, people, raw_id):
    """Her whole secret under another's row: the right password opens nothing."""
    query = "SELECT argon, salt, auth_mac, keys_blob FROM staff_secret WHERE staff_id = :id"
    (secret,) = ask(query, id=raw_id(people["carla"]))
    tamper(
        "UPDATE staff_secret SET argon = :argon, salt = :salt, auth_mac = :auth_mac, "
        "keys_blob = :keys_blob WHERE staff_id = :id",
        id=raw_id(people["anna"]),
        **secret._mapping,
    )
    with pytest.raises(unlock.Tampered):
        attempt("anna", PASSWORD)


@NAMES
def test_tries_side_by_side_get_no_more_than_their_number(name, house, attempt, derivations):
    """Counted before the slow step: twenty at once are tried as often as twenty in a row."""
    waiting = Barrier(20)

    def try_with_others(_):
        waiting.wait()
        return attempt(name)

    with ThreadPoolExecutor(20) as pool:
        answers = codes(pool.map(try_with_others, range(20)))
    assert FREE_TRIES == len(derivations)
    assert FREE_TRIES - 1 == answers.count("signin_failed")


def test_more_than_stand_in_line_are_asked_to_wait(house, attempt, derivations, counters):
    """A flood of sign-ins waits by itself: nothing is tried or counted, and the line moves on."""
    line = house.vault.unlocker.in_line
    full, done = Barrier(unlock.LINE + 1), Barrier(unlock.LINE + 1)

    def stand():
        with line():
            full.wait()
            done.wait()

    with ThreadPoolExecutor(unlock.LINE) as pool:
        for _ in range(unlock.LINE):
            pool.submit(stand)
        full.wait()
        busy = attempt("anna", PASSWORD)
        done.wait()

    assert ("signin_busy", [], []) == (busy.code, derivations, counters())
    assert attempt("anna", PASSWORD).id is not None


def test_a_try_that_never_ended_is_counted(house, counters):
    """Whoever cuts the line after the slow step has used her try all the same."""
    perform(house.context("web"), signin.find, Attempt(name="anna"))
    assert [1] == counters()
