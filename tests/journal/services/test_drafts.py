"""A draft is its author's alone, never half, never twice, and never overwritten unseen."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from begun import begun
from sqlalchemy.exc import OperationalError

from journal.domain.broken import NoteSaved
from journal.domain.cases import CaseState
from journal.domain.compartments import Compartment
from journal.domain.drafts import DraftChanged, DraftSigned
from journal.domain.errors import AccessDenied, LogStopped
from journal.request import due
from journal.services import drafts, exclusions, intake, notes
from journal.services.work import perform
from journal.store.cases import CaseFileRow

TEXT = "Hun fortalte om sin søster på Østerø."


@pytest.fixture
def written(case_id):
    """Return a function that makes what stands in a form; what matters is given."""

    def make(text=TEXT, **values):
        return begun(**{"case_id": case_id, "text": text, "type": "observation"} | values)

    return make


@pytest.fixture
def save(context):
    """Return a function that saves a draft as somebody."""
    return lambda who, writing: perform(context(who), drafts.save, writing)


@pytest.fixture
def opened(context):
    """Return a function that reads somebody's own draft."""
    return lambda who, writing: perform(context(who), drafts.read, writing.case_id, writing.id)


@pytest.fixture
def count(ask):
    """Return a function that gives how many rows a table has."""
    return lambda table: ask(f"SELECT count(*) FROM {table}")[0][0]


def test_the_first_saving_is_on_record_and_the_next_ones_are_not(
    save, written, opened, sign_in, events, verify_log
):
    """``draft.start`` once, nothing between, ``draft.read`` when it is opened; never a word."""
    anna, first = sign_in("anna"), written()
    before = len(events())
    for revision in range(3):
        done = save(anna, replace(first, fields={"text": f"{TEXT} {revision}"}, revision=revision))
        assert (first.id, revision + 1) == (done.id, done.revision)
    assert [("draft.start", "team")] == [
        (event["act"], event["basis"]) for event in events()[before:]
    ]
    found = opened(anna, first)
    assert (f"{TEXT} 2", "2026-03-02T1", 3) == (
        found.written.fields["text"],
        found.written.occurred_at,
        found.revision,
    )
    assert ["draft.start", "draft.read"] == [event["act"] for event in events()[before:]]
    assert verify_log() is None


def test_only_its_author_opens_it(save, written, opened, sign_in, context, denials, ask):
    """Not a colleague of the team, not the leader; and its words are in no column."""
    anna, draft = sign_in("anna"), written()
    save(anna, draft)
    for login in ("birgit", "lone", "carla"):
        with pytest.raises(AccessDenied):
            opened(sign_in(login), draft)
        with pytest.raises(AccessDenied):
            perform(context(sign_in(login)), drafts.discard, draft.case_id, draft.id, 1)
        assert [] == perform(context(sign_in(login)), drafts.list_own)
    assert ["draft.read", "draft.drop"] * 3 == denials()
    with pytest.raises(AccessDenied):
        save(sign_in("birgit"), replace(draft, revision=1))
    (row,) = ask("SELECT * FROM draft")
    assert TEXT.encode() not in b"".join(
        value if isinstance(value, bytes) else str(value).encode() for value in row
    )


def test_who_may_not_write_saves_nothing(save, written, sign_in, denials, count):
    """A stranger to the case, and a case that is none, are the same refusal, on record."""
    tove = sign_in("tove")
    for draft in (written(), written(case_id=uuid4())):
        with pytest.raises(AccessDenied):
            save(tove, draft)
    assert (["draft.start"] * 2, 0) == (denials(), count("draft"))


def test_nothing_is_overwritten_unseen(save, written, opened, sign_in):
    """The second of two windows is refused, however old its form; the first text stays."""
    anna, draft = sign_in("anna"), written()
    save(anna, draft)
    save(anna, replace(draft, fields={"text": "Fra det ene."}, revision=1))
    for revision in (0, 1, 3):
        with pytest.raises(DraftChanged) as met:
            save(anna, replace(draft, fields={"text": "Fra det andet."}, revision=revision))
        assert draft.id == met.value.draft_id
    assert "Fra det ene." == opened(anna, draft).written.fields["text"]


