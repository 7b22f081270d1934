"""Each browser remembers the log it saw, and a log that was cut or put back is found at once."""

import base64
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from browsers import Browser
from houses import PASSWORD
from sqlalchemy.orm import Session

from crypto.merkle import Frontier
from journal.services import audit
from journal.services.sessions import SessionKeeper
from journal.store import audit as audit_store
from journal.store.db import make_engine
from journal.vault.verifier import Verdict
from journal.web.application import create_app
from journal.web.carried import COOKIE, KEPT

CHANGED = "Loggen er ikke den"
IDLE, LONGEST = timedelta(minutes=10), timedelta(hours=10)


@pytest.fixture
def cut_log(owner, unlock_log, tamper):
    """Return a function that cuts the newest events off and mends the head."""

    def cut(events):
        unlock_log()
        with Session(owner) as session:
            place = audit_store.head(session).size - events
        doomed = "(SELECT entry_id FROM audit_leaf WHERE seq >= :place)"
        tamper(f"DELETE FROM audit_case WHERE entry_id IN {doomed}", place=place)
        tamper(f"DELETE FROM audit_entry WHERE id IN {doomed}", place=place)
        tamper("DELETE FROM audit_leaf WHERE seq >= :place", place=place)
        tamper("DELETE FROM audit_checkpoint WHERE size > :place", place=place)
        with Session(owner) as session:
            leaves = (digest for _, digest in audit_store.leaf_hashes(session, 0, place))
            frontier = Frontier.empty().extend(leaves)
            audit_store.move_head(session, frontier.size, frontier.pack())
            session.commit()

    return cut


@pytest.fixture
def make_app_of(session_store, node):
    """Return a function that makes the web application of another process on the same sessions."""
    return lambda house: create_app(house, SessionKeeper(session_store, node, IDLE, LONGEST), node)


def carried(browser, house):
    """Return the checkpoint in a browser's cookie."""
    note = base64.urlsafe_b64decode(browser.cookie(COOKIE).partition(".")[2]).decode()
    return house.vault.signer.read(note)


def test_what_she_does_renews_what_her_browser_carries(anna, house, case_id, form, ask):
    """The head after her own writing, signed by the log key."""
    first = carried(anna, house)
    anna.post(f"/sag/{case_id}/notat", form(anna, text="Hun ringede til sin søster."))
    second = carried(anna, house)
    ((size,),) = ask("SELECT size FROM audit_head")
    assert (size, True) == (second.size, second.size > first.size)


def test_reading_renews_it_when_it_is_some_minutes_old(anna, house, case_id, clock):
    """Not sooner: a browser forgets the pages it keeps for Back when a cookie changes."""
    seen = [carried(anna, house).size]
    for moment in (KEPT - timedelta(seconds=1), timedelta(seconds=1), timedelta(seconds=1)):
        clock.advance(seconds=moment.total_seconds())
        anna.get(f"/sag/{case_id}/")
        seen.append(carried(anna, house).size)
    assert seen[0] == seen[1] < seen[2] == seen[3]


def test_a_time_that_is_not_yet_here_is_none(anna, house, case_id, clock):
    """A clock that was put back leaves no browser with an old head for years."""
    given, _, note = anna.cookie(COOKIE).partition(".")
    anna.client.set_cookie(COOKIE, f"{int(given) + 9}.{note}", domain="127.0.0.1", secure=True)
    before = carried(anna, house).size
    anna.get(f"/sag/{case_id}/")
    assert before < carried(anna, house).size


def test_a_stranger_carries_nothing(visit):
    """Nobody learns the size of the log at the door."""
    browser = visit()
    browser.get("/log-ind")
    browser.post("/log-ind", name="anna", password="forkert")
    assert None is browser.cookie(COOKIE)


def test_a_cut_log_is_found_by_the_next_request(anna, visit, case_id, cut_log, events, house):
    """Also when only readings were cut off that no checkpoint had signed: nothing is shown."""
    anna.get(f"/sag/{case_id}/")
    cut_log(1)
    answer = anna.get(f"/sag/{case_id}/")
    assert 503 == answer.status_code
    assert CHANGED in answer.text
    assert [("log.alarm", "error", None)] == [
        (event["act"], event["out"], event["actor"]) for event in events("log.alarm")
    ]
    assert Verdict.TAMPERED is house.watch.report.verdict


def test_a_script_does_not_swallow_the_word(anna, case_id, cut_log):
    """What keeps a session alive is read by nobody: the page says it."""
    anna.get(f"/sag/{case_id}/")
    cut_log(1)
    before = anna.cookie(COOKIE)
    anna.post("/session/aktiv")
    assert before == anna.cookie(COOKIE)
    assert 503 == anna.get(f"/sag/{case_id}/").status_code


