"""Misuse that is planted in an invented year, a story each; what must be shown is noted by rule."""

from dataclasses import replace
from datetime import timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def plant(year):
    """Let everybody do her misuse."""
    for story in (
        a_cousin_looks,
        a_leaver_reads,
        an_export_at_night,
        a_leader_opens_without_cause,
        an_emergency_without_words,
        somebody_tries_many_cases,
        a_case_is_read_after_its_end,
        a_curious_week,
        a_stolen_password,
        a_shared_password,
        old_notes_are_copied,
    ):
        story(year)


def when(year, week, day, hour):
    """Return an instant of the year."""
    return year.weeks[week].begins + day * DAY + hour * HOUR


def free(year, who, week, hour):
    """Return an instant of a week at which somebody is on no shift."""
    return next(at for day in range(7) if not year.is_on(who, at := when(year, week, day, hour)))


def note(year, rule, *uses):
    """Note what a rule must show."""
    year.planted.setdefault(rule, set()).update(use.id for use in uses)


def forget(year, who, one, since):
    """Take what somebody did in a case since an instant out of the year."""
    year.uses = [
        use
        for use in year.uses
        if not (use.actor == who and one.alias in use.cases and use.at >= since)
    ]


def a_cousin_looks(year):
    """A night guard is kept away from a relative's case since March, and tries in June."""
    cousin, at = year.of("nattevagt")[0], when(year, 22, 3, 2)
    hers = year.foreign(cousin, at)
    forget(year, cousin, hers, year.weeks[0].begins)
    year.kept_away[cousin, hers.alias] = when(year, 8, 0, 9)
    for minutes in (0, 2):
        tried = at + timedelta(minutes=minutes)
        note(
            year,
            "kept_away",
            year.note(cousin, tried, "note.read", outcome="denied", case=hers),
        )


def a_leaver_reads(year):
    """A social worker reads in a case a month after she left its team."""
    leaver, at, since = year.of("socialraadgiver")[0], when(year, 40, 1, 11), when(year, 36, 0, 12)
    left = next(one for one in year.files if year.is_in(one, leaver, at))
    left.places = [
        (who, replace(span, until=since) if who == leaver else span) for who, span in left.places
    ]
    forget(year, leaver, left, since)
    note(year, "after_team", year.note(leaver, at, "note.read", basis="team", case=left))


def an_export_at_night(year):
    """Somebody takes a line per person out of the house at 02.42."""
    who = year.of("socialraadgiver")[1]
    row = year.note(who, free(year, who, 30, 2.7), "export.row", basis="leader", session="x")
    note(year, "export", row)
    note(year, "off_shift", row)


def a_leader_opens_without_cause(year):
    """The leader opens a journal that nothing asked her to open."""
    (leader,) = year.of("leder")
    opening = year.open(leader, when(year, 33, 2, 14), "purpose")
    note(year, "purpose", opening)
    note(year, "leader", opening)


def an_emergency_without_words(year):
    """Nobody ever learns why a journal was opened at night."""
    opening = year.open(year.of("nattevagt")[1], when(year, 12, 4, 3), "breakglass")
    year.wordless.add(opening.grant)
    note(year, "words_missing", opening)


def somebody_tries_many_cases(year):
    """Five cases of others in a quarter of an hour, off shift; all refused."""
    who = year.of("socialraadgiver")[2]
    at = free(year, who, 18, 21)
    there = [one for one in year.files if one.opened <= at < one.closed]
    others = [one for one in there if who not in [alias for alias, _ in one.places]]
    tries = [
        year.note(who, at + place * HOUR / 20, "note.read", outcome="denied", case=one)
        for place, one in enumerate(others[:5])
    ]
    note(year, "many_cases", *tries)
    note(year, "denials", *tries)


def a_case_is_read_after_its_end(year):
    """Twenty days after she moved out."""
    ended = when(year, 20, 0, 0), when(year, 26, 0, 0)
    gone = next(one for one in year.files if ended[0] < one.closed < ended[1])
    late = year.note(gone.places[0][0], gone.closed + 20 * DAY, "case.read", case=gone)
    note(year, "after_discharge", late)


def a_curious_week(year):
    """A pedagogue opens every case of the house, as a fence with a hole would let her."""
    who, at = year.of("paedagog")[0], when(year, 44, 1, 10)
    there = [one for one in year.files if one.opened <= at < one.closed]
    opened = [
        year.note(who, at + 4 * place * HOUR, "note.read", basis="team", case=one)
        for place, one in enumerate(there)
    ]
    year.curious = {use.id for use in opened}
    foreign = [
        use for use, one in zip(opened, there, strict=True) if not year.is_in(one, who, use.at)
    ]
    note(year, "unexplained", *foreign)


def a_stolen_password(year):
    """A password is reset, and an hour later somebody signs in from a device never seen."""
    temp = year.of("vikar")[0]
    year.note(temp, when(year, 5, 0, 9), "login.ok", session="a", device="old")
    year.note(temp, when(year, 6, 0, 9), "pw.reset", session="a")
    at = when(year, 6, 0, 10)
    note(year, "new_device", year.note(temp, at, "login.ok", session="b", device="new"))


def a_shared_password(year):
    """One name is at work in four places."""
    temp = year.of("vikar")[0]
    for place in range(4):
        at = when(year, 7, 0, 9 + place / 10)
        note(year, "sessions", year.note(temp, at, "shift.read", session=f"s{place}"))


def old_notes_are_copied(year):
    """A whole old file is opened in one go."""
    reader, since = year.of("paedagog")[1], when(year, 48, 0, 0)
    old = next(one for one in year.files if year.is_in(one, reader, since))
    rows = tuple(year.draw() for _ in range(60))
    year.old = dict.fromkeys(rows, when(year, 30, 0, 0))
    year.written |= year.old
    at = next(duty for duty in year.duties[reader] if duty.begins >= since).begins + HOUR
    note(year, "old_notes", year.note(reader, at, "note.read", basis="team", case=old, rows=rows))
