"""
Who holds which key: the table of compartments and recipients.

Read from the people the house has now, and believed only as far as it is signed: whoever's row is
not what was signed is left out, and reported.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from crypto.identity import pin
from journal.domain.audit import Item
from journal.domain.broken import HouseNotReady
from journal.domain.compartments import Compartment
from journal.domain.errors import N_, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, StaffId
from journal.domain.policy_rules import WITH_RESIDENTS
from journal.domain.staff import CARE_ROLES, LEADING_ROLES, Role
from journal.store import exclusions as exclusion_store
from journal.store import house as house_store
from journal.store import keys as key_store
from journal.store import residents as resident_store
from journal.store import roster as roster_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.keys import WrapKind
from journal.vault.desk import Desk
from journal.vault.epochs import Recipient
from journal.vault.evidence import resident_name
from journal.vault.standing import Standing

_TO_LEADERS = frozenset({Compartment.IDENTITY, Compartment.REGISTER})

_HOUSE_ROLES: dict[Compartment, frozenset[Role]] = {
    Compartment.SAFETY: frozenset({*CARE_ROLES, *LEADING_ROLES}),
    Compartment.HOUSE: frozenset({*CARE_ROLES, *LEADING_ROLES}),
    Compartment.STATISTICS: frozenset({Role.LEADER}),
    Compartment.REVIEW: frozenset({*LEADING_ROLES, Role.LOG_REVIEWER}),
    Compartment.ROOT: frozenset({Role.LEADER}),
    Compartment.DUTY: frozenset(LEADING_ROLES),  # who leads passes it on to who is on the roster
    Compartment.PURPOSE: frozenset(LEADING_ROLES),
}
"""Compartments that are wrapped by role, and to which roles."""


def roles_of(comp: Compartment) -> frozenset[Role]:
    """The roles that hold a compartment by their role alone."""
    return _HOUSE_ROLES.get(comp, frozenset())


def roles_in_a_case(comp: Compartment) -> frozenset[Role]:
    """The roles that hold a compartment of every case, in its team or not."""
    return frozenset({Role.LEADER}) if comp in _TO_LEADERS else roles_of(comp)


class Recipients:
    """
    Finds everybody who shall hold a key.

    Args:
        standing: of this house.
        recovery_pin: pin of the recovery key.
    """

    def __init__(self, standing: Standing, recovery_pin: str) -> None:
        self._standing = standing
        self._recovery_pin = recovery_pin

    def recovery(self, desk: Desk) -> Recipient:
        """
        The recovery key.

        Raises:
            HouseNotReady: no recovery key was confirmed.
            Tampered: the stored public half is not the pinned one.
        """
        row = house_store.recovery_key(desk.session)
        if row is None:
            raise HouseNotReady(missing=[N_("recovery key")])
        if pin(row.pub) != self._recovery_pin:
            raise Tampered
        return Recipient(kind=WrapKind.RECOVERY, id=row.id.bytes, pub=row.pub)

    def people(
        self,
        desk: Desk,
        roles: Collection[Role] = tuple(Role),
        ids: Collection[StaffId] | None = None,
    ) -> list[Recipient]:
        """Colleagues in service whose post is real; the others are reported."""
        sound, doubtful = self._standing.people(desk, roles, ids)
        _report(desk, None, doubtful)
        return [Recipient.colleague(person) for person in sound]

    def team(self, desk: Desk, case: CaseFileRow) -> frozenset[StaffId]:
        """The contact persons whose place is real, but who is kept away; others are reported."""
        case_id = CaseId(case.id)
        rows = team_store.present(desk.session, [case_id])[case_id]
        real = {row.staff_id for row in rows if self._standing.has_place(desk, case, row)}
        doubtful = {row.staff_id for row in rows} - real
        _report(desk, CaseAlias(case.alias), sorted(doubtful))
        return self.let_in(desk, case, real)

    def of_case(self, desk: Desk, case: CaseFileRow, comp: Compartment) -> list[Recipient]:
        """Everybody who shall hold a compartment of a case; of what is sealed for her, only she."""
        if comp is Compartment.IDENTITY and self._standing.is_sealed(desk, case):
            return self.resident(desk, case)
        people = self.people(desk, roles_in_a_case(comp))
        able = self.let_in(desk, case, [StaffId(UUID(bytes=one.id)) for one in people])
        found = {one.id: one for one in people if StaffId(UUID(bytes=one.id)) in able}
        if comp is not Compartment.SAFETY:
            team = self.people(desk, WITH_RESIDENTS, self.team(desk, case))
            found |= {one.id: one for one in team}
        others = self.gated(desk) if comp is Compartment.JOURNAL else []
        if comp is Compartment.IDENTITY:
            others = self.resident(desk, case)
        return [*found.values(), *others, self.recovery(desk)]

    def resident(self, desk: Desk, case: CaseFileRow) -> list[Recipient]:
        """Whose case it is, if she has a code and the log says so; another key is reported."""
        row = resident_store.get(desk.session, CaseId(case.id))
        if row is None:
            return []
        named = resident_name(row.box_pub)
        if not self._standing.has_code(desk, case, EventId(row.event_id), named):
            _report(desk, CaseAlias(case.alias), [named])
            return []
        return [Recipient(kind=WrapKind.RESIDENT, id=row.case_id.bytes, pub=row.box_pub)]

    def let_in(
        self, desk: Desk, case: CaseFileRow, people: Iterable[StaffId]
    ) -> frozenset[StaffId]:
        """Whoever of these is not kept away from a case, by the table or by the log."""
        listed = exclusion_store.of_case(desk.session, CaseId(case.id))
        return frozenset(
            one
            for one in people
            if one not in listed
            and not self._standing.is_kept_away(desk, CaseAlias(case.alias), one)
        )

    def gated(self, desk: Desk) -> list[Recipient]:
        """The newest duty key and the newest purpose key, as recipients of a journal."""
        return [
            self._gated(desk, WrapKind.DUTY, Compartment.DUTY),
            self._gated(desk, WrapKind.PURPOSE, Compartment.PURPOSE),
        ]

    def _gated(self, desk: Desk, kind: WrapKind, comp: Compartment) -> Recipient:
        house = self._standing.house
        epoch = key_store.epochs(desk.session, house, [comp]).get(comp)
        if epoch is None:
            raise HouseNotReady(
                missing=[N_("duty key") if kind is WrapKind.DUTY else N_("purpose key")]
            )
        signers = staff_store.certificates(desk.session, epoch.created_by)
        self._standing.check_epoch(desk, epoch, signers)
        return Recipient(kind=kind, id=bytes(epoch.key_id), pub=epoch.intake_pub)

    def of_house(self, desk: Desk, comp: Compartment) -> list[Recipient]:
        """Everybody who shall hold a compartment of the house that is not gated."""
        return [*self.people(desk, roles_of(comp)), self.recovery(desk)]

    def by_role(self, desk: Desk, comp: Compartment) -> list[Recipient]:
        """Who holds a compartment of the house by her role."""
        return self.people(desk, roles_of(comp))

    def rostered(self, desk: Desk, since: datetime, until: datetime) -> list[Recipient]:
        """Who leads, and care staff whose signed shifts touch a span of time."""
        shifts = roster_store.between(desk.session, since, until)
        real = {StaffId(row.staff_id) for row in shifts if self._standing.has_shift(desk, row)}
        return [*self.by_role(desk, Compartment.DUTY), *self.people(desk, CARE_ROLES, real)]


def _report(desk: Desk, case: CaseAlias | None, staff_ids: Iterable[UUID]) -> None:
    for staff_id in staff_ids:
        item = Item(case=case, row=staff_id)
        if item not in desk.damaged:
            desk.damaged.append(item)
