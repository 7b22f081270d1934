"""
The door: the only place that opens a case file or the house.

``open_case`` decides, finds epoch and wrap, checks who signed the epoch, and collects the event.
Nothing is unwrapped on a read until the event is committed.
"""

from uuid import UUID, uuid4

from journal.domain.access import Action, Basis, CaseFacts, decide
from journal.domain.audit import Event, Item
from journal.domain.cases import CaseState
from journal.domain.compartments import (
    ABOUT_A_CASE,
    GATED,
    OF_A_CASE,
    SHARED_BY_THE_HOUSE,
    Compartment,
)
from journal.domain.errors import AccessDenied, KeyWaits, RotationDue
from journal.domain.ids import CaseAlias, CaseId, CertificateId, EventId, KeyId, StaffId
from journal.store import keys as key_store
from journal.store.cases import CaseFileRow
from journal.store.keys import KeyFacts, PendingGrantRow
from journal.store.staff import CertificateRow
from journal.vault import epochs, recipients
from journal.vault.certificates import Chain
from journal.vault.desk import Desk, Principal, Stage
from journal.vault.epochs import Recipient
from journal.vault.keyring import Keyring
from journal.vault.opened import OpenCase, OpenHouse
from journal.vault.provider import KeyProvider


class Keys:
    """
    Opens, makes and passes on the keys of one house.

    Args:
        provider: holder of root key and shares.
        chain: of this house, under its pinned root.
        recovery_pin: pin of the recovery key.
    """

    def __init__(self, provider: KeyProvider, chain: Chain, recovery_pin: str) -> None:
        self.provider = provider
        self.chain = chain
        self.recovery_pin = recovery_pin

    def open_case(
        self, desk: Desk, case_id: CaseId, action: Action, comp: Compartment = Compartment.JOURNAL
    ) -> OpenCase:
        """
        Decide whether the actor may do this to this case, and open it for that one act.

        Raises:
            AccessDenied: unknown case, no rule speaks for her, or no key is wrapped to her.
            KeyWaits: she is in the team and her key is not passed on yet.
            RotationDue: the key waits to be exchanged or passed on, and she can do it.
            Tampered: the epoch was not made by a certified colleague.
        """
        desk.require(Stage.DOWN)
        facts = self._facts(desk, case_id, action, comp)
        event = self._decided(desk, facts, action, comp)
        if facts.epoch is None or facts.wrap is None:
            if facts.is_member and facts.has_grants:
                raise KeyWaits(action, CaseAlias(facts.case.alias))
            raise AccessDenied(action, CaseAlias(facts.case.alias))
        if facts.case.rotate_pending & comp.bit or facts.has_grants:
            raise RotationDue(case_id, comp)
        self.chain.check_epoch(facts.epoch, facts.signers)
        return OpenCase(desk, self._ring(desk, facts.epoch, facts.wrap), facts.case, event)

    def _facts(self, desk: Desk, case_id: CaseId, action: Action, comp: Compartment) -> KeyFacts:
        staff = desk.principal.id
        facts = None if staff is None else key_store.facts(desk.session, case_id, comp, staff)
        if facts is None:
            raise AccessDenied(action)
        return facts

    def _decided(self, desk: Desk, facts: KeyFacts, action: Action, comp: Compartment) -> Event:
        role = desk.principal.role
        known = CaseFacts(is_member=facts.is_member, state=CaseState(facts.case.state))
        decision = None if role is None else decide(role, action, known)
        if decision is None or not decision.allowed:
            raise AccessDenied(action, CaseAlias(facts.case.alias))
        event = Event(
            id=EventId(uuid4()),
            action=action,
            basis=decision.basis,
            comp=comp,
            case=CaseAlias(facts.case.alias),
        )
        desk.events.append(event)
        return event

    def _ring(self, desk: Desk, epoch: key_store.KeyEpochRow, wrap: bytes) -> Keyring:
        if desk.principal.id is not None:
            desk.used.add((KeyId(epoch.key_id), desk.principal.id.bytes))
        return Keyring(desk, self.provider, self.chain, epoch, wrap)

    def open_house(self, desk: Desk) -> OpenHouse:
        """
        Open the house compartment for labels.

        Raises:
            AccessDenied: the house key is not wrapped to the actor.
        """
        desk.require(Stage.DOWN)
        facts = epochs.live(desk, self.chain, self.chain.house, Compartment.HOUSE)
        if facts.wrap is None:
            raise AccessDenied(Action.HOUSE_LABELS)
        return OpenHouse(desk, self._ring(desk, facts.epoch, facts.wrap))

    def new_shares(self, case_id: CaseId) -> None:
        """Draw the shares of a new case, durable before its row exists."""
        for comp in ABOUT_A_CASE:
            self.provider.new_share(case_id, comp)

    def new_case_keys(self, desk: Desk, case: CaseFileRow, team: frozenset[StaffId]) -> None:
        """Make the four keys of a new case, wrapped to everybody who shall hold them."""
        for comp in OF_A_CASE:
            wanted = recipients.of_case(desk, self.chain, self.recovery_pin, comp, team)
            epoch = epochs.make(
                self.provider,
                self.chain.house,
                desk.principal,
                (case.id, comp, 1),
                wanted,
                desk.now,
            )
            epochs.store(desk, epoch)
            self._collect(desk, Action.KEY_EPOCH, comp, [Item(case=CaseAlias(case.alias))])

    def new_personal_key(self, desk: Desk, own: Principal, certificate: CertificateRow) -> None:
        """
        Make a colleague's personal key, wrapped to nobody but her.

        Args:
            desk: the unit of work.
            own: the colleague herself with her new keys; she signs her own key.
            certificate: hers.
        """
        self.chain.check(certificate)
        recipient = Recipient(
            kind=key_store.WrapKind.STAFF,
            id=certificate.staff_id.bytes,
            pub=certificate.box_pub,
            certificate_id=CertificateId(certificate.id),
        )
        scope = (UUID(bytes=certificate.staff_id.bytes), Compartment.PERSONAL, 1)
        epoch = epochs.make(self.provider, self.chain.house, own, scope, [recipient], desk.now)
        epochs.store(desk, epoch)
        item = Item(case=None, row=certificate.staff_id)
        self._collect(desk, Action.KEY_EPOCH, Compartment.PERSONAL, [item])

    def new_house_keys(self, desk: Desk, own: list[Recipient]) -> None:
        """
        Make the first keys of a house, wrapped to its founder and to recovery.

        The gated two go to the founder alone: without its share a gated key opens nothing, and she
        passes the duty key on.
        """
        for comp in SHARED_BY_THE_HOUSE:
            wanted = own if comp in GATED else [*own, recipients.recovery(desk, self.recovery_pin)]
            scope = (UUID(bytes=self.chain.house.bytes), comp, 1)
            epoch = epochs.make(
                self.provider, self.chain.house, desk.principal, scope, wanted, desk.now
            )
            epochs.store(desk, epoch)
            self._collect(desk, Action.KEY_EPOCH, comp, [])

    def pass_on(
        self,
        desk: Desk,
        comp: Compartment,
        scope: UUID,
        people: list[Recipient],
        alias: CaseAlias | None,
    ) -> None:
        """
        Wrap a key that the actor holds to more people.

        Raises:
            AccessDenied: she does not hold it.
        """
        facts = epochs.live(desk, self.chain, scope, comp)
        if facts.wrap is None:
            raise AccessDenied(Action.KEY_WRAP, alias)
        ring = self._ring(desk, facts.epoch, facts.wrap)
        wraps = [
            epochs.wrapped(self.chain.house, facts.epoch, ring.epoch_key(), person)
            for person in people
        ]
        key_store.add_wraps(desk.session, wraps)
        items = [Item(case=alias, row=UUID(bytes=person.id)) for person in people]
        self._collect(desk, Action.KEY_WRAP, comp, items)

    def ask_for_key(
        self, desk: Desk, case_id: CaseId, comp: Compartment, staff_id: StaffId
    ) -> None:
        """Note that a new member waits for a key the actor does not hold."""
        if desk.principal.id is None:
            raise AccessDenied
        row = PendingGrantRow(
            case_id=case_id,
            comp=int(comp),
            staff_id=staff_id,
            asked_by=desk.principal.id,
            asked_at=desk.now,
        )
        key_store.add_grant(desk.session, row)

    @staticmethod
    def _collect(desk: Desk, action: Action, comp: Compartment, items: list[Item]) -> None:
        event = Event(id=EventId(uuid4()), action=action, basis=Basis.SELF, comp=comp, items=items)
        desk.events.append(event)
