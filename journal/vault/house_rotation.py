"""
Exchanging the keys of the house after somebody who held them has left.

Names, pseudonyms, documents of the house and the root of the certificates are sealed again in the
same transaction.
Words for reviewers are not: their events hold the hashes of their envelopes, so old keys of
compartment 8 stay with those who hold them now. Old gated keys stay while a journal is wrapped to
them.
"""

from journal.domain.access import Action
from journal.domain.audit import Item
from journal.domain.compartments import GATED, OVERLAPPING, SHARED_BY_THE_HOUSE, Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, KeyId
from journal.store import cases as case_store
from journal.store import house as house_store
from journal.store import key_facts
from journal.store import records as record_store
from journal.store import staff as staff_store
from journal.store.cases import CaseFileRow
from journal.store.staff import StaffRow
from journal.vault import epochs, facts, records, statistics
from journal.vault.desk import Desk
from journal.vault.keyring import Keyring
from journal.vault.opened_house import LABEL_FLAGS, label_place
from journal.vault.root import reseal_root
from journal.vault.rotation import ring_of
from journal.vault.workshop import Workshop


def settle_house(shop: Workshop, desk: Desk) -> list[Compartment]:
    """
    Exchange every key of the house that waits for it and that the actor may exchange.

    Returns:
        The compartments that have a new key.
    """
    pending = house_store.pending(desk.session)
    waiting = [comp for comp in SHARED_BY_THE_HOUSE if pending & comp.bit]
    if not waiting:
        return []
    shop.hold_log(desk)
    return [comp for comp in waiting if _rotate(shop, desk, comp)]


def rotate_house(shop: Workshop, desk: Desk, comp: Compartment) -> None:
    """
    Exchange one key of the house now, unless somebody else has done it meanwhile.

    Raises:
        AccessDenied: the actor does not hold it.
    """
    shop.hold_log(desk)
    if not house_store.pending(desk.session) & comp.bit:
        return
    if not _rotate(shop, desk, comp):
        raise AccessDenied(Action.KEY_ROTATE)


def _rotate(shop: Workshop, desk: Desk, comp: Compartment) -> bool:
    """Exchange a key; False when the actor does not hold it, so that it waits on."""
    found = shop.live(desk, shop.house, comp)
    if found.wrap is None:
        return False
    old = Keyring(desk, shop.provider, shop.chain, found.epoch, found.wrap)
    old.epoch_key()  # a damaged wrap must stop the exchange
    wanted = (
        shop.recipients.by_role(desk, comp)
        if comp in GATED
        else shop.recipients.of_house(desk, comp)
    )
    key = (shop.house, comp, found.epoch.epoch + 1)
    made = shop.make(desk, key, wanted, action=Action.KEY_ROTATE)
    if comp is Compartment.HOUSE:
        _reseal_texts(desk, old, ring_of(shop, desk, made, None))
    elif comp is Compartment.ROOT:
        row = house_store.org_root(desk.session)
        reseal_root(shop.house, old, ring_of(shop, desk, made, None), row)
    elif comp is Compartment.STATISTICS:
        new = ring_of(shop, desk, made, None)
        facts.reseal(desk, old, new)
        statistics.reseal(desk, old, new)
    if comp not in OVERLAPPING:
        epochs.drop(desk, KeyId(found.epoch.key_id))
    house_store.clear_rotation(desk.session, comp)
    return True


def _reseal_texts(desk: Desk, old: Keyring, new: Keyring) -> None:
    """Seal every name, pseudonym and document of the house again; damage stays and is reported."""
    people, cases = staff_store.all_staff(desk.session), case_store.all_cases(desk.session)
    for ring in (old, new):
        ring.prefetch([old.house, *(case.id for case in cases)])
    for person in people:
        _reseal(desk, old, new, person)
    for case in cases:
        _reseal(desk, old, new, case)
    texts = record_store.of_key(desk.session, Compartment.HOUSE, None)
    aliases = {CaseId(case.id): CaseAlias(case.alias) for case in cases}
    records.reseal(desk, [old], new, texts, aliases)


def _reseal(desk: Desk, old: Keyring, new: Keyring, row: StaffRow | CaseFileRow) -> None:
    core = label_place(old.house, row)
    try:
        if isinstance(row, CaseFileRow):
            column, about = CaseFileRow.pseudonym_sealed, row.id
            text = old.unseal(about, column, core, LABEL_FLAGS, row.pseudonym_sealed)
            row.pseudonym_sealed = new.seal(about, column, core, LABEL_FLAGS, text)
        else:
            text = old.unseal(old.house, StaffRow.name_sealed, core, LABEL_FLAGS, row.name_sealed)
            row.name_sealed = new.seal(old.house, StaffRow.name_sealed, core, LABEL_FLAGS, text)
    except Tampered:
        alias = CaseAlias(row.alias) if isinstance(row, CaseFileRow) else None
        desk.damaged.append(Item(case=alias, row=row.id))


def hand_on_review(shop: Workshop, desk: Desk) -> None:
    """Give every key of compartment 8 that the actor holds to all reviewers who lack it."""
    staff = desk.principal.id
    if staff is None:
        return
    people = shop.recipients.by_role(desk, Compartment.REVIEW)
    for one in key_facts.all_epochs(desk.session, shop.house, Compartment.REVIEW, staff):
        if one.wrap is not None:
            shop.standing.check_epoch(desk, one.epoch, one.signers)
            shop.wrap_to(desk, shop.ring(desk, one.epoch, one.wrap), people, None)
