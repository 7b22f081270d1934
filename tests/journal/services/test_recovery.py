"""A recovery code on paper: kept when it was typed back, used once, hers alone."""

import pytest
from houses import sign_in_as

from journal.domain.entry import CodeMistyped, RecoveryRefused, SigninBlocked
from journal.domain.errors import AccessDenied
from journal.request import accounts
from journal.services import passwords
from journal.services.signin import Attempt
from journal.services.work import perform

NEW = "syv gule heste"
LATER = "otte røde heste"


def test_a_recovery_code_outlives_a_change_of_password(
    context, sign_in, fresh, house, keep_code, recover
):
    """It opens the keys, not the password."""
    code = keep_code("anna")
    accounts.change_password(context(sign_in("anna")), NEW, fresh())
    recover("anna", code, LATER)

    assert sign_in_as(house, "anna", LATER)


def test_a_code_that_was_mistyped_is_not_kept(context, sign_in, fresh, ask):
    """Nor one of another drawing, nor anything that was not made here."""
    anna, birgit = context(sign_in("anna")), context(sign_in("birgit"))
    drawn, other = accounts.draw_recovery(anna, fresh()), accounts.draw_recovery(anna, fresh())
    foreign = accounts.draw_recovery(birgit, fresh())
    for sealed, typed in (
        (drawn.sealed, other.code),
        (drawn.sealed, drawn.code[:-1]),
        (drawn.sealed, ""),
        ("", drawn.code),
        ("zz", drawn.code),
        ("00" * 200, drawn.code),
        (foreign.sealed, foreign.code),
    ):
        with pytest.raises(CodeMistyped):
            accounts.keep_recovery(anna, sealed, typed)

    assert [] == ask("SELECT 1 FROM staff_secret WHERE recovery_blob IS NOT NULL")


def test_a_code_is_drawn_with_a_fresh_password_only(context, sign_in, fresh):
    """A session that was left open gives nobody a code."""
    anna, proof = context(sign_in("anna")), fresh()
    accounts.draw_recovery(anna, proof)

    with pytest.raises(AccessDenied):
        accounts.draw_recovery(anna, proof)


def test_a_recovery_code_keeps_everything_and_works_once(
    keep_code, recover, sign_in, house, case_id, write, read, events, stored
):
    """New password, same keys; then the code is dead, and it is on record."""
    note = write(sign_in("anna"), case_id)
    code, before = keep_code("anna"), len(events())
    recover("anna", code)
    assert ["pw.recover"] == [one["act"] for one in events()[before:]]
    was = stored()
    with pytest.raises(RecoveryRefused):
        recover("anna", code, LATER)

    assert was == stored()
    assert {note} == set(read(sign_in_as(house, "anna", NEW), case_id))


@pytest.mark.parametrize("login", ["anna", "birgit", "nobody"])
@pytest.mark.parametrize("code", ["", "0000-" * 6 + "0000", "ÆØÅ", "x" * 1000])
def test_a_wrong_recovery_code_opens_nothing(login, code, keep_code, recover, stored):
    """Of somebody who has one, who has none, and who does not exist: one refusal."""
    keep_code("anna")
    before = stored()
    with pytest.raises(RecoveryRefused):
        recover(login, code)

    assert before == stored()


def test_a_recovery_code_of_another_opens_nothing(keep_code, recover, stored):
    """Birgit's paper is no key to Anna's account."""
    keep_code("anna")
    code, before = keep_code("birgit"), stored()
    with pytest.raises(RecoveryRefused):
        recover("anna", code)

    assert before == stored()


def test_a_second_code_voids_the_first(keep_code, recover, sign_in):
    """The paper that was lost opens nothing any more."""
    first, second = keep_code("anna"), keep_code("anna")
    with pytest.raises(RecoveryRefused):
        recover("anna", first)

    assert recover("anna", second)


def test_recovery_is_tried_as_slowly_as_a_password(keep_code, recover, ask):
    """And the right code of one sets nobody else free."""
    code = keep_code("anna")
    for _ in range(5):
        with pytest.raises(RecoveryRefused):
            recover("birgit", "0000")
    recover("anna", code)

    with pytest.raises(SigninBlocked):
        recover("birgit", "0000")


@pytest.mark.parametrize("stop", ["suspend", "leave", "reset"])
def test_a_stopped_account_is_not_opened_by_its_code(
    stop, request, people, keep_code, recover, hire
):
    """Neither while she is suspended nor afterwards."""
    code = keep_code("tove")
    request.getfixturevalue(stop)(people["tove"])

    with pytest.raises(RecoveryRefused):
        recover("tove", code)


def test_a_code_that_is_used_up_meanwhile_is_dead(
    house, keep_code, recover, sign_in, suspend, people
):
    """Two tries side by side: the slow step lies between looking and storing."""
    code, nobody = keep_code("tove"), house.context("web")
    asked = perform(nobody, passwords.find_recovering, Attempt(name="tove"))
    keys = sign_in("tove").keys
    recover("tove", code)
    with pytest.raises(RecoveryRefused):
        perform(nobody, passwords.recover, asked, _secret(house, people, keys))

    again = sign_in_as(house, "tove", NEW)
    assert keys == again.keys


def _secret(house, people, keys):
    """Return keys of Tove under another password."""
    return house.vault.unlocker.new_secret(people["tove"], LATER, keys)
