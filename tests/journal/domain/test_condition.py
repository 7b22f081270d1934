"""From when on something of the house is red, what it says then, and in which words."""

from datetime import UTC, datetime, timedelta

import pytest

from journal.domain import condition_rules as rules
from journal.domain.condition import TITLES, Check, Tongue
from journal.domain.condition_rules import Covered, Verified

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ENGLISH = Tongue(
    translated=str, counted=lambda one, other, count: one if count == 1 else other, number=str
)


def ago(span):
    """Return the instant so long before now."""
    return NOW - span


def said(finding):
    """Return what a finding says, in one line."""
    return " ".join(fact.words(ENGLISH) for fact in finding.facts)


def verified(age=HOUR, verdict="sound", **more):
    """Return a check of the log."""
    return Verified(at=ago(age), verdict=verdict, size=1_200, **more)


def covered(waits=None, newer=0):
    """Return how far a checkpoint goes."""
    waits_since = None if waits is None else ago(waits)
    return Covered(size=90, newer=newer, at=ago(HOUR), waits_since=waits_since)


GREEN = {
    "verified": rules.of_verify(verified(2 * DAY), NOW),
    "checkpoint": rules.of_checkpoint(Check.SIGNER, covered(DAY, 3), NOW),
    "browsers": rules.of_browsers(ago(MINUTE), NOW, has_evidence=False),
    "nobody yet": rules.of_browsers(None, NOW, has_evidence=False),
    "clock": rules.of_clock(NOW + timedelta(seconds=30), 0, NOW),
    "stops": rules.of_stops(0),
    "reviews": rules.of_reviews(0),
    "backup": rules.of_backup(ago(36 * HOUR), NOW),
    "restore": rules.of_restore(ago(8 * DAY), NOW),
    "timer": rules.of_timer(ago(HOUR), NOW),
    "disk": rules.of_disk(Check.STATE_DISK, 79),
    "reserve": rules.of_reserve(is_there=True),
}
RED = {
    "never verified": rules.of_verify(None, NOW),
    "verified long ago": rules.of_verify(verified(2 * DAY + MINUTE), NOW),
    "tampered": rules.of_verify(verified(verdict="tampered", first_bad=17), NOW),
    "unwitnessed": rules.of_verify(verified(verdict="unwitnessed"), NOW),
    "no checkpoint": rules.of_checkpoint(Check.CHECKPOINT, None, NOW),
    "uncovered for a day": rules.of_checkpoint(Check.ELSEWHERE, covered(DAY + MINUTE, 1), NOW),
    "no place elsewhere": rules.no_place(Check.ELSEWHERE),
    "no place for backups": rules.no_place(Check.BACKUP),
    "evidence": rules.of_browsers(ago(MINUTE), NOW, has_evidence=True),
    "fallen clock": rules.of_clock(NOW, 1, NOW),
    "clock behind": rules.of_clock(NOW + timedelta(seconds=31), 0, NOW),
    "killed": rules.of_stops(2),
    "overdue": rules.of_reviews(1),
    "no backup": rules.of_backup(None, NOW),
    "old backup": rules.of_backup(ago(36 * HOUR + MINUTE), NOW),
    "never tried": rules.of_restore(None, NOW),
    "tried long ago": rules.of_restore(ago(8 * DAY + MINUTE), NOW),
    "no timer": rules.of_timer(None, NOW),
    "timer stands": rules.of_timer(ago(HOUR + MINUTE), NOW),
    "disk": rules.of_disk(Check.BACKUP_DISK, 80),
    "disk away": rules.of_disk(Check.WITNESS_DISK, None),
    "no reserve": rules.of_reserve(is_there=False),
    "database": rules.of_database(),
}


@pytest.mark.parametrize("name", GREEN)
def test_what_is_well_is_green_up_to_its_limit(name):
    """It says a fact and asks nobody for anything."""
    assert GREEN[name].is_green
    assert "" != said(GREEN[name])


@pytest.mark.parametrize("name", RED)
def test_what_is_not_well_is_red_and_says_who_does_what(name):
    """In one or two plain sentences, without a gap that nobody filled."""
    finding = RED[name]

    assert not finding.is_green
    assert "%" not in said(finding).replace(" %", "").replace("80 %", "")
    assert "%" not in finding.to_do


@pytest.mark.parametrize("check", Check)
def test_each_has_a_title_and_can_be_red(check):
    """A check without words, or one that nothing can turn red, is none."""
    tried = {one.check for one in RED.values()}

    assert TITLES[check]
    assert check in tried | {Check.SIGNER, Check.STATE_DISK, Check.SHARE_DISK}


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (-DAY, "0 minutes"),
        (timedelta(seconds=59), "0 minutes"),
        (MINUTE, "1 minute"),
        (2 * HOUR - MINUTE, "119 minutes"),
        (7 * HOUR, "7 hours"),
        (2 * DAY - MINUTE, "47 hours"),
        (2 * DAY, "2 days"),
        (400 * DAY, "400 days"),
    ],
)
def test_an_age_is_told_in_the_unit_that_fits(age, words):
    """Whole ones, rounded down; a clock that was set back makes no negative age."""
    assert words == ENGLISH.age(age)


def test_a_fact_tells_what_was_measured():
    """Numbers and ages, not colours."""
    assert "Checked 2 days ago: 1200 events." == said(GREEN["verified"])
    assert "Confirms 90 events. The newest of them is 60 minutes old. 3 events are newer." == said(
        GREEN["checkpoint"]
    )
    assert "80 % used." == said(RED["disk"])
    assert "from number 17 on" in said(RED["tampered"])
    assert "It started 2 times without having been stopped" in said(RED["killed"])
