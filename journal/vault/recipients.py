"""
Who holds which key: the table of compartments and recipients.

Read from the people the house has now.
"""

from collections.abc import Collection
from uuid import UUID

from crypto.identity import pin
from journal.domain.compartments import Compartment
from journal.domain.errors import HouseNotReady, Tampered
from journal.domain.ids import StaffId
from journal.domain.staff import CARE_ROLES, LEADING_ROLES, Role
from journal.store import house as house_store
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store.keys import WrapKind
from journal.vault.certificates import Chain
from journal.vault.desk import Desk
from journal.vault.epochs import Recipient

_TO_LEADERS = frozenset({Compartment.IDENTITY, Compartment.REGISTER})

_HOUSE_ROLES: dict[Compartment, frozenset[Role]] = {
    Compartment.SAFETY: frozenset({*CARE_ROLES, *LEADING_ROLES}),
    Compartment.HOUSE: frozenset({*CARE_ROLES, *LEADING_ROLES}),
    Compartment.STATISTICS: frozenset({Role.LEADER}),
    Compartment.REVIEW: frozenset({*LEADING_ROLES, Role.LOG_REVIEWER}),
    Compartment.ROOT: frozenset({Role.LEADER}),
    Compartment.DUTY: frozenset({*CARE_ROLES, Role.LEADER}),  # a leader passes it on to others
    Compartment.PURPOSE: frozenset(LEADING_ROLES),
}
"""Compartments that are wrapped by role, and to which roles."""


def roles_of(comp: Compartment) -> frozenset[Role]:
    """The roles that hold a compartment by their role alone."""
    return _HOUSE_ROLES.get(comp, frozenset())


def roles_in_a_case(comp: Compartment) -> frozenset[Role]:
    """The roles that hold a compartment of every case, in its team or not."""
    return frozenset({Role.LEADER}) if comp in _TO_LEADERS else roles_of(comp)


def recovery(desk: Desk, pinned: str) -> Recipient:
    """
    The recovery key as a recipient.

    Args:
        pinned: the pin of its public half.

    Raises:
        HouseNotReady: no recovery key was confirmed.
        Tampered: the stored public half is not the pinned one.
    """
    row = house_store.recovery_key(desk.session)
    if row is None:
        raise HouseNotReady(missing="recovery")
    if pin(row.pub) != pinned:
        raise Tampered
    return Recipient(kind=WrapKind.RECOVERY, id=row.id.bytes, pub=row.pub)


def of_case(
    desk: Desk, chain: Chain, pinned: str, comp: Compartment, team: Collection[StaffId]
) -> list[Recipient]:
    """
    Everybody who shall hold a compartment of a case.

    Args:
        team: the present contact persons.
    """
    by_role = staff_store.certified(desk.session, roles_in_a_case(comp))
    people = {person.staff.id: person for person in by_role}
    if comp is not Compartment.SAFETY:
        people |= {
            person.staff.id: person for person in staff_store.certified(desk.session, ids=team)
        }
    recipients = [Recipient.colleague(chain, person) for person in people.values()]
    if comp is Compartment.JOURNAL:
        recipients += [
            _gated(desk, chain, WrapKind.DUTY, Compartment.DUTY),
            _gated(desk, chain, WrapKind.PURPOSE, Compartment.PURPOSE),
        ]
    return [*recipients, recovery(desk, pinned)]


def _gated(desk: Desk, chain: Chain, kind: WrapKind, comp: Compartment) -> Recipient:
    epoch = key_store.epochs(desk.session, UUID(bytes=chain.house.bytes), [comp]).get(comp)
    if epoch is None:
        raise HouseNotReady(missing=kind.value)
    return Recipient.gated(
        chain, kind, epoch, staff_store.certificates(desk.session, epoch.created_by)
    )