def test_there_is_one_draft_of_each_kind(save, written, sign_in, count):
    """Another form of the same kind meets the one that is there; another kind is its own."""
    anna, draft = sign_in("anna"), written()
    save(anna, draft)
    with pytest.raises(DraftChanged) as met:
        save(anna, written("Et andet vindue."))
    assert (draft.id, 1) == (met.value.draft_id, count("draft"))
    other = written(type="phone")
    save(anna, other)
    with pytest.raises(DraftChanged):
        save(anna, replace(other, type="observation", revision=1))
    save(anna, replace(other, type="meeting", revision=1))
    save(sign_in("birgit"), written())
    assert 3 == count("draft")


def test_a_form_without_words_begins_nothing(save, written, sign_in, count, events):
    """White space is no draft; words that are taken away again are, and stay away."""
    anna, before = sign_in("anna"), len(events())
    assert save(anna, written(" \n\t")) is None
    assert (0, before) == (count("draft"), len(events()))
    draft = written()
    save(anna, draft)
    assert 2 == save(anna, replace(draft, fields={"text": ""}, revision=1)).revision


def test_eight_windows_at_once_make_one_draft(save, written, sign_in, count):
    """The index of the table decides, not luck."""
    anna, ready, outcomes = sign_in("anna"), Barrier(8), []

    def one():
        ready.wait()
        try:
            outcomes.append(save(anna, written()))
        except DraftChanged:
            outcomes.append(None)

    threads = [Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (8, 1, 1) == (len(outcomes), sum(each is not None for each in outcomes), count("draft"))


def test_signing_takes_the_place_of_the_draft(
    save, written, draft, sign_in, context, read, count, ask, raw_id
):
    """The note has its id; with other words saved meanwhile nothing is signed."""
    anna, first = sign_in("anna"), written()
    save(anna, first)
    note = draft(first.case_id, TEXT, id=first.id)
    with pytest.raises(DraftChanged):
        perform(context(anna), notes.write_note, note)
    assert (0, 1) == (count("note"), count("draft"))
    perform(context(anna), notes.write_note, replace(note, revision=1))
    assert ({first.id: TEXT}, 0) == (read(anna, first.case_id), count("draft"))
    with pytest.raises(NoteSaved):
        perform(context(anna), notes.write_note, replace(note, revision=1))
    for revision in (0, 1):
        with pytest.raises(DraftSigned):
            save(anna, replace(first, revision=revision))
    with pytest.raises(AccessDenied):
        save(sign_in("birgit"), first)
    assert 0 == count("draft")


def test_a_sent_note_leaves_its_copy_and_no_draft(
    save, written, draft, guard, context, count, case_id, sign_in
):
    """A guard's draft becomes what she may read for a day, under the same id."""
    first = written()
    save(guard, first)
    note = draft(case_id, TEXT, id=first.id, revision=1)
    perform(context(guard), intake.send_note, note)
    assert {first.id: TEXT} == {
        one.id: one.text for one in perform(context(guard), intake.own_texts)
    }
    assert [] == perform(context(guard), drafts.list_own)
    with pytest.raises(DraftSigned):
        save(guard, replace(first, revision=1))


def test_a_draft_outlives_the_right_to_write(
    save, written, opened, sign_in, set_team, case_id, context, draft, house, clock, count
):
    """Out of the team, or the file closed: readable to her, and neither saved nor signed."""
    anna, first = sign_in("anna"), written()
    save(anna, first)
    with house.sessions() as session, session.begin():
        file = session.get(CaseFileRow, case_id)
        file.state, file.closed_at = CaseState.CLOSED.value, clock()
    found = opened(anna, first)
    assert (TEXT, None, True) == (found.written.fields["text"], found.basis, found.is_closed)
    with pytest.raises(AccessDenied):
        save(anna, replace(first, revision=1))
    with pytest.raises(AccessDenied):
        perform(context(anna), notes.write_note, draft(case_id, TEXT, id=first.id, revision=1))
    assert ([first.id], 1) == ([one.id for one in perform(context(anna), drafts.list_own)], 1)

    clock.now = found.until - timedelta(seconds=1)
    due.run(house.context("job"))
    assert 1 == count("draft")
    clock.now = found.until
    with pytest.raises(AccessDenied):  # though nobody has come to delete it yet
        opened(sign_in("anna"), first)
    assert [] == perform(context(sign_in("anna")), drafts.list_own)
    due.run(house.context("job"))
    assert 0 == count("draft")


def test_who_leaves_the_team_sends_it_in_or_keeps_it(
    save, written, opened, sign_in, set_team, case_id
):
    """A pedagogue who is not in the team any more may still send a note in: by another right."""
    anna, first = sign_in("anna"), written()
    save(anna, first)
    set_team(case_id, "birgit", "dorte")
    assert "intake" == opened(sign_in("anna"), first).basis.value


def test_who_is_kept_away_has_no_draft(save, written, opened, sign_in, set_team, context, people):
    """As of a case that does not exist: it is neither found, listed, read nor thrown away."""
    anna, first = sign_in("anna"), written()
    save(anna, first)
    set_team(first.case_id, "birgit", "dorte")
    assert first.id == perform(context(anna), drafts.find, first.case_id, first.type)
    perform(context(sign_in("lone")), exclusions.exclude, first.case_id, people["anna"])
    assert None is perform(context(anna), drafts.find, first.case_id, first.type)
    assert [] == perform(context(anna), drafts.list_own)
    for use_case, *seen in ((drafts.read,), (drafts.discard, 1)):
        with pytest.raises(AccessDenied):
            perform(context(anna), use_case, first.case_id, first.id, *seen)
    with pytest.raises(AccessDenied):
        save(anna, replace(first, revision=1))


def test_what_lies_too_long_is_told(save, written, sign_in, context, clock, events):
    """After a day its author sees it; after three the leader does, by its id alone."""
    anna, lone, first, since = sign_in("anna"), sign_in("lone"), written(), clock()
    revision = save(anna, first).revision
    for hours, is_old, told in ((24, False, 0), (25, True, 0), (72, True, 0), (73, True, 1)):
        clock.now = since + timedelta(hours=hours)
        revision = save(anna, replace(first, revision=revision)).revision
        (line,) = perform(context(anna), drafts.list_own)
        found = perform(context(lone), drafts.old_ones)
        assert (is_old, told) == (line.is_old, len(found))
    assert [first.id.hex[:8]] == [one.reference for one in found] == [line.reference]
    with pytest.raises(AccessDenied):
        perform(context(anna), drafts.old_ones)


@pytest.mark.parametrize("change", ["body", "type", "older"])
def test_a_draft_that_was_changed_behind_her_back_does_not_open(
    change, save, written, opened, sign_in, tamper, ask, events
):
    """Another's envelope, another kind, yesterday's version: no text, and a report."""
    anna, first = sign_in("anna"), written()
    save(anna, first)
    (old,) = ask("SELECT body_sealed FROM draft")
    save(anna, replace(first, fields={"text": "Nyere."}, revision=1))
    if change == "type":
        tamper("UPDATE draft SET type = 'phone'")
    else:
        body = bytes(old.body_sealed)
        body = body if change == "older" else body[:-1] + bytes([body[-1] ^ 1])
        tamper("UPDATE draft SET body_sealed = :body", body=body)
    assert opened(anna, first).written is None
    assert 1 == len(events("open.error"))


def test_destroying_the_share_of_a_case_ends_its_drafts(save, written, opened, sign_in, house):
    """A draft about a case is shredded with it, in every backup."""
    anna, first = sign_in("anna"), written()
    save(anna, first)
    house.vault.keys.provider.destroy_share(first.case_id, Compartment.PERSONAL)
    assert opened(anna, first).written is None


def test_a_commit_that_fails_keeps_the_text_before(save, written, opened, sign_in, hook):
    """What was called saved stays; what was not is not half there."""

    def break_down(*_):
        raise OperationalError("", {}, Exception("disk I/O error"))

    anna, first = sign_in("anna"), written()
    save(anna, first)
    with hook("commit", break_down), pytest.raises(LogStopped):
        save(anna, replace(first, fields={"text": "Tabt."}, revision=1))
    found = opened(anna, first)
    assert (TEXT, 1) == (found.written.fields["text"], found.revision)
    assert 2 == save(anna, replace(first, fields={"text": "Igen."}, revision=1)).revision
