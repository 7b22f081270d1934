"""
The root that signs certificates.

Sealed under compartment 9, opened by a leader after her act is on record.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from crypto.encoding import Place
from crypto.fields import EVENT_BOUND, PADDED
from crypto.identity import SignPrivate
from journal.domain.access import Action
from journal.domain.compartments import Compartment
from journal.domain.ids import AppointmentId, CertificateId, EventId, HouseId, Sealed, StaffId
from journal.domain.staff import Profession, Role
from journal.store import house as house_store
from journal.store.house import OrgRootRow
from journal.store.staff import AppointmentRow, CertificateRow
from journal.vault import certificates, statements
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring
from journal.vault.workshop import Workshop

CERTIFICATE_LIFE = timedelta(days=10 * 366)
"""Longer than anybody's keys are kept; a leaver's certificate is revoked by an event instead."""
_FLAGS = PADDED | EVENT_BOUND


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody is certified for: who, with which keys, in which role."""

    staff_id: StaffId
    public: tuple[bytes, bytes]
    role: Role
    profession: Profession
    event_id: EventId


class Root:
    """The sealed root with a key to it; certifies only after COMMIT."""

    def __init__(self, desk: Desk, ring: Keyring, row: OrgRootRow) -> None:
        self._desk = desk
        self._ring = ring
        self._row = row

    def certify(self, post: Post) -> tuple[CertificateRow, AppointmentRow]:
        """
        State that two public keys belong to a colleague, and what she serves as.

        Raises:
            NotCommitted: the act is not on record yet.
            Tampered: the root does not open.
        """
        self._desk.require(Stage.COMMITTED)
        house, row = self._ring.house, self._row
        core = _place(house, EventId(row.event_id))
        raw = self._ring.unseal(house, OrgRootRow.private_sealed, core, _FLAGS, row.private_sealed)
        return issue(house, SignPrivate.from_bytes(raw), post, self._desk.now)


def issue(
    house: HouseId, root: SignPrivate, post: Post, now: datetime
) -> tuple[CertificateRow, AppointmentRow]:
    """Sign a new certificate that is valid from now on, and the post that is held under it."""
    life = (now, now + CERTIFICATE_LIFE)
    certificate = certificates.issue(
        house, root, CertificateId(uuid4()), post.staff_id, post.public, life
    )
    appointment = AppointmentRow(
        id=AppointmentId(uuid4()),
        staff_id=post.staff_id,
        cert_id=CertificateId(certificate.id),
        role=post.role.value,
        profession=post.profession.value,
        since=now,
        event_id=post.event_id,
        sig=b"",
    )
    appointment.sig = root.sign(statements.of_appointment(house, appointment))
    return certificate, appointment


def open_root(shop: Workshop, desk: Desk) -> Root:
    """
    Open the root for one act.

    Raises:
        AccessDenied: compartment 9 is not wrapped to the actor.
    """
    desk.require(Stage.DOWN)
    ring = shop.held(desk, shop.house, Compartment.ROOT, Action.CERT_ISSUE, None)
    return Root(desk, ring, house_store.org_root(desk.session))


def seal_root(shop: Workshop, desk: Desk, root: SignPrivate, event_id: EventId) -> Sealed:
    """Seal the root of a new house under its compartment 9."""
    ring = shop.held(desk, shop.house, Compartment.ROOT, Action.CERT_ISSUE, None)
    core = _place(shop.house, event_id)
    return ring.seal(shop.house, OrgRootRow.private_sealed, core, _FLAGS, root.to_bytes())


def reseal_root(house: HouseId, old: Keyring, new: Keyring, row: OrgRootRow) -> None:
    """Seal the root again under a new key of its compartment."""
    core = _place(house, EventId(row.event_id))
    raw = old.unseal(house, OrgRootRow.private_sealed, core, _FLAGS, row.private_sealed)
    row.private_sealed = new.seal(house, OrgRootRow.private_sealed, core, _FLAGS, raw)


def _place(house: HouseId, event_id: EventId) -> bytes:
    place = Place(
        house=house.bytes,
        table=OrgRootRow.__tablename__,
        column=OrgRootRow.private_sealed.key,
        row=house.bytes,
        about=None,
        revision=1,
        event=event_id.bytes,
    )
    return place.core()
