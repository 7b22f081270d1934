"""Joining from afar: a code, keys of her own, the leader's ear; nothing opens before."""

from datetime import timedelta

import pytest
from houses import PASSWORD

from journal.domain.accounts import CODE_LIFE, Heard
from journal.domain.broken import AccountElsewhere, NameTaken
from journal.domain.compartments import Compartment
from journal.domain.entry import CodeRefused, PasswordWeak, SigninBlocked, SigninFailed, SigninWaits
from journal.domain.errors import AccessDenied
from journal.domain.staff import Person, Profession, Role
from journal.request import accounts
from journal.services import exclusions, joining, leaving, passwords, teams
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.vault.unlock import new_keys, public_keys

SECOND = timedelta(seconds=1)


@pytest.fixture
def wraps_of(ask, raw_id):
    """Return a function that gives what somebody's wraps are of: scope and compartment."""

    def held(staff_id):
        rows = ask(
            "SELECT e.scope_id, e.comp FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
            "WHERE w.recipient_id = :who",
            who=staff_id.bytes,
        )
        return {(scope, Compartment(comp)) for scope, comp in rows}

    return held


def test_from_the_invitation_to_the_first_note(
    invite, activate, confirm, enter, context, sign_in, people, case_id, write, read
):
    """Invited, activated, heard, confirmed; put into a team she reads its whole file."""
    note = write(sign_in("anna"), case_id, "Første nat.")
    gry = invite("gry")
    with pytest.raises(SigninFailed):
        enter("gry")
    digits = activate("gry", gry.code)
    with pytest.raises(SigninWaits) as waits:
        enter("gry")
    assert {"digits": digits} == waits.value.values
    confirm(gry.staff_id, digits)
    assert "Gry gry" == enter("gry").name

    wanted = frozenset({gry.staff_id, people["anna"], people["birgit"]})
    perform(context(sign_in("lone")), teams.set_team, case_id, wanted)
    sign_in("birgit")
    assert {note: "Første nat."} == read(enter("gry"), case_id)


def test_each_step_is_on_record(join, events):
    """Who invited, that she drew her keys, who certified them."""
    before = len(events())
    gry = join("gry")
    acts = ("staff.invite", "staff.enrol", "cert.issue", "staff.add")

    assert list(acts) == [one["act"] for one in events()[before:] if one["act"] in acts]
    assert gry is not None


def test_nothing_opens_before_she_is_confirmed(invite, activate, wraps_of):
    """An invited and an activated colleague holds no key of anything."""
    gry = invite("gry")
    assert set() == wraps_of(gry.staff_id)
    activate("gry", gry.code)

    assert set() == wraps_of(gry.staff_id)


@pytest.mark.parametrize("login", ["gry", " GRY "])
def test_a_code_is_typed_as_people_type(login, invite, activate):
    """Small letters, spaces for hyphens, and the name as at a sign-in."""
    code = invite("gry").code.lower().replace("-", " ")

    assert 4 == len(activate(login, code).split())


def test_a_code_is_good_until_the_second_its_day_is_over(invite, activate, clock):
    """24 hours, and not one second more."""
    first, second = invite("gry"), invite("gunver")
    clock.now += CODE_LIFE - SECOND
    activate("gry", first.code)
    clock.now += SECOND

    with pytest.raises(CodeRefused):
        activate("gunver", second.code)


def test_a_code_works_once(invite, activate, ask):
    """Whoever finds it afterwards changes nothing: keys and password stay hers."""
    code = invite("gry").code
    activate("gry", code)
    before = ask("SELECT * FROM staff_secret"), ask("SELECT * FROM enrolment")
    with pytest.raises(CodeRefused):
        activate("gry", code, "otte røde heste")

    assert before == (ask("SELECT * FROM staff_secret"), ask("SELECT * FROM enrolment"))


@pytest.mark.parametrize("login", ["gry", "anna", "nobody"])
def test_a_code_of_another_colleague_opens_nothing(login, invite, activate, stored):
    """Invited, at work, or unknown: one refusal."""
    invite("gry")
    code, before = invite("gunver").code, stored()

    with pytest.raises(CodeRefused):
        activate(login, code)
    assert before == stored()


@pytest.mark.parametrize("code", ["", "0000-0000-0000-0000", "0" * 1000, "ÆØÅ", "\U0001f600"])
def test_a_wrong_code_opens_nothing_and_is_on_record(code, invite, activate, events):
    """The leader sees that somebody tried hers; nobody's name leaves no line."""
    invite("gry")
    before = len(events())
    for login in ("gry", "nobody"):
        with pytest.raises(CodeRefused):
            activate(login, code)

    assert [("staff.enrol", "denied")] == [(one["act"], one["out"]) for one in events()[before:]]


