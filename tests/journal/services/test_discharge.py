"""R-A1, R-D1, R-AC1, R-AC5, R-T5: who leaves, what is frozen, and who opens her file then."""

from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest

from journal.domain.access import Action, Face
from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.audit import text_of
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.codes import code_list
from journal.domain.compartments import Compartment
from journal.domain.decisions import Scope
from journal.domain.discharge import (
    Aftercare,
    AftercareEnd,
    AftercareRuns,
    AftercareUnanswered,
    HasLeft,
    LeavesBeforeComing,
    NewDischarge,
    OverrideMissing,
)
from journal.domain.errors import AccessDenied, RuleBroken
from journal.domain.ids import StayId
from journal.domain.register import QUESTIONS, AnswersMissing, AnswerUnusable, Moment
from journal.request import registering
from journal.request.admitting import admit
from journal.services import delegations, discharge, register
from journal.services.work import perform
from journal.store import facts as fact_store
from journal.store import house as house_store
from journal.vault import facts, house_rotation

WRAPS = (
    "SELECT e.comp FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
    "WHERE e.scope_id = :case AND w.recipient_id = :who AND w.kind = 'staff' ORDER BY e.comp"
)
JOURNAL_WRAPS = (
    "SELECT kind FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
    "WHERE e.scope_id = :case AND e.comp = 2"
)
KINDS = ("recovery", "purpose")


def answered(kind, *moments, **chosen):
    """Return an answer to every question of some moments: the one that is named, or the first."""
    first = {
        one.id: [next(iter(code_list(one.codes)))] for one in QUESTIONS[kind] if one.at in moments
    }
    given = {name: [code] if code else [] for name, code in chosen.items()}
    return first | given


@pytest.fixture
def family(house, context, sign_in, people, clock):
    """Return a woman and her child who moved in just now, with all that is asked by then."""

    def person(kind, words, *, visits=False):
        return NewPerson(
            kind=kind,
            pseudonym=words,
            anonymity=Anonymity.WITHHELD_OUTSIDE,
            team=frozenset((people["anna"], people["birgit"])),
            is_visiting=visits,
        )

    admission = NewAdmission(
        id=StayId(uuid4()),
        people=[
            person(PersonKind.WOMAN, "Abstrakt Aften"),
            person(PersonKind.CHILD, "Agtsom Aftensol"),
        ],
        decided=Decided(reason="in_target"),
        move_in_at=clock(),
    )
    cases = admit(house, context(sign_in("lone")), admission)
    anna = context(sign_in("anna"))
    for case, kind in zip(cases, PersonKind, strict=True):
        answers = answered(kind, Moment.ENQUIRY, Moment.ADMISSION)
        registering.save(anna, case, answers, register.NEW)
    return cases


@pytest.fixture
def leave(context, sign_in, fresh, clock):
    """Return a function with which somebody is discharged today."""

    def go(case, kind=PersonKind.WOMAN, aftercare=None, by="lone", day=None, why="", **chosen):
        new = NewDischarge(
            day=day or clock().date(),
            reason="stay_done",
            answers=answered(kind, Moment.DISCHARGE, **chosen),
        )
        return registering.leave(context(sign_in(by)), case, new, aftercare, fresh(), why)

    return go


@pytest.fixture
def frozen(context, sign_in):
    """Return a function that opens the frozen rows as the leader, who alone can."""

    def look(work):
        shop = work.vault.keys
        action = Action.LOG_READ
        ring = shop.held(work.desk, shop.house, Compartment.STATISTICS, action, None)
        rows = fact_store.everything(work.session)
        work.act(action)
        return work.later(lambda: [facts.opened(ring, row) for row in rows])

    return lambda: perform(context(sign_in("lone")), look)


@pytest.fixture
def held(ask, raw_id, people):
    """Return a function that gives the compartments of a case whose key somebody holds."""

    def compartments(case, login):
        rows = ask(WRAPS, case=raw_id(case), who=people[login].bytes)
        return [row.comp for row in rows]

    return compartments


@pytest.fixture
def state(ask, raw_id):
    """Return a function that gives the state of a stay and of its file."""

    def look(case):
        (row,) = ask(
            "SELECT s.state AS stay, c.state AS file FROM stay s "
            "JOIN case_file c ON c.id = s.case_id WHERE c.id = :case",
            case=raw_id(case),
        )
        return row.stay, row.file

    return look


