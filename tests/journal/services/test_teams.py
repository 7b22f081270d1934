"""Who leaves a team loses the journal in that act; who joins gets all of it from a colleague."""

import pytest

from journal.domain.broken import (
    KeyWaits,
    ReplacementMissing,
    TeamIncomplete,
    TeamUnchanged,
    TeamWithoutKey,
)
from journal.domain.compartments import OF_A_CASE, Compartment
from journal.domain.errors import AccessDenied
from journal.domain.staff import Profession, Role
from journal.services import cases, exclusions, leaving, notes, teams
from journal.services.work import perform
from journal.vault.desk import Fresh

WRAPS = (
    "SELECT e.comp FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
    "WHERE e.scope_id = :case AND w.recipient_id = :who AND w.kind = 'staff' ORDER BY e.comp"
)


@pytest.fixture
def set_team(context, sign_in, people, case_id):
    """Return a function with which the leader sets the team of the case."""

    def set_to(*logins, by="lone"):
        wanted = frozenset(people[login] for login in logins)
        return perform(context(sign_in(by)), teams.set_team, case_id, wanted)

    return set_to


@pytest.fixture
def held(ask, raw_id, people, case_id):
    """Return a function that gives the compartments of the case whose key somebody holds."""

    def compartments(login):
        rows = ask(WRAPS, case=raw_id(case_id), who=people[login].bytes)
        return [row.comp for row in rows]

    return compartments


@pytest.fixture
def standing(context, sign_in, case_id):
    """Return a function that tells how the case stands."""
    return lambda: perform(context(sign_in("lone")), cases.show_case, case_id)


def test_keys_are_wrapped_to_who_shall_hold_them(case_id, held):
    """The team: all four. The leader: all but the journal. Other care staff: the safety card."""
    expected = {"anna": [1, 2, 3, 4], "birgit": [1, 2, 3, 4], "lone": [1, 3, 4], "carla": [4]}
    assert expected == {login: held(login) for login in expected}


def test_who_leaves_loses_every_key_of_the_team_in_the_act(case_id, set_team, held, standing):
    """R-T3: identity and register have new keys at once; the journal waits for a holder."""
    set_team("anna", "carla")
    stands = standing()
    assert ([4], [1, 3, 4]) == (held("birgit"), held("carla"))
    assert {1: 2, 2: 1, 3: 2, 4: 1} == dict(stands.epochs)
    assert [Compartment.JOURNAL] == stands.pending
    assert ["Anna Ager"] == stands.banner.waits_for


@pytest.mark.parametrize("by", ["lone", "birgit"], ids=["the leader", "herself"])
def test_who_is_kept_away_loses_every_key_and_each_is_exchanged(
    by, case_id, sign_in, context, people, held, standing, read, ask
):
    """The safety card too: what the actor holds in the act, the rest by the next holder."""
    anna, actor = sign_in("anna"), sign_in(by)
    perform(context(actor), exclusions.exclude, case_id, people["birgit"])
    assert [] == held("birgit")
    ((pending,),) = ask("SELECT rotate_pending FROM case_file")
    waiting = {Compartment.JOURNAL} if by == "lone" else {*OF_A_CASE}
    assert waiting == {comp for comp in OF_A_CASE if pending & comp.bit}
    read(anna, case_id)
    sign_in("lone")
    assert ([], {1: 2, 2: 2, 3: 2, 4: 2}) == (standing().pending, dict(standing().epochs))
    assert [] == held("birgit")


def test_the_removal_stands_in_the_log(case_id, set_team, events):
    """Removal, admission and the two new keys, in this order and by name of the act."""
    before = len(events())
    set_team("anna", "carla")
    acts = [event["act"] for event in events()[before:] if event["act"] != "login.ok"]
    assert ["team.remove", "team.add", "key.rotate", "key.rotate"] == acts


def test_who_left_reads_and_writes_nothing_more(case_id, set_team, sign_in, read, write):
    """Her open session ends at the same door: the key is gone, not only the right."""
    birgit = sign_in("birgit")
    set_team("anna", "carla")
    for act in (read, write):
        with pytest.raises(AccessDenied):
            act(birgit, case_id)


