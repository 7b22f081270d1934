"""Founding a house: its first rows in one transaction, with the first events of its log."""

from uuid import uuid4

from journal.domain.access import Action, Basis
from journal.domain.audit import Item
from journal.domain.ids import EventId, RecoveryId
from journal.services.staff import NewColleague, staff_row
from journal.services.work import Work
from journal.store import house as house_store
from journal.store import staff as staff_store
from journal.store.house import HouseRow, OrgRootRow, RecoveryKeyRow
from journal.store.staff import Certified, StaffRow
from journal.vault import making
from journal.vault import root as org_root
from journal.vault.epochs import Recipient
from journal.vault.founding import Foundation
from journal.vault.root import Post


def found(work: Work, foundation: Foundation, leader: NewColleague) -> None:
    """
    Write the first rows of a house.

    Itself, its recovery key, its first leader, its keys and its sealed root.

    Args:
        work: of the leader herself, with her new keys.
        foundation: what lies outside the database; the three slips have been typed back.
        leader: the first leader.
    """
    work.vault.ledger.start(work.session)
    work.act(Action.LOG_START, basis=Basis.SELF)
    house_store.add(work.session, _house_row(work, foundation), _recovery_row(work, foundation))
    certified = _leader(work, foundation, leader)
    making.new_house_keys(work.vault.keys, work.desk, Recipient.colleague(certified))
    making.new_personal_key(work.vault.keys, work.desk, leader.principal, certified.certificate)
    _seal_labels(work, foundation, certified.staff, leader.person.name)
    work.act(Action.INIT_DONE, basis=Basis.SELF)


def _house_row(work: Work, foundation: Foundation) -> HouseRow:
    return HouseRow(
        id=foundation.house, log_id=foundation.log, origin=foundation.origin, created_at=work.now
    )


def _recovery_row(work: Work, foundation: Foundation) -> RecoveryKeyRow:
    kit = foundation.kit
    return RecoveryKeyRow(
        id=RecoveryId(uuid4()),
        pub=kit.public.to_bytes(),
        pair_12=kit.pair_12,
        pair_13=kit.pair_13,
        pair_23=kit.pair_23,
        made_at=work.now,
    )


def _leader(work: Work, foundation: Foundation, leader: NewColleague) -> Certified:
    """The first leader: the root certifies her once, before it is sealed."""
    event_id, item = EventId(uuid4()), Item(case=None, row=leader.id)
    row = staff_row(work, leader.id, leader.alias, leader.person, event_id)
    work.act(Action.STAFF_ADD, id=event_id, basis=Basis.SELF, items=[item])
    event = work.act(Action.CERT_ISSUE, basis=Basis.SELF, items=[item])
    post = Post(
        staff_id=leader.id,
        public=leader.public,
        role=leader.person.role,
        profession=leader.person.profession,
        event_id=event.id,
    )
    certificate, appointment = org_root.issue(foundation.house, foundation.root, post, work.now)
    staff_store.add(work.session, row, leader.secret, certificate, appointment)
    return Certified(staff=row, certificate=certificate, appointment=appointment)


def _seal_labels(work: Work, foundation: Foundation, row: StaffRow, name: str) -> None:
    """Her name under the house key and the root under its own, now that both keys exist."""
    row.name_sealed = work.house().seal_name(row, name)
    event_id = EventId(uuid4())
    sealed = org_root.seal_root(work.vault.keys, work.desk, foundation.root, event_id)
    root = OrgRootRow(
        id=foundation.house,
        public=foundation.root.public().to_bytes(),
        event_id=event_id,
        revision=1,
        private_sealed=sealed,
    )
    house_store.add(work.session, root)
