"""The state of a house: each check green on a house where all is well, and red when it is not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from journal.domain.access import Face
from journal.domain.condition import Check
from journal.domain.errors import AccessDenied
from journal.domain.staff import Profession, Role
from journal.services import backup, condition, drill
from journal.services.drill import Tried
from journal.services.house import note_start, note_stop
from journal.services.record import sign_checkpoint
from journal.services.work import perform
from journal.store.db import reading
from journal.vault import condition as measures
from journal.vault.backup import Place

FOLDERS = ("backup_dir", "share_copy_dir", "witness_dir")


@pytest.fixture(autouse=True)
def roomy(monkeypatch):
    """Let every disk be half empty, whatever the machine of the test is like."""

    class Usage:
        total, used, free = (
            200 * measures.MEGABYTE,
            100 * measures.MEGABYTE,
            100 * measures.MEGABYTE,
        )

    monkeypatch.setattr(measures.shutil, "disk_usage", lambda folder: folder.stat() and Usage)
    return Usage


@pytest.fixture
def equipped(house, tmp_path):
    """Return the house with a place for backups, for shares and for checkpoints elsewhere."""
    folders = {name: tmp_path / name for name in FOLDERS}
    for folder in folders.values():
        folder.mkdir(mode=0o700)
    return replace(house, settings=replace(house.settings, **folders))


@pytest.fixture
def well(equipped, case_id):
    """Return that house with everything done that keeps it green."""
    settings = equipped.settings
    backup.make(equipped, Place(databases=settings.backup_dir, shares=settings.share_copy_dir))
    drill.note(equipped.context("job"), Tried(cases=1, failed=[], is_house_sound=True))
    sign_checkpoint(equipped.context("job"))
    assert condition.keep_watch(equipped) is not None
    return equipped


@pytest.fixture
def look():
    """Return a function that gives the findings of a house by what they are about."""

    def findings(house):
        context = house.context("cli")
        seen = condition.see(house.settings, context.witness, context.watch)
        with reading(house.sessions) as session:
            found = condition.of_log(session, seen, house.clock())
        return {one.check: one for one in found}

    return findings


@pytest.fixture
def red(look):
    """Return a function that gives what is red of a house."""
    return lambda house: {check for check, one in look(house).items() if not one.is_green}


def test_where_all_is_well_everything_is_green(well, look, red):
    """Each thing is looked at once, in its order."""
    assert set() == red(well)
    assert [one for one in Check if one is not Check.DATABASE] == list(look(well))


def test_a_house_as_it_was_founded_says_what_it_lacks(house, red):
    """Nothing is green because nobody looked."""
    assert {
        *(Check.VERIFY, Check.ELSEWHERE, Check.BACKUP, Check.RESTORE),
        *(Check.RESERVE, Check.TIMER),
    } == red(house)


def test_age_alone_makes_it_red(well, red, clock):
    """A timer that stands, a backup and a trial that nobody renews, a log that nobody checks."""
    clock.advance(hours=1, minutes=1)
    assert {Check.TIMER} == red(well)
    clock.advance(hours=36)
    assert {Check.TIMER, Check.BACKUP} == red(well)
    clock.advance(days=8)
    assert {Check.TIMER, Check.BACKUP, Check.RESTORE, Check.VERIFY} == red(well)


def test_events_that_no_checkpoint_covers_for_a_day(well, red, sign_in, read, case_id, clock):
    """A quiet night is not late; a day is, in the database, beside it and elsewhere."""
    at = {Check.CHECKPOINT, Check.SIGNER, Check.ELSEWHERE}
    anna = sign_in("anna")
    well.vault.signer.is_due = lambda *_: False
    read(anna, case_id)
    clock.advance(hours=23)
    assert not at & red(well)
    clock.advance(hours=2)
    assert at <= red(well)
    sign_checkpoint(well.context("job"))
    assert {Check.ELSEWHERE} == at & red(well)
    condition.keep_watch(well)
    assert not at & red(well)


def test_a_checkpoint_that_is_gone(well, red):
    """From beside the database, and from the stick."""
    well.settings.last_checkpoint_path.unlink()
    well.witness.file.unlink()
    condition.keep_watch(well)

    assert {Check.SIGNER, Check.ELSEWHERE} == red(well)


def test_evidence_against_the_log(well, red):
    """Some browser had seen another log."""
    well.witness.accuse(well.vault.signer.outside_note())

    assert {Check.BROWSERS} == red(well)


def test_a_log_that_was_changed_is_found_by_the_timer(
    well, red, look, tamper, unlock_log, clock, engine_name
):
    """Once a day; it does not wait for the leader to look."""
    unlock_log()
    tamper("UPDATE audit_entry SET out = 'error' WHERE act = 'case.create'")
    assert condition.keep_watch(well) is None
    clock.advance(hours=20)
    assert condition.keep_watch(well).first_bad is not None

    assert Check.VERIFY in red(well)
    assert "Change nothing" in look(well)[Check.VERIFY].to_do


def test_a_clock_that_fell(well, red, sign_in, read, case_id, clock):
    """By the order of the log; after a week it is forgotten."""
    anna = sign_in("anna")
    clock.advance(seconds=-30)
    read(anna, case_id)
    assert Check.CLOCK not in red(well)
    clock.advance(seconds=-31)
    read(anna, case_id)
    assert Check.CLOCK in red(well)
    clock.advance(days=7, minutes=2)
    assert Check.CLOCK not in red(well)


def test_a_clock_behind_the_newest_event(well, red, clock):
    """The log has seen a later hour than the clock says it is."""
    clock.advance(minutes=-5)

    assert Check.CLOCK in red(well)


@pytest.mark.parametrize("ahead", [{"days": 400}, {"days": -400}])
def test_a_wrong_year_is_forgotten_a_week_after_it_was_put_right(
    ahead, well, red, sign_in, read, case_id, clock
):
    """Neither a year ahead nor a year behind stays red for a year."""
    anna, right = sign_in("anna"), clock()
    clock.advance(**ahead)
    read(anna, case_id)
    clock.now = right + timedelta(minutes=1)
    read(anna, case_id)
    assert Check.CLOCK in red(well)
    clock.advance(days=7, minutes=1)
    assert Check.CLOCK not in red(well)


def test_a_service_that_was_killed(well, red, clock):
    """Two starts without a stop between; for a week."""
    note_start(well)
    note_stop(well)
    note_start(well)
    assert Check.STOPS not in red(well)
    note_start(well)
    assert Check.STOPS in red(well)
    clock.advance(days=7, minutes=1)
    assert Check.STOPS not in red(well)


def test_reviews_that_are_late_are_counted(well, red, guard, case_id, break_glass, clock):
    """From the end of the third working day on."""
    break_glass(guard, case_id)
    assert Check.REVIEWS not in red(well)
    clock.advance(days=4)
    assert Check.REVIEWS in red(well)


def test_a_trial_that_failed_proves_nothing(equipped, red):
    """It is on record, and the backup is as untried as before."""
    drill.note(equipped.context("job"), None)

    assert Check.RESTORE in red(equipped)


def test_a_backup_that_lies_nowhere_any_more(well, red):
    """The log says that one was begun; the disk says that there is none."""
    for made in well.settings.backup_dir.iterdir():
        made.rename(well.settings.state_dir / made.name)
    condition.keep_watch(well)

    assert {Check.BACKUP} == red(well)


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("backup_dir", Check.BACKUP_DISK),
        ("share_copy_dir", Check.SHARE_DISK),
        ("witness_dir", Check.WITNESS_DISK),
    ],
)
def test_a_disk_that_is_away_or_full(name, check, well, red, roomy, tmp_path):
    """The timer measures, and the page says what it found."""
    folder = getattr(well.settings, name)
    folder.rename(tmp_path / "in-a-drawer")
    condition.keep_watch(well)
    assert check in red(well)
    (tmp_path / "in-a-drawer").rename(folder)
    condition.keep_watch(well)
    assert set() == red(well)
    roomy.used, roomy.free = roomy.total - 1, 1
    condition.keep_watch(well)
    assert {check, Check.STATE_DISK} <= red(well)


def test_a_reserve_that_was_given_away(well, red, roomy):
    """It comes back by itself once there is room."""
    assert condition.release_reserve(well.settings)
    assert {Check.RESERVE} == red(well)
    roomy.used, roomy.free = 170 * measures.MEGABYTE, 30 * measures.MEGABYTE
    condition.keep_watch(well)
    assert {Check.RESERVE, *(one for one in Check if one.value.endswith("_disk"))} == red(well)
    roomy.used, roomy.free = 100 * measures.MEGABYTE, 100 * measures.MEGABYTE
    condition.keep_watch(well)
    assert set() == red(well)


def test_giving_it_away_is_on_record(well, events):
    """By the service, since nobody signs in on a full disk."""
    condition.record_release(well)

    assert ["job"] == [event["basis"] for event in events("reserve.free")]


@pytest.mark.parametrize("login", ["lone", "dagny", "rikke", "adam"])
def test_who_sees_to_the_house_may_look(login, well, hire, deputy, context, sign_in, events):
    """Her look is on record; the system administrator is not told of reviews."""
    hire("rikke", Role.LOG_REVIEWER, Profession.OTHER)
    hire("adam", Role.ADMINISTRATOR, Profession.OTHER)
    own = context(sign_in(login))
    seen = condition.see(well.settings, own.witness, own.watch)
    found = {one.check for one in perform(own, condition.show, seen)}

    assert (login != "adam") == (Check.REVIEWS in found)
    assert ["leader"] == [event["basis"] for event in events("health.read")]
    assert condition.count_red(own, lambda: seen) == 0


@pytest.mark.parametrize("login", ["anna", "tove", "hanne"])
def test_nobody_else_may(login, well, guard, context, sign_in, denials):
    """Nor is she told how much is red."""
    own = context(sign_in(login))
    seen = condition.see(well.settings, own.witness, own.watch)
    with pytest.raises(AccessDenied):
        perform(own, condition.show, seen)

    assert ["health.read"] == denials()
    assert 0 == condition.count_red(own, lambda: seen)


def test_a_late_use_of_ones_own_is_counted_for_who_may_judge_it(
    well, deputy, case_id, break_glass, context, sign_in, clock
):
    """A leader's own is red for the deputy."""
    break_glass(sign_in("lone"), case_id, "supervision", "", Face.PURPOSE)
    clock.advance(days=4)
    condition.keep_watch(well)

    def is_late(principal):
        own = context(principal)
        seen = condition.see(well.settings, own.witness, own.watch)
        return not {one.check: one for one in perform(own, condition.show, seen)}[
            Check.REVIEWS
        ].is_green

    assert (False, True) == (is_late(sign_in("lone")), is_late(sign_in("dagny")))
