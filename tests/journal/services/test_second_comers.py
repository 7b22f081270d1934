"""Two at once at the door: the second sees what the first has done, or is told in a sentence."""

from concurrent.futures import ThreadPoolExecutor, wait
from uuid import uuid4

from calls import hold_talk

from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.decisions import DecisionKind
from journal.domain.enquiries import MoveRefused
from journal.domain.errors import RuleBroken
from journal.domain.ids import StayId
from journal.domain.stays import Move
from journal.domain.visitations import Verdict
from journal.request.admitting import admit
from journal.services import decisions, enquiries, rooms, stays, visitations
from journal.services.work import perform

REFUSES = Verdict(kind=DecisionKind.REFUSAL, reason="no_room")
TOMORROW = "SELECT max(expires_at) FROM record WHERE kind = 'enquiry_text'"
A_MOMENT = 1.0


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