@pytest.mark.parametrize("first", ["read", "write"])
def test_the_next_request_of_a_member_changes_the_key_first(
    first, case_id, set_team, sign_in, read, write, standing, ask, raw_id, request, events
):
    """Before she reads or writes, the journal has a new key that who left never held."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    old = write(birgit, case_id, "Før skiftet.")
    ((old_key,),) = ask(
        "SELECT key_id FROM key_epoch WHERE scope_id = :c AND comp = 2", c=raw_id(case_id)
    )
    set_team("anna", "carla")
    before = len(events())
    request.getfixturevalue(first)(anna, case_id)
    acts = [event["act"] for event in events()[before:]]
    assert ["key.rotate", "key.reseal", f"note.{first}"] == acts
    assert ([], 2) == (standing().pending, standing().epochs[Compartment.JOURNAL])
    assert [] == ask("SELECT 1 FROM key_wrap WHERE key_id = :key", key=old_key)
    assert bytes(old_key) not in {
        bytes(row.body_sealed)[4:12] for row in ask("SELECT body_sealed FROM note")
    }
    assert "Før skiftet." == read(anna, case_id)[old]


def test_who_joined_waits_and_then_reads_the_whole_file(case_id, set_team, sign_in, read, write):
    """R-T4: her key comes from the colleague who next opens it; she hears whom it waits for."""
    note_id, anna = write(sign_in("birgit"), case_id, "Skrevet før hun kom."), sign_in("anna")
    set_team("anna", "carla")
    carla = sign_in("carla")
    for act in (read, write):
        with pytest.raises(KeyWaits):
            act(carla, case_id)
    read(anna, case_id)
    assert {note_id: "Skrevet før hun kom."} == read(carla, case_id)


def test_who_joins_beside_the_others_needs_no_new_key(
    case_id, set_team, sign_in, read, write, standing, held, events
):
    """Nobody left, so the key is passed on and stays."""
    note_id, birgit = write(sign_in("anna"), case_id), sign_in("birgit")
    set_team("anna", "birgit", "carla")
    assert [1, 3, 4] == held("carla")
    assert ["Anna Ager", "Birgit Bro"] == standing().banner.waits_for
    before = len(events())
    read(birgit, case_id)
    assert ["key.wrap", "note.read"] == [event["act"] for event in events()[before:]]
    assert ([note_id], {1: 1, 2: 1, 3: 1, 4: 1}) == (
        list(read(sign_in("carla"), case_id)),
        dict(standing().epochs),
    )


@pytest.mark.parametrize(
    ("wanted", "acts"),
    [
        (("anna", "carla"), ["login.ok", "key.rotate", "key.reseal"]),
        (("anna", "birgit", "carla"), ["login.ok", "key.wrap"]),
    ],
    ids=["somebody left", "somebody joined"],
)
def test_a_sign_in_of_a_member_is_enough(
    wanted, acts, case_id, set_team, sign_in, read, write, standing, events
):
    """What waits for her is done when she comes in; she need not open the case for it."""
    note_id = write(sign_in("birgit"), case_id)
    set_team(*wanted)
    before = len(events())
    sign_in("anna")
    assert acts == [event["act"] for event in events()[before:]]
    assert [] == standing().pending
    assert [note_id] == list(read(sign_in("carla"), case_id))


def test_a_sign_in_of_somebody_else_changes_nothing(case_id, set_team, sign_in, standing, events):
    """Neither who leads nor who waits holds the key of the journal: it waits on, without a word."""
    set_team("anna", "carla")
    before = len(events())
    for login in ("lone", "carla", "birgit", "tove"):
        sign_in(login)
    assert ["login.ok"] * 4 == [event["act"] for event in events()[before:]]
    assert [Compartment.JOURNAL] == standing().pending


def test_who_left_before_her_key_came_gets_none(case_id, set_team, sign_in, read, held):
    """A grant is looked at again when it is made."""
    anna = sign_in("anna")
    set_team("anna", "birgit", "carla")
    set_team("anna", "birgit")
    read(anna, case_id)
    assert [4] == held("carla")
    with pytest.raises(AccessDenied):
        read(sign_in("carla"), case_id)


def test_the_list_says_whom_a_key_waits_for(case_id, set_team, context, sign_in):
    """The new member sees it on her list before she tries in vain."""
    set_team("anna", "carla")
    (card,) = perform(context(sign_in("carla")), cases.list_cases)
    assert ["Anna Ager"] == card.banner.waits_for


def test_somebody_must_stay_who_holds_the_key(case_id, set_team, held, events):
    """A change after which nobody could open the journal is refused and changes nothing."""
    before = len(events("team.remove", "team.add"))
    with pytest.raises(TeamWithoutKey):
        set_team("dorte", "carla")
    assert ([1, 2, 3, 4], []) == (held("anna"), events("team.remove", "team.add")[before:])


@pytest.mark.parametrize(
    "logins",
    [(), ("anna",), ("birgit",), ("anna", "dorte"), ("birgit", "carla"), ("anna", "tove")],
    ids=lambda logins: "+".join(logins) or "nobody",
)
def test_a_team_has_a_pedagogue_and_a_social_worker(logins, case_id, set_team, held):
    """R-T1: fewer is refused, and the team stays as it was."""
    with pytest.raises(TeamIncomplete):
        set_team(*logins)
    assert [1, 2, 3, 4] == held("birgit")


def test_who_is_trained_as_both_counts_once(case_id, set_team, hire, people):
    """She cannot be the whole team; with anybody of either profession she completes it."""
    people["begge"] = hire("begge", Role.SOCIAL_WORKER, Profession.BOTH)
    with pytest.raises(TeamIncomplete):
        set_team("begge")
    assert {people["birgit"]} == set_team("anna", "begge").leaving


WITHOUT_KEYS = pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificate SET revoked_event = id WHERE staff_id = :id",
        "UPDATE staff SET active_to = 1 WHERE id = :id",
        "UPDATE staff SET suspended_at = 1 WHERE id = :id",
        "DELETE FROM appointment WHERE staff_id = :id",
        "UPDATE appointment SET role = 'souschef' WHERE staff_id = :id",
    ],
    ids=["revoked", "left the house", "suspended", "no post", "another post than signed"],
)


@WITHOUT_KEYS
def test_who_has_no_certified_keys_joins_no_team(
    statement, case_id, set_team, tamper, people, raw_id
):
    """Somebody who left the house, or whose certificate was revoked, cannot be given a key."""
    tamper(statement, id=raw_id(people["carla"]))
    with pytest.raises(TeamIncomplete):
        set_team("anna", "birgit", "carla")


@WITHOUT_KEYS
def test_who_has_no_certified_keys_takes_nobodys_place(
    statement, case_id, context, sign_in, tamper, people, raw_id, clock, ask
):
    """Nor can she come for a colleague who leaves: that one stays until somebody real is named."""
    leader = sign_in("lone")
    tamper(statement, id=raw_id(people["carla"]))
    fresh, named = Fresh(session_tag=None, at=clock()), {case_id: people["carla"]}
    with pytest.raises(ReplacementMissing):
        perform(context(leader), leaving.leave, people["birgit"], named, fresh)
    assert [(2,)] == ask("SELECT count(*) FROM team_member WHERE until IS NULL")


def test_a_leader_who_leaves_a_team_keeps_what_leading_gives(
    case_id, set_team, held, sign_in, read, write
):
    """As contact person she holds the journal; afterwards identity and register only."""
    note_id = write(sign_in("anna"), case_id)
    set_team("anna", "birgit", "lone")
    read(sign_in("anna"), case_id)
    assert {note_id} == set(read(sign_in("lone"), case_id))
    set_team("anna", "birgit")
    read(sign_in("anna"), case_id)
    assert [1, 3, 4] == held("lone")
    with pytest.raises(AccessDenied):
        read(sign_in("lone"), case_id)


def test_a_leader_of_the_team_changes_all_keys_at_once(case_id, set_team, sign_in, read, standing):
    """She holds the journal key, so nothing waits for anybody."""
    set_team("anna", "birgit", "lone")
    read(sign_in("anna"), case_id)
    set_team("anna", "lone", "carla")
    stands = standing()
    assert ([], [], 2) == (
        list(stands.pending),
        list(stands.banner.waits_for),
        stands.epochs[Compartment.JOURNAL],
    )
    assert {} == read(sign_in("carla"), case_id)


def test_setting_the_team_as_it_is_changes_nothing(case_id, set_team, standing, events):
    """No key is exchanged for nothing, and the leader is told."""
    before = len(events())
    with pytest.raises(TeamUnchanged):
        set_team("anna", "birgit")
    assert ["login.ok"] == [event["act"] for event in events()[before:]]
    assert {1: 1, 2: 1, 3: 1, 4: 1} == dict(standing().epochs)


def test_twice_changed_before_anybody_came_is_one_new_key(
    case_id, set_team, sign_in, read, write, standing, held
):
    """Two removals in a row wait for one exchange."""
    anna = sign_in("anna")
    note_id = write(anna, case_id)
    set_team("anna", "carla")
    set_team("anna", "eva")
    assert {note_id} == set(read(anna, case_id))
    assert (2, [1, 2, 3, 4], [4], [4]) == (
        standing().epochs[Compartment.JOURNAL],
        held("eva"),
        held("carla"),
        held("birgit"),
    )


def test_the_form_of_a_note_waits_for_the_key_as_well(case_id, set_team, context, sign_in, events):
    """Nobody types a note that she could not store; that she came too early is on record."""
    set_team("anna", "carla")
    with pytest.raises(KeyWaits):
        perform(context(sign_in("carla")), notes.prepare_note, case_id)

    (denied,) = [event for event in events() if event["out"] == "denied"]
    assert ("case.read", 1) == (denied["act"], len(denied["on"]))
