"""Writing without reading: the team has it at once, the writer keeps her own words for a day."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from crypto import wrap
from crypto.encoding import WrapPlace
from crypto.errors import CryptoError
from journal.domain.broken import NoteSaved, TimeUnusable
from journal.domain.cases import CaseState
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId
from journal.domain.staff import Profession, Role
from journal.services import exclusions, intake, leaving, notes
from journal.services.work import perform
from journal.vault import keyring
from journal.vault.desk import Fresh

SECOND = timedelta(seconds=1)
TEXT = "Hun bad om en kop te kl. 3 og sov så."


@pytest.fixture
def send(context, draft):
    """Return a function that sends a note into a case and gives its id."""

    def send_one(principal, case_id, text=TEXT, **values):
        return perform(context(principal), intake.send_note, draft(case_id, text, **values))

    return send_one


@pytest.fixture
def own(context):
    """Return a function that gives somebody's own texts by id."""

    def read_own(principal):
        return {one.id: one.text for one in perform(context(principal), intake.own_texts)}

    return read_own


def test_the_team_sees_it_at_once(guard, case_id, send, sign_in, read, events):
    """Signed by her who wrote it, and on record with the hash of what was sealed."""
    note_id = send(guard, case_id)
    assert {note_id: TEXT} == read(sign_in("anna"), case_id)
    (sent,) = events("note.send")

    assert ("intake", 1, 1) == (sent["basis"], sent["n"], len(sent["env"]))


def opens(row, who, house):
    """Tell whether a wrap opens with somebody's own key, whatever it says whom it is for."""
    place = WrapPlace(
        house=house.bytes,
        scope=row.scope_id if isinstance(row.scope_id, bytes) else row.scope_id.bytes,
        comp=row.comp,
        epoch=row.epoch,
        key_id=bytes(row.key_id),
        kind=row.kind,
        recipient=who.id.bytes,
        recipient_pub=who.keys.box.public().to_bytes(),
    )
    try:
        wrap.unwrap(who.keys.box, bytes(row.blob), place.info())
    except CryptoError:
        return False
    return True


def test_the_sender_cannot_open_it(guard, case_id, send, read, ask, house, sign_in):
    """Not by asking, and not with any key that she holds, tried on every wrap of the case."""
    send(guard, case_id)
    with pytest.raises(AccessDenied):
        read(guard, case_id)

    rows = ask(
        "SELECT w.*, e.scope_id, e.comp, e.epoch FROM key_wrap w "
        "JOIN key_epoch e ON e.key_id = w.key_id WHERE e.comp = 2"
    )
    assert len(rows) > 3
    opened = [
        login
        for login, who in (("hanne", guard), ("anna", sign_in("anna")))
        for row in rows
        if opens(row, who, house.vault.house)
    ]
    assert ["anna"] == opened


def test_her_own_words_are_hers_for_a_day_to_the_second(
    guard, case_id, send, own, clock, context, deputy
):
    """Until a second before, and not at the hour; nobody else ever reads that copy."""
    note_id = send(guard, case_id)
    sent_at = clock()
    assert {} == own(deputy)
    clock.now = sent_at + timedelta(hours=24) - SECOND
    assert {note_id: TEXT} == own(guard)
    clock.now = sent_at + timedelta(hours=24)

    assert {} == own(guard)


@pytest.mark.parametrize("kind", ["no signature", "another author", "another text"])
def test_a_forged_note_is_refused(
    kind, guard, case_id, send, sign_in, read, monkeypatch, people, tamper, raw_id, events
):
    """Anybody can seal to a public key; without the author's signature it is not shown."""
    if kind == "another author":
        note_id = send(guard, case_id)
        statement = "UPDATE note SET author_id = :who WHERE id = :id"
        assert 1 == tamper(statement, who=raw_id(people["carla"]), id=raw_id(note_id))
    else:
        forged = bytes(64) if kind == "no signature" else None
        seal = keyring.send

        def forge(epoch, flags, core, signed):
            document = signed[64:].replace(b"te", b"vin")
            return seal(epoch, flags, core, (forged or signed[:64]) + document)

        monkeypatch.setattr("journal.vault.sent.send", forge)
        note_id = send(guard, case_id)

    assert {note_id: None} == read(sign_in("anna"), case_id)
    assert 1 == len(events("open.error"))


def test_the_same_form_twice_is_one_note(guard, case_id, send, draft, context, ask):
    """The second time she hears that it is saved; nothing changed is taken for the same."""
    note = draft(case_id, TEXT, type="phone", more={"with_whom": "Mosteren"})
    perform(context(guard), intake.send_note, note)
    with pytest.raises(NoteSaved):
        perform(context(guard), intake.send_note, note)
    others = [
        replace(note, **changed)
        for changed in (
            {"text": TEXT + " Og mere."},
            {"more": {"with_whom": "Lægen"}},
            {"type": "observation"},
            {"occurred_at": note.occurred_at - SECOND},
        )
    ]

    assert 1 == len(ask("SELECT 1 FROM note"))
    assert perform(context(guard), intake.is_as_sent, note)
    assert [False] * 4 == [perform(context(guard), intake.is_as_sent, one) for one in others]


def test_words_whose_copy_is_gone_are_not_taken_for_sent(guard, case_id, draft, context, clock):
    """After a day nobody can compare: the words come back rather than being thrown away."""
    note = draft(case_id, TEXT)
    perform(context(guard), intake.send_note, note)
    clock.advance(hours=25)

    assert not perform(context(guard), intake.is_as_sent, note)


