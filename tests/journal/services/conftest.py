"""What goes wrong around a unit of work, made to happen, and what is watched meanwhile."""

from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest
from houses import sign_in_as
from sqlalchemy import event, text

from crypto import wrap
from journal.domain.accounts import Heard
from journal.domain.audit import bytes_of
from journal.domain.rooms import NewRoom, RoomType
from journal.domain.staff import Person, Profession, Role
from journal.request import accounts
from journal.request.upkeep import follow_up
from journal.services import joining, leaving, passwords, room_upkeep
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.store import cases as case_store
from journal.store.cases import CaseFileRow
from journal.vault.desk import Fresh

NEW_PASSWORD = "syv gule heste"
FIRST_DAY = date(2026, 3, 2)
"""The day on which the clock of the house stands."""
TABLES = ("staff", "staff_secret", "certificate", "team_member", "key_epoch", "key_wrap")


@pytest.fixture
def unwraps(monkeypatch):
    """Return a list that grows by one with every key that is unwrapped."""
    calls, real = [], wrap.unwrap

    def watched(*args):
        calls.append(args)
        return real(*args)

    monkeypatch.setattr(wrap, "unwrap", watched)
    return calls


@pytest.fixture
def hook(house):
    """Return a context manager that runs a function at an event of the database connection."""

    @contextmanager
    def listening(name, function):
        engine = house.sessions.kw["bind"]
        event.listen(engine, name, function)
        try:
            yield
        finally:
            event.remove(engine, name, function)

    return listening


@pytest.fixture
def verify_log(house):
    """Return a function that verifies the whole log and gives the check that failed, or None."""

    def run():
        with house.sessions() as session:
            return house.vault.verify(session).check

    return run


@pytest.fixture
def denials(events):
    """Return a function that gives the acts that were refused since the test asked for it."""
    before = len(events())
    return lambda: [event["act"] for event in events()[before:] if event["out"] == "denied"]


@pytest.fixture
def fresh(clock):
    """Return a function that gives the proof of a password typed just now."""
    return lambda: Fresh(session_tag=None, at=clock())


@pytest.fixture
def lead(context, sign_in, fresh):
    """Return a function that performs a grave act as the leader, or as somebody else."""

    def act(use_case, *args, by="lone"):
        return perform(context(sign_in(by)), use_case, *args, fresh())

    return act


@pytest.fixture
def invite(lead):
    """Return a function that invites somebody and gives her id and her code."""

    def invite_one(login, role=Role.PEDAGOGUE, profession=Profession.PEDAGOGUE):
        person = Person(name=f"Gry {login}", login=login, role=role, profession=profession)
        return lead(joining.invite, person)

    return invite_one


@pytest.fixture
def activate(house):
    """Return a function that uses a code at the door and gives the fingerprint."""

    def use(login, code, password=NEW_PASSWORD):
        return accounts.activate(house.context("web"), Attempt(name=login), code, password)

    return use


@pytest.fixture
def confirm(context, sign_in, fresh):
    """Return a function with which the leader certifies keys that she heard."""

    def certify(staff_id, digits, by="lone"):
        leader = context(sign_in(by))
        shown, _ = perform(leader, joining.prepare_confirm, staff_id)
        heard = Heard(digits=digits, role=Role(shown.role), profession=Profession(shown.profession))
        accounts.confirm(leader, staff_id, heard, fresh())

    return certify


@pytest.fixture
def join(invite, activate, confirm):
    """Return a function that takes somebody in from afar and gives her id."""

    def take_in(login, *post):
        invited = invite(login, *post)
        confirm(invited.staff_id, activate(login, invited.code))
        return invited.staff_id

    return take_in


@pytest.fixture
def enter(house):
    """Return a function that signs somebody in with the password she chose on joining."""
    return lambda login, password=NEW_PASSWORD: sign_in_as(house, login, password)


@pytest.fixture
def keep_code(context, sign_in, fresh):
    """Return a function that draws a recovery code, types it back, and gives it."""

    def draw(login, principal=None):
        own = context(principal or sign_in(login))
        drawn = accounts.draw_recovery(own, fresh())
        accounts.keep_recovery(own, drawn.sealed, drawn.code.lower().replace("-", " "))
        return drawn.code

    return draw


@pytest.fixture
def recover(house):
    """Return a function that uses a recovery code at the door."""

    def use(login, code, password=NEW_PASSWORD):
        return accounts.recover(house.context("web"), Attempt(name=login), code, password)

    return use


@pytest.fixture
def followed(context, sign_in):
    """Return a function that exchanges what the leader holds after an act, as her page does."""
    return lambda taken: follow_up(context(sign_in("lone")), taken)


@pytest.fixture
def leave(lead, followed):
    """Return a function that ends an account and gives the report."""

    def end(staff_id, instead=()):
        return followed(lead(leaving.leave, staff_id, dict(instead)))

    return end


@pytest.fixture
def suspend(lead, followed):
    """Return a function that stops an account for a time."""
    return lambda staff_id: followed(lead(leaving.suspend, staff_id))


@pytest.fixture
def resume(lead):
    """Return a function that lets a suspended colleague in again."""
    return lambda staff_id: lead(leaving.resume, staff_id)


@pytest.fixture
def reset(lead):
    """Return a function that begins anew for a colleague and gives her code and the report."""
    return lambda staff_id: lead(passwords.reset, staff_id)


@pytest.fixture
def stored(ask):
    """Return a function that gives every account, place, key and wrap as they are stored."""

    def rows():
        return {table: sorted(map(repr, ask(f"SELECT * FROM {table}"))) for table in TABLES}

    return rows


@pytest.fixture
def lone(context, sign_in):
    """Return a function that gives the leader a new request."""
    principal = sign_in("lone")
    return lambda: context(principal)


@pytest.fixture
def add_room(lone):
    """Return a function that adds a room and gives its id."""

    def add(name="Værelse 1", since=FIRST_DAY):
        return perform(
            lone(), room_upkeep.add_room, NewRoom(name=name, type=RoomType.SINGLE, since=since)
        )

    return add


@pytest.fixture
def bare_case(house):
    """Return a function that makes a case row without keys, which a room does not need."""

    def make(family_id=None, state="open"):
        row = CaseFileRow(
            id=uuid4(),
            alias=uuid4(),
            family_id=family_id or uuid4(),
            person_kind="woman",
            case_type="residential",
            state=state,
            anonymity="1",
            event_id=uuid4(),
            revision=1,
            opened_at=house.clock(),
        )
        with house.sessions() as session:
            case_store.add(session, row)
            session.commit()
            return row.id

    return make


@pytest.fixture
def put(owner):
    """Return a function that puts whole rows of a table back as they were."""

    def store(table, rows):
        with owner.begin() as connection:
            for row in rows:
                named = dict(row._mapping)
                said = ", ".join(f"{name} = :{name}" for name in named)
                connection.execute(text(f"UPDATE {table} SET {said} WHERE id = :id"), named)

    return store


@pytest.fixture
def reported(events):
    """Return a function that says whether a row was reported as damaged."""

    def is_reported(row_id):
        said = [rows for one in events("open.error") for _, rows in one["on"]]
        return any(bytes_of(row) == row_id.bytes for rows in said for row in rows)

    return is_reported
