"""A refusal leaves one event and nothing else, and tells nobody whether the case exists."""

from dataclasses import replace
from uuid import uuid4

import pytest

from journal.domain.access import Action
from journal.domain.audit import text_of
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, NoteId
from journal.services import audit, cases, colleagues, notes, staff, teams
from journal.services.work import perform

STRANGERS = ("carla", "eva", "tove", "lone")


@pytest.fixture
def alias(case_id, ask, raw_id):
    """Return the alias of the case as it stands in events."""
    ((alias,),) = ask("SELECT alias FROM case_file WHERE id = :id", id=raw_id(case_id))
    return text_of(alias if isinstance(alias, bytes) else alias.bytes)


@pytest.mark.parametrize("login", STRANGERS)
def test_nobody_outside_the_team_reads(login, case_id, alias, sign_in, write, context, events):
    """Other contact persons, the temp and the leader herself: one event with the case's alias."""
    write(sign_in("anna"), case_id)
    stranger, before = sign_in(login), len(events())
    asked = context(stranger)
    with pytest.raises(AccessDenied):
        perform(asked, notes.read_timeline, case_id, 1)
    (event,) = events()[before:]
    assert ("note.read", "denied", [[alias, []]], text_of(asked.request_id.bytes)) == (
        event["act"],
        event["out"],
        event["on"],
        event["rid"],
    )


@pytest.mark.parametrize("login", STRANGERS)
def test_nobody_outside_the_team_writes(login, case_id, sign_in, write, events, ask):
    """A refused note leaves no row."""
    stranger, before = sign_in(login), len(events())
    with pytest.raises(AccessDenied):
        write(stranger, case_id)
    (event,) = events()[before:]
    assert ("note.write", "denied", 0) == (event["act"], event["out"], len(event["env"]))
    assert [(0,)] == ask("SELECT count(*) FROM note")


def test_an_unknown_case_is_refused_like_a_strange_one(case_id, sign_in, context, events):
    """The same error without a case in its event: no answer tells whether the id exists."""
    carla = sign_in("carla")
    errors = []
    for asked in (case_id, CaseId(uuid4())):
        with pytest.raises(AccessDenied) as caught:
            perform(context(carla), notes.read_timeline, asked, 1)
        errors.append((caught.value.code, caught.value.values, str(caught.value)))
    known, unknown = events()[-2:]
    assert errors[0] == errors[1]
    assert (1, []) == (len(known["on"]), unknown["on"])


def test_what_was_done_before_a_refusal_is_rolled_back(case_id, sign_in, context, ask, events):
    """The refused request leaves its denial and nothing of what it had already written."""
    carla, before = sign_in("carla"), len(events())

    def write_then_ask(work):
        work.act(Action.LOGOUT)
        work.session.execute(cases.case_store.CaseFileRow.__table__.update().values(state="closed"))
        work.open_case(case_id, Action.NOTE_READ)

    with pytest.raises(AccessDenied):
        perform(context(carla), write_then_ask)
    assert ["note.read"] == [event["act"] for event in events()[before:]]
    assert [("open",)] == ask("SELECT state FROM case_file")


@pytest.mark.parametrize(
    ("login", "use_case", "act"),
    [
        ("carla", cases.show_case, "case.read"),
        ("carla", notes.prepare_note, "case.read"),
        ("anna", lambda work, case_id: teams.set_team(work, case_id, frozenset()), "team.add"),
        ("anna", lambda work, _: audit.request_check(work), "log.verify"),
        ("anna", lambda work, _: audit.review(work, audit.LogQuery(), None), "log.read"),
        ("tove", lambda work, _: cases.create_case(work, None), "case.create"),
        ("birgit", lambda work, _: staff.certify(work, None), "cert.issue"),
        ("birgit", lambda work, _: staff.add(work, None, None), "staff.add"),
    ],
)
def test_every_other_act_is_refused_to_who_may_not(
    login, use_case, act, case_id, sign_in, context, events
):
    """Default is no: one denied event each."""
    actor, before = sign_in(login), len(events())
    with pytest.raises(AccessDenied):
        perform(context(actor), use_case, case_id)
    assert [(act, "denied")] == [(event["act"], event["out"]) for event in events()[before:]]


def test_nobody_in_particular_leaves_no_event(case_id, context, house, events):
    """Requests without a sign-in are counted elsewhere; they fill no log."""
    before = len(events())
    with pytest.raises(AccessDenied):
        perform(house.context("web"), notes.read_timeline, case_id, 1)
    assert before == len(events())


def test_a_note_of_another_case_is_not_found(case_id, open_case, sign_in, write, context, events):
    """Guessing an id inside one's own case leads to no note of another."""
    other = open_case("dorte", "carla", pseudonym="Rolig Mose")
    note_id = write(sign_in("carla"), other)
    anna, before = sign_in("anna"), len(events())
    for asked in (note_id, NoteId(uuid4())):
        with pytest.raises(AccessDenied):
            perform(context(anna), notes.read_note, case_id, asked)
    assert ["denied", "denied"] == [event["out"] for event in events()[before:]]


@pytest.mark.parametrize("certificate", [True, False], ids=["certified", "bare"])
def test_a_principal_without_keys_is_refused(certificate, case_id, sign_in, write, context, house):
    """Being signed in as somebody is not enough: without her keys nothing opens."""
    anna = sign_in("anna")
    write(anna, case_id)
    bare = replace(anna, keys=None)
    if not certificate:
        bare = replace(bare, certificate_id=None)
    with pytest.raises(AccessDenied):
        perform(context(bare), notes.read_timeline, case_id, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff SET active_to = 1 WHERE id = :anna",
        "UPDATE staff SET suspended_at = 1 WHERE id = :anna",
        "UPDATE staff SET role = 'nattevagt' WHERE id = :anna",
        "UPDATE certificate SET revoked_event = id WHERE staff_id = :anna",
    ],
    ids=["left", "suspended", "another role", "revoked"],
)
def test_who_does_not_stand_as_she_signed_in_is_refused(
    statement, case_id, sign_in, read, write, context, tamper, raw_id, people, events, ask
):
    """Her session was begun before that: whatever she asks for is a denied sign-in, and no more."""
    anna = sign_in("anna")
    tamper(statement, anna=raw_id(people["anna"]))
    before = len(events())
    for act in (
        lambda: read(anna, case_id),
        lambda: write(anna, case_id),
        lambda: perform(context(anna), cases.list_cases),
        lambda: perform(context(anna), colleagues.colleagues),
    ):
        with pytest.raises(AccessDenied):
            act()
    said = [(event["act"], event["out"], event["on"]) for event in events()[before:]]
    assert [("login.fail", "denied", [])] * 4 == said
    assert [(0,)] == ask("SELECT count(*) FROM note")


def test_the_temp_writes_nothing_yet_and_lists_nothing(case_id, sign_in, context):
    """A temp is in no team: her list is empty, not an error."""
    assert [] == perform(context(sign_in("tove")), cases.list_cases)