def test_an_id_of_a_colleague_is_refused(guard, case_id, send, sign_in, write, draft, context):
    """Neither stored nor called saved: it tells nothing of what is there."""
    taken = write(sign_in("anna"), case_id)
    with pytest.raises(AccessDenied):
        send(guard, case_id, id=taken)
    with pytest.raises(AccessDenied):
        perform(context(guard), intake.is_as_sent, draft(case_id, id=taken))


def test_who_may_send_and_when(
    guard, case_id, send, sign_in, clock, denials, hire, people, plan, own
):
    """On shift and for two hours after it; fixed day staff always; unknown cases never."""
    people["rikke"] = hire("rikke", Role.LOG_REVIEWER, Profession.OTHER)
    for person in (sign_in("carla"), sign_in("lone"), sign_in("anna")):
        send(person, case_id)
    for person, case in ((sign_in("tove"), case_id), (sign_in("rikke"), case_id)):
        with pytest.raises(AccessDenied):
            send(person, case)
    with pytest.raises(AccessDenied):
        send(guard, CaseId(uuid4()))
    clock.advance(hours=9, seconds=-1)
    send(guard, case_id)
    clock.advance(seconds=1)
    with pytest.raises(AccessDenied):
        send(guard, case_id)

    assert ["note.send"] * 4 == denials()
    assert 1 == len(own(guard))


def test_the_form_opens_for_who_may_send_and_for_nobody_else(
    guard, case_id, context, sign_in, events, denials
):
    """It says whom it is about, opens nothing, and is refused as the sending would be."""
    before = len(events())
    assert "Stille Birk" == perform(context(guard), intake.prepare, case_id).banner.pseudonym
    assert ["house.labels"] == [event["act"] for event in events()[before:]]
    with pytest.raises(AccessDenied):
        perform(context(sign_in("tove")), intake.prepare, case_id)

    assert ["note.send"] == denials()


def test_what_lies_ahead_is_no_note(guard, case_id, send, clock):
    """The clock of the house decides, as for any note."""
    with pytest.raises(TimeUnusable):
        send(guard, case_id, occurred_at=clock() + timedelta(minutes=6))


@pytest.mark.parametrize("why", ["closed", "excluded"])
def test_nothing_is_sent_where_she_is_kept_away_or_the_file_is_over(
    why, guard, case_id, send, own, context, people, tamper
):
    """And what she sent before she said that she knows her is no longer shown to her."""
    send(guard, case_id)
    if why == "closed":
        tamper("UPDATE case_file SET state = :state", state=CaseState.CLOSED.value)
    else:
        perform(context(guard), exclusions.exclude, case_id, people["hanne"])
        assert {} == own(guard)
    with pytest.raises(AccessDenied):
        send(guard, case_id)


def keys_of(ask):
    """Return the ids of the keys under which the notes lie, oldest note first."""
    rows = ask("SELECT body_sealed FROM note ORDER BY signed_at")
    return [bytes(row.body_sealed)[4:12] for row in rows]


@pytest.mark.parametrize("why", ["a member left the team", "an access ran out"])
def test_what_is_sent_while_a_key_waits_is_under_a_fresh_one(
    why, guard, case_id, send, sign_in, read, set_team, clock, ask, break_glass, deputy
):
    """Who was removed held the old key: she never held the one that takes in what comes now."""
    anna = sign_in("anna")
    first = send(guard, case_id)
    if why == "a member left the team":
        set_team(case_id, "anna", "carla")
    else:
        opened = break_glass(guard, case_id)
        clock.now = opened.expires_at
    clock.advance(minutes=1)
    second, third = send(guard, case_id, "To."), send(guard, case_id, "Tre.")
    old, fresh, same = keys_of(ask)
    assert old != fresh
    assert fresh == same
    held = "SELECT kind FROM key_wrap WHERE key_id = :key AND recipient_id = :who"
    for login in ("birgit", "hanne"):
        removed = {"birgit": "a member left the team", "hanne": "an access ran out"}[login]
        if why == removed:
            who = guard.id if login == "hanne" else sign_in("birgit").id
            assert [] == ask(held, key=fresh, who=who.bytes)

    assert {first: TEXT, second: "To.", third: "Tre."} == read(anna, case_id)
    assert 1 == len(set(keys_of(ask)))
    assert set(keys_of(ask)).isdisjoint({old, fresh})


def test_what_is_sent_after_the_sender_left_the_house_stays_readable(
    guard, case_id, send, sign_in, read, context, people, clock
):
    """Her signature counts from when she gave it."""
    note_id = send(guard, case_id)
    clock.advance(minutes=1)
    lone = sign_in("lone")
    fresh = Fresh(session_tag=lone.session_tag, at=clock())
    perform(context(lone), leaving.leave, people["hanne"], {}, fresh)

    assert {note_id: TEXT} == read(sign_in("anna"), case_id)


def test_a_member_may_send_too(case_id, send, sign_in, read, context):
    """Nothing is lost when a contact person uses the quick form: it is one more note of hers."""
    anna = sign_in("anna")
    note_id = send(anna, case_id)
    timeline = perform(context(anna), notes.read_timeline, case_id, 1)

    assert [(note_id, True)] == [(note.id, note.is_mine) for note in timeline.notes]
