"""House, colleagues, cases and teams: the plain facts that lists and rules stand on."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from journal.domain.compartments import Compartment
from journal.domain.staff import Role
from journal.store import cases, house, signin, staff, teams
from journal.store.house import HouseRow, OrgRootRow, RecoveryKeyRow
from journal.store.signin import SigninThrottleRow


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
    """With secret, certificate and post, none of them revoked; a name nobody has gives nothing."""
    ane = make.staff(login_mac=b"a" * 32)
    assert staff.account_by_name(session, b"a" * 32).secret is None
    make.secret(ane)
    assert staff.account_by_name(session, b"a" * 32).certificate is None
    make.appointment(make.certificate(ane, revoked_event=uuid4()))
    assert staff.account_by_name(session, b"a" * 32).certificate is None
    certificate = make.certificate(ane)
    assert staff.account_by_name(session, b"a" * 32).appointment is None
    post = make.appointment(certificate)
    account = staff.account_by_name(session, b"a" * 32)
    assert (ane.id, ane.id, certificate.id, post.id) == (
        account.staff.id,
        account.secret.staff_id,
        account.certificate.id,
        account.appointment.id,
    )
    assert account == staff.account_of(session, ane.id)
    assert [account] == staff.accounts(session)
    assert staff.account_by_name(session, b"b" * 32) is None
    assert 2 == len(staff.certificates(session, ane.id))


def test_an_account_is_open_only_with_all_it_takes(make, session, noon):
    """Secret, certificate and post, and neither gone nor suspended."""
    ane = make.staff()

    def is_open():
        session.flush()
        return staff.account_of(session, ane.id).is_open

    steps = [is_open()]
    make.secret(ane)
    steps.append(is_open())
    certificate = make.certificate(ane)
    steps.append(is_open())
    make.appointment(certificate)
    steps.append(is_open())
    ane.suspended_at = noon
    steps.append(is_open())
    ane.suspended_at, ane.active_to = None, noon
    steps.append(is_open())
    assert [False, False, False, True, False, False] == steps


def test_a_user_name_belongs_to_one_person(make):
    """Two people cannot have the same."""
    make.staff(login_mac=b"a" * 32)
    with pytest.raises(IntegrityError):
        make.staff(login_mac=b"a" * 32)


def test_only_active_certified_colleagues_get_keys(make, session, noon):
    """Not who has left or is suspended, not whose certificate was revoked or has no post."""
    ane, leader = make.staff(), make.staff(role="leder", profession="anden")
    gone, paused = make.staff(active_to=noon), make.staff(suspended_at=noon)
    revoked, postless, new = make.staff(), make.staff(), make.staff()
    for person in (ane, leader, gone, paused):
        make.appointment(make.certificate(person))
    make.appointment(make.certificate(revoked, revoked_event=uuid4()))
    make.certificate(postless)

    def ids(**chosen):
        return {each.staff.id for each in staff.certified(session, **chosen)}

    assert {ane.id, leader.id} == ids()
    assert {leader.id} == ids(roles=[Role.LEADER])
    everybody = [row.id for row in staff.all_staff(session)]
    assert {ane.id} == ids(ids=[one for one in everybody if one != leader.id])
    assert set() == ids(ids=[])
    assert 7 == len(everybody)
    assert new.id == staff.get(session, new.id).id


def test_a_colleague_comes_with_the_post_of_her_valid_certificate(make, session):
    """Not with one she had before; and whoever asks for an old signature finds its post."""
    ane = make.staff()
    old, new = make.certificate(ane, revoked_event=uuid4()), make.certificate(ane)
    posts = [make.appointment(certificate) for certificate in (old, new)]
    (found,) = staff.certified(session)
    assert (new.id, posts[1].id) == (found.certificate.id, found.appointment.id)
    assert (old, posts[0]) == staff.signer(session, old.id)
    assert staff.signer(session, uuid4()) is None


def test_the_role_of_this_moment_is_asked_for_each_act(make, session, noon):
    """Nobody acts on under a post, a certificate or a service that has ended."""
    ane = make.staff()
    old, new = make.certificate(ane, revoked_event=uuid4()), make.certificate(ane)
    other = make.certificate(make.staff())

    def role(certificate):
        session.flush()
        return staff.role_now(session, ane.id, certificate.id)

    assert [None, Role.PEDAGOGUE, None] == [role(each) for each in (old, new, other)]
    ane.role = "nattevagt"
    assert Role.NIGHT_GUARD is role(new)
    ane.suspended_at = noon
    assert role(new) is None
    ane.suspended_at, ane.active_to = None, noon
    assert role(new) is None


def test_a_revoked_certificate_stays_revoked_by_its_event(make, session):
    """All that are valid are ended; one that was ended before keeps the event that ended it."""
    ane, bodil = make.staff(), make.staff()
    first, second = uuid4(), uuid4()
    old, new, hers = make.certificate(ane), make.certificate(ane), make.certificate(bodil)
    old.revoked_event = first
    session.flush()
    staff.revoke(session, ane.id, second)
    session.expire_all()
    assert (first, second, None) == (old.revoked_event, new.revoked_event, hers.revoked_event)


def test_wrong_tries_are_counted_and_forgotten(session, noon):
    """Under a key that says no name; old counters go by themselves."""
    for place, days in enumerate([0, 0, 40]):
        signin.add(
            session,
            SigninThrottleRow(
                key=bytes([place]) * 32, failed=3, last_at=noon - timedelta(days=days)
            ),
        )
    session.flush()
    every = [bytes([place]) * 32 for place in range(4)]
    assert set(every[:3]) == set(signin.counters(session, every))
    signin.forget(session, [every[0]], noon - timedelta(days=30))
    assert {every[1]} == set(signin.counters(session, every))


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
    cases.mark_rotation(case, Compartment.IDENTITY, Compartment.REGISTER, Compartment.REGISTER)
    session.commit()
    cases.clear_rotation(case, Compartment.IDENTITY)
    session.commit()
    session.expire_all()
    assert Compartment.REGISTER.bit == case.rotate_pending


def test_a_journal_that_waits_needs_another_key_for_what_is_sent_in(make, session):
    """The one that took notes in was held by who left; a fresh one is enough until the next."""
    case, journal = make.case(), Compartment.JOURNAL
    marks = []
    for change in (
        lambda: cases.mark_rotation(case, Compartment.IDENTITY, journal),
        lambda: cases.clear_mailbox(case),
        lambda: cases.mark_rotation(case, journal),
        lambda: cases.clear_rotation(case, journal),
    ):
        change()
        session.commit()
        session.expire_all()
        marks.append(case.rotate_pending ^ Compartment.IDENTITY.bit)
    stale = cases.STALE_MAILBOX
    assert [journal.bit | stale, journal.bit, journal.bit | stale, 0] == marks
    assert stale not in {comp.bit for comp in Compartment}


def test_what_others_marked_meanwhile_is_read_again(make, session, engine):
    """A case that was read before is brought up to date, and what was changed here stays."""
    case, other = make.case(), make.case()
    session.commit()
    assert [0, 0] == [case.rotate_pending, other.rotate_pending]
    with Session(engine) as elsewhere:
        cases.mark_rotation(cases.get(elsewhere, case.id), Compartment.IDENTITY)
        elsewhere.commit()
    cases.mark_rotation(other, Compartment.REGISTER)
    cases.read_again(session)
    marks = [Compartment.IDENTITY.bit, Compartment.REGISTER.bit]
    assert marks == [case.rotate_pending, other.rotate_pending]
