"""Keys: who holds which, who waits, and what was taken meanwhile."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from journal.domain.compartments import Compartment
from journal.store import grants, key_facts, keys
from journal.store.grants import PendingGrantRow
from journal.store.keys import WrapKind
from journal.store.teams import TeamMemberRow

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


@pytest.fixture
def facts(session, noon):
    """Return a function that reads what decides about a colleague and a key of a case, at noon."""

    def read(case, comp, staff):
        return key_facts.facts(session, case.id, comp, staff.id, noon)

    return read


def test_all_that_decides_comes_in_one_look(house, facts):
    """Case, live key, own wrap, membership and the signer's certificate."""
    case, ane, _, epoch = house
    found = facts(case, JOURNAL, ane)
    (live,) = found.epochs
    assert (case.id, epoch.key_id) == (found.case.id, live.epoch.key_id)
    assert (bytes(80), None) == (live.wrap, live.timed)
    assert (True, False) == (found.place is not None, found.is_excluded)
    assert (False, False) == (found.has_grants, found.has_run_out)
    assert [ane.id] == [certificate.staff_id for certificate in live.signers]


def test_a_stranger_holds_nothing(house, facts):
    """She sees that there is a case; wrap and membership are missing."""
    case, _, bodil, _ = house
    found = facts(case, JOURNAL, bodil)
    (live,) = found.epochs
    assert (None, None, False) == (live.wrap, live.timed, found.place is not None)


def test_an_unknown_case_has_no_facts(house, session, noon):
    """Nothing to decide about."""
    assert key_facts.facts(session, uuid4(), JOURNAL, house[1].id, noon) is None


def test_a_case_without_a_key_has_no_epoch(house, facts):
    """A compartment that was never made is not an error here."""
    case, ane, _, _ = house
    assert [] == facts(case, SAFETY, ane).epochs


def test_a_former_member_is_none(house, session, facts, noon):
    """Membership ends with its date; wraps are looked at on their own."""
    case, ane, _, _ = house
    session.query(TeamMemberRow).update({"until": noon})
    found = facts(case, JOURNAL, ane)
    assert (False, bytes(80)) == (found.place is not None, found.epochs[0].wrap)


def test_who_is_kept_away_is_seen(house, make, facts):
    """From this case and nobody else; that she is in the team is looked at on its own."""
    case, ane, bodil, _ = house
    make.exclusion(case, ane)
    make.exclusion(make.case(), bodil)
    found = facts(case, JOURNAL, ane)
    assert (True, True) == (found.is_excluded, found.place is not None)
    assert not facts(case, JOURNAL, bodil).is_excluded


def test_what_is_held_for_a_time_is_no_wrap_for_good(house, make, facts):
    """A timed wrap stands apart, beside her own or without one; recovery and duty are neither."""
    case, ane, bodil, epoch = house
    for person, kinds in (
        (ane, [WrapKind.TIMED, WrapKind.RECOVERY]),
        (bodil, [WrapKind.TIMED, WrapKind.DUTY]),
    ):
        for kind in kinds:
            make.wrap(epoch, person, kind)
    held = [facts(case, JOURNAL, person).epochs for person in (ane, bodil)]
    assert [1, 1] == [len(epochs) for epochs in held]
    assert [(bytes(80), bytes(80)), (None, bytes(80))] == [(one.wrap, one.timed) for (one,) in held]


@pytest.mark.parametrize(
    ("minutes", "ended", "is_over"),
    [(-1, False, True), (0, False, True), (1, False, False), (-1, True, False)],
    ids=["over", "at this instant", "runs", "ended"],
)
def test_a_timed_access_that_ran_out_is_seen(
    minutes, ended, is_over, house, make, facts, session, noon
):
    """By everybody, for the compartment it was for, until somebody has ended it."""
    case, ane, bodil, _ = house
    ends = noon + timedelta(minutes=minutes)
    make.timed_access(case, bodil, expires_at=ends, ended_at=ends if ended else None)
    assert is_over == facts(case, JOURNAL, ane).has_run_out
    assert not facts(case, SAFETY, ane).has_run_out
    assert not facts(make.case(), JOURNAL, ane).has_run_out


