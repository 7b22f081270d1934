"""The twins show what the service shows, store what they say, and are unknown to the service."""

import ast
import logging
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select

from bench import tasks
from crypto import fields, wrap
from crypto.authorship import VerifiedSignatures
from journal.store.audit import AuditEntryRow
from journal.store.notes import NoteRow
from journal.vault import keyring
from journal.vault import notes as vault_notes

SEED = 11


@pytest.fixture(scope="module")
def subjects(tmp_path_factory):
    """Return the service and its twins, each with ten cases and a colleague signed in."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        cache_logger_on_first_use=False,
    )
    with tasks.subjects(tmp_path_factory.mktemp("twins"), SEED) as alive:
        yield alive
    structlog.reset_defaults()


def test_all_show_the_same_pages(subjects):
    """Byte for byte, but for ids and form tokens: else the ratio would compare two pages."""
    for task in tasks.TASKS:
        pages = {subject.ask(task).words() for subject in subjects.values()}

        assert 1 == len(pages)


def test_a_page_holds_fifty_notes_of_full_length(subjects):
    """An empty timeline would be fast."""
    for subject in subjects.values():
        answer = subject.ask("timeline")

        assert 50 == answer.body.count(b'<article class="note"')
        assert len(answer.body) > 50 * 1_500


def stored(subject, column):
    """Return a column of the database of a subject."""
    with subject.measured.house.sessions() as session:
        return list(session.scalars(select(column)))


def test_only_the_twins_store_text_as_it_is(subjects):
    """T1 and T0 leave encryption out; the service does not."""
    readable = {
        name: all(b'"text": "' in body for body in stored(subject, NoteRow.body_sealed))
        for name, subject in subjects.items()
    }

    assert {"real": False, "T1": True, "T0": True} == readable


@pytest.fixture
def work_on_texts(monkeypatch):
    """Return a list that grows with every key, text and signature that is worked on."""
    done = []

    def watch(owner, name):
        real = getattr(owner, name)

        def watched(*args, **values):
            done.append(name)
            return real(*args, **values)

        monkeypatch.setattr(owner, name, watched)

    for owner, name in (
        (wrap, "unwrap"),
        (keyring, "case_key"),
        (keyring, "field_key"),
        (fields, "seal"),
        (fields, "unseal"),
        (vault_notes, "sign_text"),
        (vault_notes, "verified_text"),
        (VerifiedSignatures, "verify"),
    ):
        watch(owner, name)
    return done


@pytest.mark.parametrize("task", tasks.TASKS)
def test_no_twin_works_on_a_text(task, subjects, work_on_texts):
    """On the way of a request nothing is unwrapped, derived, sealed, signed or verified."""
    counted = {}
    for name, subject in subjects.items():
        work_on_texts.clear()
        subject.ask(task)
        counted[name] = len(work_on_texts)

    assert (True, 0, 0) == (counted["real"] > 0, counted["T1"], counted["T0"])


def test_only_t0_keeps_no_log(subjects):
    """T1 writes each event that the service writes."""
    written = {name: stored(subject, AuditEntryRow.act) for name, subject in subjects.items()}

    assert sorted(written["real"]) == sorted(written["T1"])
    assert [] == written["T0"]


def test_the_service_knows_nothing_of_the_bench():
    """What is measured is what is served."""
    root = Path(__file__).parents[2]
    knowing = {
        path
        for folder in ("journal", "crypto", "config")
        for path in (root / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom) and "bench" in ast.unparse(node)
    }

    assert set() == knowing
