"""What somebody has begun to write when her keys become new: it lives on, or is gone for good."""

import pytest
from begun import begun

from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.request import accounts
from journal.services import drafts, intake
from journal.services.work import perform
from journal.store import drafts as draft_store
from journal.store import keys as key_store

NEW = "syv gule heste"
MINE = "Hun ringede til sin søster på Østerø."
SENT = "Hun sov roligt."


@pytest.fixture
def renew(context, sign_in, fresh, people, confirm):
    """Return a function that makes somebody's keys new after a theft, and confirms them."""

    def act(login):
        digits, _ = accounts.renew_keys(context(sign_in(login)), NEW, fresh())
        confirm(people[login], digits)

    return act


@pytest.fixture
def her_words(context):
    """Return a function that gives what somebody's drafts say; None for one that is dead."""

    def read(principal):
        own = context(principal)
        lines = perform(own, drafts.list_own)
        found = [perform(own, drafts.read, line.case_id, line.id).written for line in lines]
        return [one and one.fields["text"] for one in found]

    return read


@pytest.fixture
def kept(house, people):
    """Return a function that gives somebody's personal keys, and what lies in her texts."""

    def read(login):
        with house.sessions() as session:
            epochs = key_store.of_scope(session, people[login], Compartment.PERSONAL)
            texts = draft_store.texts_of(session, people[login])
            return [one.key_id for one in epochs], {bytes(one.body_sealed) for one in texts}

    return read


def test_after_a_theft_her_drafts_and_what_she_sent_are_hers_again(
    renew, set_team, case_id, draft, sign_in, context, enter, her_words, kept, verify_log
):
    """Under a new key that the stolen ones do not open; another's drafts are not touched."""
    thief = sign_in("anna")
    perform(context(thief), drafts.save, begun(case_id, MINE))
    perform(context(sign_in("birgit")), drafts.save, begun(case_id, "Birgits."))
    set_team(case_id, "birgit", "dorte")
    perform(context(thief), intake.send_note, draft(case_id, SENT))
    ((old,), before), others = kept("anna"), kept("birgit")
    renew("anna")

    ((new,), after) = kept("anna")
    assert (True, set(), others) == (new != old, after & before, kept("birgit"))
    for use_case in (drafts.list_own, intake.own_texts):
        with pytest.raises(AccessDenied):
            perform(context(thief), use_case)
    anna = enter("anna", NEW)
    assert [MINE] == her_words(anna)
    assert [SENT] == [one.text for one in perform(context(anna), intake.own_texts)]
    perform(context(anna), drafts.save, begun(case_id, "Efter.", type="meeting"))
    assert {MINE, "Efter."} == set(her_words(anna))
    assert [new] == kept("anna")[0]
    assert verify_log() is None


@pytest.mark.parametrize("what", ["text", "share", "wrap"])
def test_what_is_dead_stays_behind_and_stands_in_nobodys_way(
    what,
    renew,
    open_case,
    case_id,
    house,
    sign_in,
    context,
    enter,
    her_words,
    tamper,
    events,
    raw_id,
):
    """A damaged text, a destroyed file, a key that does not open: keys are renewed all the same."""
    anna, other = context(sign_in("anna")), open_case("anna", "birgit", pseudonym="Rolig Sky")
    dead = begun(case_id, "Død.")
    perform(anna, drafts.save, dead)
    perform(anna, drafts.save, begun(other, MINE))
    if what == "share":
        house.vault.keys.provider.destroy_share(case_id, Compartment.PERSONAL)
    elif what == "text":
        where = "UPDATE draft SET body_sealed = :junk WHERE id = :id"
        tamper(where, junk=b"x" * 99, id=raw_id(dead.id))
    else:
        tamper(
            "UPDATE key_wrap SET blob = :junk WHERE key_id IN "
            "(SELECT key_id FROM key_epoch WHERE comp = 7)",
            junk=b"x" * 80,
        )
    renew("anna")

    back = enter("anna", NEW)
    assert ([] if what == "wrap" else [MINE]) == her_words(back)
    assert what == "wrap" or len(events("open.error")) == 1
    if what == "text":
        perform(context(back), drafts.save, begun(case_id, "Ny."))
        assert {MINE, "Ny."} == set(her_words(back))


def test_after_a_reset_the_old_draft_is_gone_and_a_new_one_can_be_begun(
    reset, people, activate, confirm, case_id, sign_in, context, enter, her_words, kept
):
    """Nobody has the key that would open it; nothing dead stands in the list or in the way."""
    perform(context(sign_in("anna")), drafts.save, begun(case_id, MINE))
    invited, _ = reset(people["anna"])
    assert ([], set()) == kept("anna")
    confirm(people["anna"], activate("anna", invited.code))
    anna = enter("anna")
    assert [] == her_words(anna)
    perform(context(anna), drafts.save, begun(case_id, "Forfra."))
    assert ["Forfra."] == her_words(anna)
