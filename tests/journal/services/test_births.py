"""Dates of birth: compared as far as the writer may read, and watched without a day in the open."""

from datetime import date

import pytest

from journal.domain.broken import ChangedMeanwhile
from journal.domain.broken_sheets import BornLater, NotYounger, OfAgeWhenAdmitted
from journal.domain.cases import PersonKind
from journal.domain.errors import AccessDenied
from journal.domain.sheets import Sheet
from journal.request import births
from journal.services import births as services
from journal.services import cases, sheets
from journal.services.work import perform

MOTHER, CHILD = "2012-05-05", "2012-05-04"
"""A mother whose year is wrong, and a child who would be a day older."""


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
