"""What a call has led to: who is kept away from her reads no call of hers, and no room is lost."""

from dataclasses import replace
from uuid import uuid4

import pytest
from calls import hold_talk, take_call

from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.decisions import DecisionKind
from journal.domain.errors import AccessDenied
from journal.domain.ids import StayId
from journal.domain.stays import Move, MoveRefused
from journal.domain.visitations import Answers, Verdict
from journal.request.admitting import admit
from journal.services import (
    board,
    closing,
    discharge,
    enquiries,
    enquiries_shown,
    exclusions,
    rooms,
    stay_pages,
    stays,
    visitations,
)
from journal.services.work import perform

ADMITTED = Decided(reason="in_target")
ADMITS = Verdict(kind=DecisionKind.ADMISSION, reason="in_target")
SAYS_MORE = Answers(chosen={}, text="Kommer alligevel ikke.")


@pytest.fixture
def come(house, context, sign_in, people, clock):
    """Return a function that admits a woman, who comes now or is expected, and gives her file."""

    def admit_her(words="Stille Vind", *, is_here=True, **values):
        team = frozenset(people[one] for one in ("anna", "birgit"))
        if values.get("is_pending"):
            team -= {people["birgit"]}
        kind = values.pop("kind", PersonKind.WOMAN)
        person = NewPerson(kind=kind, pseudonym=words, anonymity=Anonymity.KNOWN, team=team)
        values = values or {"decided": ADMITTED}
        new = NewAdmission(
            id=StayId(uuid4()), people=[person], move_in_at=clock() if is_here else None, **values
        )
        return admit(house, context(sign_in("lone")), new)[0]

    return admit_her


@pytest.mark.parametrize("is_here", [True, False])
def test_r_x1_who_is_kept_away_reads_no_call_that_led_to_her(
    is_here, come, context, sign_in, lone, events, people
):
    """Neither in the list nor by its address; refused as one that there is none of, and logged."""
    carla, call, other = sign_in("carla"), hold_talk(lone()), take_call(lone())
    said = replace(ADMITS, decided_by=people["lone"])
    decision = perform(context(sign_in("anna")), visitations.decide, call, said)
    case = come(is_here=is_here, decision=decision)
    found = perform(context(carla), enquiries_shown.overview)
    assert call in {one.id for one in (*found.open, *found.closed)}
    assert [decision] == [one.id for one in found.waiting]
    perform(context(carla), exclusions.exclude, case, carla.id)

    found = perform(context(carla), enquiries_shown.overview)
    assert [other] == [one.id for one in (*found.open, *found.closed)]
    assert [] == found.waiting
    acts = [
        (enquiries_shown.show, "enquiry.read"),
        (visitations.read, "visitation.read"),
        (enquiries.reopen, "enquiry.write"),
        (visitations.begin, "visitation.write"),
    ]
    for use_case, act in acts:
        with pytest.raises(AccessDenied):
            perform(context(carla), use_case, call)
        assert "denied" == events(act)[-1]["out"]
    for use_case, *said in (
        (enquiries.close, "advice"),
        (enquiries.attach, None, "Ringer igen.", 1),
        (visitations.keep, SAYS_MORE, 1),
        (visitations.decide, ADMITS),
    ):
        with pytest.raises(AccessDenied):
            perform(context(carla), use_case, call, *said)
    assert perform(lone(), enquiries_shown.show, call).decisions


def test_r_x1_pages_of_stays_know_nobody_whom_the_reader_is_kept_away_from(
    come, context, deputy, lone, events
):
    """Neither the house, nor whose team lacks somebody, nor her relatives, nor her own page."""
    mother, other = come(is_pending=True, decided=ADMITTED), come("Klar Bæk")
    child = come("Blid Skovsti", relative=mother, decided=ADMITTED, kind=PersonKind.CHILD)

    def seen():
        house = perform(context(deputy), stay_pages.of_house)
        lacking = perform(context(deputy), stay_pages.lacking)
        relatives = perform(context(deputy), stay_pages.of_case, child).family
        shown = [one.banner.id for family in house for one in family]
        return set(shown), [one.banner.id for one in lacking], [one.banner.id for one in relatives]

    assert ({mother, other, child}, [mother], [mother]) == seen()
    perform(context(deputy), exclusions.exclude, mother, deputy.id)
    assert ({other}, [], []) == seen()  # of her child she would know whose it is
    for use_case, *said in (
        (stay_pages.of_case, mother),
        (stay_pages.prepare, mother),
        (stays.pseudonyms_of_house, mother),
        (stays.move, mother, Move.GO_AWAY, lone().clock()),
        (stays.decide, mother, ADMITTED),
        (discharge.prepare, mother),
        (closing.prepare, mother),
        (rooms.choose, mother),
    ):
        with pytest.raises(AccessDenied):
            perform(context(deputy), use_case, *said)
    assert "denied" == events()[-1]["out"]


@pytest.mark.parametrize("move", [Move.NO_SHOW, Move.ANNUL])
def test_who_does_not_come_keeps_no_room(move, come, lone, add_room, clock):
    """Nobody is ever discharged who never came, so her room would be lost to the house."""
    room, her, other = add_room(), come(is_here=False), come("Klar Bæk")
    perform(lone(), rooms.assign, her, room, clock().date())
    perform(lone(), stays.move, her, move, clock(), None, "elsewhere")
    perform(lone(), rooms.assign, other, room, clock().date())

    with pytest.raises(MoveRefused):
        perform(lone(), rooms.assign, her, add_room("Værelse 2"), clock().date())


def test_words_lead_only_to_words_of_their_kind(lone, add_room, tamper, ask, raw_id):
    """Who writes into the database opens no other document by an enquiry, and ends none."""
    room, call = add_room("Ved gavlen"), take_call(lone())
    tamper("UPDATE enquiry SET text_id = :room", room=raw_id(room))

    assert "" == perform(lone(), enquiries_shown.show, call).text
    perform(lone(), enquiries.close, call, "advice")
    kept = "SELECT count(*) FROM record WHERE kind = 'room_name' AND expires_at IS NULL"
    assert [(1,)] == [tuple(row) for row in ask(kept)]


def test_a_room_whose_name_is_another_document_is_a_dash(lone, add_room, tamper, ask, raw_id):
    """The board shows every other room."""
    add_room("Værelse 1")
    take_call(lone())
    ((words,),) = ask("SELECT text_id FROM enquiry")
    made = "SELECT :words, type, since, event_id FROM room"
    tamper(f"INSERT INTO room (id, type, since, event_id) {made}", words=words)

    shown = [one.name for one in perform(lone(), board.show).rooms]
    assert ["Værelse 1", rooms.UNREADABLE] == sorted(shown)