def test_a_key_that_waits_to_be_exchanged_stands_beside_the_newest(house, make, session, facts):
    """Newest first, each with its own wraps and signers; what others hold is not hers."""
    case, ane, bodil, first = house
    make.certificate(bodil)
    second = make.epoch(case.id, JOURNAL, bodil, 2)
    make.wrap(second, ane, WrapKind.TIMED)
    make.epoch(case.id, SAFETY, ane)
    newest, oldest = facts(case, JOURNAL, ane).epochs
    assert [second.key_id, first.key_id] == [newest.epoch.key_id, oldest.epoch.key_id]
    assert [(None, bytes(80)), (bytes(80), None)] == [
        (one.wrap, one.timed) for one in (newest, oldest)
    ]
    assert [[bodil.id], [ane.id]] == [
        [signer.staff_id for signer in one.signers] for one in (newest, oldest)
    ]
    every = key_facts.all_epochs(session, case.id, JOURNAL, ane.id)
    assert [2, 1] == [one.epoch.epoch for one in every]
    assert [2, 1] == [row.epoch for row in keys.of_scope(session, case.id, JOURNAL)]


def test_all_certificates_of_a_signer_are_known(house, make, session, facts):
    """An epoch signed under an old certificate still has its proof, and counts once."""
    case, ane, _, epoch = house
    make.certificate(ane, revoked_event=uuid4())
    make.wrap(epoch, ane, WrapKind.TIMED)
    (found,) = facts(case, JOURNAL, ane).epochs
    assert 2 == len(found.signers)
    live = key_facts.live_epoch(session, case.id, JOURNAL, ane.id)
    assert (epoch.key_id, 2) == (live.epoch.key_id, len(live.signers))


def test_who_waits_is_seen(house, session, noon, facts):
    """A waiting colleague shows in the facts, in the list and among the cases, until she has it."""
    case, ane, bodil, _ = house
    for _ in range(2):  # once is enough
        grants.put(
            session,
            PendingGrantRow(
                case_id=case.id,
                comp=int(JOURNAL),
                staff_id=bodil.id,
                asked_by=ane.id,
                asked_at=noon,
            ),
        )
    assert facts(case, JOURNAL, ane).has_grants
    assert not facts(case, SAFETY, ane).has_grants
    assert [bodil.id] == [grant.staff_id for grant in grants.of_case(session, case.id)]
    assert [] == grants.of_case(session, case.id, SAFETY)
    assert {case.id} == grants.waiting_cases(session, [case.id, uuid4()])
    grants.delete_of(session, case.id, SAFETY, [bodil.id])
    assert 1 == len(grants.of_case(session, case.id, JOURNAL))
    grants.delete_of(session, case.id, None, [bodil.id])
    assert [] == grants.of_case(session, case.id)


def test_the_newest_epoch_counts(make, session):
    """The duty key overlaps; the others have one."""
    leader, house = make.staff(), uuid4()
    make.certificate(leader)
    make.epoch(house, Compartment.DUTY, leader, 1)
    new = make.epoch(house, Compartment.DUTY, leader, 2)
    make.wrap(new, leader)
    live = key_facts.live_epoch(session, house, Compartment.DUTY, leader.id)
    assert (new.key_id, bytes(80)) == (live.epoch.key_id, live.wrap)
    assert 1 == len(live.signers)
    assert {Compartment.DUTY: new} == keys.epochs(session, house, list(Compartment))
    assert key_facts.live_epoch(session, house, Compartment.HOUSE, leader.id) is None


def test_two_exchanges_at_once_give_one_epoch(house, make):
    """The second one meets the constraint and starts anew."""
    case, ane, _, _ = house
    with pytest.raises(IntegrityError):
        make.epoch(case.id, JOURNAL, ane)


def test_a_deleted_key_takes_its_wraps_along(house, make, session, facts):
    """Nobody holds what is no more, and other keys stay."""
    case, ane, _, epoch = house
    other = make.epoch(case.id, SAFETY, ane)
    make.wrap(other, ane)
    keys.delete_epoch(session, epoch.key_id)
    assert [] == facts(case, JOURNAL, ane).epochs
    assert [] == keys.wraps(session, epoch.key_id)
    assert 1 == len(keys.wraps(session, other.key_id))


def test_a_removed_colleague_holds_nothing(house, make, session):
    """Her wraps go, also one for a time; those of colleagues and of the recovery key stay."""
    _, ane, bodil, epoch = house
    make.wrap(epoch, bodil)
    make.wrap(epoch, ane, WrapKind.TIMED)
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


@pytest.mark.parametrize("kind", WrapKind)
def test_a_wrap_of_another_kind_does_not_stand_in(kind, make, session, house):
    """Who is wrapped a key herself reads: a colleague, for good or for a time, or a resident."""
    _, _, bodil, epoch = house
    make.wrap(epoch, bodil, kind)
    is_missing = kind not in (WrapKind.STAFF, WrapKind.TIMED, WrapKind.RESIDENT)
    assert (False, is_missing) == keys.missing(session, {(epoch.key_id, bodil.id.bytes)})
