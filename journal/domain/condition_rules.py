"""
From when on something of the house is red, and what to do about it.

Rules: pure functions of what was measured and of the present instant; what is not known is red, for
nothing is well because nobody looked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from journal.domain.condition import Check, Finding, counted, plain
from journal.domain.errors import N_, NN_

VERIFY_EVERY = timedelta(hours=20)
"""``journal run-due`` checks the whole log anew when the last check is as old as this."""
VERIFY_OLDEST = timedelta(days=2)
WITNESS_OLDEST = timedelta(days=1)
"""No event may wait longer for a checkpoint that covers it; the verifier says the same."""
BACKUP_OLDEST = timedelta(hours=36)
"""A nightly backup may be half a day late."""
DRILL_OLDEST = timedelta(days=8)
"""A weekly drill may be a day late."""
MEASURED_OLDEST = timedelta(hours=1)
"""``journal run-due`` runs every few minutes."""
LOOKS_BACK = timedelta(days=7)
"""So long a jump of the clock, or a stop that nobody asked for, stays red."""
CLOCK_TOLERANCE = timedelta(seconds=30)
DISK_ALARM = 80
"""From so many percent on a disk is red."""
NEARLY_FULL = 98
"""From so many percent on the page offers to give the reserve away: earlier it would be wasted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """
    What the last check of the whole log said.

    Args:
        verdict: ``sound``, ``tampered`` or ``unwitnessed``.
    """

    at: datetime
    verdict: str
    size: int
    first_bad: int | None = None


