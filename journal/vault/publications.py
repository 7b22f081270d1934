"""
Publications: figures that may go out, sealed for the two who decide, and the signed steps to there.

Rules: a publication and each step is signed and named by its event; who took a step, and as what,
is what the root has certified and not what a column says; a step that the log tells of cannot be
taken away, so nothing is fetched twice and nothing counts as approved that nobody approved.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from crypto import fields
from crypto.encoding import Place
from crypto.statements import FiguresStatement
from journal.domain.access import Action
from journal.domain.audit import Event, Item
from journal.domain.clock import to_milliseconds
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CertificateId, EventId, KeyId, PublicationId, Sealed, StaffId
from journal.domain.staff import Role
from journal.domain.statistics import ACTIONS, Hand, State, Step, last_of, named, read, walk
from journal.store import history, key_facts
from journal.store import statistics as figures_store
from journal.store.statistics import PublicationRow, StepRow
from journal.vault import signatures
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring, key_id_of, send
from journal.vault.workshop import Workshop

FLAGS = fields.PADDED | fields.EVENT_BOUND
DRAFT = "draft"
BOTH = (Step.PROPOSE, Step.APPROVE)
"""The two steps that two people take."""


class OpenPublications:
    """
    What is to be published, for one look of one of those who decide.

    Args:
        rings: every key of compartment 8 that the actor holds: a publication keeps the one it was
            sealed under.
    """

    def __init__(self, shop: Workshop, desk: Desk, rings: Sequence[Keyring]) -> None:
        self._shop = shop
        self._desk = desk
        self._rings = {ring.key_id: ring for ring in rings}

    def document(self, row: PublicationRow) -> Callable[[], dict[str, Any]]:
        """
        Declare a publication that will be read.

        Returns:
            A function that opens it after COMMIT.

        Raises:
            Tampered: who drafted it did not sign it as it is.
        """
        self._desk.require(Stage.DOWN)
        require_signed(self._shop, self._desk, row)

        def opened() -> dict[str, Any]:
            self._desk.require(Stage.COMMITTED)
            ring = self._rings.get(key_id_of(row.body_sealed) or KeyId(b""))
            try:
                if ring is None:
                    raise Tampered
                core = _core(ring.house, row)
                return read(ring.receive(ring.house, core, FLAGS, row.body_sealed), row.digest)
            except Tampered:
                self._desk.damaged.append(Item(case=None, row=row.id))
                raise

        return opened


def open_publications(shop: Workshop, desk: Desk) -> OpenPublications:
    """
    Open what is to be published, with every key of compartment 8 that the actor holds.

    Raises:
        AccessDenied: nobody has signed in.
    """
    desk.require(Stage.DOWN)
    staff = desk.principal.id
    if staff is None:
        raise AccessDenied(Action.RELEASE_READ)
    rings = []
    for one in key_facts.all_epochs(desk.session, shop.house, Compartment.REVIEW, staff):
        if one.wrap is not None:
            shop.standing.check_epoch(desk, one.epoch, one.signers)
            rings.append(shop.ring(desk, one.epoch, one.wrap))
    return OpenPublications(shop, desk, rings)


def draft(
    shop: Workshop, desk: Desk, event: Event, document: bytes, years: tuple[int, int], number: int
) -> PublicationRow:
    """
    Sign, seal and store a draft of the actor.

    Args:
        document: canonical.
        years: the first and the last.
    """
    desk.require(Stage.DOWN)
    principal = desk.principal
    if principal.id is None or principal.certificate_id is None or principal.keys is None:
        raise AccessDenied(event.action)
    row = PublicationRow(
        id=PublicationId(UUID(bytes=os.urandom(16), version=4)),
        number=number,
        year=years[0],
        until=years[1],
        state=State.DRAFT.value,
        digest=hashlib.sha256(document).digest(),
        author_id=principal.id,
        cert_id=principal.certificate_id,
        written_at=desk.now,
        event_id=EventId(event.id),
        sig=b"",
        revision=1,
        body_sealed=Sealed(b""),
    )
    row.sig = principal.keys.sign.sign(_drafted(shop.house, row).message())
    found = shop.live(desk, shop.house, Compartment.REVIEW)
    desk.used.add((KeyId(found.epoch.key_id), None))
    row.body_sealed = send(found.epoch, FLAGS, _core(shop.house, row), document)
    event.items += [Item(case=None, row=row.id), Item(case=None, row=named(row.digest))]
    figures_store.add(desk.session, row)
    return row


def require_signed(shop: Workshop, desk: Desk, row: PublicationRow) -> None:
    """
    Insist that a publication is what its author has signed.

    Raises:
        Tampered: it is not.
    """
    claim = (CertificateId(row.cert_id), row.sig, _drafted(shop.house, row).message())
    event_id = EventId(row.event_id)
    post = signatures.by(shop, desk, event_id, Action.RELEASE_DRAFT, row.id, claim)
    if post is None or post.staff_id != row.author_id or post.role != Role.LEADER:
        raise Tampered


def hands(shop: Workshop, desk: Desk, row: PublicationRow) -> list[Hand]:
    """
    Who took which step of a publication, oldest first.

    Raises:
        Tampered: a step that nobody signed, one that is gone, or columns that say something else.
    """
    rows = figures_store.steps(desk.session, PublicationId(row.id))
    found = [_hand(shop, desk, row, one) for one in rows]
    if [one.place for one in rows] != list(range(len(rows))):
        raise Tampered
    if _told(desk, row) != {one.event_id for one in rows}:
        raise Tampered
    state, proposed, approved = walk(found), *(last_of(found, step) for step in BOTH)
    shown = (row.state, row.proposer_id, row.approver_id)
    said = (state.value, proposed and proposed.staff, approved and approved.staff)
    if shown != said:
        raise Tampered
    return found


def take(shop: Workshop, desk: Desk, row: PublicationRow, step: Step, event: Event) -> None:
    """Sign and store a step of the actor; the event of it names publication and hash."""
    desk.require(Stage.DOWN)
    principal = desk.principal
    if principal.id is None or principal.certificate_id is None or principal.keys is None:
        raise AccessDenied(event.action)
    done = StepRow(
        event_id=EventId(event.id),
        publication_id=PublicationId(row.id),
        place=len(figures_store.steps(desk.session, PublicationId(row.id))),
        step=step.value,
        staff_id=principal.id,
        cert_id=principal.certificate_id,
        at=desk.now,
        sig=b"",
    )
    done.sig = principal.keys.sign.sign(_taken(shop.house, row, done).message())
    event.items += [Item(case=None, row=row.id), Item(case=None, row=named(row.digest))]
    figures_store.add(desk.session, done)


def _hand(shop: Workshop, desk: Desk, row: PublicationRow, done: StepRow) -> Hand:
    if done.step not in tuple(Step):
        raise Tampered
    step = Step(done.step)
    claim = (CertificateId(done.cert_id), done.sig, _taken(shop.house, row, done).message())
    event_id = EventId(done.event_id)
    post = signatures.by(shop, desk, event_id, ACTIONS[step], row.id, claim)
    if post is None or post.staff_id != done.staff_id:
        raise Tampered
    return Hand(step=step, staff=StaffId(done.staff_id), role=Role(post.role), at=done.at)


def _told(desk: Desk, row: PublicationRow) -> set[UUID]:
    """The steps of a publication that the log tells of."""
    acts = [action.value for action in ACTIONS.values()]
    entries = history.of_kinds(desk.session, acts, -1)
    return {UUID(bytes=entry.id.bytes) for entry in entries if row.id in history.rows_of(entry)}


def _core(house: UUID, row: PublicationRow) -> bytes:
    place = Place(
        house=house.bytes,
        table=PublicationRow.__tablename__,
        column=PublicationRow.body_sealed.key,
        row=row.id.bytes,
        about=None,
        revision=row.revision,
        event=row.event_id.bytes,
    )
    return place.core()


def _drafted(house: UUID, row: PublicationRow) -> FiguresStatement:
    return FiguresStatement(
        house=house.bytes,
        row=row.id.bytes,
        certificate=row.cert_id.bytes,
        what=f"{DRAFT} {row.year} {row.until} {row.number}",
        ms=to_milliseconds(row.written_at),
        event=row.event_id.bytes,
        digest=row.digest,
    )


def _taken(house: UUID, row: PublicationRow, done: StepRow) -> FiguresStatement:
    return FiguresStatement(
        house=house.bytes,
        row=row.id.bytes,
        certificate=done.cert_id.bytes,
        what=f"{done.step} {done.place}",
        ms=to_milliseconds(done.at),
        event=done.event_id.bytes,
        digest=row.digest,
    )
