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

from journal.domain.ids import CaseId, NoteId
from journal.domain.notes import NoteDraft
from journal.services import notes
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


def main(told):
    """Serve, and say what was served."""
    sys.stdout.write(json.dumps(serve(told)))
    return 0
