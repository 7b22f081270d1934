"""Killed at any step: nothing served without its event, no half note, no two from one form."""

import json
import signal
from uuid import UUID, uuid4

import mortals
import pytest

from journal.domain.broken import NoteSaved
from journal.domain.ids import NoteId
from journal.services import notes, teams
from journal.services.work import perform

TEXT = "Skrevet lige før strømmen gik."

MOMENTS = [3, "before commit", "after commit"]
EXCHANGE = " with an exchange of keys"


@pytest.fixture
def run(house, settings, clock, case_id, people, tmp_path):
    """Return a function that does something in a process of its own, killed at a moment."""

    def run_child(what, moment, note_id=None, who="anna"):
        told = {
            "folder": str(settings.config_dir.parent),
            "database": settings.database_url,
            "now": clock().isoformat(),
            "who": who,
            "what": what,
            "moment": moment,
            "case": str(case_id),
            "note": str(note_id or uuid4()),
            "text": TEXT,
            "team": [str(people[login]) for login in ("anna", "birgit")],
        }
        return mortals.live("dying", told, tmp_path)

    return run_child


def test_the_process_that_is_not_killed_serves(run, case_id, sign_in, write):
    """The tests below would pass on a process that never comes so far."""
    write(sign_in("birgit"), case_id)
    done = run("read", None)
    assert (0, ["Hun sov roligt i nat."]) == (done.returncode, json.loads(done.stdout or "null"))


@pytest.mark.half
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_note_is_stored_wholly_or_not_at_all(
    moment, run, case_id, draft, sign_in, context, read, ask, events, verify_log
):
    """Sent again, the form makes one note, readable and named by one event."""
    note_id = NoteId(uuid4())
    done = run("write", moment, note_id)
    assert (-signal.SIGKILL, b"") == (done.returncode, done.stdout)
    stored = ask("SELECT id FROM note")
    assert (1 if moment == "after commit" else 0) == len(stored) == len(events("note.write"))
    anna, again = sign_in("anna"), draft(case_id, TEXT, id=note_id)
    if stored:
        with pytest.raises(NoteSaved):
            perform(context(anna), notes.write_note, again)
    else:
        perform(context(anna), notes.write_note, again)
    assert ({note_id: TEXT}, 1) == (read(anna, case_id), len(events("note.write")))
    assert verify_log() is None


@pytest.mark.half
@pytest.mark.parametrize("moment", [*MOMENTS, "before opening"])
def test_nothing_is_served_without_its_event(
    moment, run, case_id, sign_in, write, read, events, verify_log
):
    """Before COMMIT: no event and no text. After it: the event, and no text either."""
    note_id = write(sign_in("birgit"), case_id)
    done = run("read", moment)
    assert (-signal.SIGKILL, b"") == (done.returncode, done.stdout)
    assert (moment in ("after commit", "before opening")) == len(events("note.read"))
    assert [note_id] == list(read(sign_in("anna"), case_id))
    assert verify_log() is None


@pytest.mark.half
@pytest.mark.parametrize(
    ("what", "moment"),
    [
        ("read", 20),
        ("read", 33),
        ("read", "before commit"),
        ("read", "after commit"),
        ("sign in", 59),
        ("sign in", 74),
    ],
)
def test_an_exchange_of_keys_is_whole_or_not_at_all(
    what, moment, run, case_id, people, context, sign_in, write, read, ask, verify_log
):
    """The next request or sign-in finds the old key or the new one, and every note under it."""
    note_id = write(sign_in("birgit"), case_id)
    wanted = frozenset({people["anna"], people["carla"]})
    perform(context(sign_in("lone")), teams.set_team, case_id, wanted)
    done = run(what, moment)
    assert (-signal.SIGKILL, b"") == (done.returncode, done.stdout)
    epochs = [bytes(row.key_id) for row in ask("SELECT key_id FROM key_epoch WHERE comp = 2")]
    used = [bytes(row.body_sealed)[4:12] for row in ask("SELECT body_sealed FROM note")]
    assert (epochs, 1) == (used, len(epochs))
    assert [note_id] == list(read(sign_in("anna"), case_id))
    assert [note_id] == list(read(sign_in("carla"), case_id))
    assert verify_log() is None


ADMITTED = ("case_file", "stay", "decision", "team_member", "key_epoch", "key_wrap")


@pytest.mark.parametrize("moment", [60, "before commit", "after commit"])
def test_a_family_is_admitted_whole_or_not_at_all(moment, run, ask, events, verify_log):
    """Killed half way: no file, no team, no key, no decision, no event of any of the three."""

    def count():
        return [ask(f"SELECT count(*) FROM {table}")[0][0] for table in ADMITTED]

    before, form = count(), uuid4()
    done = run("admit", moment, form, who="lone")
    assert -signal.SIGKILL == done.returncode
    if moment == "after commit":
        added = [now - then for then, now in zip(before, count(), strict=True)]
        assert [3, 3, 1, 6, 12] == added[:5]
        assert [3] == [len(event["on"]) for event in events("stay.admit")]
    else:
        assert (before, []) == (count(), events("stay.admit", "decision.make"))
        assert 0 == run("admit", None, form, who="lone").returncode
    assert [(3,)] == ask("SELECT count(*) FROM stay")
    assert verify_log() is None


@pytest.mark.long
@pytest.mark.parametrize("what", ["read", "write", f"read{EXCHANGE}", f"sign in{EXCHANGE}"])
def test_killed_before_every_single_statement(
    what, run, case_id, people, context, sign_in, write, read, ask, tamper, events, verify_log
):
    """One statement further each time, until the process comes through."""
    written = {write(sign_in("birgit"), case_id)}
    if what.endswith(EXCHANGE):
        wanted = frozenset({people["anna"], people["carla"]})
        perform(context(sign_in("lone")), teams.set_team, case_id, wanted)
    for moment in range(200):
        note_id = NoteId(uuid4())
        tamper("DELETE FROM signin_throttle")  # a try that never ended is counted
        done = run(what.removesuffix(EXCHANGE), moment, note_id)
        if done.returncode == 0:
            break
        assert (-signal.SIGKILL, b"") == (done.returncode, done.stdout)
        assert written == {row_id(row.id) for row in ask("SELECT id FROM note")}
        assert (0, 1) == (len(events("note.read")), len(events("note.write")))
    assert moment > 5
    written |= {note_id} if what == "write" else set()
    assert written == set(read(sign_in("anna"), case_id))
    assert verify_log() is None


def row_id(stored):
    """Return an id as it came from either engine."""
    return UUID(bytes=stored) if isinstance(stored, bytes) else stored
