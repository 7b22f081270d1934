"""A password changed, forgotten, or stolen: what stays, what is new, and who can do it."""

import pytest
from houses import sign_in_as

from journal.domain.broken import AccountElsewhere, KeyWaits, LastLeader, OnlyHolderForgot
from journal.domain.entry import PasswordWeak, RecoveryRefused, SigninFailed, SigninWaits
from journal.domain.errors import AccessDenied
from journal.domain.staff import Profession, Role
from journal.request import accounts
from journal.services import awaited, teams
from journal.services.work import perform

NEW = "syv gule heste"
LATER = "otte røde heste"


@pytest.fixture
def renew(context, fresh):
    """Return a function that makes everything new after a theft."""
    return lambda principal: accounts.renew_keys(context(principal), NEW, fresh())


def test_a_new_password_seals_the_same_keys(context, sign_in, fresh, house, case_id, write, read):
    """The old one opens nothing; every note is there."""
    anna = sign_in("anna")
    note = write(anna, case_id)
    accounts.change_password(context(anna), NEW, fresh())

    with pytest.raises(SigninFailed):
        sign_in("anna")
    again = sign_in_as(house, "anna", NEW)
    assert anna.keys == again.keys
    assert {note} == set(read(again, case_id))


def test_a_weak_new_password_changes_nothing(context, sign_in, fresh, stored):
    """She keeps the one she has."""
    anna, before = context(sign_in("anna")), stored()
    with pytest.raises(PasswordWeak):
        accounts.change_password(anna, "kort", fresh())

    assert before == stored()


def test_beginning_anew_gives_her_cases_back_through_the_other_contact_person(
    reset, activate, confirm, people, case_id, write, read, sign_in, house
):
    """New keys; the journal comes with Birgit's next sign-in and not before, old notes and all."""
    note = write(sign_in("anna"), case_id)
    invited, taken = reset(people["anna"])
    assert [case_id] == list(taken.cases)
    with pytest.raises(SigninFailed):
        sign_in("anna")
    confirm(people["anna"], activate("anna", invited.code))
    anna = sign_in_as(house, "anna", NEW)
    with pytest.raises(KeyWaits):
        read(anna, case_id)
    sign_in("birgit")

    assert {note} == set(read(anna, case_id))


def test_whoever_began_anew_writes_and_is_read(
    reset, activate, confirm, people, case_id, write, read, sign_in, house
):
    """Her new keys sign; what she signed with the old ones stays hers."""
    before = write(sign_in("anna"), case_id, "Før.")
    invited, _ = reset(people["anna"])
    confirm(people["anna"], activate("anna", invited.code))
    sign_in("birgit")
    after = write(sign_in_as(house, "anna", NEW), case_id, "Efter.")

    assert {before: "Før.", after: "Efter."} == read(sign_in("birgit"), case_id)


def test_her_old_session_opens_nothing_after_beginning_anew(
    reset, people, case_id, write, read, sign_in, activate, confirm, house
):
    """Not before she is confirmed, and not afterwards: the certificate of those keys is over."""
    old = sign_in("anna")
    write(old, case_id)
    invited, _ = reset(people["anna"])
    for step in (lambda: None, lambda: confirm(people["anna"], activate("anna", invited.code))):
        step()
        with pytest.raises(AccessDenied):
            read(old, case_id)


def test_her_old_recovery_code_is_dead_after_beginning_anew(
    reset, people, keep_code, recover, activate, confirm
):
    """It would open the old keys, and bring the old account back."""
    code = keep_code("anna", None)
    invited, _ = reset(people["anna"])
    confirm(people["anna"], activate("anna", invited.code))

    with pytest.raises(RecoveryRefused):
        recover("anna", code)


def test_who_is_suspended_is_not_given_new_keys(reset, suspend, people, stored):
    """She is let in first; a reset must not be the back door of a pause."""
    suspend(people["tove"])
    before = stored()
    with pytest.raises(AccountElsewhere):
        reset(people["tove"])

    assert before == stored()