def test_codes_are_tried_as_slowly_as_passwords(invite, activate, clock):
    """After five wrong ones not even the right one is taken, until the wait is over."""
    code = invite("gry").code
    for _ in range(5):
        with pytest.raises(CodeRefused):
            activate("gry", "0000-0000-0000-0000")
    with pytest.raises(SigninBlocked):
        activate("gry", code)
    clock.advance(seconds=31)

    assert activate("gry", code)


def test_the_right_code_of_one_forgets_nobody_elses_wrong_tries(invite, activate, ask):
    """Or a colleague who joins would set whoever guesses Anna's password free."""
    code = invite("gry").code
    for _ in range(5):
        with pytest.raises(CodeRefused):
            activate("anna", "0000-0000-0000-0000")
    activate("gry", code)

    with pytest.raises(SigninBlocked):
        activate("anna", "0000-0000-0000-0000")


def test_a_weak_password_does_not_use_the_code_up(invite, activate):
    """She tries again with a better one."""
    code = invite("gry").code
    with pytest.raises(PasswordWeak):
        activate("gry", code, "kort")

    assert activate("gry", code)


def test_a_new_code_voids_the_old_one(invite, activate, lead, ask):
    """The page that made it knew the old one; the same form again makes none."""
    gry = invite("gry")
    new = lead(joining.invite_again, gry.staff_id, gry.until)
    with pytest.raises(CodeRefused):
        activate("gry", gry.code)
    with pytest.raises(AccountElsewhere):
        lead(joining.invite_again, gry.staff_id, None)

    assert activate("gry", new.code)


def test_a_code_that_is_replaced_while_she_chooses_is_dead(house, invite, lead, context):
    """The slow step lies between looking and storing: what was found must still be there."""
    gry = invite("gry")
    nobody = house.context("web")
    asked = perform(nobody, joining.find_invited, Attempt(name="gry"), gry.code)
    lead(joining.invite_again, gry.staff_id, gry.until)
    keys = new_keys()
    secret = house.vault.unlocker.new_secret(gry.staff_id, PASSWORD, keys)

    with pytest.raises(CodeRefused):
        perform(nobody, joining.enrol, asked, secret, public_keys(keys))


def test_other_digits_than_were_heard_are_not_certified(invite, activate, confirm, stored, enter):
    """One digit wrong is another pair of keys."""
    gry = invite("gry")
    digits = activate("gry", gry.code)
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    before = stored()
    for heard in (wrong, "", digits.replace(" ", "")):
        with pytest.raises(AccountElsewhere):
            confirm(gry.staff_id, heard)

    assert before == stored()
    with pytest.raises(SigninWaits):
        enter("gry")


def test_keys_that_changed_between_page_and_form_are_not_certified(
    invite, activate, confirm, reset
):
    """Somebody else used a second code: the digits that were heard are not those that wait."""
    gry = invite("gry")
    heard = activate("gry", gry.code)
    again, _ = reset(gry.staff_id)
    activate("gry", again.code)

    with pytest.raises(AccountElsewhere):
        confirm(gry.staff_id, heard)


def test_a_post_that_is_written_over_the_invitation_is_not_signed(
    context, sign_in, fresh, invite, activate, tamper, raw_id, stored
):
    """The leader signs the role that stood on her page, whatever the row says by now."""
    gry = invite("gry", Role.NIGHT_GUARD, Profession.OTHER)
    digits, lone = activate("gry", gry.code), context(sign_in("lone"))
    shown, _ = perform(lone, joining.prepare_confirm, gry.staff_id)
    tamper("UPDATE staff SET role = 'leder' WHERE id = :id", id=raw_id(gry.staff_id))
    before = stored()
    heard = Heard(digits=digits, role=Role(shown.role), profession=Profession(shown.profession))
    with pytest.raises(AccountElsewhere):
        accounts.confirm(lone, gry.staff_id, heard, fresh())

    assert before == stored()


