"""
The house as a request may hold it: names, pseudonyms, and the documents of the house.

Labels ride on the event of the request that shows them; documents on ``house.read``, and on the
event of whoever writes them. Of a case that she is kept away from she opens and seals none.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from crypto import fields
from crypto.encoding import Place
from journal.domain.access import Action
from journal.domain.audit import Event, Item
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, NotCommitted, RotationDue, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, Sealed, StaffId
from journal.domain.policy import decide
from journal.store import cases as case_store
from journal.store import exclusions as exclusion_store
from journal.store.cases import CaseFileRow
from journal.store.records import RecordRow
from journal.store.staff import StaffRow
from journal.vault import records
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Column, Keyring
from journal.vault.records import UnreadRecord
from journal.vault.standing import Standing

LABEL_FLAGS = fields.PADDED | fields.EVENT_BOUND


def label_place(house: UUID, row: StaffRow | CaseFileRow) -> bytes:
    """The place of a colleague's name, or of a case's pseudonym."""
    is_case = isinstance(row, CaseFileRow)
    place = Place(
        house=house.bytes,
        table=row.__tablename__,
        column="pseudonym_sealed" if is_case else "name_sealed",
        row=row.id.bytes,
        about=row.id.bytes if is_case else None,
        revision=row.revision,
        event=row.event_id.bytes,
    )
    return place.core()


class Label:
    """
    A pseudonym or a colleague's name.

    Opens after COMMIT, and reads as a dash when it does not open.
    """

    UNREADABLE = "\N{EN DASH}"

    def __init__(
        self,
        house: "OpenHouse",
        about: UUID,
        column: Column,
        core: bytes,
        item: Item,
        envelope: Sealed | None,
    ) -> None:
        self._house = house
        self._about = about
        self._column = column
        self._core = core
        self._item = item
        self._envelope = envelope

    def text(self) -> str:
        """The words of the label."""
        return self._house.read(self._about, self._column, self._core, self._item, self._envelope)


class OpenHouse:
    """
    The house compartment: labels for people and cases, and the documents of the house.

    Args:
        standing: that knows who is kept away from which case.
        is_pending: the key waits to be exchanged, so it opens and does not seal.
    """

    def __init__(
        self, desk: Desk, ring: Keyring, standing: Standing, *, is_pending: bool = False
    ) -> None:
        self._desk = desk
        self._ring = ring
        self._standing = standing
        self._is_pending = is_pending
        self._declared: dict[UUID, Item] = {}
        self._reading: Event | None = None
        self._away: frozenset[CaseId] | None = None

    def staff_name(self, row: StaffRow) -> Label:
        """Declare a colleague's name."""
        core = self._place(row)
        return self._label(
            self._ring.house,
            StaffRow.name_sealed,
            core,
            Item(case=None, row=row.id),
            row.name_sealed,
        )

    def pseudonym(self, row: CaseFileRow) -> Label:
        """Declare a case's pseudonym."""
        core = self._place(row)
        item = Item(case=CaseAlias(row.alias))
        return self._label(row.id, CaseFileRow.pseudonym_sealed, core, item, row.pseudonym_sealed)

    def seal_name(self, row: StaffRow, name: str) -> Sealed:
        """Seal a colleague's name for her row."""
        core = self._place(row)
        return self._sealed(self._ring.house, StaffRow.name_sealed, core, name)

    def seal_pseudonym(self, row: CaseFileRow, pseudonym: str) -> Sealed:
        """Seal a pseudonym for its case's row, under the case's own share."""
        core = self._place(row)
        return self._sealed(row.id, CaseFileRow.pseudonym_sealed, core, pseudonym)

    def record(self, row: RecordRow, event: Event | None = None) -> UnreadRecord:
        """
        Declare a document of the house that will be read; it rides on one ``house.read``.

        Args:
            event: another one of this work that it rides on: the act was decided when it was made.

        Raises:
            AccessDenied: it belongs to a compartment of a case, or to a case that she is kept away
                from.
            NotCommitted: the events of this request are fixed already, or it has no such event.
        """
        self._desk.require(Stage.DOWN)
        action = Action.HOUSE_READ if event is None else event.action
        item = records.item_of(row, self._alias(row, action))
        if row.comp != Compartment.HOUSE:
            raise AccessDenied(action, item.case)
        if event is not None and event not in self._desk.events:
            raise NotCommitted
        if event is None and self._reading is None:
            self._reading = self._begin_reading()
        self._declared[row.id] = item
        riding = event or self._reading
        if riding is not None:
            riding.items.append(item)
        return UnreadRecord(self, row)

    def read_record(self, row: RecordRow) -> dict[str, Any]:
        """Open a declared document; see ``UnreadRecord.document``."""
        self._desk.require(Stage.COMMITTED)
        item = self._declared.get(row.id)
        if item is None:
            raise AccessDenied(Action.HOUSE_READ)
        try:
            return records.opened(self._ring, row)
        except Tampered:
            self._desk.damaged.append(item)
            raise

    def seal_record(self, row: RecordRow, document: Mapping[str, Any]) -> Sealed:
        """
        Seal a document of the house for its row.

        Args:
            row: with every field but the envelope; ``event_id`` is that of an event which this
                work has collected by ``work.act``, and which gets the hash of the envelope.
            document: strings, whole numbers, truth values, None, lists and mappings of them.

        Raises:
            AccessDenied: its kind belongs to a case, the row names another author or time, or she
                is kept away from the case it is about.
            NotCommitted: there is no such event in this work.
        """
        event = next((one for one in self._desk.events if one.id == row.event_id), None)
        if event is None:
            raise NotCommitted
        alias = self._alias(row, event.action)
        self._require_sealable()
        records.require_fit(self._desk, row, Compartment.HOUSE)
        envelope = records.sealed(self._ring, row, document)
        event.items.append(records.item_of(row, alias, envelope))
        return envelope

    def _begin_reading(self) -> Event:
        role = self._desk.principal.role
        decision = None if role is None else decide(role, Action.HOUSE_READ)
        if decision is None or not decision.allowed:
            raise AccessDenied(Action.HOUSE_READ)
        event = Event(
            id=EventId(uuid4()),
            action=Action.HOUSE_READ,
            basis=decision.basis,
            comp=Compartment.HOUSE,
        )
        self._desk.events.append(event)
        return event

    def _alias(self, row: RecordRow, action: Action) -> CaseAlias | None:
        """The case that a document is about; refused to whoever is kept away from it."""
        staff = self._desk.principal.id
        if row.case_id is None:
            return None
        case = case_store.get(self._desk.session, row.case_id)
        if case is None or staff is None:
            raise AccessDenied(action)
        if self._is_away(case, staff):
            raise AccessDenied(action, CaseAlias(case.alias))
        return CaseAlias(case.alias)

    def _is_away(self, case: CaseFileRow, staff: StaffId) -> bool:
        if self._away is None:
            self._away = exclusion_store.cases_of(self._desk.session, staff)
        return case.id in self._away or self._standing.is_kept_away(
            self._desk, CaseAlias(case.alias), staff
        )

    def _require_sealable(self) -> None:
        self._desk.require(Stage.DOWN)
        if self._is_pending:
            raise RotationDue(None, Compartment.HOUSE)  # nothing new under a key of who has left

    def _sealed(self, about: UUID, column: Column, core: bytes, text: str) -> Sealed:
        self._require_sealable()
        return self._ring.seal(about, column, core, LABEL_FLAGS, text.encode())

    def _label(
        self, about: UUID, column: Column, core: bytes, item: Item, envelope: Sealed | None
    ) -> Label:
        self._desk.require(Stage.DOWN)
        self._desk.labels += 1
        return Label(self, about, column, core, item, envelope)

    def read(
        self, about: UUID, column: Column, core: bytes, item: Item, envelope: Sealed | None
    ) -> str:
        """Open a declared label; one that does not open is reported and shown as a dash."""
        self._desk.require(Stage.COMMITTED)
        try:
            return self._ring.unseal(about, column, core, LABEL_FLAGS, envelope).decode()
        except Tampered:
            self._desk.damaged.append(item)
            return Label.UNREADABLE

    def prefetch(self, cases: Sequence[CaseFileRow]) -> None:
        """Fetch the shares of many cases' labels, and of people's names, in one query."""
        self._ring.prefetch([self._ring.house, *(case.id for case in cases)])

    def _place(self, row: StaffRow | CaseFileRow) -> bytes:
        return label_place(self._ring.house, row)