def test_whose_password_was_the_last_key_is_told_what_is_left(people, open_case, reset, stored):
    """New keys would be the end of a journal that nobody else opens; a team is no help to her."""
    open_case("anna", by="anna")
    before = stored()
    with pytest.raises(OnlyHolderForgot) as refused:
        reset(people["anna"])

    assert {"count": 1} == refused.value.values
    assert before == stored()


def test_a_reset_is_made_once(reset, people):
    """The same form again makes no second code."""
    reset(people["tove"])
    with pytest.raises(AccountElsewhere):
        reset(people["tove"])


def test_stolen_keys_open_nothing_new(
    renew, people, case_id, write, read, sign_in, confirm, house, enter, context
):
    """Everything of hers is new; the thief's session and password are dead at once."""
    thief = sign_in("anna")
    write(thief, case_id, "Før.")
    digits, taken = renew(sign_in("anna"))
    assert ([case_id], 0) == (list(taken.cases), taken.exchanged)
    assert any(one.case_id == case_id for one in taken.waiting)
    with pytest.raises(SigninWaits):
        enter("anna", NEW)
    with pytest.raises(SigninFailed):
        sign_in("anna")
    confirm(people["anna"], digits)
    later = write(sign_in("birgit"), case_id, "Efter.")

    with pytest.raises(AccessDenied):
        read(thief, case_id)
    assert later in read(enter("anna", NEW), case_id)


def test_no_later_key_is_wrapped_to_stolen_ones(
    renew, people, case_id, sign_in, confirm, write, ask, enter
):
    """Every wrap to her after the theft is for the new key; her drafts' was made before."""
    old = sign_in("anna").certificate_id
    digits, _ = renew(sign_in("anna"))
    confirm(people["anna"], digits)
    sign_in("birgit")
    enter("anna", NEW)
    certificates = ask(
        "SELECT DISTINCT w.cert_id FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
        "WHERE w.recipient_id = :who AND e.comp != 7",
        who=people["anna"].bytes,
    )

    assert 1 == len(certificates)
    assert old.bytes not in {
        bytes(getattr(row.cert_id, "bytes", row.cert_id)) for row in certificates
    }


def test_the_only_leader_is_told_to_take_in_a_second_one(renew, sign_in, stored, hire):
    """Nobody could confirm her; with a second leader she can."""
    before = stored()
    with pytest.raises(LastLeader):
        renew(sign_in("lone"))
    assert before == stored()
    hire("lea", Role.LEADER, Profession.OTHER)

    assert renew(sign_in("lone"))


def test_she_sees_beforehand_who_can_bring_back_what(context, sign_in, case_id):
    """For each key of hers the colleagues who hold it too, by name."""
    own = perform(context(sign_in("anna")), awaited.own)
    journal = next(one for one in own if 2 in one.comps and one.case_id == case_id)

    assert "Birgit Bro" in journal.who
    assert not any("Anna Ager" in one.who for one in own)
    assert {"Stille Birk"} == {one.pseudonym for one in own if one.case_id == case_id}


def test_a_team_can_be_set_while_she_waits(
    reset, activate, confirm, people, case_id, context, sign_in, house, read, write
):
    """Whoever began anew is no other person: her place in the team is still hers."""
    note = write(sign_in("anna"), case_id)
    invited, _ = reset(people["anna"])
    confirm(people["anna"], activate("anna", invited.code))
    wanted = frozenset({people["anna"], people["birgit"], people["dorte"]})
    perform(context(sign_in("lone")), teams.set_team, case_id, wanted)
    sign_in("birgit")

    for login, password in (("anna", NEW), ("dorte", None)):
        reader = sign_in_as(house, login, password) if password else sign_in(login)
        assert {note} == set(read(reader, case_id))
