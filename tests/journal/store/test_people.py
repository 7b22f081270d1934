"""House, colleagues, cases and teams: the plain facts that lists and rules stand on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from journal.domain.compartments import Compartment
from journal.domain.staff import Role
from journal.store import cases, house, staff, teams
from journal.store.house import HouseRow, OrgRootRow, RecoveryKeyRow
from journal.store.staff import SigninThrottleRow


def test_a_house_is_there_once_it_is_founded(session, noon):
    """Before that, nobody."""
    assert house.get(session) is None
    assert house.recovery_key(session) is None
    house_id = uuid4()
    slips = {"pub": bytes(32), "pair_12": bytes(60), "pair_13": bytes(60), "pair_23": bytes(60)}
    old = RecoveryKeyRow(id=uuid4(), made_at=noon - timedelta(days=9), **slips)
    new = RecoveryKeyRow(id=uuid4(), made_at=noon, **slips)
    house.add(
        session,
        HouseRow(id=house_id, log_id=uuid4(), origin="vaern.example/log", created_at=noon),
        OrgRootRow(
            id=house_id,
            public=bytes(32),
            event_id=uuid4(),
            revision=1,
            private_sealed=b"\x01root",
        ),
        new,
        old,
    )
    assert house_id == house.get(session).id
    assert bytes(32) == house.org_root(session).public
    assert new.id == house.recovery_key(session).id


def test_an_account_is_found_by_its_mac(make, session):
    """With secret and certificate; a name nobody has gives nothing."""
    ane = make.staff(login_mac=b"a" * 32)
    make.secret(ane)
    assert staff.account_by_name(session, b"a" * 32).certificate is None
    make.certificate(ane, revoked_event=uuid4())
    certificate = make.certificate(ane)
    account = staff.account_by_name(session, b"a" * 32)
    assert (ane.id, ane.id, certificate.id) == (
        account.staff.id,
        account.secret.staff_id,
        account.certificate.id,
    )
    assert staff.account_by_name(session, b"b" * 32) is None
    assert 2 == len(staff.certificates(session, ane.id))


def test_a_user_name_belongs_to_one_person(make):
    """Two people cannot have the same."""
    make.staff(login_mac=b"a" * 32)
    with pytest.raises(IntegrityError):
        make.staff(login_mac=b"a" * 32)


def test_only_active_certified_colleagues_get_keys(make, session, noon):
    """Not who has left, not whose certificate was revoked or never issued."""
    ane, leader = make.staff(), make.staff(role="leder", profession="anden")
    gone, revoked, new = make.staff(active_to=noon), make.staff(), make.staff()
    for person in (ane, leader, gone):
        make.certificate(person)
    make.certificate(revoked, revoked_event=uuid4())

    def ids(**chosen):
        return {each.staff.id for each in staff.certified(session, **chosen)}

    assert {ane.id, leader.id} == ids()
    assert {leader.id} == ids(roles=[Role.LEADER])
    assert {ane.id} == ids(ids=[ane.id, gone.id, revoked.id, new.id])
    assert set() == ids(ids=[])
    assert 5 == len(staff.all_staff(session))
    assert new.id == staff.get(session, new.id).id


def test_wrong_tries_are_counted_and_forgotten(session, noon):
    """Under a key that says no name; old counters go by themselves."""
    for place, days in enumerate([0, 0, 40]):
        staff.add_throttle(
            session,
            SigninThrottleRow(
                key=bytes([place]) * 32, failed=3, last_at=noon - timedelta(days=days)
            ),
        )
    session.flush()
    every = [bytes([place]) * 32 for place in range(4)]
    assert set(every[:3]) == set(staff.throttle(session, every))
    staff.forget_throttle(session, [every[0]], noon - timedelta(days=30))
    assert {every[1]} == set(staff.throttle(session, every))


def test_a_case_is_found_by_id(make, session):
    """An unknown id finds nothing."""
    case = make.case()
    assert case.id == cases.get(session, case.id).id
    assert cases.get(session, uuid4()) is None


def test_a_colleague_sees_the_cases_of_her_teams(make, session, noon):
    """Newest first; teams she has left and teams of others are not hers."""
    ane, bodil = make.staff(), make.staff(profession="socialraadgiver")
    old = make.case(opened_at=noon - timedelta(days=9))
    new, left, other = make.case(), make.case(), make.case()
    for case in (old, new):
        make.member(case, ane)
    make.member(left, ane, until=noon)
    make.member(other, bodil)
    assert [new.id, old.id] == [case.id for case in cases.of_member(session, ane.id)]
    assert 4 == len(cases.all_cases(session))
    assert old.id == cases.all_cases(session)[-1].id


def test_a_place_in_a_team_ends_and_is_remembered(make, session, noon):
    """Who was in the team, from when to when, is never lost; she may come back."""
    ane, bodil, case, empty = make.staff(), make.staff(), make.case(), make.case()
    first, second = (
        make.member(case, ane),
        make.member(case, bodil, since=noon + timedelta(hours=1)),
    )
    present = teams.present(session, [case.id, empty.id])
    assert [ane.id, bodil.id] == [member.staff_id for member in present[case.id]]
    assert [] == list(present[empty.id])
    teams.end(session, case.id, [ane.id], noon + timedelta(days=1))
    session.expire_all()
    assert (noon + timedelta(days=1), None) == (first.until, second.until)
    teams.end(session, case.id, [ane.id], noon + timedelta(days=5))
    session.expire_all()
    assert noon + timedelta(days=1) == first.until
    make.member(case, ane, since=noon + timedelta(days=2))
    assert 2 == len(teams.present(session, [case.id])[case.id])


def test_a_waiting_exchange_is_marked_per_compartment(make, session):
    """One bit each; clearing one leaves the others."""
    case = make.case()
    cases.mark_rotation(case, Compartment.IDENTITY, Compartment.JOURNAL, Compartment.JOURNAL)
    session.commit()
    cases.clear_rotation(case, Compartment.IDENTITY)
    session.commit()
    session.expire_all()
    assert Compartment.JOURNAL.bit == case.rotate_pending
