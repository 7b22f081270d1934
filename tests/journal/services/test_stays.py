"""Admission: a family is admitted whole or not at all, each person with a file of her own."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from calls import hold_talk

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
from journal.domain.decisions import AlreadyDecided, DecisionKind
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, StayId
from journal.domain.staff import Profession, Role
from journal.domain.stays import Arrival, Move, MoveInTooEarly, MoveRefused, team_due
from journal.domain.teams import Lacking
from journal.domain.visitations import Verdict
from journal.request.admitting import admit
from journal.services import cases, exclusions, stay_pages, stays, visitations
from journal.services.work import perform

WORDS = ("Stille Vind", "Rolig Lanterne", "Klar Bæk")
LATER = "Blid Skovsti"


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

    def describe(mother, words=LATER, arrival=Arrival.LATER, **values):
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
    family, admit_as, context, sign_in, clock, ask, events, write, read, stay_of
):
    """One decision, one event; each file has its own four keys and team, and opens alone."""
    before = len(events())
    levels = (Anonymity.KNOWN, Anonymity.WITHHELD_OUTSIDE)
    made = admit_as("lone", family(*levels, move_in_at=clock()))
    acts = [event["act"] for event in events()[before:]]
    counted = ("stay.admit", "decision.make", "case.create", "team.add", "key.epoch")
    assert [1, 1, 3, 3, 12] == [acts.count(act) for act in counted]
    assert [3] == [len(event["on"]) for event in events("stay.admit")]
    rows = [stay_of(one) for one in made]
    assert {("resident", "admission")} == {(row.state, row.arrival) for row in rows}
    assert 1 == len({row.family_id for row in rows})
    assert {("0",), ("1",), ("2",)} == set(ask("SELECT anonymity FROM case_file"))
    note = write(sign_in("anna"), made[1], "Kun om barnet.")
    assert [note] == list(read(sign_in("birgit"), made[1]))
    assert [] == list(read(sign_in("anna"), made[2]))
    known = perform(context(sign_in("lone")), cases.pseudonyms)
    assert list(WORDS) == [known[one] for one in made]


def test_the_same_form_twice_is_one_admission(family, admit_as, ask):
    """A double click, a second tab, a resend after a lost answer."""
    admission = family(Anonymity.KNOWN)
    admit_as("lone", admission)
    with pytest.raises(AlreadyAdmitted):
        admit_as("lone", admission)
    assert [(2,)] == ask("SELECT count(*) FROM stay")


def test_r_t1_a_team_of_two_pedagogues_is_refused_with_a_sentence(family, admit_as, people, ask):
    """Two different people, one of each training; or it is said that one is found later (R-T2)."""
    with pytest.raises(TeamTooSmall) as refused:
        admit_as("lone", family(Anonymity.KNOWN, team=("anna", "dorte")))
    assert "two different people" in refused.value.sentence
    assert "member-0" == refused.value.field
    with pytest.raises(NobodyChosen):
        admit_as("lone", family(team=(), is_pending=True))
    assert [(0,)] == ask("SELECT count(*) FROM case_file")
    admit_as("lone", family(team=("anna", "dorte"), is_pending=True))
    assert [(1,)] == ask("SELECT count(*) FROM stay")


def test_words_that_were_never_drawn_or_that_somebody_has_are_refused(family, admit_as, ask):
    """A form that came back with a name in it, or with the words of somebody else."""
    admit_as("lone", family())
    for number, words in enumerate((WORDS[:1], ("Klar Bæk", "Mette Hansen"))):
        with pytest.raises(PseudonymTaken) as refused:
            admit_as("lone", family(Anonymity.KNOWN, words=(*words, "Rolig Lanterne")))
        assert f"draw-{number}" == refused.value.field
    assert [(1,)] == ask("SELECT count(*) FROM stay")


def test_r_a4_who_is_proposed_does_not_move_in_before_the_decision(
    family, admit_as, context, sign_in, guard, clock, stay_of, ask
):
    """The night guard proposes; the leader decides for the whole family; then they come."""
    proposal = {"decided": None, "proposal": "acute_danger"}
    with pytest.raises(MoveInTooEarly):
        admit_as("hanne", family(move_in_at=clock(), **proposal))
    made = admit_as("hanne", family(Anonymity.KNOWN, **proposal))
    assert {"proposed"} == {stay_of(one).state for one in made}
    for login in ("hanne", "anna"):
        with pytest.raises(AccessDenied):
            perform(context(sign_in(login)), stays.decide, made[0], Decided(reason="in_target"))
    with pytest.raises(MoveRefused):
        perform(context(sign_in("hanne")), stays.move_in, made[0], clock())
    clock.advance(minutes=20)
    perform(context(sign_in("lone")), stays.decide, made[1], Decided(reason="in_target"))
    assert {"expected"} == {stay_of(one).state for one in made}
    assert [("replaced",), ("stands",)] == sorted(ask("SELECT state FROM decision"))
    with pytest.raises(MoveInTooEarly):
        perform(context(sign_in("hanne")), stays.move_in, made[0], clock() - timedelta(minutes=5))
    perform(context(sign_in("hanne")), stays.move_in, made[0], clock())
    assert ["resident", "expected"] == [stay_of(one).state for one in made]


def test_r_a4_a_decision_on_the_phone_counts_at_once(family, admit_as, guard, people, clock, ask):
    """Entered by the guard, who has decided nothing herself; it waits for the leader's word."""
    said = Decided(reason="acute_danger", by=people["lone"], at=clock() - timedelta(minutes=10))
    admit_as("hanne", family(decided=said, move_in_at=clock()))
    assert [("by_phone",)] == ask("SELECT state FROM decision")
    assert [("resident",)] == ask("SELECT state FROM stay")
    with pytest.raises(AccessDenied):
        admit_as("hanne", family(words=("Klar Bæk",)))


