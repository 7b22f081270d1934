"""Keys: who holds which, who waits, and what was taken meanwhile."""

from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from journal.domain.compartments import Compartment
from journal.store import keys
from journal.store.keys import PendingGrantRow, WrapKind

JOURNAL = Compartment.JOURNAL
SAFETY = Compartment.SAFETY


@pytest.fixture
def house(make):
    """Return a case with Ane in its team, Bodil outside, and a journal key that Ane holds."""
    ane, bodil, case = make.staff(), make.staff(), make.case()
    make.certificate(ane)
    make.member(case, ane)
    epoch = make.epoch(case.id, JOURNAL, ane)
    make.wrap(epoch, ane)
    return case, ane, bodil, epoch


def test_all_that_decides_comes_in_one_look(house, session):
    """Case, live key, own wrap, membership and the signer's certificate."""
    case, ane, _, epoch = house
    found = keys.facts(session, case.id, JOURNAL, ane.id)
    assert (case.id, epoch.key_id) == (found.case.id, found.epoch.key_id)
    assert (bytes(80), True, False) == (found.wrap, found.is_member, found.has_grants)
    assert [ane.id] == [certificate.staff_id for certificate in found.signers]


def test_a_stranger_holds_nothing(house, session):
    """She sees that there is a case; wrap and membership are missing."""
    case, _, bodil, _ = house
    found = keys.facts(session, case.id, JOURNAL, bodil.id)
    assert (None, False) == (found.wrap, found.is_member)


def test_an_unknown_case_has_no_facts(house, session):
    """Nothing to decide about."""
    assert keys.facts(session, uuid4(), JOURNAL, house[1].id) is None


def test_a_case_without_a_key_has_no_epoch(house, session):
    """A compartment that was never made is not an error here."""
    case, ane, _, _ = house
    found = keys.facts(session, case.id, SAFETY, ane.id)
    assert (None, None, []) == (found.epoch, found.wrap, found.signers)


def test_a_former_member_is_none(house, session, noon):
    """Membership ends with its date; wraps are looked at on their own."""
    case, ane, _, _ = house
    session.query(keys.TeamMemberRow).update({"until": noon})
    assert not keys.facts(session, case.id, JOURNAL, ane.id).is_member


def test_all_certificates_of_a_signer_are_known(house, make, session):
    """An epoch signed under an old certificate still has its proof, and counts once."""
    case, ane, _, epoch = house
    make.certificate(ane, revoked_event=uuid4())
    assert 2 == len(keys.facts(session, case.id, JOURNAL, ane.id).signers)
    live = keys.live_epoch(session, case.id, JOURNAL, ane.id)
    assert (epoch.key_id, 2) == (live.epoch.key_id, len(live.signers))


def test_who_waits_is_seen(house, session, noon):
    """A waiting colleague shows in the facts, in the list and among the cases, until she has it."""
    case, ane, bodil, _ = house
    keys.add_grant(
        session,
        PendingGrantRow(
            case_id=case.id, comp=int(JOURNAL), staff_id=bodil.id, asked_by=ane.id, asked_at=noon
        ),
    )
    assert keys.facts(session, case.id, JOURNAL, ane.id).has_grants
    assert not keys.facts(session, case.id, SAFETY, ane.id).has_grants
    assert [bodil.id] == [grant.staff_id for grant in keys.grants(session, case.id)]
    assert [] == keys.grants(session, case.id, SAFETY)
    assert {case.id} == keys.waiting_cases(session, [case.id, uuid4()])
    keys.delete_grants(session, case.id, SAFETY, [bodil.id])
    assert 1 == len(keys.grants(session, case.id, JOURNAL))
    keys.delete_grants(session, case.id, None, [bodil.id])
    assert [] == keys.grants(session, case.id)


