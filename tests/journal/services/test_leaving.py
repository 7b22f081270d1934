"""Leaving, for a time or for good: what ends, what is exchanged, whom the rest waits for."""

from datetime import timedelta

import pytest
from houses import PASSWORD, sign_in_as

from journal.domain.access import Action
from journal.domain.broken import (
    AccountElsewhere,
    KeyWaits,
    LastKeyHolder,
    ReplacementMissing,
    TeamIncomplete,
)
from journal.domain.compartments import Compartment
from journal.domain.entry import CodeRefused, SigninFailed
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.roster import Planned
from journal.domain.staff import Profession, Role
from journal.services import exclusions, intake, keycare, leaving, losses, roster, teams
from journal.services.keycare import Concern
from journal.services.work import perform

JOURNAL = Compartment.JOURNAL


@pytest.fixture
def team(ask, raw_id):
    """Return a function that gives the ids of a case's contact persons as they are stored."""

    def members(case_id):
        rows = ask(
            "SELECT staff_id FROM team_member WHERE case_id = :case AND until IS NULL",
            case=raw_id(case_id),
        )
        return {row.staff_id for row in rows}

    return members


@pytest.fixture
def raw(people, raw_id):
    """Return a function that gives the stored form of colleagues' ids, by sign-in name or id."""
    return lambda *names: {raw_id(people.get(name, name)) for name in names}


@pytest.fixture
def prepared(context, sign_in):
    """Return a function that gives what the leader must settle before a colleague leaves."""
    return lambda staff_id: perform(context(sign_in("lone")), leaving.prepare, staff_id)


def waits_for(taken):
    """Return which keys wait: case and compartment."""
    return [(one.case_id, one.comp) for one in taken.waiting]


def test_leaving_is_one_act(people, case_id, write, sign_in, leave, team, raw, ask, raw_id, read):
    """Account, certificate, keys and place end together; Dorte has taken her place."""
    note = write(sign_in("anna"), case_id)
    taken = leave(people["anna"], {case_id: people["dorte"]})
    own = {"who": raw_id(people["anna"])}

    assert [case_id] == list(taken.cases)
    assert raw("birgit", "dorte") == team(case_id)
    assert [] == ask("SELECT 1 FROM staff_secret WHERE staff_id = :who", **own)
    assert [] == ask(
        "SELECT 1 FROM certificate WHERE staff_id = :who AND revoked_event IS NULL", **own
    )
    held = "SELECT 1 FROM key_wrap WHERE recipient_id = :who"
    assert [] == ask(held, who=people["anna"].bytes)
    assert [] == ask("SELECT 1 FROM key_epoch WHERE scope_id = :who", **own)
    assert {note} == set(read(sign_in("birgit"), case_id))
    assert {note} == set(read(sign_in("dorte"), case_id))


def test_the_report_names_what_waits_and_for_whom(context, people, case_id, leave, sign_in):
    """The leader exchanges what she holds; the journal waits for Birgit, by name."""
    taken = leave(people["anna"], {case_id: people["dorte"]})
    report = perform(context(sign_in("lone")), losses.report, taken)

    assert [(case_id, JOURNAL)] == waits_for(taken)
    assert 0 < taken.exchanged
    assert "Anna Ager" == report.name
    assert [("Stille Birk", [JOURNAL], ["Birgit Bro"])] == [
        (one.pseudonym, list(one.comps), list(one.who)) for one in report.waiting
    ]
    assert [{"Birgit Bro", "Dorte Dal"}] == [
        {member.name for member in case.team} for case in report.cases
    ]


def test_what_waited_is_done_at_the_next_sign_in(people, case_id, leave, sign_in, context):
    """Afterwards nothing waits, and the journal has a key that Anna never held."""
    leave(people["anna"], {case_id: people["dorte"]})
    sign_in("birgit")
    found = perform(context(sign_in("lone")), keycare.overview)

    assert [] == [one for one in found if one.concern is Concern.EXCHANGE_WAITS]


def test_her_session_her_password_and_her_place_are_dead(
    people, case_id, write, sign_in, leave, context, read, house
):
    """Keys that still lie in a session open nothing, from the very next request on."""
    anna = sign_in("anna")
    write(anna, case_id)
    leave(people["anna"], {case_id: people["dorte"]})

    with pytest.raises(AccessDenied):
        read(anna, case_id)
    with pytest.raises(SigninFailed):
        sign_in_as(house, "anna", PASSWORD)


