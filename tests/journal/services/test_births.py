"""Dates of birth: compared as far as the writer may read, and watched without a day in the open."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from journal.domain.births import Turning
from journal.domain.broken import ChangedMeanwhile
from journal.domain.broken_sheets import BornLater, NotYounger, OfAgeWhenAdmitted
from journal.domain.cases import PersonKind
from journal.domain.deadlines import DeadlineOver, DeadlineTooEarly, Ending, HowMissing
from journal.domain.errors import AccessDenied
from journal.domain.ids import DeadlineId
from journal.domain.sheets import Sheet
from journal.request import births
from journal.services import births as services
from journal.services import cases, deadlines, due, sheets
from journal.services.work import perform

MOTHER, CHILD = "2012-05-05", "2012-05-04"
"""A mother whose year is wrong, and a child who would be a day older."""
ENDING = Ending(deadline_id=DeadlineId(uuid4()), code="in_person")
TOLD = ("record", "deadline", "case_file", "stay", "note", "draft", "audit_entry")


@pytest.fixture
def add(context, at_work, people, house):
    """Return a function that opens the file of somebody, a child unless said otherwise."""

    def open_one(*logins, relative=None, pseudonym="Lille Fugl", kind=PersonKind.CHILD):
        new = cases.NewCase(
            id=cases.reserve(house.vault),
            kind=kind,
            pseudonym=pseudonym,
            team=frozenset(people[login] for login in logins),
            relative=relative,
        )
        return perform(context(at_work("anna")), cases.create_case, new)

    return open_one


@pytest.fixture
def write(context, at_work):
    """Return a function that writes a date of birth and tells whether to look at it again."""

    def save(login, case_id, day, seen=0):
        fields = {"birth_date": day} if day else {"names": "Uden dato"}
        return births.save_sheet(context(at_work(login)), case_id, Sheet.IDENTITY, fields, seen)

    return save


def test_a_child_is_younger_than_its_mother_from_either_form(add, write, case_id, ask):
    """The same day is refused too; less than twelve years is said, and nothing is stopped by it."""
    child = add("anna", "birgit", relative=case_id)
    assert not write("anna", case_id, MOTHER)
    for day in (MOTHER, CHILD):
        with pytest.raises(NotYounger):
            write("anna", child, day)
    assert 2 == len(ask("SELECT id FROM record"))
    assert write("anna", child, "2024-05-04")
    assert not write("anna", child, "2024-05-05", 1)
    for day in ("2024-05-05", "2025-01-01"):
        with pytest.raises(NotYounger):
            write("birgit", case_id, day, 1)
    assert write("birgit", case_id, "2013-01-01", 1)
    assert not write("birgit", case_id, "1990-01-31", 2)
    assert not write("anna", child, "", 2)  # a date that is taken out is compared with nothing
    assert not write("birgit", case_id, "2025-01-01", 3)


def test_who_may_not_read_the_mothers_date_learns_nothing_from_the_childs_form(
    add, write, case_id, events
):
    """A leader in the child's team neither: she has said no purpose. Nothing is even opened."""
    write("anna", case_id, MOTHER)
    child = add("carla", "dorte", "lone", relative=case_id)
    before = len(events())
    assert not write("carla", child, CHILD)
    assert not write("lone", child, MOTHER, 1)
    assert not write("dorte", child, "2020-01-01", 2)
    told = [event for event in events()[before:] if event["act"] != "login.ok"]
    assert {"ok"} == {event["out"] for event in told}
    assert {"age.read", "identity.write"} == {event["act"] for event in told}
    assert 1 == len({case for event in told for case, _ in event["on"]})


def test_another_woman_of_the_family_could_be_the_mother(add, write, case_id):
    """While one of them cannot be read, or has no date, nothing is compared with the other."""
    aunt = add("carla", "dorte", relative=case_id, pseudonym="Rolig Mose", kind=PersonKind.WOMAN)
    child = add("anna", "birgit", "carla", relative=case_id)
    write("anna", case_id, MOTHER)
    assert not write("anna", child, CHILD)
    write("carla", aunt, "1980-01-01")
    assert not write("anna", child, CHILD, 1)
    assert not write("anna", case_id, "2013-01-01", 1)


