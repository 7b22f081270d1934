"""What somebody has begun to write, or left for the next shift; no fixture is here."""

from uuid import uuid4

from journal.domain.drafts import Writing
from journal.domain.handover import NewLine
from journal.domain.ids import NoteId, RecordId
from journal.services import drafts, handover_lines
from journal.services.work import perform


def begun(case_id, text="Hun ringede hjem.", **values):
    """Return a form that is saved for the first time; what matters is given."""
    values = {
        "id": NoteId(uuid4()),
        "case_id": case_id,
        "type": "phone",
        "occurred_at": "2026-03-02T1",
        "revision": 0,
        "page": uuid4(),
    } | values
    return Writing(fields={"text": text}, **values)


def begin_draft(context, case_id):
    """Save a draft of somebody about a case and give its id."""
    return perform(context, drafts.save, begun(case_id)).id


def leave_line(context):
    """Leave a line of somebody for the next shift and give its id."""
    line = NewLine(id=RecordId(uuid4()), text="Fyret er slukket.")
    perform(context, handover_lines.write, line)
    return line.id
