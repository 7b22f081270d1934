"""Killed at any moment while two people type: what a page called saved is there, whole and once."""

import json
import signal
import subprocess
from collections import Counter
from pathlib import Path

import mortals
import pytest
import traces

from journal.request import due
from journal.services import drafts, notes
from journal.services.work import perform

WRITERS = ("anna", "birgit")
A_WORD = r"(anna|birgit) [0-9]+\.[0-9]"
"""Every word that somebody types here begins so, and nothing else does."""
ROUNDS = [20, pytest.param(200, marks=pytest.mark.long)]


@pytest.fixture
def type_until_killed(settings, clock, case_id, tmp_path):
    """Return a function that lets two people type in a process until it is killed."""

    def run(number):
        acks = tmp_path / f"acks-{number}"
        told = {
            "folder": str(settings.config_dir.parent),
            "database": settings.database_url,
            "now": clock().isoformat(),
            "case": str(case_id),
            "who": WRITERS,
            "round": number,
            "seed": number,
            "acks": str(acks),
        }
        done = mortals.live("dying_writers", told, tmp_path)
        assert -signal.SIGKILL == done.returncode, done.stdout.decode()
        lines = acks.read_text().splitlines() if acks.exists() else []
        return [json.loads(each) for each in lines]

    return run


@pytest.fixture
def stored(context, at_work, case_id):
    """Return a function that gives somebody's drafts as their ids and texts."""

    def read(login):
        own = context(at_work(login))
        lines = perform(own, drafts.list_own)
        found = [perform(own, drafts.read, case_id, line.id) for line in lines]
        return {str(one.line.id): one.written.fields["text"] for one in found}

    return read


@pytest.fixture
def signed(context, at_work, case_id):
    """Return a function that gives every note of the case: ids and texts, page by page."""

    def read():
        own, texts = context(at_work("anna")), []
        pages = perform(own, notes.read_timeline, case_id, 1).pages
        for page in range(1, pages + 1):
            found = perform(own, notes.read_timeline, case_id, page).notes
            texts += [(str(note.id), note.text) for note in found]
        return texts

    return read


@pytest.fixture
def database_folder(settings, engine_name, request):
    """Return where everything lies that the database writes."""
    if engine_name == "postgresql":
        return Path(request.getfixturevalue("postgres_server").pgdata)
    return settings.state_dir


def in_clear(*folders):
    """
    Return the files below some folders in which somebody's word stands.

    Another process looks: whoever closes a file of SQLite gives up every lock of his process on it,
    and the next writer would begin the database's log anew under a reader's eyes.
    """
    asked = ["grep", "-rlasE", A_WORD, *map(str, folders)]
    return subprocess.run(asked, stdout=subprocess.PIPE, text=True, check=False).stdout.split()


def kept_of(own, found, noted):
    """Tell whether the last thing that somebody was told is saved is there, or what followed it."""
    last = max((at for at, line in enumerate(own) if line[0] == "saved"), default=None)
    if last is None:
        return True
    _, _, kind, key, text = own[last]
    fitting = {text} | {line[4] for line in own[last:] if line[3] == key}
    is_signed = noted.get(key) in fitting and key not in found
    return is_signed or (kind == "draft" and found.get(key) in fitting)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_what_a_page_called_saved_is_there(
    rounds,
    type_until_killed,
    stored,
    signed,
    settings,
    house,
    ask,
    verify_log,
    database_folder,
    tmp_path,
):
    """Every text, none half, none twice, none in clear in any file of the house."""
    said = []
    for number in range(rounds):
        said += type_until_killed(number)
        assert [] == in_clear(settings.state_dir, settings.run_dir)
        noted = dict(signed())
        for login in WRITERS:
            found = stored(login)
            assert len(found) <= 1
            own = [line for line in said if line[1] == login]
            assert kept_of(own, found, noted), (number, own[-6:], found, noted)
            assert set(found.values()) <= {line[4] for line in said if line[1] == login}

    texts = signed()
    told = {(line[3], line[4]) for line in said if line[:1] + line[2:3] == ["saved", "note"]}
    sent = {(line[3], line[4]) for line in said if line[2] == "note"}
    assert told <= set(texts) <= sent
    assert 1 == max(Counter(texts).values())
    assert len(told) > rounds / 2
    assert [(0,)] == ask("SELECT count(*) FROM draft d JOIN note n ON n.id = d.id")
    words = {line[4].split()[0] + " " + line[4].split()[1] for line in said}
    assert [] == in_clear(database_folder)
    assert [] != in_clear(tmp_path)  # what the two of them noted: it is found where it stands
    assert set() == traces.find(settings.state_dir, sorted(words)[:20])
    due.run(house.context("job"))
    assert verify_log() is None
