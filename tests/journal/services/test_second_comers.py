"""Two at once at the door: the second sees what the first has done, or is told in a sentence."""

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier
from uuid import uuid4

from calls import hold_talk
from leavers import ASKED

from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.codes import code_list
from journal.domain.decisions import DecisionKind
from journal.domain.discharge import NewDischarge
from journal.domain.enquiries import MoveRefused
from journal.domain.errors import JournalError, RuleBroken
from journal.domain.ids import StayId
from journal.domain.kept import Kept
from journal.domain.register import QUESTIONS, Moment
from journal.domain.stays import Move
from journal.domain.visitations import Verdict
from journal.request.admitting import admit
from journal.services import (
    decisions,
    discharge,
    enquiries,
    register,
    rooms,
    stays,
    visitations,
)
from journal.services.work import perform

REFUSES = Verdict(kind=DecisionKind.REFUSAL, reason="no_room")
TOMORROW = "SELECT max(expires_at) FROM record WHERE kind = 'enquiry_text'"
A_MOMENT = 1.0
LEAVES = {
    one.id: [next(iter(code_list(one.codes)))]
    for one in QUESTIONS[PersonKind.WOMAN]
    if one.at is Moment.DISCHARGE
}


def test_words_that_are_attached_while_she_is_refused_go_with_the_rest(
    lone, context, sign_in, monkeypatch, ask, clock
):
    """Either they come first and get the same end, or they come too late and are not kept."""
    call, anna = hold_talk(lone(), text=""), context(sign_in("anna"))
    decide = decisions.decide

    def attach():
        try:
            perform(anna, enquiries.attach, call, None, "Ringer fra en telefonboks.", 0)
        except MoveRefused as refused:
            return refused.code
        return None

    with ThreadPoolExecutor(1) as pool:
        started = []

        def while_somebody_attaches(*args):
            if not started:
                started.append(pool.submit(attach))
                wait(started, A_MOMENT)
            return decide(*args)

        monkeypatch.setattr(decisions, "decide", while_somebody_attaches)
        perform(lone(), visitations.decide, call, REFUSES)
    ended = ask(TOMORROW)[0][0]
    late = started[0].result() == MoveRefused.code
    assert late if ended is None else ended < (clock().timestamp() + 2 * 86_400) * 1_000_000


def test_a_room_that_is_given_while_her_stay_ends_is_not_lost(
    lone, house, people, add_room, clock, monkeypatch, ask
):
    """Whoever is first, nobody has the room afterwards."""
    team = frozenset((people["anna"], people["birgit"]))
    her = NewPerson(
        kind=PersonKind.WOMAN, pseudonym="Stille Vind", anonymity=Anonymity.KNOWN, team=team
    )
    new = NewAdmission(id=StayId(uuid4()), people=[her], decided=Decided(reason="in_target"))
    (case,), room, release = admit(house, lone(), new), add_room(), rooms.release
    other = lone()

    def give():
        try:
            perform(other, rooms.assign, case, room, clock().date())
        except RuleBroken as refused:
            return refused.code
        return None

    with ThreadPoolExecutor(1) as pool:
        started = []

        def while_somebody_gives(*args):
            if not started:
                started.append(pool.submit(give))
                wait(started, A_MOMENT)
            return release(*args)

        monkeypatch.setattr(rooms, "release", while_somebody_gives)
        perform(lone(), stays.move, case, Move.NO_SHOW, clock(), None, "no_word")
        started[0].result()
    held = ask("SELECT from_date, until FROM room_assignment")
    assert [] == [tuple(row) for row in held if row.until is None]


def test_of_two_who_discharge_her_at_once_one_does_and_nothing_is_half_done(
    lone, house, people, clock, fresh, ask, events, verify_log
):
    """Both have seen the page; the other is told, and nothing of hers is stored."""
    team = frozenset((people["anna"], people["lone"], people["birgit"]))
    her = NewPerson(
        kind=PersonKind.WOMAN, pseudonym="Stille Vind", anonymity=Anonymity.KNOWN, team=team
    )
    admitted = Decided(reason="in_target")
    new = NewAdmission(id=StayId(uuid4()), people=[her], decided=admitted, move_in_at=clock())
    (case,) = admit(house, lone(), new)
    perform(lone(), register.save, case, Kept(), ASKED, register.NEW)
    clock.advance(days=3)
    leaving = NewDischarge(day=clock().date(), reason="own_wish", answers=LEAVES)
    first, second = lone(), lone()
    seen = [(who, perform(who, discharge.propose, case, leaving)) for who in (first, second)]
    barrier = Barrier(2)

    def go(one):
        who, proposal = one
        barrier.wait()
        try:
            perform(who, discharge.discharge, case, proposal, None, fresh())
        except JournalError as refused:
            return refused.code
        return None

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(go, seen))
    assert 1 == answers.count(None), answers
    assert [(1,)] == ask("SELECT count(*) FROM decision WHERE kind = 'discharge'")
    assert [(1,)] == ask("SELECT count(*) FROM fact")
    assert [("closed",)] == ask("SELECT state FROM stay")
    for act in ("decision.make", "fact.freeze"):
        done = [one for one in events(act) if one["out"] == "ok" and one["why"] != "admission"]
        assert 1 == len(done), act
    assert verify_log() is None
