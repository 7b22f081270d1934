"""
A fresh, empty database for each test, and a founded house to tell stories in, on both engines.

A house is built once an engine and copied for each test: its files together with its database.
"""

import json
import shutil
import uuid
from datetime import timedelta
from functools import cache, lru_cache, partial

import pytest
from beside import with_everything
from compiled import compile_once
from databases import (
    OWNER,
    address,
    addresses,
    change_rows,
    create_database,
    drop_database,
    read_rows,
    running_server,
    unlock,
)
from houses import (
    FOUNDED,
    Clock,
    build_template,
    close_house,
    hire_into,
    open_in,
    open_settings,
    settings_in,
    sign_in_as,
    with_case,
)

from journal.domain.access import Face
from journal.domain.ids import NoteId
from journal.domain.notes import NoteDraft
from journal.domain.roster import Planned
from journal.domain.staff import Profession, Role
from journal.domain.timed_access import Ask
from journal.request.opening import open_access
from journal.services import notes, roster, staff, teams
from journal.services.work import perform
from journal.store.db import make_engine
from journal.vault.desk import Fresh

compile_once()

WORDS = "Hun bad om hjælp gennem døren og svarede ikke mere."
"""What somebody writes of an emergency."""

read_entry = lru_cache(maxsize=2**14)(json.loads)
"""An event never changes, and a walk through all pages reads the whole log after each step."""


@pytest.fixture(scope="session")
def postgres_server():
    """Return a PostgreSQL server that lives as long as this run."""
    with running_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server):
    """Return the address of a new PostgreSQL database for its owner, dropped after the test."""
    name = create_database(postgres_server)
    yield address(postgres_server, name, OWNER)
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


@pytest.fixture
def clock():
    """Return the clock of the house; it stands still until the test moves it."""
    return Clock(FOUNDED + timedelta(hours=3))


@pytest.fixture(scope="session")
def templates(request, tmp_path_factory):
    """Return a function that gives the house of an engine after some steps, the founding first."""

    @cache
    def template(engine_name, *steps):
        *earlier, step = steps
        before = [template(engine_name, *earlier)] if earlier else []
        folder = tmp_path_factory.mktemp("template") / "house"
        name, urls = "", ()
        if engine_name == "postgresql":  # its databases go with the server
            server = request.getfixturevalue("postgres_server")
            name = create_database(server, *(one.database for one in before))
            urls = addresses(server, name)
        for one in before:
            shutil.copytree(one.folder, folder)
        return step(*before, folder, name, *urls)

    return template


@pytest.fixture
def template(request, engine_name, templates):
    """Return the founded house of this engine, never to be changed, with what a test asks for."""
    further = {"case_id": with_case, "beside": with_everything}
    steps = [step for name, step in further.items() if name in request.fixturenames]
    return templates(engine_name, build_template, *steps)


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
    yield settings_in(folder, *addresses(server, name))
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
    """Return the house: a leader, two pedagogues, three social workers, a temp; see ``case_id``."""
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
def at_work(sign_in):
    """Return a function that gives a colleague who was signed in once, for what fixtures do."""
    return cache(sign_in)


@pytest.fixture
def context(house):
    """Return a function that makes the context of a new request for a principal."""
    return partial(house.context, "web")


@pytest.fixture
def hire(house, at_work):
    """Return a function that takes a colleague in and gives her id."""

    def hire_person(login, role, profession, name="Ny Kollega"):
        person = staff.Person(name=name, login=login, role=role, profession=profession)
        return hire_into(house, at_work("lone"), person)

    return hire_person


@pytest.fixture
def open_case(house, context, people, at_work):
    """Return a function that opens a case for a team named by sign-in names."""

    def open_one(*logins, pseudonym="Stille Birk", by="anna"):
        return open_in(house, context(at_work(by)), people, logins or ("anna", "birgit"), pseudonym)

    return open_one


@pytest.fixture
def case_id(template):
    """Return a case whose team is Anna and Birgit."""
    return template.case_id


@pytest.fixture
def set_team(context, at_work, people):
    """Return a function that makes colleagues, by sign-in names, the team of a case."""

    def make_team(case_id, *logins):
        wanted = frozenset(people[login] for login in logins)
        return perform(context(at_work("lone")), teams.set_team, case_id, wanted)

    return make_team


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


@pytest.fixture
def plan(house, at_work, people):
    """Return a function with which the leader puts somebody on shift between two instants."""

    def put_on(login, starts_at, ends_at):
        shift = Planned(staff_id=people[login], starts_at=starts_at, ends_at=ends_at)
        return perform(house.context("web", at_work("lone")), roster.plan_shifts, [shift])

    return put_on


@pytest.fixture
def guard(hire, people, plan, clock, sign_in):
    """Return Hanne, a night guard, on shift since an hour and for seven more."""
    people["hanne"] = hire("hanne", Role.NIGHT_GUARD, Profession.PEDAGOGUE, "Hanne Hald")
    plan("hanne", clock() - timedelta(hours=1), clock() + timedelta(hours=7))
    return sign_in("hanne")


@pytest.fixture
def deputy(hire, people, sign_in):
    """Return Dagny, the deputy; the house begins without one."""
    people["dagny"] = hire("dagny", Role.DEPUTY, Profession.OTHER, "Dagny Dam")
    return sign_in("dagny")


@pytest.fixture
def break_glass(context, clock):
    """Return a function that opens a journal in an emergency, password typed just now."""

    def open_for(principal, case_id, reason="acute_safety", words=WORDS, face=Face.BREAK_GLASS):
        ask = Ask(case_id=case_id, face=face, reason=reason, words=words)
        fresh = Fresh(session_tag=principal.session_tag, at=clock())
        return open_access(context(principal), ask, fresh)

    return open_for


@pytest.fixture
def owner(settings):
    """Return an engine that may do everything, as somebody with the database's own password."""
    engine = make_engine(settings.schema_url, guarded=False)
    yield engine
    engine.dispose()


@pytest.fixture
def ask(owner):
    """Return a function that reads rows as they are stored."""
    return partial(read_rows, owner)


@pytest.fixture
def tamper(owner):
    """Return a function that changes rows as they are stored, behind the back of the service."""
    return partial(change_rows, owner)


@pytest.fixture
def unlock_log(owner):
    """Return a function that takes the triggers of the log away."""
    return partial(unlock, owner)


@pytest.fixture
def events(ask):
    """Return a function that gives the events of the log in order, all or of some kinds."""

    def read_events(*acts):
        rows = ask(
            "SELECT e.entry FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry_id "
            "ORDER BY l.seq"
        )
        said = [read_entry(bytes(row.entry)) for row in rows]
        return [event for event in said if not acts or event["act"] in acts]

    return read_events


@pytest.fixture
def raw_id(engine_name):
    """Return a function that gives an id the form in which this engine stores it."""
    return (lambda value: value.bytes) if engine_name == "sqlite" else (lambda value: value)