def of_verify(last: Verified | None, now: datetime) -> Finding:
    """Whether the whole log was checked lately, and is what was signed."""
    if last is None:
        return Finding(
            check=Check.VERIFY,
            facts=[plain(N_("Never checked."))],
            to_do=N_("Whoever looks after the server runs: journal verify"),
        )
    age = now - last.at
    facts = [plain(N_("Checked %(age)s ago: %(size)s events."), age=age, size=last.size)]
    if last.verdict == "tampered":
        facts = [
            *facts,
            plain(
                N_("An event is not what was signed, from number %(first)s on."),
                first=last.first_bad or 0,
            ),
        ]
        return Finding(
            check=Check.VERIFY,
            facts=facts,
            to_do=N_(
                "Change nothing. The leader calls whoever looks after the server and the board; "
                "the database is copied as it is."
            ),
        )
    if last.verdict != "sound":
        return Finding(
            check=Check.VERIFY,
            facts=[*facts, plain(N_("No fresh checkpoint from outside confirms it."))],
            to_do=N_(
                "Whoever looks after the server runs journal verify with a checkpoint that "
                "somebody kept elsewhere: --checkpoint FILE"
            ),
        )
    is_old = age > VERIFY_OLDEST
    return Finding(
        check=Check.VERIFY,
        facts=facts,
        to_do=N_("Whoever looks after the server runs: journal verify") if is_old else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """
    How far a checkpoint goes.

    Args:
        size: events that it confirms.
        newer: events behind it.
        at: when the newest event that it confirms was written; None where there is none.
        waits_since: when the first event behind it was written; None where there is none.
    """

    size: int
    newer: int
    at: datetime | None
    waits_since: datetime | None


NOT_COVERED = {
    Check.CHECKPOINT: N_(
        "Whoever looks after the server runs journal verify and looks at the owner and the room of "
        "the folder signer."
    ),
    Check.SIGNER: N_(
        "Whoever looks after the server looks at the owner and the room of the folder signer. If a "
        "checkpoint is missing there, ask who could delete it."
    ),
    Check.ELSEWHERE: N_(
        "Whoever looks after the stick or the other machine puts it back, then runs: "
        "journal run-due"
    ),
}


def of_checkpoint(check: Check, covered: Covered | None, now: datetime) -> Finding:
    """Whether a checkpoint covers all but the newest events; None stands for no checkpoint."""
    if covered is None:
        return Finding(check=check, facts=[plain(N_("None is there."))], to_do=NOT_COVERED[check])
    facts = [plain(N_("Confirms %(size)s events."), size=covered.size)]
    if covered.at is not None:
        facts.append(plain(N_("The newest of them is %(age)s old."), age=now - covered.at))
    facts.append(
        counted(NN_("%(count)s event is newer.", "%(count)s events are newer."), covered.newer)
    )
    is_late = covered.waits_since is not None and now - covered.waits_since > WITNESS_OLDEST
    return Finding(check=check, facts=facts, to_do=NOT_COVERED[check] if is_late else "")


def no_place(check: Check) -> Finding:
    """What the settings name no folder for."""
    return Finding(
        check=check,
        facts=[plain(N_("The settings name no folder for it."))],
        to_do={
            Check.ELSEWHERE: N_(
                "Whoever looks after the server names a folder on a stick or another machine: the "
                "setting witness_dir."
            ),
            Check.BACKUP: N_(
                "Whoever looks after the server names two disks, backup_dir and share_copy_dir, "
                "and sets a timer for journal backup."
            ),
        }[check],
    )


def of_browsers(last: datetime | None, now: datetime, *, has_evidence: bool) -> Finding:
    """Whether every browser that came found the log that it had seen before."""
    facts = [
        plain(N_("No colleague has used the journal yet."))
        if last is None
        else plain(N_("A colleague last used the journal %(age)s ago."), age=now - last)
    ]
    if not has_evidence:
        return Finding(check=Check.BROWSERS, facts=facts)
    return Finding(
        check=Check.BROWSERS,
        facts=[*facts, plain(N_("The log was not the one that somebody's browser had seen."))],
        to_do=N_(
            "Change nothing. The leader finds out whether a backup was put back; whoever looks "
            "after the server takes the files in signer/witness away once that is written down."
        ),
    )


def of_clock(newest: datetime | None, falls: int, now: datetime) -> Finding:
    """Whether the clock of the server stood still or fell."""
    facts = [
        counted(
            NN_(
                "It fell %(count)s time in the last seven days.",
                "It fell %(count)s times in the last seven days.",
            ),
            falls,
        )
    ]
    is_behind = newest is not None and newest - now > CLOCK_TOLERANCE
    if is_behind and newest is not None:
        facts.append(
            plain(N_("The newest event lies %(age)s ahead of the clock."), age=newest - now)
        )
    return Finding(
        check=Check.CLOCK,
        facts=facts,
        to_do=N_(
            "Whoever looks after the server sees to it that the clock is kept, with timedatectl. "
            "The order of the log is right all the same; its times are not."
        )
        if falls or is_behind
        else "",
    )


def of_stops(kills: int) -> Finding:
    """Whether the service was killed, or the power failed."""
    said = NN_(
        "It started %(count)s time without having been stopped, in the last seven days.",
        "It started %(count)s times without having been stopped, in the last seven days.",
    )
    return Finding(
        check=Check.STOPS,
        facts=[counted(said, kills)],
        to_do=N_("Whoever looks after the server looks for the reason: journalctl -u vaern")
        if kills
        else "",
    )


def of_reviews(overdue: int) -> Finding:
    """Whether somebody looks at what must be looked at."""
    said = NN_("%(count)s review is overdue.", "%(count)s reviews are overdue.")
    return Finding(
        check=Check.REVIEWS,
        facts=[counted(said, overdue)],
        to_do=N_("A leader, the deputy or the log reviewer opens Review and answers the oldest.")
        if overdue
        else "",
    )


def of_backup(last: datetime | None, now: datetime) -> Finding:
    """Whether there is a fresh backup."""
    to_do = N_("Whoever looks after the server runs journal backup, and looks at its timer.")
    return _of_age(Check.BACKUP, last, now, BACKUP_OLDEST, (N_("Taken %(age)s ago."), to_do))


def of_restore(last: datetime | None, now: datetime) -> Finding:
    """Whether a backup was proven lately: one that was never tried is a hope."""
    to_do = N_("Whoever looks after the server runs: journal drill")
    return _of_age(Check.RESTORE, last, now, DRILL_OLDEST, (N_("Last tried %(age)s ago."), to_do))


def of_timer(last: datetime | None, now: datetime) -> Finding:
    """Whether what is due is done every few minutes."""
    to_do = N_("Whoever looks after the server looks at the timer of journal run-due.")
    return _of_age(Check.TIMER, last, now, MEASURED_OLDEST, (N_("Last ran %(age)s ago."), to_do))


def _of_age(
    check: Check, last: datetime | None, now: datetime, oldest: timedelta, words: tuple[str, str]
) -> Finding:
    said, to_do = words
    if last is None:
        return Finding(check=check, facts=[plain(N_("Never."))], to_do=to_do)
    age = now - last
    return Finding(check=check, facts=[plain(said, age=age)], to_do=to_do if age > oldest else "")


def of_disk(check: Check, percent: int | None) -> Finding:
    """Whether a disk has room; None stands for a folder that is away."""
    if percent is None:
        return Finding(
            check=check,
            facts=[plain(N_("The folder is away."))],
            to_do=N_("Whoever looks after the server puts the disk back."),
        )
    return Finding(
        check=check,
        facts=[plain(N_("%(percent)s %% used."), percent=percent)],
        to_do=N_(
            "Whoever looks after the server makes room before it is full: nothing can be read on a "
            "full disk."
        )
        if percent >= DISK_ALARM
        else "",
    )


def of_reserve(*, is_there: bool) -> Finding:
    """Whether there is something to give away when the disk is full."""
    if is_there:
        return Finding(check=Check.RESERVE, facts=[plain(N_("It is there."))])
    return Finding(
        check=Check.RESERVE,
        facts=[plain(N_("It is missing."))],
        to_do=N_(
            "Whoever looks after the server makes room; journal run-due makes the file again as "
            "soon as the disk stays below 80 percent with it."
        ),
    )


def of_damage(check: Check) -> Finding:
    """What cannot be said, because an event is damaged so that it cannot be read."""
    return Finding(
        check=check,
        facts=[plain(N_("An event is damaged, so this cannot be said."))],
        to_do=N_("Whoever looks after the server runs: journal verify"),
    )


def of_database() -> Finding:
    """A database that does not answer."""
    return Finding(
        check=Check.DATABASE,
        facts=[plain(N_("It does not answer."))],
        to_do=N_("Whoever looks after the server sees what the sentence above says."),
    )
