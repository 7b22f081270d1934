"""The key of duty opens one journal against one committed event, once, within a minute."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from crypto.keys import EpochKey
from journal.domain.access import Face
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseAlias, EventId, StaffAlias
from journal.domain.timed_access import Ask
from journal.services import timed_access
from journal.services.work import perform
from journal.vault.desk import Fresh, Receipt

MINUTE = 60_000


class Gate:
    """What somebody in the service's own process has in hand for one opening."""

    def __init__(self, provider, given):
        self._provider = provider
        self.house, self.ek, self.wrapped, self.shown = given

    def unwrap(self, wrapped=None, **shown):
        """Ask for the key, with something of what is presented changed."""
        presented = replace(self.shown, **shown)
        return self._provider.gated_unwrap(self.house, self.ek, wrapped or self.wrapped, presented)


@pytest.fixture
def hold(house, context, clock, monkeypatch):
    """Return a function that puts an opening on record and holds back what releases its key."""

    def open_and_hold(principal, case_id, face=Face.BREAK_GLASS):
        held, provider = [], house.vault.keys.provider

        def keep(*given):
            held.append(given)
            return EpochKey.draw()

        reason = "child_concern" if face is Face.BREAK_GLASS else "supervision"
        ask = Ask(case_id=case_id, face=face, reason=reason, words="x" * 15)
        fresh = Fresh(session_tag=principal.session_tag, at=clock())
        with monkeypatch.context() as patch:
            patch.setattr(provider, "gated_unwrap", keep)
            perform(context(principal), timed_access.open_access, ask, fresh)
        return Gate(provider, held[0])

    return open_and_hold


def test_a_committed_event_opens_the_one_key_once(guard, case_id, hold):
    """The same receipt a second time opens nothing."""
    gate = hold(guard, case_id)

    assert isinstance(gate.unwrap(), EpochKey)
    with pytest.raises(AccessDenied):
        gate.unwrap()


def test_it_is_good_for_a_minute(guard, case_id, hold):
    """To the millisecond, in both directions of a clock."""
    gate = hold(guard, case_id)
    at = gate.shown.now_ms
    for too_far in (MINUTE + 1, -MINUTE - 1, 3_600_000):
        with pytest.raises(AccessDenied):
            gate.unwrap(now_ms=at + too_far)

    assert isinstance(gate.unwrap(now_ms=at + MINUTE), EpochKey)


def test_it_is_of_this_act_case_and_person(guard, deputy, case_id, open_case, hold):
    """Nothing of another opening fits into this one, and each gate has its own act."""
    other_case = open_case("dorte", "carla", pseudonym="Rolig Mose")
    gate, other = hold(guard, case_id), hold(guard, other_case)
    purpose = hold(deputy, case_id, Face.PURPOSE)
    changes = (
        {"receipt": Receipt(entry_id=EventId(uuid4()), hash=bytes(32))},
        {"receipt": replace(gate.shown.receipt, hash=bytes(32))},
        {"receipt": other.shown.receipt},
        {"receipt": purpose.shown.receipt},
        {"case": CaseAlias(uuid4())},
        {"case": other.shown.case},
        {"actor": StaffAlias(uuid4())},
        {"actor": purpose.shown.actor},
        {"terms": other.shown.terms},
        {"terms": replace(gate.shown.terms, expires_ms=gate.shown.terms.expires_ms + 1)},
        {"terms": replace(gate.shown.terms, case=other.shown.terms.case)},
        {"terms": replace(gate.shown.terms, comp=int(Compartment.IDENTITY))},
    )
    for change in changes:
        with pytest.raises(AccessDenied):
            gate.unwrap(**change)
    with pytest.raises(AccessDenied):
        purpose.unwrap(replace(purpose.wrapped, comp=Compartment.DUTY))

    assert isinstance(gate.unwrap(), EpochKey)


def test_a_receipt_of_one_case_opens_no_key_of_another(guard, case_id, open_case, hold):
    """Somebody inside the service with a true receipt gets the key she is on record for."""
    gate = hold(guard, case_id)
    other = hold(guard, open_case("dorte", "carla", pseudonym="Rolig Mose"))
    disguised = replace(other.wrapped, place=gate.wrapped.place)
    with pytest.raises(AccessDenied):
        gate.unwrap(other.wrapped)
    with pytest.raises(Tampered):
        gate.unwrap(disguised)


def test_the_staffs_part_alone_opens_nothing(guard, case_id, hold):
    """The part of the key that a stolen laptop holds is not the key."""
    gate = hold(guard, case_id)
    gate.ek = EpochKey.draw()
    with pytest.raises(Tampered):
        gate.unwrap()


def test_a_share_of_a_gated_key_is_never_given_out(house):
    """The provider uses it and keeps it."""
    for comp in (Compartment.DUTY, Compartment.PURPOSE):
        with pytest.raises(AccessDenied):
            house.vault.keys.provider.shares([house.vault.house], comp)


def test_an_event_that_was_changed_releases_nothing(guard, case_id, hold, unlock_log, tamper):
    """The provider reads the entry for itself, and its bytes must be those of the receipt."""
    gate = hold(guard, case_id)
    unlock_log()
    changed = "UPDATE audit_entry SET entry = :entry WHERE act = 'bg.open'"
    assert 1 == tamper(changed, entry=b"{}")
    with pytest.raises(AccessDenied):
        gate.unwrap()


def test_a_refused_opening_releases_nothing(guard, case_id, hold, context, ask, clock):
    """An attempt that was refused is on record too, and is no permission."""
    gate = hold(guard, case_id)
    clock.advance(hours=8)
    fresh = Fresh(session_tag=guard.session_tag, at=clock())
    asked = Ask(case_id=case_id, face=Face.BREAK_GLASS, reason="child_concern", words="x" * 15)
    with pytest.raises(AccessDenied):
        perform(context(guard), timed_access.open_access, asked, fresh)
    (denied,) = ask("SELECT id, hash FROM audit_entry WHERE act = 'bg.open' AND out = 'denied'")
    entry_id = EventId(UUID(bytes=denied.id) if isinstance(denied.id, bytes) else denied.id)
    receipt = Receipt(entry_id=entry_id, hash=bytes(denied.hash))
    with pytest.raises(AccessDenied):
        gate.unwrap(receipt=receipt, now_ms=int(clock().timestamp() * 1000))


def test_an_opening_that_was_rolled_back_releases_nothing(guard, case_id, hold, house, monkeypatch):
    """What the log does not hold has not happened, whatever the process remembers."""
    gate = hold(guard, case_id)
    provider = house.vault.keys.provider
    monkeypatch.setattr(provider, "_read_entry", lambda _: None)
    with pytest.raises(AccessDenied):
        gate.unwrap()
