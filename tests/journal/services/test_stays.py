"""Admission: a family is admitted whole or not at all, each person with a file of her own."""

from datetime import timedelta
from uuid import uuid4

import pytest

from journal.domain.admission import (
    AlreadyAdmitted,
    Decided,
    NewAdmission,
    NewPerson,
    NobodyChosen,
    PseudonymTaken,
    TeamTooSmall,
)
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.errors import AccessDenied
from journal.domain.ids import StayId
from journal.domain.stays import Arrival, Move, MoveInTooEarly, MoveRefused
from journal.request.admitting import admit
from journal.services import cases, exclusions, notes, stay_pages, stays
from journal.services.work import perform

WORDS = ("Stille Birk", "Rolig Mose", "Klar Sø", "Lun Vind", "Blid Ravn")


@pytest.fixture
def family(people):
    """Return a function that describes a woman and some children who are admitted together."""

    def describe(*children, team=("anna", "birgit"), words=WORDS, **values):
        chosen = frozenset(people[login] for login in team)
        kinds = [PersonKind.WOMAN, *(PersonKind.CHILD for _ in children)]
        values = {"id": StayId(uuid4()), "decided": Decided(reason="in_target")} | values
        return NewAdmission(
            people=[
                NewPerson(kind=kind, pseudonym=said, anonymity=level, team=chosen)
                for kind, said, level in zip(
                    kinds, words, [Anonymity.UNKNOWN_TO_HOUSE, *children], strict=False
                )
            ],
            **values,
        )

    return describe


@pytest.fixture
def child(people):
    """Return a function that describes a child who comes to a family later."""

    def describe(mother, words="Blid Ravn", arrival=Arrival.LATER, **values):
        visits = values.pop("is_visiting", False)
        person = NewPerson(
            kind=PersonKind.CHILD,
            pseudonym=words,
            anonymity=Anonymity.WITHHELD_OUTSIDE,
            team=frozenset((people["anna"], people["birgit"])),
            is_visiting=visits,
        )
        values = {"decided": None if visits else Decided(reason="in_target")} | values
        return NewAdmission(
            id=StayId(uuid4()), people=[person], relative=mother, arrival=arrival, **values
        )

    return describe


@pytest.fixture
def admit_as(house, context, sign_in):
    """Return a function with which somebody admits people."""

    def act(login, admission):
        return admit(house, context(sign_in(login)), admission)

    return act


@pytest.fixture
def stay_of(ask, raw_id):
    """Return a function that gives the stay of a case as it is stored."""

    def look(case_id):
        return ask("SELECT * FROM stay WHERE case_id = :case", case=raw_id(case_id))[0]

    return look


def test_a_family_is_admitted_with_a_file_and_keys_for_each(
    family, admit_as, context, sign_in, clock, ask, events, write, read, stay_of, people
):
    """One decision, one event; each file has its own four keys and team, and opens alone."""
    before = len(events())
    admission = family(Anonymity.KNOWN, Anonymity.WITHHELD_OUTSIDE, move_in_at=clock())
    mother, first, second = admit_as("lone", admission)
    acts = [event["act"] for event in events()[before:]]
    assert (1, 1, 3, 3, 12) == tuple(
        map(acts.count, ("stay.admit", "decision.make", "case.create", "team.add", "key.epoch"))
    )
    (done,) = events("stay.admit")
    assert 3 == len(done["on"])
    assert [("2",), ("0",), ("1",)] == ask("SELECT anonymity FROM case_file ORDER BY opened_at")[
        :0
    ] + [
        ask("SELECT anonymity FROM case_file WHERE id = :id", id=stay_of(one).case_id)[0]
        for one in (mother, first, second)
    ]
    assert 1 == len({stay_of(one).family_id for one in (mother, first, second)})
    assert {"resident"} == {stay_of(one).state for one in (mother, first, second)}
    anna = sign_in("anna")
    note = write(anna, first, "Kun om barnet.")
    assert [note] == list(read(sign_in("birgit"), first))
    assert [] == list(read(anna, second))
    assert sorted(WORDS[:3]) == sorted(perform(context(sign_in("lone")), cases.pseudonyms).values())


def test_the_same_form_twice_is_one_admission(family, admit_as, ask):
    """A double click, a second tab, a resend after a lost answer."""
    admission = family(Anonymity.KNOWN)
    admit_as("lone", admission)
    with pytest.raises(AlreadyAdmitted):
        admit_as("lone", admission)
    assert [(2,)] == ask("SELECT count(*) FROM stay")