def test_a_damaged_date_of_the_mother_stops_nobody(add, write, case_id, tamper, raw_id, events):
    """It is reported, and nothing is compared with it; so it is with one that she cannot see."""
    child = add("anna", "birgit", relative=case_id)
    write("anna", case_id, MOTHER)
    tamper(
        "UPDATE record SET revision = 7 WHERE case_id = :id AND kind = 'birth'", id=raw_id(case_id)
    )
    assert not write("anna", child, CHILD)
    assert events("open.error")


def test_a_date_that_was_changed_meanwhile_is_looked_at_again(
    add, write, case_id, context, at_work
):
    """Two who write at once: what the first wrote is not passed over by the second."""
    child = add("anna", "birgit", relative=case_id)
    write("anna", case_id, "1990-01-31")
    anna = context(at_work("anna"))
    own, mother = (perform(anna, services.read, one) for one in (child, case_id))
    write("birgit", case_id, MOTHER, 1)
    fields = {"birth_date": CHILD}
    with pytest.raises(ChangedMeanwhile):
        perform(anna, sheets.save_identity, child, fields, 0, own, [mother])
    with pytest.raises(NotYounger):
        write("anna", child, CHILD)


def test_a_child_is_one_on_the_day_of_the_admission(add, write, clock, context, at_work):
    """Later it may be 18: that is no mistake. A day to come is; a sheet needs no date."""
    child = add("anna", "birgit")
    for day, wrong in (("2008-03-02", OfAgeWhenAdmitted), ("2026-03-03", BornLater)):
        with pytest.raises(wrong):
            write("anna", child, day)
    write("anna", child, "2008-03-03")
    clock.advance(days=400)
    write("anna", child, "2008-03-04", 1)
    with pytest.raises(OfAgeWhenAdmitted):
        write("anna", child, "2008-03-02", 2)
    with pytest.raises(AccessDenied):
        write("carla", child, "2010-01-01", 2)
    known = perform(context(at_work("birgit")), services.read, child)
    assert date(2008, 3, 4) == known.born.on
    with pytest.raises(ValueError, match="compared"):
        perform(context(at_work("anna")), sheets.save, child, Sheet.IDENTITY, {}, 2)


@pytest.fixture
def near(context, at_work):
    """Return a function that gives what somebody sees of children who come of age, by case."""

    def see(login):
        found = births.coming_of_age(context(at_work(login)))
        return {one.banner.id: one for one in found}

    return see


def test_team_and_leader_are_told_in_time_and_only_the_team_is_told_the_day(
    add, write, near, clock, context, at_work, deputy, guard
):
    """DL27: from thirty days before, by the clock of the house; others hear nothing."""
    child = add("carla", "dorte")
    write("carla", child, "2008-04-02")
    write("anna", add("anna", "birgit", pseudonym="Rolig Mose"), "2010-01-01")
    assert {} == near("carla") == near("lone")
    clock.advance(days=1)
    assert (Turning.SOON, date(2026, 4, 2)) == (
        near("carla")[child].turning,
        near("dorte")[child].on,
    )
    assert (Turning.SOON, None) == (near("lone")[child].turning, near("lone")[child].on)
    for principal in (deputy, guard, at_work("anna")):
        assert [] == births.coming_of_age(context(principal))
    late = datetime(2026, 4, 1, 21, 59, tzinfo=UTC)  # 23:59 in the house, where it is summer by now
    clock.advance(seconds=(late - clock()).total_seconds())
    assert Turning.SOON is near("carla")[child].turning
    clock.advance(minutes=2)
    assert {Turning.TODAY} == {near(one)[child].turning for one in ("carla", "lone")}
    clock.advance(days=1)
    assert Turning.OF_AGE is near("lone")[child].turning
    assert near("dorte")[child].banner.team


