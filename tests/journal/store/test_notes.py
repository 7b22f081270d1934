"""Notes: the timeline of a case, its newest note, and the exchange of envelopes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from journal.store import notes


@pytest.fixture
def ane(make):
    """Return the author of the notes."""
    return make.staff()


@pytest.fixture
def case(make):
    """Return the case that the notes are about."""
    return make.case()


def test_the_timeline_begins_with_the_newest_event(case, ane, make, session, noon):
    """Ordered by event, then by signing; in pages that leave nothing out."""
    hours = [3, 1, 2, 2]
    made = [
        make.note(
            case,
            ane,
            occurred_at=noon + timedelta(hours=hour),
            signed_at=noon + timedelta(hours=5, minutes=place),
        )
        for place, hour in enumerate(hours)
    ]
    make.note(make.case(), ane)
    expected = [made[place].id for place in (0, 3, 2, 1)]
    assert expected == [each.note.id for each in notes.timeline(session, case.id, 0, 50)]
    assert expected[1:3] == [each.note.id for each in notes.timeline(session, case.id, 1, 2)]
    assert 4 == notes.count(session, case.id)


def test_a_note_comes_with_its_certificate(case, ane, make, session):
    """A note whose certificate has gone is shown as such, not left out."""
    certificate = make.certificate(ane)
    known, orphan = make.note(case, ane, certificate), make.note(case, ane)
    assert certificate.id == notes.get(session, known.id).certificate.id
    assert notes.get(session, orphan.id).certificate is None
    assert notes.get(session, uuid4()) is None
    assert 2 == len(notes.timeline(session, case.id, 0, 50))


def test_a_form_sent_twice_is_one_note(case, ane, make, session):
    """The second meets the primary key."""
    note = make.note(case, ane)
    assert notes.get(session, note.id) is not None
    assert notes.get(session, uuid4()) is None
    session.expunge(note)
    with pytest.raises(IntegrityError):
        make.note(case, ane, id=note.id)


def test_the_latest_note_is_the_first_of_the_timeline(case, ane, make, session, noon):
    """Also when two notes tell of the same moment."""
    other = make.case()
    make.note(case, ane, type="old", occurred_at=noon - timedelta(days=1))
    for place, kind in enumerate(["visit", "phone", "meeting"]):
        signed_at = noon + timedelta(minutes=[1, 9, 4][place])
        make.note(case, ane, type=kind, signed_at=signed_at)
    latest = notes.latest(session, [case.id, other.id])
    assert {case.id} == set(latest)
    assert ("phone", noon, ane.id) == (
        latest[case.id].type,
        latest[case.id].occurred_at,
        latest[case.id].author_id,
    )
    assert "phone" == notes.timeline(session, case.id, 0, 1)[0].note.type


def test_an_exchange_of_keys_replaces_every_envelope(case, ane, make, session):
    """Notes whose text has gone are left alone, and so are those of other cases."""
    mine, other = make.note(case, ane), make.note(make.case(), ane)
    gone = make.note(case, ane, state="misfiled", body_sealed=None)
    found = [each.note.id for each in notes.of_case(session, case.id)]
    assert [mine.id] == found
    notes.reseal(session, [(mine.id, 2, b"\x01new")])
    session.commit()
    session.expire_all()
    assert (2, b"\x01new") == (mine.revision, mine.body_sealed)
    assert (1, b"\x01sealed") == (other.revision, other.body_sealed)
    assert (1, None) == (gone.revision, gone.body_sealed)
    assert {mine.id, other.id, gone.id} == {note.id for note in notes.envelopes(session)}


def test_an_exchange_in_an_empty_case_changes_nothing(case, ane, make, session):
    """No note, no statement."""
    note = make.note(make.case(), ane)
    notes.reseal(session, [])
    session.expire_all()
    assert b"\x01sealed" == note.body_sealed


def test_an_envelope_is_never_replaced_by_plain_text(case, ane, make, session):
    """The exchange is checked as the first writing is."""
    note = make.note(case, ane)
    with pytest.raises(Exception, match="envelopes only"):
        notes.reseal(session, [(note.id, 2, b"Hun sov roligt")])