def test_the_newest_epoch_counts(make, session):
    """The duty key overlaps; the others have one."""
    leader, house = make.staff(), uuid4()
    make.certificate(leader)
    make.epoch(house, Compartment.DUTY, leader, 1)
    new = make.epoch(house, Compartment.DUTY, leader, 2)
    make.wrap(new, leader)
    live = keys.live_epoch(session, house, Compartment.DUTY, leader.id)
    assert (new.key_id, bytes(80)) == (live.epoch.key_id, live.wrap)
    assert 1 == len(live.signers)
    assert {Compartment.DUTY: new} == keys.epochs(session, house, list(Compartment))
    assert keys.live_epoch(session, house, Compartment.HOUSE, leader.id) is None


def test_two_exchanges_at_once_give_one_epoch(house, make):
    """The second one meets the constraint and starts anew."""
    case, ane, _, _ = house
    with pytest.raises(IntegrityError):
        make.epoch(case.id, JOURNAL, ane)


def test_a_deleted_key_takes_its_wraps_along(house, make, session):
    """Nobody holds what is no more, and other keys stay."""
    case, ane, _, epoch = house
    other = make.epoch(case.id, SAFETY, ane)
    make.wrap(other, ane)
    keys.delete_epoch(session, epoch.key_id)
    assert keys.facts(session, case.id, JOURNAL, ane.id).epoch is None
    assert [] == keys.wraps(session, epoch.key_id)
    assert 1 == len(keys.wraps(session, other.key_id))


def test_a_removed_colleague_holds_nothing(house, make, session):
    """Her wraps go; those of her colleagues and of the recovery key stay."""
    _, ane, bodil, epoch = house
    make.wrap(epoch, bodil)
    make.wrap(epoch, ane, WrapKind.RECOVERY)
    keys.delete_staff_wraps(session, [epoch.key_id], [ane.id])
    assert {bodil.id} == keys.staff_holders(session, epoch.key_id)
    assert {"staff", "recovery"} == {wrap.kind for wrap in keys.wraps(session, epoch.key_id)}


def test_keys_that_stand_are_not_missed(house, session):
    """The second look of an undisturbed request finds all it used."""
    _, ane, _, epoch = house
    used = {(epoch.key_id, ane.id.bytes), (epoch.key_id, None)}
    assert (False, False) == keys.missing(session, used)
    assert (False, False) == keys.missing(session, set())


def test_a_taken_wrap_is_missed(house, session):
    """Who was removed while she read is refused."""
    _, ane, _, epoch = house
    keys.delete_staff_wraps(session, [epoch.key_id], [ane.id])
    assert (False, True) == keys.missing(session, {(epoch.key_id, ane.id.bytes)})
    assert (False, False) == keys.missing(session, {(epoch.key_id, None)})


def test_an_exchanged_epoch_is_missed(house, session):
    """A note is not stored under a key that has gone."""
    _, ane, _, epoch = house
    keys.delete_epoch(session, epoch.key_id)
    assert (True, True) == keys.missing(session, {(epoch.key_id, ane.id.bytes)})
    assert (True, False) == keys.missing(session, {(epoch.key_id, None)})


def test_a_wrap_of_another_key_or_colleague_does_not_stand_in(house, make, session):
    """Pairs are compared, not numbers: two wraps too many do not hide one that is gone."""
    case, ane, bodil, epoch = house
    other = make.epoch(case.id, SAFETY, ane)
    for key, person in ((epoch, bodil), (other, ane), (other, bodil)):
        make.wrap(key, person)
    keys.delete_staff_wraps(session, [epoch.key_id], [ane.id])
    used = {(epoch.key_id, ane.id.bytes), (other.key_id, bodil.id.bytes)}
    assert (False, True) == keys.missing(session, used)


def test_a_wrap_of_another_kind_does_not_stand_in(house, make, session):
    """The recovery wrap of a key is not her own."""
    _, _, bodil, epoch = house
    make.wrap(epoch, bodil, WrapKind.RECOVERY)
    assert (False, True) == keys.missing(session, {(epoch.key_id, bodil.id.bytes)})
