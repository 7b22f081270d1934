"""An invented year, written into a house: people and files as rows, acts through the ledger."""

import hashlib
from types import SimpleNamespace
from uuid import uuid4

from sqlalchemy import insert

from journal.domain.access import Action, Basis, Outcome
from journal.domain.audit import Event, Item, Origin
from journal.domain.clock import to_milliseconds
from journal.domain.compartments import Compartment
from journal.domain.oversight import Use
from journal.services.record import sign_checkpoint
from journal.store.cases import CaseFileRow
from journal.store.exclusions import ExclusionRow
from journal.store.notes import NoteRow
from journal.store.roster import ShiftRow
from journal.store.staff import StaffRow
from journal.store.teams import TeamMemberRow
from journal.vault.desk import NOBODY, Desk

BATCH = 2_000


class Chronicle:
    """
    Writes a year into a house.

    Args:
        house: opened; its own people stay.
        year: of ``year.py``.
        weeks: how many of its weeks.
    """

    def __init__(self, house, year, weeks):
        self._house, self._year = house, year
        self._until = year.weeks[weeks - 1].ends
        self._staff = {alias: uuid4() for alias in year.people}
        self._cases = {one.alias: uuid4() for one in year.files}
        self._planned = {}

    def write(self):
        """Write people, files, roster and acts."""
        with self._house.sessions() as session:
            for table, rows in self._rows():
                session.execute(insert(table), rows)
            session.commit()
        (leader,) = self._year.of("leder")
        plans = [
            Use(id=event_id, at=at, actor=leader, act="roster.set", basis="leader")
            for at, event_id in self._planned.items()
        ]
        acts = [use for use in self._year.uses if use.at < self._until]
        acts = sorted([*plans, *acts], key=lambda use: use.at)
        for first in range(0, len(acts), BATCH):
            self._append(acts[first : first + BATCH])

    def _append(self, acts):
        """Append one batch in one transaction, each act by whoever did it, and sign it."""
        ledger = self._house.vault.ledger
        with self._house.sessions() as session:
            for use in acts:
                desk = Desk(session=session, principal=NOBODY, now=use.at, events=[_event(use)])
                tag = use.session and hashlib.sha256(use.session.encode()).digest()[:8]
                origin = Origin(
                    house=ledger.house,
                    log=ledger.log,
                    actor=use.actor,
                    auth="pw",
                    session_tag=tag,
                    source="web",
                    request=uuid4(),
                )
                ledger.append(desk, origin, to_milliseconds(use.at))
            session.commit()
            ledger.committed(desk)
        sign_checkpoint(self._house.context("job"))

    def _rows(self):
        year, began = self._year, self._year.first.begins
        yield StaffRow, [self._person(alias, role) for alias, role in year.people.items()]
        yield CaseFileRow, [self._file(one) for one in year.files]
        yield (
            TeamMemberRow,
            [
                {
                    "case_id": self._cases[one.alias],
                    "staff_id": self._staff[who],
                    "since": span.since,
                    "until": span.until,
                    "profession": "paedagog",
                }
                | _signed()
                for one in year.files
                for who, span in one.places
            ],
        )
        yield ShiftRow, [self._shift(who, duty) for who in year.duties for duty in year.duties[who]]
        yield (
            ExclusionRow,
            [
                {
                    "case_id": self._cases[case],
                    "staff_id": self._staff[who],
                    "since": since,
                    "event_id": uuid4(),
                }
                for (who, case), since in year.kept_away.items()
            ],
        )
        yield NoteRow, [self._note(row, at) for row, at in year.old.items()]
        assert began < self._until

    def _person(self, alias, role):
        return {
            "id": self._staff[alias],
            "alias": alias,
            "login_mac": alias.bytes * 2,
            "role": role,
            "profession": "anden",
            "kind": "fast",
            "active_from": self._year.first.begins.replace(year=2025),
            "event_id": uuid4(),
            "revision": 1,
        }

    def _file(self, one):
        return {
            "id": self._cases[one.alias],
            "alias": one.alias,
            "family_id": uuid4(),
            "person_kind": "woman",
            "case_type": "residence",
            "state": "closed" if one.closed < self._until else "open",
            "anonymity": "none",
            "event_id": uuid4(),
            "revision": 1,
            "rotate_pending": 0,
            "opened_at": one.opened,
            "closed_at": one.closed if one.closed < self._until else None,
        }

    def _shift(self, who, duty):
        event_id = self._planned.setdefault(duty.planned_at, uuid4())
        return {
            "id": uuid4(),
            "staff_id": self._staff[who],
            "starts_at": duty.begins,
            "ends_at": duty.ends,
        } | (_signed() | {"event_id": event_id})

    def _note(self, row, at):
        some = next(iter(self._cases.values()))
        return {
            "id": row,
            "case_id": some,
            "type": "observation",
            "state": "signed",
            "author_id": next(iter(self._staff.values())),
            "cert_id": uuid4(),
            "event_id": uuid4(),
            "revision": 1,
            "occurred_at": at,
            "signed_at": at,
        }


def _signed():
    return {"event_id": uuid4(), "cert_id": uuid4(), "sig": bytes(64)}


def _event(use):
    """An act as the event that it leaves; acts of later versions have their word only."""
    known = use.act in set(Action)
    action = Action(use.act) if known else SimpleNamespace(value=use.act)
    return Event(
        id=use.id,
        action=action,
        outcome=Outcome(use.outcome),
        basis=None if use.basis is None else Basis(use.basis),
        comp=Compartment.JOURNAL if use.cases else None,
        items=[Item(case=use.case, row=row) for row in use.rows],
        case=use.case,
        grant=use.grant,
    )