def test_a_code_of_somebody_who_leaves_before_she_came_is_dead(invite, activate, leave):
    """Invited by mistake: the account ends, and so does its code."""
    gry = invite("gry")
    taken = leave(gry.staff_id)

    assert ([], []) == (list(taken.cases), list(taken.waiting))
    with pytest.raises(CodeRefused):
        activate("gry", gry.code)
    with pytest.raises(AccountElsewhere):
        leave(gry.staff_id)


def test_keys_that_wait_for_the_leader_end_too(invite, activate, confirm, leave):
    """Whoever left before she was confirmed cannot be confirmed."""
    gry = invite("gry")
    digits = activate("gry", gry.code)
    leave(gry.staff_id)

    with pytest.raises(AccountElsewhere):
        confirm(gry.staff_id, digits)


def test_coming_shifts_end(context, sign_in, people, leave, ask, clock):
    """Nobody stands on the roster who does not work here."""
    start = clock().replace(hour=22)
    end = start + timedelta(hours=8)
    shifts = [Planned(staff_id=people["tove"], starts_at=start, ends_at=end)]
    perform(context(sign_in("lone")), roster.plan_shifts, shifts)
    leave(people["tove"])

    assert [] == ask("SELECT 1 FROM shift")


def test_a_team_that_stays_complete_needs_nobody(people, open_case, leave, team, raw, prepared):
    """Three contact persons, one goes: the other two go on."""
    case_id = open_case("anna", "birgit", "dorte")
    (place,) = prepared(people["anna"]).places
    leave(people["anna"])

    assert not place.is_needed
    assert raw("birgit", "dorte") == team(case_id)


def test_only_who_mends_the_team_is_offered(people, case_id, prepared, hire, context, sign_in):
    """A pedagogue is needed: no social worker, no administrator, nobody who is kept away."""
    hire("adam", Role.ADMINISTRATOR, Profession.PEDAGOGUE, "Adam Ask")
    pia = hire("pia", Role.PEDAGOGUE, Profession.PEDAGOGUE, "Pia Poulsen")
    hire("rie", Role.PEDAGOGUE, Profession.BOTH, "Rie Ravn")
    perform(context(sign_in("pia")), exclusions.exclude, case_id, pia)
    (place,) = prepared(people["anna"]).places

    assert place.is_needed
    assert ["Dorte Dal", "Rie Ravn"] == [one.name for one in place.candidates]
    assert ["Birgit Bro"] == [one.name for one in place.team]


@pytest.mark.parametrize("wrong", ["nobody", "kept away", "invited", "administrator", "herself"])
def test_a_replacement_that_is_none_is_refused(
    wrong, people, case_id, leave, hire, invite, context, sign_in, stored
):
    """Missing, kept away, not certified, without residents, or she herself: nothing changes."""
    others = {
        "nobody": lambda: None,
        "kept away": lambda: people["dorte"],
        "invited": lambda: invite("gry").staff_id,
        "administrator": lambda: hire("adam", Role.ADMINISTRATOR, Profession.PEDAGOGUE),
        "herself": lambda: people["anna"],
    }
    chosen = others[wrong]()
    if wrong == "kept away":
        perform(context(sign_in("dorte")), exclusions.exclude, case_id, chosen)
        sign_in("lone")  # what waits for her is done before
    before = stored()
    with pytest.raises(ReplacementMissing) as missing:
        leave(people["anna"], {} if chosen is None else {case_id: chosen})

    assert f"instead-{case_id}" == missing.value.field
    assert before == stored()


def test_the_last_key_holder_cannot_leave(people, open_case, leave, suspend, reset, stored):
    """Carla waits for the key of the team she joined: until she has it, Anna is the only one."""
    open_case("anna", by="anna")
    before = stored()
    for act in (leave, suspend, reset):
        with pytest.raises(LastKeyHolder):
            act(people["anna"])

    assert before == stored()


def test_who_is_suspended_is_out_and_keeps_her_place(
    people, case_id, suspend, sign_in, write, read, team, raw, house
):
    """Signed out, without a key; her colleagues go on."""
    anna = sign_in("anna")
    note = write(anna, case_id)
    taken = suspend(people["anna"])

    assert [(case_id, JOURNAL)] == waits_for(taken)
    assert raw("anna", "birgit") == team(case_id)
    with pytest.raises(AccessDenied):
        read(anna, case_id)
    with pytest.raises(SigninFailed):
        sign_in("anna")
    assert {note} == set(read(sign_in("birgit"), case_id))


