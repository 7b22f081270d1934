"""
The figures of the house under the key of the statistics, which only leaders hold.

Rules: frozen rows open together, as one reading on record, and no event names one of them; every
document is signed by its author, named by its event and hashed; what the log names and the table
lacks is said; families stand in the ledger under a name that nobody outside this key can make.
"""

import hashlib
import hmac
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from crypto import fields
from crypto.encoding import Place
from crypto.statements import FiguresStatement
from journal.domain.access import Action
from journal.domain.audit import Event, Item
from journal.domain.clock import to_milliseconds
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, RotationDue, Tampered
from journal.domain.facts import Fact
from journal.domain.ids import CertificateId, EventId, FiguresId, Sealed
from journal.domain.statistics import canonical, named, read
from journal.store import history
from journal.store import house as house_store
from journal.store import statistics as figures_store
from journal.store.facts import FactRow
from journal.store.statistics import FiguresRow, PublicationRow
from journal.vault import facts, signatures
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring
from journal.vault.workshop import Workshop

FLAGS = fields.PADDED | fields.EVENT_BOUND
KEY_SIZE = 32


class Kind(StrEnum):
    """What a document under the key of the statistics is."""

    YEAR = "year"
    LEDGER = "ledger"
    EARLIER = "earlier"
    KEY = "key"


_WRITTEN_BY: Mapping[Kind, Action] = {
    Kind.YEAR: Action.FIGURES_FREEZE,
    Kind.LEDGER: Action.RELEASE_DRAFT,
    Kind.EARLIER: Action.FIGURES_EARLIER,
    Kind.KEY: Action.FIGURES_FREEZE,
}


class OpenStatistics:
    """
    The key of the statistics, for one act of a leader.

    Args:
        ring: of compartment 6.
    """

    def __init__(self, shop: Workshop, desk: Desk, ring: Keyring) -> None:
        self._shop = shop
        self._desk = desk
        self._ring = ring

    def facts(self, rows: Sequence[FactRow]) -> Callable[[], tuple[list[Fact], int]]:
        """
        Declare frozen rows that will be read, all of them at once.

        Returns:
            A function that opens them after COMMIT: the rows, and how many did not open.
        """
        self._desk.require(Stage.DOWN)

        def opened() -> tuple[list[Fact], int]:
            self._desk.require(Stage.COMMITTED)
            found: list[Fact] = []
            for row in rows:
                try:
                    found.append(facts.opened(self._ring, row))
                except Tampered:
                    self._desk.damaged.append(Item(case=None))  # its id stands in no event
            return found, len(rows) - len(found)

        return opened

    def document(self, row: FiguresRow) -> Callable[[], dict[str, Any]]:
        """
        Declare a document that will be read.

        Returns:
            A function that opens it after COMMIT.

        Raises:
            Tampered: nobody who leads signed it as it is, or no event wrote it.
        """
        self._desk.require(Stage.DOWN)
        require_signed(self._shop, self._desk, row)

        def opened() -> dict[str, Any]:
            self._desk.require(Stage.COMMITTED)
            try:
                return read(_open(self._ring, row), row.digest)
            except Tampered:
                self._desk.damaged.append(Item(case=None, row=row.id))
                raise

        return opened

    def add(
        self, kind: Kind, numbers: tuple[int, int], document: bytes, event: Event
    ) -> FiguresRow:
        """
        Sign, seal and store a document of the actor; the event names it.

        Args:
            numbers: its year and its version.
            document: canonical.
        """
        self._desk.require(Stage.DOWN)
        principal = self._desk.principal
        if principal.id is None or principal.certificate_id is None or principal.keys is None:
            raise AccessDenied(event.action)
        row = FiguresRow(
            id=FiguresId(UUID(bytes=os.urandom(16), version=4)),
            kind=kind.value,
            year=numbers[0],
            version=numbers[1],
            digest=hashlib.sha256(document).digest(),
            author_id=principal.id,
            cert_id=principal.certificate_id,
            written_at=self._desk.now,
            event_id=EventId(event.id),
            sig=b"",
            revision=1,
            body_sealed=Sealed(b""),
        )
        row.sig = principal.keys.sign.sign(_statement(self._shop.house, row).message())
        core = _core(self._ring.house, row)
        about = self._ring.house
        row.body_sealed = self._ring.seal(about, FiguresRow.body_sealed, core, FLAGS, document)
        event.items += [Item(case=None, row=row.id), Item(case=None, row=named(row.digest))]
        figures_store.add(self._desk.session, row)
        return row

    def ledger(self) -> Callable[[], "Ledger"]:
        """Declare the key under which families stand in the ledger; the first time it is drawn."""
        found = figures_store.figures(self._desk.session, Kind.KEY)
        if not found:
            return self._drawn()
        open_key = self.document(found[0])
        return lambda: Ledger(bytes.fromhex(open_key()["key"]))

    def _drawn(self) -> Callable[[], "Ledger"]:
        key = os.urandom(KEY_SIZE)
        event = Event(
            id=EventId(UUID(bytes=os.urandom(16))),
            action=Action.FIGURES_FREEZE,
            comp=Compartment.STATISTICS,
            reason=Kind.KEY.value,
        )
        self._desk.events.append(event)
        self.add(Kind.KEY, (0, 1), canonical({"key": key.hex()}), event)
        return lambda: Ledger(key)


