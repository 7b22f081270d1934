"""Sealed documents of each compartment, written and read as a service would."""

from journal.domain.access import Action, Basis
from journal.domain.compartments import Compartment
from journal.domain.records import RecordKind, compartment_of
from journal.services import records
from journal.store import records as record_store

ACTS = {
    RecordKind.IDENTITY: (Action.IDENTITY_READ, Action.IDENTITY_WRITE),
    RecordKind.CUSTODY: (Action.CONTACT_READ, Action.CONTACT_WRITE),
    RecordKind.SAFE_CONTACT: (Action.CONTACT_READ, Action.CONTACT_WRITE),
    RecordKind.REGISTER_ANSWERS: (Action.REGISTER_READ, Action.REGISTER_WRITE),
    RecordKind.SAFETY_CARD: (Action.SAFETY_READ, Action.SAFETY_WRITE),
}
OF_A_CASE = [RecordKind.IDENTITY, RecordKind.CUSTODY, *list(ACTS)[3:]]
"""One kind of each compartment of a case."""
FIELDS = {"name": "Åse Østergård", "phones": ["40 00 00 00"], "protected": True, "until": None}


def write(work, kind, case_id, fields=FIELDS, row=None, seen=1):
    """Seal a document about a case, or for the house."""
    if case_id is None or compartment_of(kind) is Compartment.HOUSE:
        opened, event_id = work.house(), work.act(Action.CASE_LIST, basis=Basis.SELF).id
        comp = Compartment.HOUSE
    else:
        comp = compartment_of(kind)
        opened = work.open_case(case_id, ACTS[kind][1], comp)
        event_id = opened.event_id
    if row is not None:
        row = records.changed(work, record_store.get(work.session, row), event_id, seen)
    new = row or records.new(work, kind, case_id, event_id, comp=comp)
    new.body_sealed = opened.seal_record(new, fields)
    if row is None:
        record_store.add(work.session, new)
    return new.id


def read(work, record_id, case_id=None, purpose=None):
    """Open a document where its row says that it belongs, or in another case."""
    row = record_store.get(work.session, record_id)
    if row.comp == Compartment.HOUSE:
        return work.later(work.house().record(row).document)
    act = ACTS[RecordKind(row.kind)][0]
    opened = work.open_case(case_id or row.case_id, act, Compartment(row.comp), purpose)
    return work.later(opened.record(row).document)
