"""Emergency access: who gets in, with what reason, and what it opens."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from journal.domain.access import Face
from journal.domain.broken import (
    EmergencyKeyMissing,
    ReasonMissing,
    WordsTooShort,
)
from journal.domain.cases import CaseState
from journal.domain.errors import AccessDenied, StaleKey
from journal.domain.ids import CaseId
from journal.domain.staff import Profession, Role
from journal.domain.timed_access import Ask
from journal.services import cases, exclusions, notes, roster, timed_access
from journal.services.work import perform
from journal.vault.desk import Fresh

SECOND = timedelta(seconds=1)
TEXT = "Hun sov roligt i nat."


@pytest.fixture
def note_id(case_id, sign_in, write):
    """Return a note of the case, written by its team."""
    return write(sign_in("anna"), case_id)


@pytest.fixture
def close_case(tamper, raw_id):
    """Return a function that closes a case, as a later part of the program will."""

    def close(case_id):
        statement = "UPDATE case_file SET state = :state WHERE id = :id"
        tamper(statement, state=CaseState.CLOSED.value, id=raw_id(case_id))

    return close


def test_somebody_on_shift_opens_one_journal_in_an_emergency(
    guard, case_id, note_id, break_glass, read, events
):
    """It is on record before the first line is read, and the reading says by what right."""
    before = len(events())
    opened = break_glass(guard, case_id)

    assert {note_id: TEXT} == read(guard, case_id)
    opening, wrap, reading = events()[before:]
    assert ["bg.open", "key.wrap", "note.read"] == [
        event["act"] for event in (opening, wrap, reading)
    ]
    assert ("acute_safety", "breakglass") == (opening["why"], reading["basis"])
    assert opening["bg"] == wrap["bg"] == reading["bg"]
    assert opening["priv"] is not None
    assert (case_id, None) == (opened.case_id, opened.words_until)


def test_it_opens_no_other_journal_and_writes_nothing(
    guard, case_id, break_glass, open_case, read, write, context
):
    """R-B3: one person at a time: no other case, no note as a member, no form for one."""
    other = open_case("dorte", "carla", pseudonym="Rolig Mose")
    break_glass(guard, case_id)

    for refused in (
        lambda: read(guard, other),
        lambda: write(guard, case_id),
        lambda: perform(context(guard), notes.prepare_note, case_id),
        lambda: perform(context(guard), cases.show_case, case_id),
    ):
        with pytest.raises(AccessDenied):
            refused()


def test_it_works_with_the_leader_asleep_and_reviews_overdue(
    guard, case_id, note_id, break_glass, read, clock, plan, sign_in
):
    """Nobody who leads has to come, and what she should have looked at long ago stops nothing."""
    break_glass(guard, case_id)
    plan("hanne", clock() + timedelta(days=13), clock() + timedelta(days=13, hours=8))
    clock.advance(days=13, hours=1)
    guard = sign_in("hanne")
    break_glass(guard, case_id)

    assert {note_id: TEXT} == read(guard, case_id)


def test_the_roster_decides_to_the_second(
    case_id, note_id, hire, people, plan, clock, sign_in, break_glass, read, denials
):
    """A second before the shift and at its end it is refused and logged; between them it opens."""
    people["natalie"] = hire("natalie", Role.TEMP, Profession.OTHER)
    starts_at = clock() + timedelta(hours=1)
    plan("natalie", starts_at, starts_at + timedelta(hours=8))
    temp = sign_in("natalie")
    for moment, is_on in (
        (starts_at - SECOND, False),
        (starts_at, True),
        (starts_at + timedelta(hours=8) - SECOND, True),
        (starts_at + timedelta(hours=8), False),
    ):
        clock.now = moment
        if is_on:
            assert break_glass(temp, case_id).expires_at == starts_at + timedelta(hours=8)
            assert {note_id: TEXT} == read(temp, case_id)
        else:
            with pytest.raises(AccessDenied):
                break_glass(temp, case_id)

    assert ["bg.open", "bg.open"] == denials()


@pytest.mark.parametrize("who", ["member", "excluded", "leader", "pedagogue off shift", "closed"])
def test_who_may_not_is_refused_and_logged(
    who, guard, case_id, break_glass, sign_in, people, context, plan, clock, close_case, denials
):
    """R-B2: off shift, kept away; a member; who leads has another way; a file that is over."""
    login = {"member": "anna", "leader": "lone", "pedagogue off shift": "dorte"}.get(who, "hanne")
    if login in ("anna", "lone"):
        plan(login, clock() - timedelta(hours=1), clock() + timedelta(hours=7))
    if who == "excluded":
        perform(context(guard), exclusions.exclude, case_id, people["hanne"])
    if who == "closed":
        close_case(case_id)
    with pytest.raises(AccessDenied):
        break_glass(sign_in(login), case_id)

    assert ["bg.open"] == denials()


def test_an_unknown_case_is_refused_alike(guard, break_glass, denials):
    """The same error, logged without a case."""
    with pytest.raises(AccessDenied):
        break_glass(guard, CaseId(uuid4()))

    assert ["bg.open"] == denials()


@pytest.mark.parametrize(
    ("reason", "words", "error"),
    [
        ("child_concern", "For kort.", WordsTooShort),
        ("child_concern", "", WordsTooShort),
        ("acute_safety", "Kort.", WordsTooShort),
        ("supervision", "x" * 15, ReasonMissing),
        ("", "x" * 15, ReasonMissing),
    ],
)
def test_without_a_reason_that_can_be_judged_nothing_opens(
    reason, words, error, guard, case_id, break_glass, read, ask
):
    """Nothing is stored, so nothing can be granted."""
    with pytest.raises(error):
        break_glass(guard, case_id, reason, words)
    with pytest.raises(AccessDenied):
        read(guard, case_id)

    assert [] == ask("SELECT 1 FROM timed_access")


@pytest.mark.parametrize("wrong", ["spent", "old", "of another session", "from the future"])
def test_the_password_counts_once_and_for_a_minute(wrong, guard, case_id, context, clock, ask):
    """The proof is of this session, younger than a minute, and opens one journal."""
    fresh = Fresh(session_tag=guard.session_tag, at=clock())
    spoilt = {
        "spent": replace(fresh, spent_in=object()),
        "old": replace(fresh, at=clock() - timedelta(seconds=61)),
        "of another session": replace(fresh, session_tag=b"12345678"),
        "from the future": replace(fresh, at=clock() + SECOND),
    }[wrong]
    asked = Ask(case_id=case_id, face=Face.BREAK_GLASS, reason="child_concern", words="x" * 15)
    with pytest.raises(AccessDenied):
        perform(context(guard), timed_access.open_access, asked, spoilt)

    assert [] == ask("SELECT 1 FROM timed_access")


def test_a_try_that_the_database_asks_for_again_needs_no_second_password(
    guard, case_id, context, clock, monkeypatch, ask
):
    """What was rolled back has used nothing up: at night nobody types it twice for a collision."""
    tries, add = [], timed_access.timed_store.add

    def collide_once(session, row):
        tries.append(row)
        if len(tries) == 1:
            raise StaleKey
        add(session, row)

    monkeypatch.setattr(timed_access.timed_store, "add", collide_once)
    fresh = Fresh(session_tag=guard.session_tag, at=clock())
    asked = Ask(case_id=case_id, face=Face.BREAK_GLASS, reason="child_concern", words="x" * 15)
    perform(context(guard), timed_access.open_access, asked, fresh)

    assert (2, 1) == (len(tries), len(ask("SELECT 1 FROM timed_access")))
    assert fresh.spent_in is not None


def test_a_crash_between_the_two_works_grants_nothing(
    guard, case_id, note_id, context, clock, break_glass, read, ask
):
    """It is opened on paper; she asks again, and both stand in the review."""
    asked = Ask(case_id=case_id, face=Face.BREAK_GLASS, reason="child_concern", words="x" * 15)
    fresh = Fresh(session_tag=guard.session_tag, at=clock())
    perform(context(guard), timed_access.open_access, asked, fresh)
    with pytest.raises(AccessDenied):
        read(guard, case_id)
    break_glass(guard, case_id)

    assert {note_id: TEXT} == read(guard, case_id)
    assert 2 == len(ask("SELECT 1 FROM timed_access"))


def test_keys_that_were_released_are_for_who_asked(guard, deputy, case_id, context, clock):
    """Between the two works nobody else can have them wrapped to herself, nor she too late."""
    asked = Ask(case_id=case_id, face=Face.BREAK_GLASS, reason="child_concern", words="x" * 15)
    fresh = Fresh(session_tag=guard.session_tag, at=clock())
    released = perform(context(guard), timed_access.open_access, asked, fresh)
    with pytest.raises(AccessDenied):
        perform(context(deputy), timed_access.grant, released)
    clock.advance(hours=7)
    with pytest.raises(AccessDenied):
        perform(context(guard), timed_access.grant, released)


def test_who_is_kept_away_meanwhile_gets_no_key(
    guard, case_id, people, context, clock, sign_in, ask
):
    """Between the opening on record and the key in her hand a colleague declares it: no key."""
    asked = Ask(case_id=case_id, face=Face.BREAK_GLASS, reason="child_concern", words="x" * 15)
    fresh = Fresh(session_tag=guard.session_tag, at=clock())
    released = perform(context(guard), timed_access.open_access, asked, fresh)
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["hanne"])
    with pytest.raises(AccessDenied):
        perform(context(guard), timed_access.grant, released)

    assert [] == ask("SELECT 1 FROM key_wrap WHERE kind = 'timed'")


def test_a_planted_shift_gives_nothing(
    case_id, hire, people, sign_in, guard, clock, tamper, raw_id, ask, break_glass, denials
):
    """A row that nobody who leads has signed is no shift, and neither is somebody else's."""
    people["natalie"] = hire("natalie", Role.TEMP, Profession.OTHER)
    (real,) = ask("SELECT * FROM shift")
    columns, marks = ", ".join(real._fields), ", ".join(f":{name}" for name in real._fields)
    for values in (
        {"id": raw_id(uuid4()), "staff_id": raw_id(people["natalie"])},
        {"id": raw_id(uuid4()), "staff_id": raw_id(people["natalie"]), "sig": b"x" * 64},
    ):
        tamper(f"INSERT INTO shift ({columns}) VALUES ({marks})", **{**real._mapping, **values})
    with pytest.raises(AccessDenied):
        break_glass(sign_in("natalie"), case_id)
    tamper("UPDATE shift SET staff_id = :who", who=raw_id(people["natalie"]))
    with pytest.raises(AccessDenied):
        break_glass(sign_in("natalie"), case_id)

    assert ["bg.open", "bg.open"] == denials()


