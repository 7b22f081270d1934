"""What breaks behind a page is said in plain words; no word is lost, nothing is stored twice."""

import sqlite3

import pytest
from browsers import typed_in
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from journal.store import audit as audit_store
from journal.web import cases as case_pages

TEXT = "Hun ringede klokken to. \U0001f600"


class Away(sqlite3.OperationalError):
    """What a driver raises."""


def fail_with(words):
    """Return a hook that fails as the driver does."""

    def fail(*_):
        raise OperationalError("", {}, Away(words))

    return fail


def fail_on(statement_begins, words="disk I/O error"):
    """Return a hook that fails at statements that begin so."""

    def before(_connection, _cursor, statement, *_):
        if statement.startswith(statement_begins):
            fail_with(words)()

    return before


FAULTS = {
    "COMMIT fails": ("commit", fail_with("disk I/O error")),
    "the log is away": ("before_cursor_execute", fail_on("INSERT INTO audit_entry ")),
    "the disk is full": ("before_cursor_execute", fail_on("INSERT", "database or disk is full")),
    "the database is locked": (
        "before_cursor_execute",
        fail_on(("SELECT", "INSERT"), "database is locked"),
    ),
}


def assert_said(answer):
    """See that a fault is answered in the words of the house, with nothing of its inside."""
    assert 503 == answer.status_code
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "no-store" == answer.headers["Cache-Control"]
    for word in ("disk I/O", "or disk", "Error", "Traceback", "sqlite", "INSERT"):
        assert word not in answer.text


@pytest.mark.parametrize("fault", FAULTS)
def test_a_note_that_cannot_be_saved_comes_back(fault, anna, case_id, form, texts, hook, ask):
    """503 with the text in the form; sent again when all is well, it is one note."""
    fields = form(anna, text=TEXT)
    with hook(*FAULTS[fault]):
        answer = anna.post(f"/sag/{case_id}/notat", fields)
        assert_said(answer)
        assert TEXT == typed_in(answer.text)["text"]
        answer = anna.post(f"/sag/{case_id}/notat", typed_in(answer.text))
    assert [(0,)] == ask("SELECT count(*) FROM note")

    assert 303 == anna.post(f"/sag/{case_id}/notat", typed_in(answer.text)).status_code
    assert [TEXT] == texts()


@pytest.mark.parametrize("fault", FAULTS)
def test_no_page_of_a_case_is_shown_while_its_reading_cannot_be_logged(
    fault, anna, case_id, sign_in, write, hook, events
):
    """No event, no text (fail closed); afterwards everything is there."""
    write(sign_in("birgit"), case_id, TEXT)
    before = len(events())
    with hook(*FAULTS[fault]):
        for path in ("/", f"/sag/{case_id}/", f"/sag/{case_id}/notat/nyt"):
            answer = anna.get(path)
            assert_said(answer)
            assert TEXT not in answer.text
            assert "Stille Birk" not in answer.text

    assert before == len(events())
    assert TEXT in anna.get(f"/sag/{case_id}/").text


def test_a_page_works_while_keys_are_away_and_after(anna, case_id, form, settings, texts):
    """The share store moved away: nothing opens, the words stay; put back, all is as it was."""
    fields, elsewhere = form(anna, text=TEXT), settings.shares_path.with_name("moved-away")
    settings.shares_path.rename(elsewhere)
    assert_said(anna.get(f"/sag/{case_id}/"))
    answer = anna.post(f"/sag/{case_id}/notat", fields)
    assert_said(answer)
    elsewhere.rename(settings.shares_path)

    assert 303 == anna.post(f"/sag/{case_id}/notat", typed_in(answer.text)).status_code
    assert [TEXT] == texts()


def test_a_moved_root_key_disturbs_nobody_until_the_next_start(anna, case_id, settings):
    """It is read once, at start."""
    settings.kek_root_path.rename(settings.kek_root_path.with_name("moved-away"))

    assert 200 == anna.get(f"/sag/{case_id}/").status_code


