"""
A request that is killed: a process of its own reads, writes or signs in, and dies when it is told.

It is told the folder, database address, clock, who, what, and where to die. What it would have
served goes to its standard output.
"""

import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

from houses import Clock, open_settings, settings_in, sign_in_as, sign_in_earlier
from sqlalchemy import event

from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.ids import CaseId, NoteId, StaffId, StayId
from journal.domain.notes import NoteDraft
from journal.services import cases, notes, stays
from journal.services.work import perform
from journal.vault.ledger import Ledger
from journal.vault.opened import OpenCase


def die(*_):
    """End as if the machine had lost its power."""
    os.kill(os.getpid(), signal.SIGKILL)


def arm(house, moment):
    """Die at a moment: before a statement of that number, or at a named step of the work."""
    engine = house.sessions.kw["bind"]
    if moment == "before commit":
        event.listen(engine, "commit", die)
    elif moment == "after commit":
        Ledger.committed = die
    elif moment == "before opening":
        OpenCase.read = die
    elif moment is not None:
        left = iter(range(moment))

        def count_down(*_):
            if next(left, None) is None:
                die()

        event.listen(engine, "before_cursor_execute", count_down)


def serve(told):
    """Do what was asked; the return value is what would have been shown."""
    clock = Clock(datetime.fromisoformat(told["now"]))
    house = open_settings(settings_in(Path(told["folder"]), told["database"]), clock)
    if told["what"] == "sign in":
        arm(house, told["moment"])
        return sign_in_as(house, told["who"]).name
    context = house.context("web", sign_in_earlier(house, told["who"]))
    case_id = CaseId(UUID(told["case"]))
    if told["what"] == "admit":
        return admit(house, context, told)
    arm(house, told["moment"])
    if told["what"] == "read":
        return [note.text for note in perform(context, notes.read_timeline, case_id, 1).notes]
    draft = NoteDraft(
        id=NoteId(UUID(told["note"])),
        case_id=case_id,
        type="observation",
        occurred_at=clock(),
        text=told["text"],
    )
    return str(perform(context, notes.write_note, draft))


def admit(house, context, told):
    """Admit a woman and two children; the shares of each are there before."""
    team = frozenset(StaffId(UUID(one)) for one in told["team"])
    words = ("Stille Vind", "Rolig Lanterne", "Klar Bæk")
    kinds = (PersonKind.WOMAN, PersonKind.CHILD, PersonKind.CHILD)
    people = [
        NewPerson(kind=kind, pseudonym=said, anonymity=Anonymity.KNOWN, team=team)
        for kind, said in zip(kinds, words, strict=True)
    ]
    admission = NewAdmission(
        id=StayId(UUID(told["note"])), people=people, decided=Decided(reason="in_target")
    )
    for person in people:
        cases.reserve(house.vault, person.id)
    arm(house, told["moment"])
    return [str(one) for one in perform(context, stays.admit, admission)]


def main(told):
    """Serve, and say what was served."""
    sys.stdout.write(json.dumps(serve(told)))
    return 0