def test_a_talk_that_was_decided_leads_to_one_admission_and_closes_its_enquiry(
    family, admit_as, context, sign_in, clock, ask
):
    """R-E4: ``admitted`` once she has moved in, not before; one decision admits once."""
    anna, lone = context(sign_in("anna")), context(sign_in("lone"))
    verdict = Verdict(kind=DecisionKind.ADMISSION, reason="in_target")
    decision = perform(lone, visitations.decide, hold_talk(anna), verdict)
    (case,) = admit_as("anna", family(decided=None, decision=decision))
    assert [("decided", None)] == ask("SELECT state, outcome FROM enquiry")
    with pytest.raises(AlreadyDecided):
        admit_as("anna", family(decided=None, decision=decision, words=("Klar Bæk",)))
    perform(anna, stays.move_in, case, clock())
    assert [("closed", "admitted")] == ask("SELECT state, outcome FROM enquiry")
    assert [(1,)] == ask("SELECT count(*) FROM decision")


def test_who_may_admit(
    family, admit_as, hire, people, plan, clock, sign_in, case_id, child, context
):
    """A temp never, a night guard on shift only; whoever is kept away gets what is not there."""
    hire("natta", Role.NIGHT_GUARD, Profession.PEDAGOGUE)
    for login in ("natta", "tove"):
        with pytest.raises(AccessDenied):
            admit_as(login, family(decided=None, proposal="in_target"))
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["carla"])
    with pytest.raises(AccessDenied):
        admit_as("carla", child(case_id))
    with pytest.raises(AccessDenied):
        admit_as("lone", child(CaseId(uuid4())))


def test_r_m5_a_child_who_comes_later_has_a_decision_team_and_stay_of_her_own(
    family, child, admit_as, clock, stay_of, ask, context, sign_in
):
    """Comes later, is born here, visits: each is noted as what it is, in the same family."""
    (mother,) = admit_as("lone", family(move_in_at=clock()))
    clock.advance(hours=40)
    (late,) = admit_as("lone", child(mother, move_in_at=clock()))
    born_at = clock() - timedelta(hours=1)
    new = child(mother, "Klar Bæk", Arrival.BORN, decided=Decided(reason="in_target", at=born_at))
    (born,) = admit_as("lone", replace(new, move_in_at=born_at))
    visit = child(mother, "Rolig Lanterne", is_visiting=True, move_in_at=clock())
    (visiting,) = admit_as("lone", visit)
    rows = [stay_of(one) for one in (mother, late, born, visiting)]
    assert 1 == len({row.family_id for row in rows})
    assert ["admission", "later", "born", "later"] == [row.arrival for row in rows]
    assert [False, False, False, True] == [bool(row.is_visiting) for row in rows]
    assert [True, True, True, False] == [row.decision_at is not None for row in rows]
    assert [(3,)] == ask("SELECT count(*) FROM decision")
    page = perform(context(sign_in("anna")), stay_pages.of_case, mother)
    assert {late, born, visiting} == {one.banner.id for one in page.family}


def test_a_colleague_who_is_kept_away_from_the_mother_is_in_no_team_of_her_child(
    family, child, admit_as, people, context, sign_in
):
    """R-X1: and she is not among those to choose from."""
    (mother,) = admit_as("lone", family(team=("carla", "dorte")))
    perform(context(sign_in("lone")), exclusions.exclude, mother, people["birgit"])
    with pytest.raises(NobodyChosen):
        admit_as("lone", child(mother))
    page = perform(context(sign_in("lone")), stay_pages.prepare, mother)
    assert people["birgit"] not in {one.id for one in page.colleagues}