def test_keys_that_are_swapped_between_hearing_and_storing_are_not_admitted(
    context, sign_in, fresh, invite, activate, tamper, raw_id
):
    """The certificate names the keys; whoever writes into the database gets none for hers."""
    gry = invite("gry")
    digits = activate("gry", gry.code)
    lone = context(sign_in("lone"))
    heard = Heard(digits=digits, role=Role.PEDAGOGUE, profession=Profession.PEDAGOGUE)
    signed = perform(lone, joining.confirm, gry.staff_id, heard, fresh())
    sign_pub, box_pub = public_keys(new_keys())
    tamper("UPDATE enrolment SET sign_pub = :sign, box_pub = :box", sign=sign_pub, box=box_pub)

    with pytest.raises(AccountElsewhere):
        perform(lone, joining.admit, gry.staff_id, signed)


def test_nobody_acts_on_her_own_account(lead, people, events, stored, confirm):
    """Neither the leader nor anybody else; each attempt is a line in the log."""
    before, was = len(events()), stored()
    for act in (leaving.suspend, leaving.resume, passwords.reset):
        with pytest.raises(AccessDenied):
            lead(act, people["lone"])
    with pytest.raises(AccessDenied):
        lead(leaving.leave, people["lone"], {})
    with pytest.raises(AccessDenied):
        confirm(people["lone"], "")

    refused = [one["act"] for one in events()[before:] if one["out"] == "denied"]
    assert ["staff.suspend", "staff.resume", "pw.reset", "staff.leave", "cert.issue"] == refused
    assert was == stored()


@pytest.mark.parametrize("login", ["anna", "tove", "dagny", "adam"])
def test_only_a_leader_acts_on_accounts(login, lead, people, hire, events, stored, confirm):
    """Not a deputy, not an administrator: refused, and on record once each."""
    hire("dagny", Role.DEPUTY, Profession.OTHER)
    hire("adam", Role.ADMINISTRATOR, Profession.OTHER)
    person = Person(name="Ny", login="ny", role=Role.TEMP, profession=Profession.OTHER)
    eva, was = people["eva"], stored()
    for act, *args in (
        (joining.invite, person),
        (joining.invite_again, eva, None),
        (leaving.suspend, eva),
        (leaving.resume, eva),
        (leaving.leave, eva, {}),
        (passwords.reset, eva),
    ):
        before = len(events())
        with pytest.raises(AccessDenied):
            lead(act, *args, by=login)
        assert ["denied"] == [one["out"] for one in events()[before + 1 :]]  # after her sign-in
    with pytest.raises(AccessDenied):
        confirm(eva, "", by=login)
    assert was == stored()


def test_a_user_name_is_taken_for_good(invite, leave, people):
    """Also by who has left: old lines of the log are hers."""
    leave(people["tove"])
    for login in ("anna", "ANNA ", "tove"):
        with pytest.raises(NameTaken):
            invite(login)


def test_an_administrator_holds_no_key_of_a_resident(join, wraps_of, case_id, enter, context):
    """Nor of the house; she is in no team, not even when somebody puts her there."""
    adam = join("adam", Role.ADMINISTRATOR, Profession.PEDAGOGUE)
    enter("adam")

    assert {Compartment.PERSONAL} == {comp for _, comp in wraps_of(adam)}


def test_who_is_kept_away_gets_no_card_back(
    context, sign_in, people, case_id, suspend, resume, wraps_of, raw_id
):
    """Out and in again gives the keys of a role, but for the case she must not come near."""
    perform(context(sign_in("eva")), exclusions.exclude, case_id, people["eva"])
    suspend(people["eva"])
    resume(people["eva"])
    held = wraps_of(people["eva"])

    assert Compartment.HOUSE in {comp for _, comp in held}
    assert raw_id(case_id) not in {scope for scope, _ in held}


def test_a_leader_who_is_kept_away_from_a_case_still_takes_people_in(
    context, sign_in, people, case_id, join, wraps_of, raw_id, deputy
):
    """What she does not hold is passed on by the next colleague who does."""
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["lone"])
    gry = join("gry")
    card = (raw_id(case_id), Compartment.SAFETY)
    assert card not in wraps_of(gry)
    sign_in("anna")

    assert card in wraps_of(gry)


def test_one_password_is_enough_while_a_key_waits(
    context, sign_in, fresh, people, house, invite, hire
):
    """The use case runs a second time after the exchange; her proof counts for both."""
    hire("lea", Role.LEADER, Profession.OTHER)
    lone = context(sign_in("lone"))
    accounts.renew_keys(context(sign_in("lea")), "fem blå heste", fresh())
    person = Person(name="Ny", login="ny", role=Role.TEMP, profession=Profession.OTHER)

    assert perform(lone, joining.invite, person, fresh()).code
