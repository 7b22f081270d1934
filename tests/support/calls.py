"""Calls that somebody took, as far as a test wants them; no fixture is here."""

from datetime import timedelta
from uuid import uuid4

from journal.domain.admission import NewAdmission, NewPerson
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.decisions import DecisionKind, Scope
from journal.domain.enquiries import Contact, NewEnquiry
from journal.domain.ids import EnquiryId, StayId
from journal.domain.visitations import Answers, Verdict
from journal.request.admitting import admit
from journal.services import delegations, enquiries, visitations
from journal.services.work import perform

SOME = Answers(chosen={"violence": "yes"}, text="Kommer med bus.")
"""Answers of a talk."""


def call(context, text="Ringer igen i aften.", **values):
    """Return an enquiry that comes in now."""
    contact = Contact(at=context.clock(), channel="phone", by="self")
    usual = {"region": "unknown", "is_copenhagen": False, "children": 0} | values
    return NewEnquiry(id=EnquiryId(uuid4()), contact=contact, text=text, **usual)


def take_call(context, text="Ringer igen i aften.", **values):
    """Put an enquiry on record; the return value is its id."""
    return perform(context, enquiries.record, call(context, text, **values))


def hold_talk(context, text="Ringer igen i aften.", answers=SOME, **values):
    """Take a call and hold the talk to its end; the return value is the id of the enquiry."""
    enquiry = take_call(context, text, **values)
    perform(context, visitations.begin, enquiry)
    perform(context, visitations.keep, enquiry, answers, 0, context.clock())
    return enquiry


def at_all_stages(anna, lone, people):
    """
    Return enquiries that are differently far, a decision to confirm, and a delegation.

    Args:
        anna: context of who takes the calls.
        lone: context of the leader, who is said to have decided on the phone.
        people: ids by sign-in name.
    """
    names = ("enquiry", "spare_enquiry", "asking_enquiry", "closed_enquiry", "talk")
    found = {name: take_call(anna) for name in names}
    perform(anna, enquiries.close, found["closed_enquiry"], "advice")
    perform(anna, visitations.begin, found["talk"])
    perform(anna, visitations.keep, found["talk"], SOME, 0)
    admits = Verdict(kind=DecisionKind.ADMISSION, reason="in_target", decided_by=people["lone"])
    span = (lone.clock(), lone.clock() + timedelta(days=1))
    return found | {
        "talk_over": hold_talk(anna),
        "decision": perform(anna, visitations.decide, hold_talk(anna), admits),
        "delegation": perform(lone, delegations.issue, people["birgit"], Scope.ADMISSION, *span),
    }


def admitted_after_talk(house, anna, lone, people, pseudonym):
    """Let the leader admit a woman of Anna's after a talk; its answers wait for her team."""
    admits = Verdict(kind=DecisionKind.ADMISSION, reason="in_target")
    decision = perform(lone, visitations.decide, hold_talk(anna), admits)
    woman = NewPerson(
        kind=PersonKind.WOMAN,
        pseudonym=pseudonym,
        team=frozenset({people["anna"], people["birgit"]}),
        anonymity=Anonymity.UNKNOWN_TO_HOUSE,
    )
    admission = NewAdmission(id=StayId(uuid4()), people=[woman], decision=decision)
    (case,) = admit(house, lone, admission)
    return case
