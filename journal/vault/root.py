"""
The root that signs certificates.

Sealed under compartment 9, opened by a leader after her act is on record.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from crypto.encoding import Place
from crypto.fields import EVENT_BOUND, PADDED
from crypto.identity import SignPrivate
from journal.domain.access import Action
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CertificateId, EventId, HouseId, KeyId, Sealed, StaffId
from journal.store import house as house_store
from journal.store.house import OrgRootRow
from journal.store.staff import CertificateRow
from journal.vault import certificates, epochs
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring
from journal.vault.keys import Keys

CERTIFICATE_LIFE = timedelta(days=10 * 366)
"""Longer than anybody's keys are kept; a leaver's certificate is revoked by an event instead."""
_FLAGS = PADDED | EVENT_BOUND


class Root:
    """The sealed root with a key to it; certifies only after COMMIT."""

    def __init__(self, desk: Desk, ring: Keyring, row: OrgRootRow) -> None:
        self._desk = desk
        self._ring = ring
        self._row = row

    def certify(self, staff_id: StaffId, public: tuple[bytes, bytes]) -> CertificateRow:
        """
        State that two public keys belong to a colleague.

        Args:
            staff_id: the colleague.
            public: Ed25519 and X25519 public keys, 32 bytes each.

        Raises:
            NotCommitted: the act is not on record yet.
            Tampered: the root does not open.
        """
        self._desk.require(Stage.COMMITTED)
        house, row = self._ring.house, self._row
        core = _place(house, EventId(row.event_id))
        raw = self._ring.unseal(house, OrgRootRow.private_sealed, core, _FLAGS, row.private_sealed)
        return issue(house, SignPrivate.from_bytes(raw), staff_id, public, self._desk.now)


def issue(
    house: HouseId,
    root: SignPrivate,
    staff_id: StaffId,
    public: tuple[bytes, bytes],
    now: datetime,
) -> CertificateRow:
    """Sign a new certificate that is valid from now on."""
    life = (now, now + CERTIFICATE_LIFE)
    return certificates.issue(house, root, CertificateId(uuid4()), staff_id, public, life)


def open_root(keys: Keys, desk: Desk) -> Root:
    """
    Open the root for one act.

    Raises:
        AccessDenied: compartment 9 is not wrapped to the actor.
    """
    desk.require(Stage.DOWN)
    facts = epochs.live(desk, keys.chain, keys.chain.house, Compartment.ROOT)
    if facts.wrap is None or desk.principal.id is None:
        raise AccessDenied(Action.CERT_ISSUE)
    desk.used.add((KeyId(facts.epoch.key_id), desk.principal.id.bytes))
    ring = Keyring(desk, keys.provider, keys.chain, facts.epoch, facts.wrap)
    return Root(desk, ring, house_store.org_root(desk.session))


def seal_root(keys: Keys, desk: Desk, root: SignPrivate, event_id: EventId) -> Sealed:
    """Seal the root of a new house under its compartment 9."""
    facts = epochs.live(desk, keys.chain, keys.chain.house, Compartment.ROOT)
    if facts.wrap is None:
        raise AccessDenied(Action.CERT_ISSUE)
    ring = Keyring(desk, keys.provider, keys.chain, facts.epoch, facts.wrap)
    house = keys.chain.house
    core = _place(house, event_id)
    return ring.seal(house, OrgRootRow.private_sealed, core, _FLAGS, root.to_bytes())


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
