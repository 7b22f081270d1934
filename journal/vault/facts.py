"""
Freezing what the yearly tables count: sealed to the intake key of compartment 6.

Rules: whoever discharges can seal a row and not open one; a row is bound to its own id and to
nothing else, neither case nor event, so no log can be asked whose it is.
"""

from uuid import UUID

from crypto import fields
from crypto.encoding import Place
from journal.domain.compartments import Compartment
from journal.domain.errors import RotationDue, Tampered
from journal.domain.facts import Fact, from_document, to_document
from journal.domain.ids import FactId, KeyId
from journal.store import facts as fact_store
from journal.store import house as house_store
from journal.store.facts import FactRow
from journal.vault.desk import Desk, Stage
from journal.vault.keyring import Keyring, send
from journal.vault.workshop import Workshop

FACT_FLAGS = fields.PADDED


def freeze(shop: Workshop, desk: Desk, fact: Fact) -> None:
    """
    Seal a row and store it.

    Raises:
        RotationDue: the key waits to be exchanged, and the actor can do it.
        Tampered: the key was not made by somebody who had the right to.
    """
    desk.require(Stage.DOWN)
    found = shop.live(desk, shop.house, Compartment.STATISTICS)
    is_pending = house_store.pending(desk.session) & Compartment.STATISTICS.bit
    if is_pending and found.wrap is not None:
        raise RotationDue(None, Compartment.STATISTICS)
    desk.used.add((KeyId(found.epoch.key_id), None))
    core = _core(shop.house, fact.id)
    envelope = send(found.epoch, FACT_FLAGS, core, to_document(fact))
    fact_store.add(desk.session, FactRow(id=fact.id, year=fact.year, body_sealed=envelope))


def opened(ring: Keyring, row: FactRow) -> Fact:
    """
    Open a row.

    Args:
        ring: of compartment 6.

    Raises:
        Tampered: it does not open, or belongs to another year.
    """
    core = _core(ring.house, FactId(row.id))
    document = ring.receive(ring.house, core, FACT_FLAGS, row.body_sealed)
    return from_document(document, FactId(row.id), row.year)


def reseal(desk: Desk, old: Keyring, new: Keyring) -> None:
    """Seal every row again under a new key; one that does not open stays as it is."""
    for row in fact_store.everything(desk.session):
        try:
            document = to_document(opened(old, row))
        except Tampered:
            continue
        core = _core(new.house, FactId(row.id))
        row.body_sealed = send(new.epoch, FACT_FLAGS, core, document)


def _core(house: UUID, fact_id: FactId) -> bytes:
    place = Place(
        house=house.bytes,
        table=FactRow.__tablename__,
        column=FactRow.body_sealed.key,
        row=fact_id.bytes,
        about=None,
        revision=1,
        event=None,
    )
    return place.core()