def test_a_shift_that_was_taken_off_cannot_be_put_back(
    guard, case_id, tamper, ask, context, sign_in, break_glass
):
    """The row with its true signature, from a backup: the log says that it was removed."""
    (row,) = ask("SELECT * FROM shift")
    shift_id = UUID(bytes=row.id) if isinstance(row.id, bytes) else row.id
    perform(context(sign_in("lone")), roster.remove, [shift_id])
    columns, marks = ", ".join(row._fields), ", ".join(f":{name}" for name in row._fields)
    tamper(f"INSERT INTO shift ({columns}) VALUES ({marks})", **row._mapping)

    with pytest.raises(AccessDenied):
        break_glass(guard, case_id)


def test_somebody_on_shift_without_the_key_is_told_so_and_logged(
    guard, case_id, break_glass, tamper, people, denials
):
    """Nobody has passed the key of duty on to her: she hears what to do."""
    statement = (
        "DELETE FROM key_wrap WHERE recipient_id = :who AND key_id IN "
        "(SELECT key_id FROM key_epoch WHERE comp = 10)"
    )
    assert 1 == tamper(statement, who=people["hanne"].bytes)
    with pytest.raises(EmergencyKeyMissing):
        break_glass(guard, case_id)

    assert ["bg.open"] == denials()