def test_who_is_let_in_again_reads_once_her_team_was_there(
    people, case_id, suspend, resume, sign_in, write, read
):
    """Her journals come back with Birgit's next sign-in and not before."""
    note = write(sign_in("anna"), case_id)
    suspend(people["anna"])
    sign_in("birgit")
    resume(people["anna"])
    anna = sign_in("anna")
    with pytest.raises(KeyWaits):
        read(anna, case_id)
    sign_in("birgit")

    assert {note} == set(read(anna, case_id))


@pytest.mark.parametrize("act", ["suspend", "resume"])
def test_an_account_in_another_state_is_left_alone(act, people, leave, request, stored):
    """Who has left is neither suspended nor let in."""
    leave(people["tove"])
    before = stored()
    with pytest.raises(AccountElsewhere):
        request.getfixturevalue(act)(people["tove"])

    assert before == stored()


def test_a_leader_can_end_an_account_in_a_case_she_is_kept_away_from(
    people, case_id, leave, context, sign_in, team, raw, prepared, deputy
):
    """She sees neither pseudonym nor team; the deputy is told that the team must be mended."""
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["lone"])
    settled = prepared(people["anna"])
    taken = leave(people["anna"])
    report = perform(context(sign_in("lone")), losses.report, taken)
    found = perform(context(sign_in("birgit")), _concerns)

    assert ([], 1) == (list(settled.places), settled.unseen)
    assert ([], 1) == (list(report.cases), report.unseen)
    assert {("", ())} == {(one.pseudonym, tuple(one.who)) for one in report.waiting}
    assert raw("birgit") == team(case_id)
    assert Concern.TEAM_INCOMPLETE in {one.concern for one in found}


def _concerns(work):
    """Look at every key, as the nightly job does."""
    work.act(Action.LOG_VERIFY)
    return keycare.find(work)


def test_what_is_sent_in_meanwhile_she_never_opens(
    people, case_id, leave, sign_in, context, draft, ask, read, raw_id
):
    """Between her leaving and Birgit's next sign-in a note goes under a key she never held."""
    leave(people["anna"], {case_id: people["dorte"]})
    sent = draft(case_id, "Hun ringede.")
    perform(context(sign_in("eva")), intake.send_note, sent)
    keys = ask(
        "SELECT key_id FROM key_epoch WHERE scope_id = :case AND comp = 2", case=raw_id(case_id)
    )
    held = ask("SELECT 1 FROM key_wrap WHERE recipient_id = :who", who=people["anna"].bytes)

    assert (2, []) == (len(keys), held)
    assert {sent.id: "Hun ringede."} == read(sign_in("birgit"), case_id)


def test_an_administrator_cannot_be_put_into_a_team(people, case_id, hire, context, sign_in):
    """Whatever she is trained as: no key of a resident is wrapped to her."""
    adam = hire("adam", Role.ADMINISTRATOR, Profession.PEDAGOGUE)
    lone, wanted = context(sign_in("lone")), frozenset({adam, people["birgit"]})

    with pytest.raises(TeamIncomplete):
        perform(lone, teams.set_team, case_id, wanted)


@pytest.mark.parametrize("role", ["leder", "souschef", "nattevagt"])
def test_a_role_that_was_written_into_the_database_signs_nobody_in(role, sign_in, tamper, people):
    """The post that the root has signed decides; the row is only its copy."""
    tamper("UPDATE staff SET role = :role", role=role)

    with pytest.raises(Tampered):
        sign_in("tove")


def test_an_account_that_was_put_back_signs_nobody_in(
    people, leave, sign_in, ask, tamper, raw_id, house
):
    """Rows as they were before: the log still says that she has left."""
    own = {"who": raw_id(people["tove"])}
    (secret,) = ask("SELECT * FROM staff_secret WHERE staff_id = :who", **own)
    leave(people["tove"])
    columns = secret._mapping
    tamper(
        f"INSERT INTO staff_secret ({', '.join(columns)}) "
        f"VALUES ({', '.join(f':{name}' for name in columns)})",
        **columns,
    )
    tamper("UPDATE staff SET active_to = NULL WHERE id = :who", **own)
    tamper("UPDATE certificate SET revoked_event = NULL WHERE staff_id = :who", **own)

    with pytest.raises(Tampered):
        sign_in("tove")