def test_a_full_disk_is_said_and_loses_nothing(anna, case_id, form, house, texts):
    """Writing until nothing fits: 503 with the text; with room again the same form is taken."""

    def let_pages(most):
        connection = house.sessions.kw["bind"].raw_connection()
        # The guard refuses the service any such setting: lifted for this one connection.
        connection.driver_connection.set_authorizer(None)
        connection.driver_connection.execute(f"PRAGMA max_page_count = {most}")
        connection.close()

    fields, stored = form(anna, text=TEXT * 300), 0
    let_pages(1)  # SQLite lifts it to the pages that are in use
    while (answer := anna.post(f"/sag/{case_id}/notat", fields)).status_code == 303:
        stored += 1
        fields["id"] = fields["id"][:-4] + f"{stored:04}"
    assert_said(answer)
    assert "Serverens disk er fuld" in answer.text
    assert "journal health --release-reserve" in answer.text
    let_pages(1_000_000)

    assert 303 == anna.post(f"/sag/{case_id}/notat", typed_in(answer.text)).status_code
    assert [TEXT * 300] * (stored + 1) == texts()


def test_a_sign_in_that_cannot_be_logged_keeps_what_it_carries(visit, case_id, form, clock, hook):
    """The words that wait for the sign-in wait on."""
    anna = visit("anna")
    fields = form(anna, text=TEXT)
    clock.advance(minutes=10)
    carried = typed_in(anna.post(f"/sag/{case_id}/notat", fields).text)
    sent = carried | {"name": "anna", "password": "fire grønne heste"}
    with hook("commit", fail_with("disk I/O error")):
        answer = anna.post("/log-ind", sent)
    again = typed_in(answer.text)

    assert 503 == answer.status_code
    assert "Retry-After" in answer.headers
    assert (TEXT, "anna") == (again["kept_text"], again["name"])
    assert "fire grønne heste" not in answer.text
    assert (
        TEXT == typed_in(anna.post("/log-ind", again | {"password": sent["password"]}).text)["text"]
    )


def test_a_damaged_note_says_so_and_the_others_open(
    anna, case_id, sign_in, write, ask, tamper, raw_id, events
):
    """One sentence in its place, one event, and the rest of the page."""
    principal = sign_in("birgit")
    damaged = write(principal, case_id, "Den ene.")
    write(principal, case_id, "Den anden.")
    ((body,),) = ask("SELECT body_sealed FROM note WHERE id = :id", id=raw_id(damaged))
    flipped = bytes(body[:-1]) + bytes([body[-1] ^ 1])
    tamper("UPDATE note SET body_sealed = :new WHERE id = :id", new=flipped, id=raw_id(damaged))
    page = anna.get(f"/sag/{case_id}/")
    alone = anna.get(f"/sag/{case_id}/notat/{damaged}")

    assert (200, 200) == (page.status_code, alone.status_code)
    assert "Den anden." in page.text
    assert "Den ene." not in page.text + alone.text
    assert 1 == page.text.count("Kan ikke åbnes")
    assert 1 == alone.text.count("Kan ikke åbnes")
    assert 2 == len(events("open.error"))


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b'{"on":[["x",[]]],"n":"y"}', None])
def test_a_damaged_entry_of_the_log_is_said_by_number_and_pages_go_on(
    junk, visit, anna, case_id, form, unlock_log, ask, tamper
):
    """The leader sees which entry; she can go on looking, and the others go on working."""
    lone = visit("lone")
    anna.get(f"/sag/{case_id}/")
    place = ask("SELECT max(seq) FROM audit_leaf")[0][0]
    unlock_log()
    tamper(
        "UPDATE audit_entry SET entry = :junk WHERE id = "
        "(SELECT entry_id FROM audit_leaf WHERE seq = :place)",
        junk=junk,
        place=place,
    )
    for path in ("/", "/hvem-har-laest/"):
        page = lone.get(path)
        assert 200 == page.status_code
        assert "Loggen er blevet ændret" in page.text
        assert f"nummer {place}" in page.text
    assert 303 == lone.post("/hvem-har-laest/efterproev").status_code
    assert 303 == anna.post(f"/sag/{case_id}/notat", form(anna, text=TEXT)).status_code


WRONG_KINDS = {
    "a time that is a word": "UPDATE audit_entry SET t = 'abc'",
    "bytes that are text": "UPDATE audit_entry SET entry = CAST(entry AS TEXT)",
    "an actor of one byte": "UPDATE audit_entry SET actor = x'00'",
}


