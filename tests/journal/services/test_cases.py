"""A case is opened only when everybody who must hold its keys exists, and all of it at once."""

from datetime import timedelta

import pytest
from houses import FOUNDED, Clock, close_house, found_house, settings_in, sign_in_as

from journal.domain.broken import HouseNotReady, NameTaken
from journal.domain.cases import PersonKind
from journal.domain.compartments import ABOUT_A_CASE
from journal.domain.entry import PasswordWeak
from journal.domain.errors import AccessDenied, Busy
from journal.domain.roster import Planned
from journal.domain.staff import Profession, Role
from journal.services import cases, roster, staff
from journal.services.cases import NewCase
from journal.services.work import perform


@pytest.fixture
def new_case(house, people):
    """Return a function that describes a case to be."""

    def describe(*logins, **values):
        team = frozenset(people[login] for login in logins or ("anna", "birgit"))
        values = {"pseudonym": "Stille Birk", "team": team} | values
        return NewCase(id=cases.reserve(house.vault), kind=PersonKind.WOMAN, **values)

    return describe


MISSING = {
    "two certified care staff": (
        "UPDATE certificate SET revoked_event = id WHERE staff_id IN "
        "(SELECT id FROM staff WHERE role IN ('paedagog', 'socialraadgiver', 'vikar'))"
    ),
    "recovery key": "DELETE FROM recovery_key",
    "duty key": "DELETE FROM key_epoch WHERE comp = 10",
    "purpose key": "DELETE FROM key_epoch WHERE comp = 11",
}


@pytest.mark.parametrize("missing", MISSING)
def test_a_case_waits_for_what_is_missing(missing, new_case, context, sign_in, tamper, ask, events):
    """The sentence names it; nothing is stored, nothing is logged as done."""
    leader, before = sign_in("lone"), len(events())
    tamper("DELETE FROM key_wrap WHERE key_id IN (SELECT key_id FROM key_epoch WHERE comp > 9)")
    tamper(MISSING[missing])
    with pytest.raises(HouseNotReady) as caught:
        perform(context(leader), cases.create_case, new_case())
    assert missing in str(caught.value.values["missing"])
    assert ([(0,)], before) == (ask("SELECT count(*) FROM case_file"), len(events()))


def test_care_staff_who_were_planted_do_not_count(new_case, context, sign_in, tamper, people):
    """A post that the root has not signed makes nobody a colleague to work with."""
    leader = sign_in("lone")
    tamper("UPDATE appointment SET sig = :junk WHERE role <> 'leder'", junk=bytes(64))
    with pytest.raises(HouseNotReady) as caught:
        perform(context(leader), cases.create_case, new_case(team=frozenset({people["lone"]})))
    assert ["two certified care staff"] == caught.value.values["missing"]


def test_a_case_needs_a_contact_person(new_case, context, sign_in):
    """A file nobody works with would be readable by nobody."""
    with pytest.raises(HouseNotReady):
        perform(context(sign_in("anna")), cases.create_case, new_case(team=frozenset()))


def test_a_new_house_opens_no_case(tmp_path):
    """With its leader alone there is nobody to work with a case."""
    settings = settings_in(tmp_path / "new")
    house, leader_id = found_house(settings, Clock(FOUNDED))
    new = NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.CHILD,
        pseudonym="Stille Birk",
        team=frozenset({leader_id}),
    )
    with pytest.raises(HouseNotReady):
        perform(house.context("cli", sign_in_as(house, "lone")), cases.create_case, new)
    close_house(house)


def test_a_case_has_four_keys_and_six_shares(case_id, house, ask, raw_id, events):
    """Every compartment from the first day, and its shares in their own store."""
    query = "SELECT comp, epoch FROM key_epoch WHERE scope_id = :case ORDER BY comp"
    rows = ask(query, case=raw_id(case_id))
    assert [(1, 1), (2, 1), (3, 1), (4, 1)] == [tuple(row) for row in rows]
    provider = house.vault.keys.provider
    assert all(case_id in provider.shares([case_id], comp) for comp in ABOUT_A_CASE)
    acts = [event["act"] for event in events()[-6:]]
    assert ["case.create", "team.add", *["key.epoch"] * 4] == acts


