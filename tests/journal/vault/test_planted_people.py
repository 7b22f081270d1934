"""Who was planted in the database is wrapped no key, and a key that was planted is not used."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from crypto.identity import SignPrivate, UserKeys
from journal.domain.audit import bytes_of
from journal.domain.broken import TeamIncomplete
from journal.domain.compartments import Compartment
from journal.domain.errors import JournalError, Tampered
from journal.domain.ids import EventId, StaffId
from journal.domain.staff import Profession, Role
from journal.services import teams
from journal.services.work import perform
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store.staff import StaffRow
from journal.vault import epochs
from journal.vault import root as org_root
from journal.vault.desk import Principal
from journal.vault.epochs import Recipient
from journal.vault.root import Post
from journal.vault.unlock import public_keys


@pytest.fixture
def note_id(case_id, sign_in, write):
    """Return a note of the case."""
    return write(sign_in("anna"), case_id)


@pytest.fixture
def intruder(house, owner, clock):
    """Plant a colleague whose certificate and post another root signed."""
    keys, staff_id = UserKeys.generate(), StaffId(uuid4())
    post = Post(
        staff_id=staff_id,
        public=public_keys(keys),
        role=Role.SOCIAL_WORKER,
        profession=Profession.SOCIAL_WORKER,
        event_id=EventId(uuid4()),
    )
    signed = org_root.issue(
        house.vault.house, SignPrivate.generate(), post, clock() - timedelta(days=1)
    )
    row = StaffRow(
        id=staff_id,
        alias=uuid4(),
        login_mac=uuid4().bytes * 2,
        role=post.role.value,
        profession=post.profession.value,
        kind="fixed",
        active_from=clock(),
        event_id=uuid4(),
        revision=1,
    )
    with Session(owner, expire_on_commit=False) as session:
        staff_store.add(session, row, *signed)
        session.commit()
    return Principal(
        id=staff_id,
        alias=row.alias,
        role=post.role,
        certificate_id=signed[0].id,
        keys=keys,
        auth="pw",
    )


@pytest.fixture
def held(ask):
    """Return a function that gives the compartments of which somebody holds a key, in order."""

    def compartments(staff_id):
        rows = ask(
            "SELECT e.comp FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
            "WHERE w.recipient_id = :who ORDER BY e.comp",
            who=staff_id.bytes,
        )
        return [row.comp for row in rows]

    return compartments


@pytest.fixture
def reported(events):
    """Return a function that gives the rows that were reported as not what was signed."""

    def rows():
        return {
            UUID(bytes=bytes_of(row))
            for event in events("open.error")
            for _, named in event["on"]
            for row in named
        }

    return rows


def test_a_planted_colleague_joins_no_team(case_id, intruder, people, context, sign_in, held, ask):
    """She cannot be made a contact person: her certificate does not end at the pin."""
    wanted = frozenset({people["anna"], intruder.id})
    with pytest.raises(TeamIncomplete):
        perform(context(sign_in("lone")), teams.set_team, case_id, wanted)
    assert [] == held(intruder.id)
    assert [(2,)] == ask("SELECT count(*) FROM team_member WHERE until IS NULL")


def test_a_planted_colleague_is_left_out_and_reported(
    intruder, open_case, people, held, reported, events
):
    """Safety cards go to all care staff: one false colleague gets none, and the others theirs."""
    before = {login: held(staff_id) for login, staff_id in people.items()}
    open_case("anna", "birgit")
    new = {"anna": [1, 2, 3, 4], "birgit": [1, 2, 3, 4], "lone": [1, 3, 4]}
    assert {login: sorted(before[login] + new.get(login, [4])) for login in people} == {
        login: held(staff_id) for login, staff_id in people.items()
    }
    assert [] == held(intruder.id)
    assert {intruder.id} == reported()
    assert ["error"] == [event["out"] for event in events("open.error")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff SET role = 'leder' WHERE id = :tove",
        "UPDATE staff SET profession = 'begge' WHERE id = :tove",
        "UPDATE appointment SET role = 'leder' WHERE staff_id = :tove",
        "UPDATE appointment SET sig = :planted WHERE staff_id = :tove",
        "UPDATE certificate SET sig = :planted WHERE staff_id = :tove",
        "UPDATE certificate SET box_pub = :key WHERE staff_id = :tove",
    ],
    ids=["role", "training", "post", "signed post", "signed certificate", "key"],
)
def test_whose_row_is_not_what_was_signed_gets_no_key(
    statement, tamper, raw_id, open_case, people, held, reported
):
    """A post, a training or a key that somebody writes into the database gives nothing."""
    tove, before = people["tove"], held(people["tove"])
    values = {
        "tove": raw_id(tove),
        "planted": bytes(64),
        "key": UserKeys.generate().box.public().to_bytes(),
    }
    named = {name: value for name, value in values.items() if f":{name}" in statement}
    assert 1 == tamper(statement, **named)
    if "appointment SET role" in statement:
        tamper("UPDATE staff SET role = 'leder' WHERE id = :tove", tove=raw_id(tove))
    open_case("anna", "birgit")
    assert before == held(tove)
    assert {tove} == reported()


PLACES = {
    "invented": (
        "INSERT INTO team_member (case_id, staff_id, since, profession, event_id, cert_id, sig) "
        "SELECT case_id, :carla, since, profession, event_id, cert_id, :junk FROM team_member "
        "WHERE case_id = :case AND staff_id = :birgit"
    ),
    "of a colleague": (
        "INSERT INTO team_member (case_id, staff_id, since, profession, event_id, cert_id, sig) "
        "SELECT case_id, :carla, since, profession, event_id, cert_id, sig FROM team_member "
        "WHERE case_id = :case AND staff_id = :birgit"
    ),
    "of another case": (
        "INSERT INTO team_member (case_id, staff_id, since, profession, event_id, cert_id, sig) "
        "SELECT :case, :carla, since, profession, event_id, cert_id, sig FROM team_member "
        "WHERE staff_id = :carla"
    ),
    "that has ended": (
        "UPDATE team_member SET until = NULL WHERE case_id = :case AND staff_id = :carla"
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_planted_place_in_a_team_gets_no_key(
    place,
    note_id,
    open_case,
    case_id,
    people,
    context,
    sign_in,
    read,
    tamper,
    raw_id,
    held,
    reported,
):
    """Neither invented, nor copied from a colleague or a case, nor put back after it ended."""
    anna, carla, leader = sign_in("anna"), people["carla"], sign_in("lone")
    open_case("dorte", "carla", pseudonym="Rolig Mose", by="dorte")
    if place == "that has ended":
        for logins in (("anna", "birgit", "carla"), ("anna", "birgit")):
            wanted = frozenset(people[login] for login in logins)
            perform(context(leader), teams.set_team, case_id, wanted)
            read(anna, case_id)
    before = held(carla)
    values = {"case": case_id, "carla": carla, "birgit": people["birgit"]}
    named = {name: raw_id(value) for name, value in values.items() if f":{name}" in PLACES[place]}
    assert 1 == tamper(
        PLACES[place], **named, **({"junk": bytes(64)} if place == "invented" else {})
    )
    tamper("UPDATE case_file SET rotate_pending = 5 WHERE id = :case", case=raw_id(case_id))
    assert [note_id] == list(read(anna, case_id))
    assert before == held(carla)
    assert {carla} == reported()


@pytest.fixture
def plant_epoch(house, owner, clock):
    """Return a function that plants a key which its maker knows, wrapped to real colleagues."""

    def plant(maker, scope, comp, *, drop_the_real_one, creator=None):
        with Session(owner, expire_on_commit=False) as session:
            recipients = [
                Recipient.colleague(one)
                for one in staff_store.certified(session)
                if one.staff.name_sealed is not None
            ]
            epoch = epochs.make(
                house.vault.keys.provider,
                house.vault.house,
                maker,
                (scope, comp, 9),
                recipients,
                clock(),
            )
            epoch.row.created_by = creator or maker.id
            if drop_the_real_one:
                real = key_store.epochs(session, scope, [comp])[comp]
                key_store.delete_epoch(session, real.key_id)
            key_store.add_epoch(session, epoch.row)
            key_store.add_wraps(session, epoch.wraps)
            session.commit()

    return plant


@pytest.mark.parametrize("drop", [True, False], ids=["instead", "beside"])
@pytest.mark.parametrize("maker", ["as anna", "as herself", "tove"])
def test_nothing_is_sealed_or_opened_under_a_planted_key(
    drop, maker, note_id, case_id, intruder, plant_epoch, people, sign_in, read, write, ask
):
    """Made by nobody who is certified, or by who has no part in the case: no word reaches it."""
    anna = sign_in("anna")
    plant_epoch(
        sign_in(maker) if maker in people else intruder,
        case_id,
        Compartment.JOURNAL,
        drop_the_real_one=drop,
        creator=people["anna"] if maker == "as anna" else None,
    )
    stored_before = ask("SELECT count(*) FROM note")
    for act in (read, write):
        try:
            act(anna, case_id)
        except JournalError:
            continue
        assert not drop  # the real key may go on working beside the planted one
    planted = {bytes(row.key_id) for row in ask("SELECT key_id FROM key_epoch WHERE epoch = 9")}
    used = {bytes(row.body_sealed)[4:12] for row in ask("SELECT body_sealed FROM note")}
    assert set() == planted & used
    assert not drop or stored_before == ask("SELECT count(*) FROM note")


@pytest.mark.parametrize("comp", [Compartment.DUTY, Compartment.PURPOSE])
def test_a_planted_duty_or_purpose_key_gets_no_journal(
    comp, intruder, house, plant_epoch, open_case, ask
):
    """Journal keys are wrapped to these public keys: a false one stops the act."""
    plant_epoch(intruder, house.vault.house, comp, drop_the_real_one=False)
    with pytest.raises(Tampered):
        open_case()
    assert [(0,)] == ask("SELECT count(*) FROM case_file")


def test_a_note_of_a_planted_author_does_not_open(
    note_id, case_id, intruder, tamper, raw_id, read, sign_in, ask
):
    """Changed to her name, it is nobody's."""
    ((certificate,),) = ask(
        "SELECT id FROM certificate WHERE staff_id = :id", id=raw_id(intruder.id)
    )
    tamper(
        "UPDATE note SET author_id = :author, cert_id = :certificate",
        author=raw_id(intruder.id),
        certificate=certificate,
    )
    assert {note_id: None} == read(sign_in("anna"), case_id)
