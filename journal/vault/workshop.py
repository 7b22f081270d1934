"""
What every act on keys needs at hand: provider, chain, standing and recipients of one house.

Here a colleague's own wrap becomes a ring that opens with it, a new key is made and stored, and a
key is passed on. Whoever wraps a key holds the log first: nobody who is being removed meanwhile
gets one.
"""

from collections.abc import Sequence
from uuid import UUID, uuid4

from journal.domain.access import Action, Basis
from journal.domain.audit import Event, Item
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, KeyId, StaffId
from journal.store import audit as audit_store
from journal.store import cases as case_store
from journal.store import grants as grant_store
from journal.store import key_facts
from journal.store import keys as key_store
from journal.store.cases import CaseFileRow
from journal.store.decisions import DecisionRow, DelegationRow
from journal.store.grants import PendingGrantRow
from journal.store.key_facts import EpochFacts
from journal.store.keys import KeyEpochRow, WrapKind
from journal.store.roster import ShiftRow
from journal.store.teams import TeamMemberRow
from journal.vault import epochs, statements
from journal.vault.certificates import Chain
from journal.vault.desk import Desk, Principal
from journal.vault.epochs import NewEpoch, Recipient
from journal.vault.evidence import row_of
from journal.vault.keyring import Keyring
from journal.vault.provider import KeyProvider
from journal.vault.recipients import Recipients
from journal.vault.standing import OF_THE_HOUSE, Standing, Use