def test_the_database_tells_no_birthday(
    add, write, case_id, ask, clock, events, house, near, context, at_work
):
    """No day, no deadline, no end of a document; near and far, woman and child look the same."""
    near_child, far_child = (
        add("anna", "birgit", relative=case_id, pseudonym=words)
        for words in ("Lille Fugl", "Rolig Mose")
    )
    dates = {near_child: "2008-03-12", far_child: "2019-07-30", case_id: "1985-11-02"}
    for one, day in dates.items():
        write("anna", one, day)
    assert near_child in near("anna")
    rows = ask("SELECT kind, revision, expires_at, length(body_sealed) AS size FROM record")
    births_kept = {tuple(row) for row in rows if row.kind == "birth"}
    assert 1 == len(births_kept)
    assert 3 == len([row for row in rows if row.kind == "birth"])
    with pytest.raises(ValueError, match="never a row"):
        perform(context(at_work("anna")), deadlines.begin, services.RULE, near_child, clock())
    assert [] == ask("SELECT id FROM deadline")
    days = {day for each in dates.values() for day in (each, str(int(each[:4]) + 18) + each[4:])}
    kept = [str(row) for table in TOLD for row in ask(f"SELECT * FROM {table}")]
    told = [str(event) for event in events()]
    assert [] == [day for day in days if any(day in text for text in kept + told)]
    ahead = range(
        *(
            int(at.timestamp() * 1e6)
            for at in (clock() + timedelta(days=1), datetime(2040, 1, 1, tzinfo=UTC))
        )
    )
    numbers = [value for table in TOLD for row in ask(f"SELECT * FROM {table}") for value in row]
    assert [] == [one for one in numbers if isinstance(one, int) and one in ahead]
    before = len(events())
    clock.advance(days=11)
    perform(house.context("job"), due.sweep)
    assert before == len(events())  # nothing happens on the day that anybody could read off


def test_the_talk_is_noted_once_by_name_and_the_date_it_was_about(
    add, write, near, case_id, context, at_work, clock, events
):
    """From thirty days before; another date asks for another talk; no key changes by itself."""
    child = add("anna", "birgit")
    lone = context(at_work("lone"))
    for one, day in ((child, "2010-01-01"), (case_id, "1990-01-31")):
        write("anna", one, day)
        with pytest.raises(DeadlineTooEarly):
            births.tick_off(lone, one, ENDING)
    write("anna", child, "2008-03-12", 1)
    before = [event["act"] for event in events()]
    with pytest.raises(HowMissing):
        births.tick_off(lone, child, replace(ENDING, code="telepathy"))
    with pytest.raises(AccessDenied):
        births.tick_off(context(at_work("carla")), child, ENDING)
    births.tick_off(lone, child, ENDING)
    with pytest.raises(DeadlineOver):
        births.tick_off(context(at_work("anna")), child, ENDING)
    assert {} == near("anna") == near("lone")
    seen = births.of_case(context(at_work("birgit")), child)
    assert ("in_person", "Lone Leder", clock()) == (
        seen.talk.how,
        seen.entered_by,
        seen.talk.entered_at,
    )
    write("birgit", child, "2008-03-12", 2)
    assert {} == near("anna")
    write("birgit", child, "2008-03-11", 3)
    assert {child} == set(near("anna"))
    assert not {"key.rotate", "key.epoch", "key.wrap", "team.remove"} & {
        event["act"] for event in events()[len(before) :]
    }


def test_one_that_does_not_open_hides_no_other(add, write, near, tamper, raw_id, events):
    """It is reported; and of a closed file, or by who is kept away, none is looked at."""
    one, other = (add("anna", "birgit", pseudonym=words) for words in ("Lun Vind", "Klar Sø"))
    for child in (one, other):
        write("anna", child, "2008-03-12")
    tamper(
        "UPDATE record SET body_sealed = (SELECT body_sealed FROM record WHERE case_id = :other "
        "AND kind = 'birth') WHERE case_id = :id AND kind = 'birth'",
        id=raw_id(one),
        other=raw_id(other),
    )
    assert {other} == set(near("anna"))
    assert events("open.error")
    tamper("UPDATE case_file SET state = 'closed' WHERE id = :id", id=raw_id(other))
    assert {} == near("anna") == near("lone")
