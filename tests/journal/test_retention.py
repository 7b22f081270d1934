"""What is old enough goes when two agree, and what was proven stays so: on both engines."""

from dataclasses import replace

import pytest
from databases import unlock

from crypto import merkle, proof
from journal.cli import verify_log
from journal.domain.access import Action, Basis
from journal.domain.errors import AccessDenied
from journal.domain.retention import KEPT, PruneRefused, is_kept
from journal.request import retention as requests
from journal.request.oversight import look_through
from journal.services import exclusions, notes, oversight, retention
from journal.services.record import sign_checkpoint
from journal.services.work import perform
from journal.store import audit as audit_store
from journal.store import retention as retention_store
from journal.store.db import reading
from journal.vault import evidence
from journal.vault import retention as vault_retention
from journal.vault.verifier import Check, Verdict

MONTHS = 6


@pytest.fixture
def house(house):
    """Return the house, which keeps its log for the shortest time there is."""
    return replace(house, settings=replace(house.settings, log_retention_months=MONTHS))


@pytest.fixture
def story(house, case_id, sign_in, write, read, clock):
    """Tell of half a year and one month more; return the notes."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    written = [write(anna, case_id, words) for words in ("Nat", "Morgen", "Aften")]
    for _ in range(4):
        read(birgit, case_id)
        sign_checkpoint(house.context("job"))
    clock.advance(days=214)
    for _ in range(2):
        read(sign_in("birgit"), case_id)
    look_through(house.context("job"))
    sign_checkpoint(house.context("job"))
    return written


@pytest.fixture
def agree(house, sign_in):
    """Return a function with which two colleagues agree to what would go now."""

    def do(first="lone", second="birgit"):
        found, _ = retention.look(house)
        leader, other = (house.context("cli", sign_in(name)) for name in (first, second))
        requests.agree(leader, other, found.terms)
        return found

    return do


@pytest.fixture
def prune(house, agree):
    """Return a function that erases what is old enough, as two agreed."""

    def do():
        found = agree()
        assert found.erased == retention.carry_out(house, found.terms)
        return found

    return do


@pytest.fixture
def verify(house):
    """Return a function that verifies the log against checkpoints from outside."""

    def run(outside=None):
        with reading(house.sessions) as session:
            return house.vault.verify(session, outside)

    return run


@pytest.fixture
def hashes(house):
    """Return a function that gives every leaf of the log."""

    def read_all():
        with reading(house.sessions) as session:
            return [digest for _, digest in audit_store.leaf_hashes(session, 0, 10_000)]

    return read_all


def test_what_no_law_needs_goes_and_what_the_house_lives_by_stays(story, prune, events, verify):
    """Readings, lists and sign-ins go; teams, keys and notes stay; the log is sound."""
    before = events()
    found = prune()
    left = events()
    ids = {said["id"] for said in left}
    gone = [said for said in before if said["id"] not in ids]

    assert found.erased == len(gone) > 10
    assert not [said for said in gone if is_kept(said)]
    assert {"note.read", "login.ok"} <= {said["act"] for said in gone}
    assert {"note.write", "team.add", "key.epoch"} <= {said["act"] for said in left}
    assert (None, found.erased) == (verify().check, verify().erased)


def test_nothing_of_a_young_log_goes(house, case_id, sign_in, read, clock):
    """Half a year is the least; and a week that nobody looked through stays."""
    read(sign_in("anna"), case_id)
    assert retention.look(house)[0].terms is None
    clock.advance(days=214)
    assert retention.look(house)[0].terms is None
    look_through(house.context("job"))
    assert retention.look(house)[0].terms is not None


def test_columns_and_cases_of_an_erased_event_go_too(story, prune, ask):
    """What stood beside an event for queries says as much as the event."""
    size = prune().terms.size
    there = "(SELECT entry_id FROM audit_leaf WHERE seq < :size)"
    kept = ask(f"SELECT act FROM audit_entry WHERE id IN {there}", size=size)
    named = ask(
        f"SELECT 1 FROM audit_case WHERE entry_id IN {there} AND entry_id NOT IN "
        "(SELECT id FROM audit_entry)",
        size=size,
    )

    assert {row.act for row in kept} <= KEPT
    assert [] == named


def test_the_event_says_who_what_and_by_which_hashes(story, prune, events, people, ask, hashes):
    """Two people, the size of the prefix, the root of its tree and the hash over what stays."""
    terms = prune().terms
    (confirmed,), (agreed,) = events("retention.confirm"), events("retention.prune")

    assert confirmed["id"] == agreed["ref"]
    assert confirmed["actor"] != agreed["actor"]
    assert ("leader", "self") == (confirmed["basis"], agreed["basis"])
    assert confirmed["env"] == agreed["env"]
    assert (terms.size, str(MONTHS)) == (agreed["n"], agreed["why"])
    assert terms.root == merkle.root(hashes()[: terms.size])


def test_the_house_goes_on(story, prune, case_id, sign_in, read, write, set_team, context, reopen):
    """In a process that has remembered nothing: read, write, a team that changes, sign in."""
    prune()
    sign_in("anna")
    read(sign_in("anna"), case_id)
    set_team(case_id, "anna", "birgit", "eva")
    assert {"Nat", "Morgen", "Aften"} == set(read(sign_in("anna"), case_id).values())
    write(sign_in("eva"), case_id, "Ny")
    fresh = reopen()
    anna = sign_in("anna")
    timeline = perform(fresh.context("web", anna), notes.read_timeline, case_id, 1)
    assert 4 == len(timeline.notes)


def test_who_was_kept_away_or_removed_stays_so(
    house, case_id, sign_in, read, clock, set_team, context, people, agree, reopen
):
    """The events that end things are not erased, however old: no old row counts again."""
    set_team(case_id, "anna", "birgit", "eva")
    read(sign_in("anna"), case_id)
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["eva"])
    clock.advance(days=214)
    read(sign_in("anna"), case_id)
    look_through(house.context("job"))
    found = agree()
    retention.carry_out(house, found.terms)
    fresh = reopen()
    with pytest.raises(AccessDenied):
        perform(fresh.context("web", sign_in("eva")), notes.read_timeline, case_id, 1)


def test_every_act_that_the_vault_reads_is_kept():
    """What it watches, what it looks up by id, and what names an envelope."""
    looked_up = {
        *(Action.CERT_ISSUE, Action.TEAM_ADD, Action.CASE_CREATE, Action.ROSTER_SET),
        *(Action.BREAK_GLASS_OPEN, Action.PURPOSE_OPEN),
        *(Action.NOTE_WRITE, Action.NOTE_SEND, Action.KEY_RESEAL, Action.LOG_RESTORE),
    }
    assert evidence.WATCHED | looked_up <= KEPT


def test_old_checkpoints_and_proofs_stay_valid(story, house, prune, hashes, verify, ask):
    """Of every size, of kept events and of erased ones whose bytes somebody else kept."""
    before, rows = (
        hashes(),
        ask("SELECT l.seq, e.entry FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry_id"),
    )
    notes_before = [row.note for row in ask("SELECT note FROM audit_checkpoint ORDER BY size")]
    prune()
    after = hashes()

    assert before == after[: len(before)]
    size = len(after)
    root = merkle.root(after)
    head = verify_log.Checkpoint(size, verify_log.encoded(root))
    for old in range(1, size + 1):
        known = verify_log.Checkpoint(old, verify_log.encoded(merkle.root(after[:old])))
        assert verify_log.grown(known, head, proof.consistency(after, old))
    for row in rows:
        leaf = merkle.leaf_hash(bytes(row.entry))
        path = proof.inclusion(after, row.seq)
        assert root == verify_log.included(leaf, row.seq, size, path)
    for note in notes_before:
        assert Verdict.TAMPERED is not verify(note).verdict


def test_it_takes_a_leader_and_another_person(story, house, sign_in, agree, events):
    """One person twice, two who do not lead, and a second who agrees to something else."""
    for pair in (("lone", "lone"), ("anna", "lone"), ("anna", "birgit")):
        with pytest.raises((AccessDenied, PruneRefused)):
            agree(*pair)
    found, _ = retention.look(house)
    lone, birgit = (house.context("cli", sign_in(name)) for name in ("lone", "birgit"))
    confirmed = perform(lone, retention.confirm, found.terms)
    other = replace(found.terms, size=found.terms.size - 1)
    with pytest.raises(PruneRefused):
        perform(birgit, retention.approve, other, confirmed)

    assert [] == events("retention.prune")
    with pytest.raises(PruneRefused):
        retention.carry_out(house, found.terms)


def test_only_what_was_agreed_to_goes(story, house, agree, ask):
    """A longer prefix, a shorter one, or one of another root is refused by who erases."""
    terms = agree().terms
    before = ask("SELECT count(*) AS n FROM audit_entry")[0].n
    for other in (
        replace(terms, size=terms.size + 1),
        replace(terms, kept=bytes(32)),
        replace(terms, root=bytes(32)),
    ):
        with pytest.raises(PruneRefused):
            retention.carry_out(house, other)

    assert before == ask("SELECT count(*) AS n FROM audit_entry")[0].n


@pytest.fixture
def attacker(story, prune, owner, tamper, ask, raw_id):
    """Let the house prune, then take the triggers away; return a place of a kept old event."""
    size = prune().terms.size
    unlock(owner)
    (row,) = ask(
        "SELECT min(l.seq) AS seq FROM audit_leaf l JOIN audit_entry e "
        "ON e.id = l.entry_id WHERE e.act = 'team.add' AND l.seq < :size",
        size=size,
    )
    return row.seq


AT = "(SELECT entry_id FROM audit_leaf WHERE seq = :seq)"


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


def test_cases_of_an_erased_event_do_not_stay_behind(attacker, tamper, verify, ask, raw_id):
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


def test_an_agreement_of_one_person_is_none(story, house, sign_in, owner, tamper, verify, ask):
    """Whoever writes the second event under her own name erases nothing without being seen."""
    found, _ = retention.look(house)
    lone = house.context("cli", sign_in("lone"))
    confirmed = perform(lone, retention.confirm, found.terms)
    said = (Action.RETENTION_PRUNE, Basis.LEADER, found.terms, confirmed)
    perform(lone, retention._agree, *said)
    with pytest.raises(PruneRefused):
        retention.carry_out(house, found.terms)
    with house.sessions() as session:
        going = vault_retention._look(session, found.terms.size, 0).going
        retention_store.erase(session, found.terms.size, going)
        session.commit()
    assert Check.PRUNED is verify().check


def test_a_short_period_is_no_excuse(story, house, sign_in, clock, verify):
    """The verifier knows the least there is, whatever a setting was made to say."""
    young = replace(house, settings=replace(house.settings, log_retention_months=1))
    found, _ = retention.look(young)
    lone, birgit = (house.context("cli", sign_in(name)) for name in ("lone", "birgit"))
    requests.agree(lone, birgit, found.terms)
    retention.carry_out(house, found.terms)
    assert Check.PRUNED is verify().check


def test_what_is_open_stays_with_all_after_it(
    house, guard, case_id, break_glass, clock, deputy, read, sign_in
):
    """An emergency that nobody reviewed keeps its opening, however long that takes."""
    break_glass(guard, case_id)
    clock.advance(days=214)
    read(sign_in("anna"), case_id)
    look_through(house.context("job"))
    found, _ = retention.look(house)
    assert found.is_held
    with reading(house.sessions) as session:
        (opened,) = retention_store.places(session, retention_store.open_events(session)).values()
    assert found.terms is None or found.terms.size <= opened


def test_a_second_pruning_goes_on_from_the_first(
    story, house, prune, case_id, clock, verify, sign_in, read
):
    """The newest agreement is the one that counts; older ones stay in the log."""
    first = prune()
    clock.advance(days=214)
    read(sign_in("anna"), case_id)
    look_through(house.context("job"))
    sign_checkpoint(house.context("job"))
    second = prune()

    assert second.terms.size > first.terms.size
    assert (None, first.erased + second.erased) == (verify().check, verify().erased)
    assert retention.look(house)[0].terms is None


def test_a_week_that_was_erased_is_said_to_be(
    house, story, prune, clock, context, deputy, read, sign_in, case_id
):
    """No alarm about lines that are missing; a week that is half old stays whole."""
    name = perform(context(deputy), oversight.newest)
    clock.advance(days=214)
    read(sign_in("anna"), case_id)
    look_through(house.context("job"))
    before = perform(context(deputy), oversight.show, name)
    assert not before.is_erased
