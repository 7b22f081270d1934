"""
The door: the only place that opens a case file, the house, or a colleague's own texts.

``open_case`` decides, finds epoch and wrap, checks who made the key, and collects the event.
Nothing is unwrapped on a read until the event is committed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from journal.domain.access import Action, Basis, Decision, Facts
from journal.domain.audit import Event
from journal.domain.broken import KeyWaits
from journal.domain.cases import CaseState
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, RotationDue, Tampered
from journal.domain.ids import CaseAlias, CaseId, EventId, KeyId, Sealed
from journal.domain.policy import decide
from journal.store import house as house_store
from journal.store import key_facts
from journal.store.cases import CaseFileRow
from journal.store.key_facts import KeyFacts
from journal.store.keys import KeyEpochRow, WrapKind
from journal.vault import duty, making, timed
from journal.vault.desk import Desk, Stage
from journal.vault.opened import OpenCase
from journal.vault.opened_house import OpenHouse
from journal.vault.sent import OpenDrafts, SealOnly
from journal.vault.standing import Use
from journal.vault.words import OpenReview, seal_words
from journal.vault.workshop import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """
    Which of some cases the actor may open now.

    Args:
        waiting: in whose team she is while her key is not ready.
    """

    cases: Mapping[CaseId, OpenCase]
    waiting: Collection[CaseId]


class Keys(Workshop):
    """Opens the keys of one house; see ``Workshop`` for what it is made of."""

    def open_case(
        self,
        desk: Desk,
        case_id: CaseId,
        action: Action,
        comp: Compartment = Compartment.JOURNAL,
        purpose: str | None = None,
    ) -> OpenCase:
        """
        Decide whether the actor may do this to this case, and open it for that one act.

        A journal opens for its team, and for whoever was let in for a time; the other compartments
        for whoever holds their key and may do this, in the team or not.

        Args:
            purpose: a code of the list ``access_purpose``, said for this one act.

        Raises:
            AccessDenied: unknown case, no rule speaks for her, or no key is wrapped to her.
            KeyWaits: she is in the team and her key is not passed on yet.
            RotationDue: the key waits to be exchanged or passed on, and she can do it.
            Tampered: the epoch was not made by somebody who had the right to.
        """
        desk.require(Stage.DOWN)
        facts = self._facts(desk, case_id, action, comp)
        is_member = self._is_member(desk, facts)
        if not is_member and comp is Compartment.JOURNAL:
            return self._open_for_a_time(desk, facts, action, comp)
        known = {"is_member": is_member, "has_purpose": purpose is not None}
        if comp is Compartment.SAFETY:
            known["is_on_shift"] = duty.of_actor(desk, self.standing).is_on
        event = self._decided(desk, facts, action, comp, **known)
        event.reason = purpose
        alias = CaseAlias(facts.case.alias)
        own = facts.epochs[0] if facts.epochs else None
        if own is None or own.wrap is None:
            raise KeyWaits(action, alias) if facts.has_grants else AccessDenied(action, alias)
        if facts.case.rotate_pending & comp.bit or facts.has_grants or facts.has_run_out:
            raise RotationDue(case_id, comp)
        if len(facts.epochs) > 1:
            raise Tampered  # of a key that waits for nothing there is one
        self.standing.check_epoch(desk, own.epoch, own.signers, Use(case=facts.case))
        return OpenCase(desk, [self.ring(desk, own.epoch, own.wrap)], facts.case, event)

    def _open_for_a_time(
        self, desk: Desk, facts: KeyFacts, action: Action, comp: Compartment
    ) -> OpenCase:
        """Open a case for somebody who is not in its team but was let in for a time."""
        row = timed.live(self, desk, facts.case, comp)
        own = None if row is None else timed.opened(row)
        event = self._decided(desk, facts, action, comp, timed=None if own is None else own.face)
        rings = []
        for one in facts.epochs:
            if one.timed is not None:
                use = Use(case=facts.case, is_mailbox=one is not facts.epochs[-1])
                self.standing.check_epoch(desk, one.epoch, one.signers, use)
                rings.append(self.ring(desk, one.epoch, one.timed, WrapKind.TIMED))
        if own is None or not rings:
            raise AccessDenied(action, CaseAlias(facts.case.alias))
        event.grant = own.id
        desk.until = min(desk.until or own.expires_at, own.expires_at)
        return OpenCase(desk, rings, facts.case, event, timed=own)

    def open_held(self, desk: Desk, case_ids: Collection[CaseId], action: Action) -> Held:
        """
        Open those of some journals that the actor may open now, each for the same act.

        The others leave no trace: she has not asked for any of them by itself.
        """
        opened: dict[CaseId, OpenCase] = {}
        waiting: list[CaseId] = []
        for case_id in case_ids:
            known = len(desk.events)
            try:
                opened[case_id] = self.open_case(desk, case_id, action)
            except AccessDenied:
                del desk.events[known:]
            except (KeyWaits, RotationDue, Tampered):
                del desk.events[known:]
                waiting.append(case_id)
        return Held(cases=opened, waiting=waiting)

    def write_case(self, desk: Desk, case_id: CaseId, action: Action) -> SealOnly:
        """
        Decide whether the actor may send a note into a case, and find where to seal it.

        While the key of the case waits to be exchanged a fresh one takes what is sent in, so that
        nobody who has left can open it.

        Raises:
            AccessDenied: unknown case, or no rule speaks for her.
            Tampered: the epoch was not made by somebody who had the right to.
        """
        desk.require(Stage.DOWN)
        facts, known = self._sending(desk, case_id, action)
        event = self._decided(desk, facts, action, Compartment.JOURNAL, **known)
        epoch = self._intake(desk, facts)
        desk.used.add((KeyId(epoch.key_id), None))
        return SealOnly(desk, self.house, epoch, facts.case, event)

    def require_send(self, desk: Desk, case_id: CaseId) -> CaseFileRow:
        """
        The case into which the actor may send a note, for the form that will send it; no event.

        Raises:
            AccessDenied: unknown case, or no rule speaks for her.
        """
        facts, known = self._sending(desk, case_id, Action.NOTE_SEND)
        self._decision(desk, facts, Action.NOTE_SEND, **known)
        return facts.case

    def require_writing(self, desk: Desk, case_id: CaseId) -> tuple[CaseFileRow, Basis]:
        """
        The case about which the actor may write, for its team or sent in, and by which right.

        No key of the case is needed to begin a note, and no event is collected.

        Raises:
            AccessDenied: unknown case, or no rule speaks for her.
        """
        facts, known = self._sending(desk, case_id, Action.DRAFT_START)
        wanted = Action.NOTE_WRITE if known["is_member"] else Action.NOTE_SEND
        try:
            decision = self._decision(desk, facts, wanted, **known)
        except AccessDenied as denied:
            raise AccessDenied(Action.DRAFT_START, CaseAlias(facts.case.alias)) from denied
        if decision.basis is None:
            raise AccessDenied(Action.DRAFT_START, CaseAlias(facts.case.alias))
        return facts.case, decision.basis

    def _sending(
        self, desk: Desk, case_id: CaseId, action: Action
    ) -> tuple[KeyFacts, dict[str, Any]]:
        facts = self._facts(desk, case_id, action, Compartment.JOURNAL)
        shift = duty.of_actor(desk, self.standing)
        known = {
            "is_member": self._is_member(desk, facts),
            "is_on_shift": shift.is_on,
            "was_on_shift": shift.was_on,
        }
        return facts, known

    def _intake(self, desk: Desk, facts: KeyFacts) -> KeyEpochRow:
        case = facts.case
        if not facts.epochs:
            raise Tampered
        is_pending = bool(case.rotate_pending & Compartment.JOURNAL.bit) or facts.has_run_out
        if is_pending and making.needs_mailbox(case, len(facts.epochs)):
            return making.new_mailbox(self, desk, case)
        newest = facts.epochs[0]
        use = Use(case=case, is_mailbox=is_pending)
        self.standing.check_epoch(desk, newest.epoch, newest.signers, use)
        return newest.epoch

    def _facts(self, desk: Desk, case_id: CaseId, action: Action, comp: Compartment) -> KeyFacts:
        staff = desk.principal.id
        facts = (
            None if staff is None else key_facts.facts(desk.session, case_id, comp, staff, desk.now)
        )
        if facts is None:
            raise AccessDenied(action)
        return facts

    def _is_member(self, desk: Desk, facts: KeyFacts) -> bool:
        place = facts.place
        return place is not None and self.standing.is_still_in(desk, facts.case, place)

    def _decision(self, desk: Desk, facts: KeyFacts, action: Action, **known: Any) -> Decision:
        role = desk.principal.role
        state = CaseState(facts.case.state)
        staff = desk.principal.id
        is_away = staff is not None and self.standing.is_kept_away(
            desk, CaseAlias(facts.case.alias), staff
        )
        relation = Facts(state=state, is_excluded=facts.is_excluded or is_away, **known)
        decision = None if role is None else decide(role, action, relation)
        if decision is None or not decision.allowed:
            raise AccessDenied(action, CaseAlias(facts.case.alias))
        return decision

    def _decided(
        self, desk: Desk, facts: KeyFacts, action: Action, comp: Compartment, **known: Any
    ) -> Event:
        decision = self._decision(desk, facts, action, **known)
        event = Event(
            id=EventId(uuid4()),
            action=action,
            basis=decision.basis,
            comp=comp,
            case=CaseAlias(facts.case.alias),
        )
        desk.events.append(event)
        return event

    def open_house(self, desk: Desk) -> OpenHouse:
        """
        Open the house compartment for labels.

        Raises:
            AccessDenied: the house key is not wrapped to the actor.
        """
        desk.require(Stage.DOWN)
        facts = self.live(desk, self.house, Compartment.HOUSE)
        if facts.wrap is None:
            raise AccessDenied(Action.HOUSE_LABELS)
        pending = house_store.pending(desk.session) & Compartment.HOUSE.bit
        ring = self.ring(desk, facts.epoch, facts.wrap)
        return OpenHouse(desk, ring, self.standing, is_pending=bool(pending))

    def open_drafts(self, desk: Desk) -> OpenDrafts:
        """
        Open the actor's own texts.

        Raises:
            AccessDenied: she has no personal key.
        """
        desk.require(Stage.DOWN)
        if desk.principal.id is None:
            raise AccessDenied(Action.DRAFT_READ)
        scope = desk.principal.id
        return OpenDrafts(
            desk, self.held(desk, scope, Compartment.PERSONAL, Action.DRAFT_READ, None)
        )

    def open_review(self, desk: Desk) -> OpenReview:
        """Open the words of others, with every key of compartment 8 that the actor holds."""
        desk.require(Stage.DOWN)
        staff = desk.principal.id
        found = (
            []
            if staff is None
            else key_facts.all_epochs(desk.session, self.house, Compartment.REVIEW, staff)
        )
        rings = []
        for one in found:
            if one.wrap is not None:
                self.standing.check_epoch(desk, one.epoch, one.signers)
                rings.append(self.ring(desk, one.epoch, one.wrap))
        return OpenReview(desk, rings)

    def seal_words(self, desk: Desk, event_id: EventId, text: str) -> Sealed:
        """Seal the actor's own words for whoever reviews her act, bound to its event."""
        facts = self.live(desk, self.house, Compartment.REVIEW)
        desk.used.add((KeyId(facts.epoch.key_id), None))
        return seal_words(self.house, facts.epoch, event_id, text)
