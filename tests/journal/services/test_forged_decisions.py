"""
A decision counts as people signed it: forged, changed, moved or used again it is refused and seen.

Whoever does these things here writes to the database as its owner, and events as the service.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from calls import hold_talk

from journal.domain.access import Action
from journal.domain.admission import NewAdmission, NewPerson
from journal.domain.audit import Item
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.decisions import (
    AlreadyDecided,
    DecisionKind,
    DecisionUnsigned,
    NewDecision,
)
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import StayId
from journal.domain.visitations import Verdict
from journal.request.admitting import admit
from journal.services import (
    decisions,
    decisions_shown,
    enquiries_shown,
    exclusions,
    talks,
    visitations,
)
from journal.services.work import perform
from journal.store import decisions as decision_store

HOUR = timedelta(hours=1)
ADMITTED = Verdict(kind=DecisionKind.ADMISSION, reason="in_target")
FORGED = (
    "reason_code = 'house_rules'",
    "kind = 'refusal'",
    "decided_at = decided_at - 60000000",
    "decided_by = entered_by",
    "entered_at = entered_at - 60000000",
    "due_at = entered_at",
    "late_code = 'no_decider'",
    "confirm_due = confirm_due + 86400000000",
    "confirm_due = NULL",
    "state = 'stands'",
    "state = 'stands', confirmed_at = entered_at",
    "case_id = (SELECT id FROM case_file WHERE case_file.id <> decision.case_id)",
    "case_id = NULL",
    "sig = NULL",
    "sig = NULL, cert_id = NULL",
    "cert_id = (SELECT id FROM certificate WHERE certificate.id <> decision.cert_id LIMIT 1)",
    "event_id = id",
)


@pytest.fixture
def lone(context, sign_in):
    """Return the context of Lone, the leader."""
    return context(sign_in("lone"))


@pytest.fixture
def anna(context, sign_in):
    """Return the context of Anna, a pedagogue."""
    return context(sign_in("anna"))


def discharge(case_id, **values):
    """Return a discharge of a case, to be decided."""
    return NewDecision(kind=DecisionKind.DISCHARGE, reason="stay_done", case_id=case_id, **values)


def show(who, decision_id):
    """Return a decision as a page shows it."""
    return perform(who, decisions_shown.show, decision_id)


def woman(people, pseudonym="Stille Vind"):
    """Return somebody to be admitted."""
    team = frozenset({people["anna"], people["birgit"]})
    return NewPerson(
        kind=PersonKind.WOMAN, pseudonym=pseudonym, team=team, anonymity=Anonymity.WITHHELD_OUTSIDE
    )


def test_a_decision_on_the_phone_is_as_it_was_entered(
    context, guard, lone, people, open_case, case_id, ask, tamper, put, reported
):
    """Whatever somebody changes in it: it is neither shown nor confirmed, and reported."""
    open_case(pseudonym="Klar Bæk")
    new = discharge(case_id, decided_by=people["lone"])
    decision_id = perform(context(guard), decisions.decide, new)
    before = ask("SELECT * FROM decision")
    for change in FORGED:
        assert 1 == tamper(f"UPDATE decision SET {change}")
        for act in (decisions_shown.show, decisions.confirm):
            with pytest.raises((Tampered, AccessDenied)) as refused:
                perform(lone, act, decision_id)
            assert refused.type is Tampered or change.startswith("decided_by"), change
        put("decision", before)
        assert "by_phone" == show(lone, decision_id).state, change
    assert reported(decision_id)
    perform(lone, decisions.confirm, decision_id)
    assert "stands" == show(lone, decision_id).state


def test_what_was_confirmed_stays_so_and_by_whom(
    context, guard, lone, people, case_id, ask, tamper, put
):
    """Neither the hour, nor who, nor that it waits again, can be changed."""
    new = discharge(case_id, decided_by=people["lone"])
    decision_id = perform(context(guard), decisions.decide, new)
    perform(lone, decisions.confirm, decision_id)
    before = ask("SELECT * FROM decision")
    for change in (
        "confirmed_at = confirmed_at + 60000000",
        "confirmed_sig = sig",
        "confirmed_cert = cert_id",
        "confirmed_cert = cert_id, confirmed_sig = sig, confirmed_event = event_id",
        "confirmed_event = NULL, confirmed_sig = NULL, confirmed_cert = NULL",
        "state = 'by_phone'",
        "state = 'by_phone', confirmed_at = NULL, confirmed_event = NULL, confirmed_sig = NULL",
    ):
        tamper(f"UPDATE decision SET {change}")
        with pytest.raises(Tampered):
            show(lone, decision_id)
        put("decision", before)
    assert "stands" == show(lone, decision_id).state


def test_a_proposal_is_never_made_a_decision(context, guard, lone, case_id, tamper, reported):
    """It decides nothing, and stands in nobody's way; the leader decides past what was forged."""
    proposed = perform(context(guard), decisions.propose, discharge(case_id))
    for change in ("state = 'stands'", "state = 'stands', decided_by = entered_by, decided_at = 1"):
        tamper(f"UPDATE decision SET {change}")
        with pytest.raises(Tampered):
            show(lone, proposed)
    assert reported(proposed)
    decided = perform(lone, decisions.decide, discharge(case_id))
    assert "stands" == show(lone, decided).state


