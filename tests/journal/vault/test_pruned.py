"""Whoever erases more, less or something else than two people agreed to is found: both engines."""

from dataclasses import replace

import pruning
import pytest
from sqlalchemy.orm import Session

from journal.domain.access import Action, Basis
from journal.domain.retention import PruneRefused
from journal.request import retention as requests
from journal.services import retention
from journal.services.work import perform
from journal.store import retention as retention_store
from journal.vault import retention as vault_retention
from journal.vault.verifier import Check

AT = "(SELECT entry_id FROM audit_leaf WHERE seq = :seq)"


@pytest.fixture
def house(house):
    """Return the house, which keeps its log for the shortest time there is."""
    return replace(house, settings=replace(house.settings, log_retention_months=pruning.MONTHS))


@pytest.fixture
def story(house, clock, case_id, sign_in, write, read):
    """Tell of half a year and one month more."""
    return pruning.tell(house, clock, case_id, (sign_in, write, read))


@pytest.fixture
def attacker(story, house, sign_in, unlock_log, ask):
    """Let the house prune, then take the triggers away; return a place of a kept old event."""
    size = pruning.prune(house, sign_in).terms.size
    unlock_log()
    (row,) = ask(
        "SELECT min(l.seq) AS seq FROM audit_leaf l JOIN audit_entry e "
        "ON e.id = l.entry_id WHERE e.act = 'team.add' AND l.seq < :size",
        size=size,
    )
    return row.seq


def test_one_more_event_of_the_prefix_is_missed(attacker, tamper, verify):
    """An intruder erases the end of a place in a team, where others were erased."""
    tamper(f"DELETE FROM audit_case WHERE entry_id = {AT}", seq=attacker)
    tamper(f"DELETE FROM audit_entry WHERE id = {AT}", seq=attacker)
    assert Check.PRUNED is verify().check


@pytest.mark.parametrize("change", [1, -1])
def test_another_prefix_than_was_agreed_to_is_found(change, attacker, tamper, verify):
    """The mark is moved, and an event behind it, or before it, goes or stays."""
    tamper(f"UPDATE audit_head SET pruned = pruned + {change}")
    assert verify().check in {Check.PRUNED, Check.MISSING}


def test_an_event_behind_the_prefix_is_missed(attacker, tamper, verify, ask):
    """What nobody agreed to has no excuse."""
    (head,) = ask("SELECT pruned FROM audit_head")
    tamper(f"DELETE FROM audit_case WHERE entry_id = {AT}", seq=head.pruned)
    tamper(f"DELETE FROM audit_entry WHERE id = {AT}", seq=head.pruned)
    assert (Check.MISSING, head.pruned) == (verify().check, verify().first_bad)


def test_changed_bytes_of_a_kept_event_are_found(attacker, tamper, verify, ask):
    """Being old makes nothing free to change."""
    (row,) = ask(f"SELECT entry FROM audit_entry WHERE id = {AT}", seq=attacker)
    changed = bytes(row.entry).replace(b'"v":1', b'"v":2')
    tamper(f"UPDATE audit_entry SET entry = :new WHERE id = {AT}", new=changed, seq=attacker)
    assert (Check.BYTES, attacker) == (verify().check, attacker)


def test_cases_of_an_erased_event_do_not_stay_behind(attacker, tamper, verify, ask):
    """A filter of the log page must not know more than the log."""
    (row,) = ask(
        "SELECT l.entry_id FROM audit_leaf l LEFT JOIN audit_entry e "
        "ON e.id = l.entry_id WHERE e.id IS NULL ORDER BY l.seq LIMIT 1"
    )
    tamper("INSERT INTO audit_case (alias, entry_id) VALUES (:id, :id)", id=row.entry_id)
    assert Check.CASES is verify().check


def test_sealed_words_outside_the_prefix_are_missed(
    house, guard, case_id, break_glass, verify, tamper, unlock_log, ask
):
    """Nobody makes an unpleasant reason disappear before its time."""
    break_glass(guard, case_id)
    unlock_log()
    assert 1 <= tamper("UPDATE audit_entry SET priv_ct = NULL WHERE priv_ct IS NOT NULL")
    assert Check.COLUMNS is verify().check


def test_an_agreement_of_one_person_is_none(story, house, sign_in, owner, verify):
    """Whoever writes the second event under her own name erases nothing without being seen."""
    found, _ = retention.look(house)
    lone = house.context("cli", sign_in("lone"))
    confirmed = perform(lone, retention.confirm, found.terms)
    said = (Action.RETENTION_PRUNE, Basis.LEADER, found.terms, confirmed)
    perform(lone, retention._agree, *said)
    with pytest.raises(PruneRefused):
        retention.carry_out(house, found.terms, house.settings)
    with Session(owner) as session:
        going = vault_retention._look(session, found.terms.size, 0).going
        retention_store.erase(session, found.terms.size, going)
        session.commit()
    assert Check.PRUNED is verify().check


def test_a_short_period_is_no_excuse(story, house, sign_in, verify):
    """The verifier knows the least there is, whatever a setting was made to say."""
    young = replace(house, settings=replace(house.settings, log_retention_months=1))
    found, _ = retention.look(young)
    lone, birgit = (house.context("cli", sign_in(name)) for name in ("lone", "birgit"))
    requests.agree(lone, birgit, found.terms)
    retention.carry_out(house, found.terms, house.settings)
    assert Check.PRUNED is verify().check
