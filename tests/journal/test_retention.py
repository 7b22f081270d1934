"""What is old enough goes when two agree, and what was proven stays so: on both engines."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pruning
import pytest
from houses import FOUNDED
from pruning import MONTHS, go_on, tell
from trees import subtrees

from crypto import merkle, proof
from journal.cli import verify_log
from journal.domain.access import Action
from journal.domain.errors import AccessDenied
from journal.domain.retention import KEPT, PruneRefused, is_kept
from journal.domain.timed_access import Judgement
from journal.request.oversight import look_through
from journal.services import exclusions, notes, oversight, retention, reviews
from journal.services.record import sign_checkpoint
from journal.services.work import perform
from journal.store import audit as audit_store
from journal.store import retention as retention_store
from journal.store.db import reading
from journal.vault import evidence
from journal.vault.verifier import Verdict


@pytest.fixture
def house(house):
    """Return the house, which keeps its log for the shortest time there is."""
    return replace(house, settings=replace(house.settings, log_retention_months=MONTHS))


@pytest.fixture
def hands(sign_in, write, read):
    """Return what people do in a story."""
    return sign_in, write, read


@pytest.fixture
def story(house, clock, case_id, hands):
    """Tell of half a year and one month more; return the notes."""
    return tell(house, clock, case_id, hands)


@pytest.fixture
def later(house, clock, case_id, hands):
    """Return a function that lets half a year and a month more pass."""
    return partial(go_on, house, clock, case_id, hands)


@pytest.fixture
def agree(house, sign_in):
    """Return a function with which two colleagues agree to what would go now."""
    return partial(pruning.agree, house, sign_in)


@pytest.fixture
def prune(house, sign_in):
    """Return a function that erases what is old enough, as two agreed."""
    return partial(pruning.prune, house, sign_in)


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
    house, case_id, sign_in, read, later, set_team, context, people, agree, reopen
):
    """The events that end things are not erased, however old: no old row counts again."""
    set_team(case_id, "anna", "birgit", "eva")
    read(sign_in("anna"), case_id)
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["eva"])
    later()
    found = agree()
    retention.carry_out(house, found.terms, house.settings)
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
        assert verify_log.grown(known, head, proof.consistency(subtrees(after), old))
    for row in rows:
        leaf = merkle.leaf_hash(bytes(row.entry))
        path = proof.inclusion(subtrees(after), row.seq)
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
        retention.carry_out(house, found.terms, house.settings)


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
            retention.carry_out(house, other, house.settings)

    assert before == ask("SELECT count(*) AS n FROM audit_entry")[0].n


def test_what_is_open_stays_with_all_after_it(house, guard, case_id, break_glass, later):
    """An emergency that nobody reviewed keeps its opening, however long that takes."""
    break_glass(guard, case_id)
    later()
    found, _ = retention.look(house)
    assert found.is_held
    with reading(house.sessions) as session:
        (opened,) = retention_store.places(session, retention_store.open_events(session)).values()
    assert found.terms is None or found.terms.size <= opened


def test_a_second_pruning_goes_on_from_the_first(story, house, prune, verify, later):
    """The newest agreement is the one that counts; older ones stay in the log."""
    first = prune()
    later()
    second = prune()

    assert second.terms.size > first.terms.size
    assert (None, first.erased + second.erased) == (verify().check, verify().erased)
    assert retention.look(house)[0].terms is None


@pytest.mark.parametrize("is_judged", [True, False])
def test_a_week_that_was_erased_is_said_to_be(
    is_judged, house, case_id, hands, clock, later, context, agree
):
    """What its look found goes with the look; while something of it waits, all of it stays."""
    sign_in, write, read = hands
    write(sign_in("anna"), case_id)
    for _ in range(3):
        read(sign_in("birgit"), case_id)
        clock.advance(days=1)
    sign_checkpoint(house.context("job"))
    clock.now = FOUNDED + timedelta(days=7)
    assert 1 == look_through(house.context("job"))
    lone = context(sign_in("lone"))
    found = perform(lone, oversight.show, "2026-W10").items
    assert found
    for item in found if is_judged else ():
        perform(lone, oversight.judge, Judgement(subject=item.id, outcome="explained", comment=""))
    later()
    pruned = agree()
    if pruned.terms is not None:
        retention.carry_out(house, pruned.terms, house.settings)
    page = perform(context(sign_in("lone")), oversight.show, "2026-W10")

    assert (is_judged, 0, not is_judged) == (page.is_erased, page.missing, pruned.is_held)
    assert [] == [item for item in page.items if item.is_altered]
    assert is_judged == (not page.items)


def test_an_old_emergency_stays_proven_and_its_words_go(
    guard, case_id, break_glass, later, deputy, context, prune, verify
):
    """Who opened what, and what was found of it, still stands there; why she did is erased."""
    opened = break_glass(guard, case_id)
    said = Judgement(subject=opened.id, outcome="explained", comment="")
    perform(context(deputy), reviews.judge, said)
    later()
    assert 1 <= prune().words
    (item,) = perform(context(deputy), oversight.show, "2026-W10").timed

    assert (True, False, None) == (item.has_erased_words, item.is_altered, item.words)
    assert "explained" == item.verdict.outcome
    assert verify().check is None