def test_without_aftercare_the_file_closes_in_the_act(
    family, leave, frozen, held, state, clock, ask, raw_id, read, sign_in, break_glass, events
):
    """R-AC1, R-T5: 14 days. The team opens nothing; a purpose and the recovery key still do."""
    mother, child = family
    clock.advance(days=14)
    assert Aftercare.NOT_ELIGIBLE is leave(
        mother, psychologist="declined", psychologist_reason="short_stay"
    )
    assert [("closed", "closed"), ("resident", "open")] == [state(mother), state(child)]
    assert ([4], [1, 2, 3, 4]) == (held(mother, "anna"), held(child, "anna"))
    assert [1, 3, 4] == held(mother, "lone")
    kinds = {row.kind for row in ask(JOURNAL_WRAPS, case=raw_id(mother))}
    assert set(KINDS) <= kinds
    anna, lone = sign_in("anna"), sign_in("lone")
    with pytest.raises(AccessDenied):
        read(anna, mother)
    assert [] == list(read(anna, child))
    break_glass(lone, mother, "supervision", face=Face.PURPOSE)
    assert [] == list(read(lone, mother))
    (fact,) = frozen()
    assert (14, "1-29", False) == (
        fact.leaving.length_days,
        fact.leaving.band,
        fact.leaving.is_eligible,
    )
    assert (Aftercare.NOT_ELIGIBLE, False) == (fact.aftercare, fact.was_offered)
    assert ["declined"] == fact.answers["psychologist"]
    acts = [event["act"] for event in events()]
    assert (1, 1, 1) == tuple(map(acts.count, ("fact.freeze", "case.close", "team.remove")))
    with pytest.raises(RuleBroken):
        leave(mother, psychologist="accepted")


def test_r_ac1_the_leader_may_offer_aftercare_beyond_the_rule_with_a_reason(
    family, leave, frozen, state, events, context, sign_in, people, clock
):
    """Nobody for her; the rule, the offer and the answer stay apart; the log says that and why."""
    mother, _ = family
    accepted = {"aftercare": Aftercare.ACCEPTED}
    clock.advance(hours=3)
    week = clock(), clock() + timedelta(days=7)
    lone = context(sign_in("lone"))
    perform(lone, delegations.issue, people["birgit"], Scope.BOTH, *week)
    with pytest.raises(OverrideMissing):
        leave(mother, **accepted)
    for why, answer, wrong in (
        ("in_danger", None, AftercareUnanswered),
        ("in_danger", Aftercare.NOT_OFFERED, AftercareUnanswered),
        ("because", Aftercare.ACCEPTED, OverrideMissing),
    ):
        with pytest.raises(wrong):
            leave(mother, why=why, aftercare=answer)
    with pytest.raises(AccessDenied):
        leave(mother, by="birgit", why="in_danger", **accepted)
    with pytest.raises(AccessDenied):
        leave(mother, why="in_danger", destination="deceased", **accepted)
    assert Aftercare.ACCEPTED is leave(mother, why="in_danger", **accepted)

    assert ("discharged", "open") == state(mother)
    assert ["in_danger"] == [one["why"] for one in events("aftercare.grant") if one["out"] == "ok"]
    (row,) = frozen()
    assert (False, Aftercare.ACCEPTED) == (row.leaving.is_eligible, row.aftercare)
    left = perform(lone, register.show, mother).kept.left
    assert (False, "in_danger") == (left.leaving.is_eligible, left.override)


def test_with_aftercare_the_team_keeps_the_file_until_it_is_closed(
    family, leave, frozen, held, state, clock, context, sign_in, fresh, write
):
    """R-AC1, R-AC4, R-T5: 15 days. A correction meanwhile is a new version of the row."""
    mother, _ = family
    clock.advance(days=15)
    with pytest.raises(AftercareUnanswered):
        leave(mother, psychologist="accepted")
    assert Aftercare.ACCEPTED is leave(
        mother, aftercare=Aftercare.ACCEPTED, psychologist="accepted"
    )
    assert ("discharged", "open") == state(mother)
    anna, lone = context(sign_in("anna")), context(sign_in("lone"))
    write(anna.principal, mother, "Besøg i det nye hjem.")
    before = perform(anna, register.show, mother)
    answers = {**before.kept.answers, "income": ["su"]}
    registering.save(anna, mother, answers, before.revision)
    first, second = sorted(frozen(), key=lambda fact: fact.replaces is not None)
    assert first.id == before.kept.left.fact == second.replaces
    assert (["salary"], ["su"]) == (first.answers["income"], second.answers["income"])
    assert (True, True, 15, 2026) == (
        second.leaving.is_eligible,
        second.was_offered,
        second.leaving.length_days,
        second.leaving.arrived_year,
    )
    with pytest.raises(AftercareRuns):
        registering.close(lone, mother, AftercareEnd.COMPLETED, fresh())
    with pytest.raises(AccessDenied):
        registering.close(anna, mother, AftercareEnd.HER_WISH, fresh())
    clock.advance(days=92)
    lone = context(sign_in("lone"))
    registering.close(lone, mother, AftercareEnd.COMPLETED, fresh())
    assert ("closed", "closed") == state(mother)
    assert [4] == held(mother, "anna")
    assert AftercareEnd.COMPLETED is perform(lone, register.show, mother).kept.left.ended