def test_r_a1_nobody_decides_by_a_row_and_an_event_of_her_own(house, anna, lone, people):
    """Not with her signature, as she does not lead; nor with none, which decides nothing."""

    def forge(work, *, is_signed):
        new = NewDecision(kind=DecisionKind.ADMISSION, reason="in_target", decided_at=work.now)
        row = decisions._row(work, new, people["anna"], decisions.DecisionState.STANDS)
        row.decided_at, row.decided_by = work.now, people["anna"]
        if is_signed:
            row.cert_id = work.principal.certificate_id
            row.sig = work.vault.keys.sign_decision(work.desk, row)
        decision_store.add(work.session, row)
        work.act(Action.DECISION_MAKE, id=row.event_id, items=[Item(case=None, row=row.id)])
        return row.id

    signed, unsigned = (perform(anna, forge, is_signed=one) for one in (True, False))
    for decision_id, refused in ((signed, Tampered), (unsigned, DecisionUnsigned)):
        new = NewAdmission(id=StayId(uuid4()), people=[woman(people)], decision=decision_id)
        with pytest.raises(refused):
            admit(house, anna, new)
        with pytest.raises(refused):
            perform(lone, decisions.confirm, decision_id)
    with pytest.raises(Tampered):
        show(lone, signed)
    assert not show(lone, unsigned).is_signed


def test_a_decision_admits_one_woman_and_leads_to_her_file(
    house, anna, lone, people, open_case, tamper, ask, put, reported
):
    """It is not used again, nor moved to another file; her answers go nowhere else."""
    enquiry = hold_talk(anna, "")
    decision_id = perform(lone, visitations.decide, enquiry, ADMITTED)
    stranger = open_case(pseudonym="Klar Bæk")
    tamper("UPDATE decision SET case_id = :case", case=_raw(house, stranger))
    with pytest.raises(Tampered):
        show(lone, decision_id)
    assert talks_wait(anna, stranger) is None
    tamper("UPDATE decision SET case_id = NULL")
    new = NewAdmission(id=StayId(uuid4()), people=[woman(people)], decision=decision_id)
    case_id = admit(house, lone, new)[0]
    assert case_id == show(lone, decision_id).case_id
    before = ask("SELECT * FROM decision")
    perform(lone, exclusions.exclude, case_id, people["carla"])
    nothing = "admitted_event = NULL, admitted_cert = NULL, admitted_sig = NULL"
    for change in (
        "case_id = NULL",
        f"case_id = NULL, {nothing}",
        nothing,
        f"case_id = (SELECT id FROM case_file WHERE id <> decision.case_id), {nothing}",
        "case_id = (SELECT id FROM case_file WHERE id <> decision.case_id)",
        "admitted_event = event_id",
        "admitted_cert = cert_id, admitted_sig = sig",
    ):
        tamper(f"UPDATE decision SET {change}")
        again = NewAdmission(
            id=StayId(uuid4()), people=[woman(people, "Rolig Eng")], decision=decision_id
        )
        with pytest.raises((Tampered, AlreadyDecided)):
            admit(house, lone, again)
        with pytest.raises(Tampered):
            perform(lone, enquiries_shown.show, enquiry)
        put("decision", before)
    assert reported(decision_id)
    assert case_id == show(lone, decision_id).case_id


def talks_wait(who, case_id):
    """Return until when answers wait to be put into a file."""

    def ask(work):
        work.act(Action.HOUSE_LABELS)
        return talks.until(work, case_id)

    return perform(who, ask)


def _raw(house, row_id):
    is_sqlite = house.sessions.kw["bind"].dialect.name == "sqlite"
    return row_id.bytes if is_sqlite else row_id


def test_whoever_is_kept_away_gains_nothing_by_a_changed_row(
    house, context, anna, lone, people, sign_in, tamper
):
    """The enquiry that has led to her stays hidden when the row no longer says where it led."""
    enquiry = hold_talk(anna, "")
    decision_id = perform(lone, visitations.decide, enquiry, ADMITTED)
    new = NewAdmission(id=StayId(uuid4()), people=[woman(people)], decision=decision_id)
    case_id = admit(house, lone, new)[0]
    carla = context(sign_in("carla"))
    assert enquiry in {one.id for one in perform(carla, enquiries_shown.overview).open}
    perform(lone, exclusions.exclude, case_id, people["carla"])
    for change in ("state = state", "case_id = NULL", "sig = NULL, cert_id = NULL, case_id = NULL"):
        tamper(f"UPDATE decision SET {change}")
        assert [] == perform(carla, enquiries_shown.overview).open
        with pytest.raises((AccessDenied, Tampered)):
            perform(carla, enquiries_shown.show, enquiry)