class Workshop:
    """
    The tools of one house.

    Args:
        provider: holder of root key and shares.
        chain: of this house, under its pinned root.
        recovery_pin: pin of the recovery key.
    """

    def __init__(self, provider: KeyProvider, chain: Chain, recovery_pin: str) -> None:
        self.provider = provider
        self.chain = chain
        self.house = chain.house
        self.recovery_pin = recovery_pin
        self.standing = Standing(chain)
        self.recipients = Recipients(self.standing, recovery_pin)

    def hold_log(self, desk: Desk) -> None:
        """
        Take the log of the house first: what is decided from here on stands until COMMIT.

        What was read before is read again: cases, or what others have marked on them since would be
        lost, and what the log says has ended.
        """
        if not desk.holds_log:
            audit_store.lock(desk.session, self.house)
            case_store.read_again(desk.session)
            desk.holds_log, desk.has_read_log = True, False

    def live(
        self, desk: Desk, scope: UUID, comp: Compartment, use: Use = OF_THE_HOUSE
    ) -> EpochFacts:
        """
        The newest key of a scope with the actor's wraps, its maker checked.

        Raises:
            Tampered: there is none, or nobody who had the right to made it.
        """
        if desk.principal.id is None:
            raise AccessDenied
        facts = key_facts.live_epoch(desk.session, scope, comp, desk.principal.id)
        if facts is None:
            raise Tampered
        self.standing.check_epoch(desk, facts.epoch, facts.signers, use)
        return facts

    def ring(
        self, desk: Desk, epoch: KeyEpochRow, blob: bytes, kind: WrapKind = WrapKind.STAFF
    ) -> Keyring:
        """
        The actor's ring of a key whose maker was checked.

        It is looked at again under the lock of the log.
        """
        if desk.principal.id is not None:
            desk.used.add((KeyId(epoch.key_id), desk.principal.id.bytes))
        return Keyring(desk, self.provider, self.chain, epoch, blob, kind)

    def held(
        self, desk: Desk, scope: UUID, comp: Compartment, action: Action, case: CaseFileRow | None
    ) -> Keyring:
        """
        The actor's ring of the newest key of a scope.

        Raises:
            AccessDenied: she does not hold it.
        """
        facts = self.live(desk, scope, comp, Use(case=case))
        if facts.wrap is None:
            raise AccessDenied(action, None if case is None else CaseAlias(case.alias))
        return self.ring(desk, facts.epoch, facts.wrap)

    def make(
        self,
        desk: Desk,
        key: tuple[UUID, Compartment, int],
        wanted: Sequence[Recipient],
        *,
        action: Action = Action.KEY_EPOCH,
        alias: CaseAlias | None = None,
        maker: Principal | None = None,
    ) -> NewEpoch:
        """
        Make a key, wrap it to everybody who shall hold it, and store it.

        Args:
            key: scope, compartment and number of the epoch, from 1.
            wanted: the recipients.
            action: as the log calls it: the first key, or one in place of another.
            alias: of the case whose key it is.
            maker: who signs it, if not the actor.
        """
        epoch = epochs.make(
            self.provider, self.house, maker or desk.principal, key, wanted, desk.now
        )
        epochs.store(desk, epoch)
        item = Item(case=alias, row=row_of(KeyId(epoch.row.key_id)))
        collect(desk, action, key[1], [item])
        return epoch

    def pass_on(
        self,
        desk: Desk,
        comp: Compartment,
        people: Sequence[Recipient],
        case: CaseFileRow | None = None,
    ) -> None:
        """
        Wrap the newest key of a case, or of the house, to more people.

        Raises:
            AccessDenied: the actor does not hold it.
        """
        scope = self.house if case is None else CaseId(case.id)
        ring = self.held(desk, UUID(bytes=scope.bytes), comp, Action.KEY_WRAP, case)
        self.wrap_to(desk, ring, people, None if case is None else CaseAlias(case.alias))

    def wrap_to(
        self, desk: Desk, ring: Keyring, people: Sequence[Recipient], alias: CaseAlias | None
    ) -> None:
        """Wrap a key that the actor holds to those who do not hold it yet."""
        holders = key_store.staff_holders(desk.session, ring.key_id)
        new = [one for one in people if StaffId(UUID(bytes=one.id)) not in holders]
        if not new:
            return
        key = ring.epoch_key()
        rows = [epochs.wrapped(self.house, ring.epoch, key, person) for person in new]
        key_store.add_wraps(desk.session, rows)
        items = [Item(case=alias, row=UUID(bytes=person.id)) for person in new]
        collect(desk, Action.KEY_WRAP, ring.comp, items)

    def sign_place(self, desk: Desk, row: TeamMemberRow) -> bytes:
        """The actor's signature under a place in a team; ``AccessDenied`` without her keys."""
        return _sign(desk, statements.of_place(self.house, row))

    def sign_shift(self, desk: Desk, row: ShiftRow) -> bytes:
        """The actor's signature under a shift; ``AccessDenied`` without her keys."""
        return _sign(desk, statements.of_shift(self.house, row))

    def sign_delegation(self, desk: Desk, row: DelegationRow) -> bytes:
        """The actor's signature under a delegation; ``AccessDenied`` without her keys."""
        return _sign(desk, statements.of_delegation(self.house, row))

    def sign_decision(self, desk: Desk, row: DecisionRow) -> bytes:
        """The actor's signature under what she enters; ``AccessDenied`` without her keys."""
        return _sign(desk, statements.of_decision(self.house, row))

    def sign_admitted(self, desk: Desk, row: DecisionRow) -> bytes:
        """The actor's signature that she admits by it; ``AccessDenied`` without her keys."""
        return _sign(desk, statements.of_admitted(self.house, row))

    def sign_confirmed(self, desk: Desk, row: DecisionRow) -> bytes:
        """The actor's signature that she confirms it; ``AccessDenied`` without her keys."""
        return _sign(desk, statements.of_confirmed(self.house, row))

    def ask_for_key(
        self, desk: Desk, case_id: CaseId, comp: Compartment, staff_id: StaffId
    ) -> None:
        """Note that a member waits for a key that somebody else must pass on."""
        if desk.principal.id is None:
            raise AccessDenied
        case = case_store.get(desk.session, case_id) if comp is Compartment.IDENTITY else None
        if case is not None and self.standing.is_sealed(desk, case):
            return  # nobody can pass it on
        row = PendingGrantRow(
            case_id=case_id,
            comp=int(comp),
            staff_id=staff_id,
            asked_by=desk.principal.id,
            asked_at=desk.now,
        )
        grant_store.put(desk.session, row)


def _sign(desk: Desk, message: bytes) -> bytes:
    if desk.principal.keys is None:
        raise AccessDenied
    return desk.principal.keys.sign.sign(message)


def collect(desk: Desk, action: Action, comp: Compartment, items: list[Item]) -> Event:
    """Collect the event of an act on keys."""
    event = Event(id=EventId(uuid4()), action=action, basis=Basis.SELF, comp=comp, items=items)
    desk.events.append(event)
    return event