def test_mother_and_child_leave_each_for_themselves_and_count_as_one_family(
    family, leave, frozen, state, clock
):
    """The rows of one family share a random mark, and nothing with the family in the file."""
    mother, child = family
    clock.advance(days=3)
    leave(child, PersonKind.CHILD, psychologist="declined")
    assert [("resident", "open"), ("closed", "closed")] == [state(mother), state(child)]
    clock.advance(days=30)
    leave(mother, aftercare=Aftercare.DECLINED, destination="family", psychologist="accepted")
    rows = frozen()
    assert {"woman": 33, "child": 3} == {row.kind.value: row.leaving.length_days for row in rows}
    assert 1 == len({row.family for row in rows})


def test_what_is_missing_or_cannot_be_stops_a_discharge(
    family, leave, frozen, clock, state, denials
):
    """No answer may be missing, no day lie before; nobody but who decides may (R-A1)."""
    mother, _ = family
    clock.advance(days=2)
    with pytest.raises(AnswersMissing) as missing:
        leave(mother, psychologist="declined", psychologist_reason="")
    assert ["psychologist_reason"] == missing.value.questions
    with pytest.raises(AnswerUnusable):
        leave(mother, psychologist="perhaps")
    with pytest.raises(LeavesBeforeComing):
        leave(mother, day=clock().date() - timedelta(days=3), psychologist="accepted")
    for login in ("anna", "carla", "tove"):
        with pytest.raises(AccessDenied):
            leave(mother, by=login, psychologist="accepted")
    assert ["decision.make"] * 3 == denials()
    assert ("resident", "open") == state(mother)
    assert [] == frozen()


def test_of_two_discharges_at_once_one_wins(family, context, sign_in, fresh, clock, frozen, leave):
    """Both have seen the page; the second is told, and nothing is frozen twice."""
    mother, _ = family
    clock.advance(days=5)
    new = NewDischarge(
        day=clock().date(),
        reason="own_wish",
        answers=answered(PersonKind.WOMAN, Moment.DISCHARGE, psychologist="accepted"),
    )
    lone = context(sign_in("lone"))
    seen = [perform(lone, discharge.propose, mother, new) for _ in range(2)]
    perform(lone, discharge.discharge, mother, seen[0], None, fresh())
    with pytest.raises(RuleBroken):
        perform(lone, discharge.discharge, mother, seen[1], None, fresh())
    with pytest.raises(HasLeft):
        leave(mother, psychologist="accepted")
    assert 1 == len(frozen())


def test_no_table_and_no_event_joins_a_frozen_row_to_a_case(family, leave, ask, events, clock):
    """
    The attack: whoever has the whole database looks for what a row shares with anything else.

    No id, no hash of its envelope, no time, no length; of its place see the test of the store.
    """
    kinds = (PersonKind.CHILD, PersonKind.WOMAN)
    offers = ((3, None), (30, Aftercare.DECLINED))
    for (days, said), case, kind in zip(offers, reversed(family), kinds, strict=True):
        clock.advance(days=days)
        leave(case, kind, aftercare=said, psychologist="declined")
    rows = ask("SELECT * FROM fact")
    assert 2 == len(rows)
    assert {"id", "year", "body_sealed"} == set(rows[0]._fields)
    assert 1 == len({len(bytes(row.body_sealed)) for row in rows})
    log = b"".join(bytes(row.entry) for row in ask("SELECT entry FROM audit_entry"))
    for row in rows:
        raw = row.id if isinstance(row.id, bytes) else row.id.bytes
        digest = sha256(bytes(row.body_sealed)).digest()
        assert not any(text_of(secret).encode() in log for secret in (raw, digest))
        assert not any(secret.hex().encode() in log for secret in (raw, digest))
    froze = events("fact.freeze")
    assert [[[one["on"][0][0], []]] for one in froze] == [one["on"] for one in froze]
    assert [[], []] == [one["env"] for one in froze]
    ids = {row.id for row in rows}
    for table in ("stay", "case_file", "record", "decision", "team_member", "audit_case"):
        assert not ids & {cell for one in ask(f"SELECT * FROM {table}") for cell in one}


def test_the_rows_open_after_their_key_was_exchanged(
    family, leave, frozen, context, sign_in, clock
):
    """R-T3 for the house: when a leader goes, her key of the statistics opens nothing any more."""
    mother, _ = family
    clock.advance(days=1)
    leave(mother, psychologist="accepted")
    before = frozen()

    def exchange(work):
        house_store.mark_rotation(work.session, Compartment.STATISTICS)
        work.session.flush()
        assert [Compartment.STATISTICS] == house_rotation.settle_house(work.vault.keys, work.desk)

    perform(context(sign_in("lone")), exchange)
    assert before == frozen()