def test_she_can_go_on_and_the_leader_sees_red(anna, visit, case_id, cut_log):
    """An emergency is not locked out; every page of the leader says so until it was looked into."""
    lone = visit("lone")
    anna.get(f"/sag/{case_id}/")
    cut_log(1)
    assert [503, 200] == [anna.get(f"/sag/{case_id}/").status_code for _ in range(2)]
    for path in ("/", "/hvem-har-laest/", "/vagtplan/"):
        answer = lone.get(path)
        assert (200, True) == (answer.status_code, "Loggen er blevet ændret" in answer.text)
    assert "Loggen er blevet ændret" not in anna.get("/").text


def test_an_older_database_is_found_after_a_new_start(
    anna, case_id, settings, house, make_app, node, form, monkeypatch
):
    """The browser carries it through the restart; a session is not needed."""
    copy = settings.sqlite_path.with_name("older")
    with (
        closing(sqlite3.connect(settings.sqlite_path)) as now,
        closing(sqlite3.connect(copy)) as to,
    ):
        now.backup(to)
    anna.post(f"/sag/{case_id}/notat", form(anna, text="Hun ringede til sin søster."))
    before = anna.cookie(COOKIE)
    house.sessions.kw["bind"].dispose()
    for suffix in ("-wal", "-shm"):
        settings.sqlite_path.with_name(f"journal.sqlite{suffix}").unlink(missing_ok=True)
    shutil.move(copy, settings.sqlite_path)
    monkeypatch.setattr(house.watch, "lookout", type(house.watch.lookout)())
    browser = Browser(make_app(node))
    browser.client.set_cookie(COOKIE, before, domain="127.0.0.1", secure=True)
    browser.get("/log-ind")
    entered = browser.post("/log-ind", name="anna", password=PASSWORD)
    answer = browser.get("/")
    assert (303, 503, 200) == (
        entered.status_code,
        answer.status_code,
        browser.get("/").status_code,
    )
    assert CHANGED in answer.text


def test_the_evidence_is_kept_and_every_later_check_reads_it(
    anna, case_id, cut_log, house, settings, visit
):
    """A signed head that the log does not fit, for the one who looks into it."""
    anna.get(f"/sag/{case_id}/")
    cut_log(1)
    anna.get(f"/sag/{case_id}/")
    (path,) = settings.evidence_dir.iterdir()
    assert None is not house.vault.signer.read(path.read_text())
    assert (0o700, 0o400) == (
        settings.evidence_dir.stat().st_mode & 0o777,
        path.stat().st_mode & 0o777,
    )
    with make_engine(settings.engine_url).connect() as connection, Session(connection) as session:
        assert Verdict.TAMPERED is house.vault.verify(session, house.witness.near()).verdict


def test_another_process_is_red_too(
    anna, case_id, cut_log, reopen, session_store, make_app_of, monkeypatch
):
    """It reads the evidence, also of a log too long to be checked for every page."""
    other = reopen()
    lone = Browser(make_app_of(other))
    lone.sign_in("lone")
    anna.get(f"/sag/{case_id}/")
    cut_log(1)
    anna.get(f"/sag/{case_id}/")
    monkeypatch.setattr(audit, "SHORT_LOG", 0)
    assert "Loggen er blevet ændret" in lone.get("/").text


@pytest.mark.parametrize(
    "cookie", ["", "x", "." * 500, "A" * 4_000, "w6Y=", "1.e30=", "9" * 12 + ".e30="]
)
def test_a_cookie_that_is_none_of_this_log_says_nothing(cookie, anna, case_id):
    """Whoever writes rubbish into her own browser raises no alarm, and is given a true one."""
    anna.client.set_cookie(COOKIE, cookie, domain="127.0.0.1", secure=True)
    assert 200 == anna.get(f"/sag/{case_id}/").status_code
    assert len(anna.cookie(COOKIE)) > 100


def test_an_old_cookie_is_no_alarm(anna, house, case_id, sign_in, read):
    """A browser that comes back after a holiday has seen less, and what it saw still stands."""
    anna.get("/")
    before = anna.cookie(COOKIE)
    birgit = sign_in("birgit")
    for _ in range(40):
        read(birgit, case_id)
    anna.client.set_cookie(COOKIE, before, domain="127.0.0.1", secure=True)
    assert 200 == anna.get(f"/sag/{case_id}/").status_code


def test_a_note_that_is_sent_then_comes_back(anna, form, case_id, cut_log):
    """What she typed is on the page that says why it was not taken."""
    fields = form(anna, text="Hun ringede til sin søster.")
    cut_log(1)
    answer = anna.post(f"/sag/{case_id}/notat", fields)
    assert (503, True) == (answer.status_code, "Hun ringede til sin søster." in answer.text)


def test_the_log_page_has_a_line_for_paper(visit, house):
    """Size and twelve letters of the newest checkpoint, as the verifier takes them."""
    page = visit("lone").get("/hvem-har-laest/").text
    note = house.vault.signer.outside_note()
    _, size, root, *_ = note.split("\n")
    assert f'<strong translate="no">{size} {root[:12]}</strong>' in page.replace("&#43;", "+")