class Ledger:
    """Names families so that two publications can be compared, and no row be found by them."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def name(self, kind: str, about: UUID) -> str:
        """How a family, a row or an enquiry is called in the ledger: 32 hexadecimal digits."""
        return self._mac(kind.encode(), about.bytes)[:16].hex()

    def secret(self, purpose: str) -> bytes:
        """32 bytes for a keyed choice, always the same for one purpose."""
        return self._mac(b"choice", purpose.encode())

    def _mac(self, label: bytes, message: bytes) -> bytes:
        return hmac.new(self._key, b"SKJ1 ledger " + label + b"\x00" + message, "sha256").digest()


def open_statistics(shop: Workshop, desk: Desk, action: Action) -> OpenStatistics:
    """
    Open the key of the statistics for one act.

    Raises:
        AccessDenied: the actor does not hold it.
        RotationDue: it waits to be exchanged, and the actor can do it.
        Tampered: it was not made by somebody who had the right to.
    """
    desk.require(Stage.DOWN)
    found = shop.live(desk, shop.house, Compartment.STATISTICS)
    if found.wrap is None:
        raise AccessDenied(action)
    if house_store.pending(desk.session) & Compartment.STATISTICS.bit:
        raise RotationDue(None, Compartment.STATISTICS)
    return OpenStatistics(shop, desk, shop.ring(desk, found.epoch, found.wrap))


def require_signed(shop: Workshop, desk: Desk, row: FiguresRow) -> None:
    """
    Insist that a row is what somebody who leads has signed and an event has written.

    Raises:
        Tampered: it is not.
    """
    if row.kind not in tuple(Kind):
        raise Tampered
    claim = (CertificateId(row.cert_id), row.sig, _statement(shop.house, row).message())
    action = _WRITTEN_BY[Kind(row.kind)]
    post = signatures.by(shop, desk, EventId(row.event_id), action, row.id, claim)
    if post is None or post.staff_id != row.author_id:
        raise Tampered


def require_whole(shop: Workshop, desk: Desk) -> None:
    """
    Insist that every document is there that the log tells of, each as it was signed.

    Raises:
        Tampered: one is gone, or passes for another: a frozen year, an entry of the ledger, or a
            publication.
    """
    figures = figures_store.every_figures(desk.session)
    for row in figures:
        require_signed(shop, desk, row)
    rows: list[FiguresRow | PublicationRow] = [
        *figures,
        *figures_store.publications(desk.session),
    ]
    known = {row.id for row in rows} | {named(row.digest) for row in rows}
    acts = {action.value for action in _WRITTEN_BY.values()}
    if not named_by(desk, acts) <= known:
        raise Tampered


def named_by(desk: Desk, acts: Collection[str]) -> set[UUID]:
    """Everything that events of some kinds name which were not refused."""
    found: set[UUID] = set()
    for entry in history.of_kinds(desk.session, acts, -1):
        found |= history.rows_of(entry)
    return found


def reseal(desk: Desk, old: Keyring, new: Keyring) -> None:
    """Seal every document again under a new key; one that does not open stays and is reported."""
    for row in figures_store.every_figures(desk.session):
        try:
            document = _open(old, row)
        except Tampered:
            desk.damaged.append(Item(case=None, row=row.id))
            continue
        core = _core(new.house, row)
        row.body_sealed = new.seal(new.house, FiguresRow.body_sealed, core, FLAGS, document)


def _open(ring: Keyring, row: FiguresRow) -> bytes:
    core = _core(ring.house, row)
    return ring.unseal_own(ring.house, FiguresRow.body_sealed, core, FLAGS, row.body_sealed)


def _core(house: UUID, row: FiguresRow) -> bytes:
    place = Place(
        house=house.bytes,
        table=FiguresRow.__tablename__,
        column=FiguresRow.body_sealed.key,
        row=row.id.bytes,
        about=None,
        revision=row.revision,
        event=row.event_id.bytes,
    )
    return place.core()


def _statement(house: UUID, row: FiguresRow) -> FiguresStatement:
    return FiguresStatement(
        house=house.bytes,
        row=row.id.bytes,
        certificate=row.cert_id.bytes,
        what=f"{row.kind} {row.year} {row.version}",
        ms=to_milliseconds(row.written_at),
        event=row.event_id.bytes,
        digest=row.digest,
    )