@pytest.mark.parametrize("statement", WRONG_KINDS.values(), ids=WRONG_KINDS)
def test_an_entry_of_another_kind_is_said_and_pages_go_on(
    statement, visit, anna, case_id, form, unlock_log, tamper
):
    """No page breaks over it: the leader reads that the log was changed, colleagues go on."""
    lone = visit("lone")
    unlock_log()
    tamper(f"{statement} WHERE id = (SELECT entry_id FROM audit_leaf WHERE seq = 3)")
    for path in ("/", "/hvem-har-laest/"):
        page = lone.get(path)
        assert 200 == page.status_code
        assert "Loggen er blevet ændret" in page.text
        assert "nummer 3" in page.text
    assert 303 == anna.post(f"/sag/{case_id}/notat", form(anna, text=TEXT)).status_code


ODD_NOTES = {
    "a time that is a word": "UPDATE note SET occurred_at = 'abc'",
    "a time beyond all years": "UPDATE note SET occurred_at = 9000000000000000000",
    "a text that is no envelope": "UPDATE note SET body_sealed = 'abc'",
    "an author of one byte": "UPDATE note SET author_id = x'00'",
}


@pytest.mark.parametrize("statement", ODD_NOTES.values(), ids=ODD_NOTES)
def test_a_note_of_another_kind_is_said(
    statement, visit, anna, case_id, form, tamper, owner, events
):
    """The page says that it cannot be opened, without a trace, and the log that it was tried."""
    anna.post(f"/sag/{case_id}/notat", form(anna, text=TEXT))
    with owner.begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    tamper(statement)
    page = anna.get(f"/sag/{case_id}/")

    assert "Kan ikke åbnes" in page.text
    assert TEXT not in page.text
    assert 1 == len(events("open.error"))
    assert 200 == visit("lone").get("/").status_code


def test_an_unforeseen_fault_says_nothing_of_itself(anna, monkeypatch, technical_log):
    """A page without trace and message; the technical log has type and place, not the message."""

    def fail(*_):
        message = "Birgit Bro sagde noget"
        raise ValueError(message)

    monkeypatch.setattr(case_pages, "perform", fail)
    answer = anna.get("/")

    assert 500 == answer.status_code
    assert "Noget gik galt hos os" in answer.text
    for hidden in ("Birgit", "ValueError", "Traceback", "test_faults"):
        assert hidden not in answer.text
    assert "Birgit" not in technical_log.getvalue()
    assert '"failure": ["ValueError"]' in technical_log.getvalue()


def test_an_unforeseen_fault_gives_the_words_back(anna, case_id, form, monkeypatch, texts):
    """Whatever it was: the note is in the form, and sent again it is one note."""
    fields = form(anna, text=TEXT)
    with monkeypatch.context() as patch:
        patch.setattr(audit_store, "lock", fail_unforeseen)
        answer = anna.post(f"/sag/{case_id}/notat", fields)

    assert (500, TEXT) == (answer.status_code, typed_in(answer.text)["text"])
    assert 303 == anna.post(f"/sag/{case_id}/notat", typed_in(answer.text)).status_code
    assert [TEXT] == texts()


def fail_unforeseen(*_):
    """Fail as no driver does."""
    raise RuntimeError


def test_a_session_store_that_is_away_is_a_page_too(anna, session_store, monkeypatch):
    """No fault inside the page about the fault; nobody is taken for signed in."""
    monkeypatch.setattr(session_store, "get", fail_with("unable to open database file"))
    for path in ("/", "/nej", "/session"):
        answer = anna.get(path)
        assert 404 == answer.status_code if path == "/nej" else 500 <= answer.status_code <= 503
        assert "unable" not in answer.text
        assert "Anna Ager" not in answer.text


def test_a_commit_whose_answer_was_lost_is_one_note(anna, case_id, form, texts, monkeypatch):
    """The page says it may not be saved; sent again, it says that it was."""
    commit, fields = Session.commit, form(anna, text=TEXT)

    def commit_and_break(session):
        commit(session)
        fail_with("disk I/O error")()

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", commit_and_break)
        answer = anna.post(f"/sag/{case_id}/notat", fields)
    assert_said(answer)

    again = anna.post(f"/sag/{case_id}/notat", typed_in(answer.text))
    assert f"/sag/{case_id}/?saved=already" == again.location
    assert [TEXT] == texts()