def test_mother_and_child_go_different_ways(family, admit_as, context, sign_in, clock, stay_of):
    """Her team notes that she is away; the child stays; who is in no team of hers notes nothing."""
    mother, child = admit_as("lone", family(Anonymity.KNOWN, move_in_at=clock()))
    anna = context(sign_in("anna"))
    clock.advance(days=1)
    perform(anna, stays.move, mother, Move.GO_AWAY, clock())
    with pytest.raises(MoveRefused):
        perform(anna, stays.move, mother, Move.GO_AWAY, clock())
    assert ["temporarily_absent", "resident"] == [stay_of(one).state for one in (mother, child)]
    for login, move in (("carla", Move.GO_AWAY), ("anna", Move.DISCHARGE), ("anna", Move.ANNUL)):
        with pytest.raises(AccessDenied):
            perform(context(sign_in(login)), stays.move, child, move, clock())
    perform(context(sign_in("lone")), stays.move, child, Move.DISCHARGE, clock())
    assert ["temporarily_absent", "discharged"] == [stay_of(one).state for one in (mother, child)]


def test_a_file_that_is_older_than_stays_works_and_gets_none(
    case_id, context, sign_in, write, read, clock, ask
):
    """It is read, written and shown; nothing is invented, and no move is made of nothing."""
    anna = sign_in("anna")
    note = write(anna, case_id)
    assert [note] == list(read(anna, case_id))
    page = perform(context(anna), stay_pages.of_case, case_id)
    assert (None, []) == (page.guest.state, list(page.moves))
    with pytest.raises(AccessDenied):
        perform(context(anna), stays.move, case_id, Move.GO_AWAY, clock())
    assert [(0,)] == ask("SELECT count(*) FROM stay")


def test_words_that_hurt_are_drawn_anew(family, admit_as, context, sign_in, write, read, events):
    """By her team or who leads; everything else of the file stays, the old words are gone."""
    (case,) = admit_as("lone", family())
    anna = sign_in("anna")
    note = write(anna, case)
    with pytest.raises(AccessDenied):
        perform(context(sign_in("carla")), stays.redraw, case, LATER)
    with pytest.raises(PseudonymTaken):
        perform(context(anna), stays.redraw, case, "Mette Hansen")
    perform(context(anna), stays.redraw, case, LATER)
    assert {case: LATER} == perform(context(sign_in("lone")), cases.pseudonyms)
    assert [note] == list(read(anna, case))
    assert ["ok"] == [event["out"] for event in events("case.rename")][1:]


def test_r_t2_whose_team_lacks_somebody_and_until_when(
    family, admit_as, context, sign_in, clock, house, set_team
):
    """The leader sees whom, what is missing and until when; a complete team is on no list."""
    team = {"team": ("anna", "dorte"), "is_pending": True}
    (case,) = admit_as("lone", family(move_in_at=clock(), **team))
    admit_as("lone", family(words=("Klar Bæk",)))
    with pytest.raises(AccessDenied):
        perform(context(sign_in("anna")), stay_pages.lacking)
    (shown,) = perform(context(sign_in("lone")), stay_pages.lacking)
    assert (case, Lacking.SOCIAL_WORKER) == (shown.banner.id, shown.banner.lacks)
    assert team_due(clock(), house.zone) == shown.banner.team_due
    set_team(case, "anna", "dorte", "birgit")
    assert [] == perform(context(sign_in("lone")), stay_pages.lacking)


def test_r_m1_r_m5_r_u1_deadlines_begin_with_the_stay_and_r_m4_end_with_it(
    family, child, admit_as, context, sign_in, clock, ask, raw_id
):
    """Each person has her own; a child on a visit has none; of who does not come none is left."""

    def running(case_id):
        asked = "SELECT rule_id FROM deadline WHERE case_id = :case AND state = 'open'"
        return sorted(row.rule_id for row in ask(asked, case=raw_id(case_id)))

    mother, son = admit_as("lone", family(Anonymity.KNOWN))
    assert [["DL2"], ["DL2"]] == [running(one) for one in (mother, son)]
    lone = context(sign_in("lone"))
    perform(lone, stays.move_in, son, clock())
    perform(lone, stays.move, mother, Move.NO_SHOW, clock(), None, "no_word")
    (guest,) = admit_as("lone", child(son, is_visiting=True, move_in_at=clock()))

    assert [[], ["DL2", "DL4"], []] == [running(one) for one in (mother, son, guest)]
    reasons = ask("SELECT ended_code FROM deadline WHERE case_id = :case", case=raw_id(mother))
    assert ["no_show"] == [row.ended_code for row in reasons]
