"""A decision from before decisions were signed: shown as what it is, and nothing follows."""

from uuid import uuid4

from calls import hold_talk

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.ids import DecisionId, EventId
from journal.services.work import perform
from journal.store import decisions as decision_store
from journal.store import visitations as visitation_store
from journal.store.decisions import DecisionRow

NOBODY_SIGNED = "Ingen har underskrevet denne afgørelse"


def as_before(work, enquiry):
    """Decide on a talk as the program did before: with an event, and with no signature."""
    (talk,) = visitation_store.of_enquiries(work.session, [enquiry])
    row = DecisionRow(
        id=DecisionId(uuid4()),
        kind="admission",
        state="by_phone",
        reason_code="in_target",
        visitation_id=talk.id,
        decided_at=work.now,
        decided_by=work.principal.id,
        entered_at=work.now,
        entered_by=work.principal.id,
        event_id=EventId(uuid4()),
    )
    decision_store.add(work.session, row)
    work.act(Action.DECISION_MAKE, id=row.event_id, items=[Item(case=None, row=row.id)])
    return row.id


def test_a_decision_that_nobody_signed_is_told_so_and_admits_nobody(
    visit, context, sign_in, people, ask
):
    """Neither its page nor the form offers more; whoever may decide does so on the form."""
    lone, browser = context(sign_in("lone")), visit("lone")
    old = perform(lone, as_before, hold_talk(context(sign_in("anna"))))
    page = browser.get(f"/afgoerelse/{old}").text
    assert NOBODY_SIGNED in page
    assert "follows=" not in page
    told = {"id": str(uuid4()), "kind-0": "woman", "anonymity-0": "1", "here": "later"}
    told |= {"member-0": [str(people["anna"]), str(people["birgit"])], "pseudonym-0": "Stille Vind"}
    refused = browser.post("/indskrivning/ny", told | {"follows": str(old)})
    assert (422, True) == (refused.status_code, NOBODY_SIGNED in refused.text)
    done = browser.post("/indskrivning/ny", told | {"decision": "self", "reason": "in_target"})
    assert 303 == done.status_code
    assert [(1,)] == ask("SELECT count(*) FROM case_file")
