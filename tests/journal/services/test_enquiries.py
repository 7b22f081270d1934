"""From the call to the decision: what is kept, what is erased, who decides (R-E1..4, R-A1..4)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from calls import SOME, call, hold_talk, take_call

from journal.domain.audit import Item
from journal.domain.broken import ChangedMeanwhile
from journal.domain.decisions import DecisionKind, LateReasonMissing
from journal.domain.enquiries import (
    Contact,
    EnquiryState,
    MoveRefused,
    NewSafetyEvent,
    NotMovedIn,
    OutcomeMissing,
    ReopenedTooLate,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, DecisionId, EnquiryId, EventId, SafetyEventId
from journal.domain.visitations import Answers, Pressing, TalkNotOver, TalkOver, Verdict
from journal.request import due
from journal.services import (
    decisions,
    decisions_shown,
    enquiries,
    enquiries_shown,
    safety_events,
    visitations,
)
from journal.services.work import perform

WORDS = "Hun taler kun somali og er bange for toget."
REFUSED = Verdict(kind=DecisionKind.REFUSAL, reason="no_room")
ADMITTED = Verdict(kind=DecisionKind.ADMISSION, reason="in_target")


@pytest.fixture
def anna(context, sign_in):
    """Return the context of Anna, a pedagogue."""
    return context(sign_in("anna"))


@pytest.fixture
def lone(context, sign_in):
    """Return the context of Lone, the leader."""
    return context(sign_in("lone"))


def show(who, enquiry):
    """Return an enquiry as somebody sees it."""
    return perform(who, enquiries_shown.show, enquiry)


def read(who, enquiry):
    """Return a talk as somebody sees it."""
    return perform(who, visitations.read, enquiry)


def test_r_e1_e2_a_call_is_codes_and_a_few_sealed_words(anna, ask, events, clock):
    """The same form twice is one; words open for who takes calls, and never lie in a table."""
    new = call(anna, WORDS, children=2)
    for _ in range(2):
        perform(anna, enquiries.record, new)
    found = show(anna, new.id)
    assert (WORDS, 2, "open", "Anna Ager") == (
        found.text,
        found.listed.children,
        found.listed.state,
        found.entered_by,
    )
    assert 1 == len(ask("SELECT 1 FROM enquiry"))
    assert {"id", "received_at", "channel", "by", "region", "is_copenhagen", "children"} | {
        "state",
        "outcome",
        "closed_at",
        "moved_in_at",
        "entered_by",
        "event_id",
        "text_id",
    } == set(ask("SELECT * FROM enquiry")[0]._mapping)
    assert 1 == len(events("house.read"))
    with pytest.raises(OutcomeMissing):
        perform(anna, enquiries.close, new.id, "")
    perform(anna, enquiries.close, new.id, "advice")
    with pytest.raises(MoveRefused):
        perform(anna, enquiries.close, new.id, "no_room")
    perform(anna, enquiries.reopen, new.id)
    perform(anna, enquiries.close, new.id, "not_target")
    assert "not_target" == show(anna, new.id).listed.outcome
    clock.advance(days=1)
    with pytest.raises(ReopenedTooLate):
        perform(anna, enquiries.reopen, new.id)


def test_later_contacts_attach_and_count_once(anna, lone, clock, ask):
    """Words that somebody has changed meanwhile are not overwritten unseen."""
    enquiry = take_call(anna)
    again = Contact(at=clock(), channel="email", by="caseworker")
    perform(anna, enquiries.attach, enquiry, again, WORDS, 1)
    with pytest.raises(ChangedMeanwhile):
        perform(lone, enquiries.attach, enquiry, None, "Andet.", 1)
    found = show(lone, enquiry)
    assert ([again], WORDS, 2) == (list(found.contacts), found.text, found.seen)
    assert (1, 1) == tuple(
        len(ask(f"SELECT 1 FROM {table}")) for table in ("enquiry", "enquiry_contact")
    )


def test_words_that_look_like_a_person_stop_nobody(anna):
    """They are kept, and pointed out to whoever reads them."""
    found = show(anna, take_call(anna, "Opdigtede Fatima, 12 34 56 78"))
    assert ["phone", "name"] == [one.kind for one in found.alike]


def test_a_refused_woman_leaves_nothing_but_codes(anna, lone, clock, ask, settings, engine_name):
    """By the end of the next day neither words nor answers are in any file of the house."""
    enquiry = hold_talk(anna, WORDS, Answers(chosen={"violence": "yes"}, text="Har en søster."))
    sealed = [bytes(row.body_sealed) for row in ask("SELECT body_sealed FROM record")]
    assert 2 == len(sealed)
    perform(lone, visitations.decide, enquiry, REFUSED)
    assert ("closed", "no_room") == (
        show(anna, enquiry).listed.state,
        show(anna, enquiry).listed.outcome,
    )
    clock.advance(hours=6)
    due.run(lone)
    assert WORDS == show(anna, enquiry).text
    clock.now = clock.now.replace(hour=23, minute=0) + timedelta(days=1)
    due.run(lone)
    assert [] == ask("SELECT 1 FROM record")
    found = show(anna, enquiry)
    assert ("", "no_room", True) == (found.text, found.listed.outcome, bool(found.decisions))
    assert Answers() == read(anna, enquiry).answers
    if engine_name == "sqlite":
        folder = settings.sqlite_path.parent
        kept = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
        assert settings.sqlite_path.stat().st_size
        assert [] == [part for part in sealed if part[20:60] in kept]
        assert WORDS.encode() not in kept


def test_an_enquiry_that_nobody_closes_forgets_after_a_week(anna, lone, clock):
    """Its words go; the enquiry itself stays open and is counted."""
    enquiry = take_call(anna, WORDS)
    clock.advance(days=8)
    due.run(lone)
    found = show(anna, enquiry)
    assert ("", "open") == (found.text, found.listed.state)


def test_r_a1_a2_a_talk_is_decided_once_and_on_its_day(anna, lone, clock, events):
    """Nothing is typed again; without an end nothing is decided; then the clock runs."""
    enquiry = take_call(anna, WORDS, children=1)
    perform(anna, visitations.begin, enquiry)
    with pytest.raises(MoveRefused):
        perform(anna, visitations.begin, enquiry)
    with pytest.raises(MoveRefused):
        perform(anna, enquiries.close, enquiry, "advice")
    perform(anna, visitations.keep, enquiry, SOME, 0)
    assert (SOME, Pressing.TALKING, False) == (
        read(anna, enquiry).answers,
        read(anna, enquiry).pressing,
        read(anna, enquiry).may_decide,
    )
    with pytest.raises(TalkNotOver):
        perform(lone, visitations.decide, enquiry, ADMITTED)
    clock.advance(hours=1)
    perform(anna, visitations.keep, enquiry, SOME, 1, clock())
    with pytest.raises(TalkOver):
        perform(anna, visitations.keep, enquiry, SOME, 2, clock())
    assert Pressing.IN_TIME is read(lone, enquiry).pressing
    with pytest.raises(AccessDenied):
        perform(anna, visitations.decide, enquiry, ADMITTED)
    decision = perform(lone, visitations.decide, enquiry, ADMITTED)
    with pytest.raises(MoveRefused):
        perform(lone, visitations.decide, enquiry, REFUSED)
    with pytest.raises(TalkOver):
        perform(anna, visitations.keep, enquiry, Answers(), 2)
    assert EnquiryState.DECIDED == show(anna, enquiry).listed.state
    assert decision == show(anna, enquiry).decisions[0].id
    assert "admission" == events("decision.make")[-1]["why"]


def test_r_a3_late_is_recorded_with_a_reason_and_never_blocked(anna, lone, clock):
    """The next day it is asked why; any reason of the list will do."""
    enquiry = hold_talk(anna)
    clock.advance(days=1)
    assert Pressing.LATE is read(anna, enquiry).pressing
    with pytest.raises(LateReasonMissing):
        perform(lone, visitations.decide, enquiry, REFUSED)
    late = Verdict(kind=DecisionKind.REFUSAL, reason="no_room", late_reason="no_decider")
    perform(lone, visitations.decide, enquiry, late)
    found = show(anna, enquiry).decisions[0]
    assert (True, "no_decider") == (found.is_late, found.late_reason)


def test_r_a4_at_night_alone(context, guard, lone, clock, people, events):
    """She proposes, calls the leader, enters what was decided; the leader confirms."""
    hanne = context(guard)
    clock.advance(seconds=37)
    enquiry = hold_talk(hanne)
    assert ["Lone Leder"] == [one.name for one in read(hanne, enquiry).who.deciders]
    proposal = Verdict(kind=DecisionKind.ADMISSION, reason="acute_danger", is_proposal=True)
    perform(hanne, visitations.decide, enquiry, proposal)
    assert EnquiryState.VISITATION == show(hanne, enquiry).listed.state
    by_phone = Verdict(
        kind=DecisionKind.ADMISSION,
        reason="acute_danger",
        decided_by=people["lone"],
        decided_at=clock().replace(second=0),  # nobody types seconds
    )
    decision = perform(hanne, visitations.decide, enquiry, by_phone)
    assert EnquiryState.DECIDED == show(hanne, enquiry).listed.state
    waiting = perform(lone, enquiries_shown.overview).waiting
    assert [(decision, True)] == [(one.id, one.may_confirm) for one in waiting]
    perform(lone, decisions.confirm, decision)
    assert [] == list(perform(lone, enquiries_shown.overview).waiting)
    assert "stands" == perform(hanne, decisions_shown.show, decision).state


def test_r_e4_admitted_is_set_by_moving_in(anna, lone, case_id):
    """Chosen by hand it is refused; who does not come is coded anew."""
    enquiry, other = hold_talk(anna), hold_talk(anna)
    for one in (enquiry, other):
        decision = perform(lone, visitations.decide, one, ADMITTED)
        with pytest.raises(NotMovedIn):
            perform(anna, enquiries.close, one, "admitted")
        decided = show(anna, one).decisions[0].id
        assert decision == decided
        if one == enquiry:
            perform(lone, _take_in, decided, case_id)
            assert "admitted" == show(anna, one).listed.outcome
            with pytest.raises(MoveRefused):
                perform(anna, enquiries.reopen, one)
    perform(anna, enquiries.close, other, "other_solution")


def _take_in(work, decision_id, case_id):
    """Do what admission does: name the case, and let her move in."""
    event_id = EventId(uuid4())
    decisions.attach(work, DecisionId(decision_id), CaseId(case_id), event_id)
    items = [Item(case=None, row=decision_id)]
    work.act(decisions.Action.STAY_ADMIT, id=event_id, items=items)
    enquiries.moved_in(work, CaseId(case_id))


def test_r_e3_who_asks_for_somebody_is_no_enquiry(context, guard, clock, ask, lone):
    """A safety event: codes and sealed words that end after a year; the same form twice is one."""
    hanne = context(guard)
    new = NewSafetyEvent(
        id=SafetyEventId(uuid4()),
        kind="asks_for_somebody",
        channel="phone",
        occurred_at=clock(),
        text="Dyb stemme, kaldte sig sagsbehandler.",
    )
    for _ in range(2):
        perform(hanne, safety_events.record, new)
    (found,) = perform(lone, safety_events.lately)
    assert (new.text, "Hanne Hald") == (found.text, found.entered_by)
    assert [] == ask("SELECT 1 FROM enquiry")
    clock.advance(days=366)
    due.run(lone)
    assert (0, 1) == tuple(len(ask(f"SELECT 1 FROM {one}")) for one in ("record", "safety_event"))


def test_off_shift_nobody_takes_calls(context, guard, anna, clock, sign_in):
    """Night guards and temps on shift only; who knows no id learns nothing."""
    hanne, tove = context(guard), context(sign_in("tove"))
    enquiry = take_call(anna)
    show(hanne, enquiry)
    clock.advance(hours=12)
    for who, one in ((hanne, enquiry), (tove, enquiry), (anna, EnquiryId(uuid4()))):
        with pytest.raises(AccessDenied):
            show(who, one)
    with pytest.raises(AccessDenied):
        take_call(tove)