def test_journal_keys_are_wrapped_to_recovery_duty_and_purpose(case_id, ask, raw_id):
    """So that no journal is lost with its team; identity and register go to recovery alone."""
    rows = ask(
        "SELECT e.comp, w.kind FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
        "WHERE e.scope_id = :case AND w.kind <> 'staff' ORDER BY e.comp, w.kind",
        case=raw_id(case_id),
    )
    expected = [
        (1, "recovery"),
        (2, "duty"),
        (2, "purpose"),
        (2, "recovery"),
        (3, "recovery"),
        (4, "recovery"),
    ]
    assert expected == [tuple(row) for row in rows]


def test_a_case_that_exists_is_not_opened_twice(new_case, context, sign_in, ask):
    """The same form sent twice makes one file."""
    anna, new = sign_in("anna"), new_case()
    perform(context(anna), cases.create_case, new)
    with pytest.raises(Busy):
        perform(context(anna), cases.create_case, new)
    assert [(1,)] == ask("SELECT count(*) FROM case_file")


def test_a_leader_lists_all_cases_by_pseudonym(case_id, open_case, context, sign_in):
    """She sees pseudonyms and teams, and opens no journal with it."""
    open_case("dorte", "carla", pseudonym="Rolig Mose")
    cards = perform(context(sign_in("lone")), cases.list_cases)
    assert {"Stille Birk", "Rolig Mose"} == {card.banner.pseudonym for card in cards}


def test_pseudonyms_are_known_to_who_draws_a_new_one(case_id, context, sign_in):
    """All files of the house, so that no two are called alike."""
    drawn = perform(context(sign_in("dorte")), cases.pseudonyms)
    assert {case_id: "Stille Birk"} == drawn


@pytest.fixture
def held(ask):
    """Return a function that gives the compartments of which somebody holds a key."""

    def compartments(staff_id):
        rows = ask(
            "SELECT e.comp FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
            "WHERE w.recipient_id = :who ORDER BY e.comp",
            who=staff_id.bytes,
        )
        return [row.comp for row in rows]

    return compartments


def test_a_new_colleague_gets_what_her_role_holds(case_id, hire, held):
    """A night guard gets the house and the safety cards; no journal, and no key of duty yet."""
    assert [4, 5, 7] == held(hire("nat", Role.NIGHT_GUARD, Profession.OTHER))


def test_the_duty_week_is_for_who_is_on_the_roster(case_id, hire, held, context, sign_in, clock):
    """With her first shift, signed by who leads, she gets the key of duty, and still no journal."""
    staff_id = hire("nat", Role.NIGHT_GUARD, Profession.OTHER)
    tonight = Planned(
        staff_id=staff_id,
        starts_at=clock() + timedelta(hours=10),
        ends_at=clock() + timedelta(hours=18),
    )
    perform(context(sign_in("lone")), roster.plan_shifts, [tonight])
    assert [4, 5, 7, 10] == held(staff_id)


def test_a_new_leader_gets_every_case_but_its_journal(case_id, hire, held, sign_in, read):
    """Identity, register and safety of cases that were there before her."""
    staff_id = hire("leder2", Role.LEADER, Profession.OTHER)
    assert [1, 3, 4, 5, 6, 7, 8, 9, 10, 11] == held(staff_id)
    with pytest.raises(AccessDenied):
        read(sign_in("leder2"), case_id)


def test_two_people_have_two_names(hire):
    """However it is typed."""
    with pytest.raises(NameTaken):
        hire(" ANNA", Role.TEMP, Profession.OTHER)


def test_a_weak_password_draws_no_keys(house):
    """The rule holds for everybody, at the moment the password is typed."""
    person = staff.Person(name="Ny", login="ny", role=Role.TEMP, profession=Profession.OTHER)
    with pytest.raises(PasswordWeak):
        staff.draw_colleague(house.vault.unlocker, person, "password1234")
