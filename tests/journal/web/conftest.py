"""The web application of a founded house, and visitors who use it as browsers do."""

import io
import json
import logging
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
import structlog
from begun import begin_draft, leave_line
from beside import ACTED_ON, child_of, publication_for, use_to_judge
from browsers import Browser, typed_in
from joining import AS_INVITED, activate, code_on, digits_on, draw_code, invite
from sqlalchemy import event
from walking import id_of

from config.logging import configure_logging
from journal.domain.access import Face
from journal.domain.errors import AccessDenied
from journal.domain.staff import Profession, Role
from journal.request import HOUSE_KEY, retrieval
from journal.services import deadlines, notes
from journal.services.sessions import SessionKeeper
from journal.services.work import perform
from journal.store.sessions import SessionStore
from journal.vault.session import new_node_secret, read_node_secret
from journal.web.access import KEEPER_KEY
from journal.web.application import create_app

IDLE = timedelta(minutes=10)
LONGEST = timedelta(hours=10)


@pytest.fixture
def engine_name(request):
    """Return SQLite, or what a test asks for: most of the web does not see the difference."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def node(settings):
    """Return the secret of this start of the service."""
    new_node_secret(settings.node_secret_path)
    return read_node_secret(settings.node_secret_path)


@pytest.fixture
def session_store(settings):
    """Return where the sessions lie."""
    store = SessionStore(settings.sessions_path)
    yield store
    store.close()


@pytest.fixture
def make_app(house, session_store):
    """Return a function that makes the web application for a node secret."""
    return lambda node: create_app(house, SessionKeeper(session_store, node, IDLE, LONGEST), node)


@pytest.fixture(scope="session")
def built():
    """Return the application of this run, once a test has built it."""
    return []


@pytest.fixture
def app(built, make_app, house, session_store, node):
    """Return the web application: one serves house after house, for it takes time to build."""
    if not built:
        built.append(make_app(node))
    built[0].extensions[HOUSE_KEY] = house
    built[0].extensions[KEEPER_KEY] = SessionKeeper(session_store, node, IDLE, LONGEST)
    built[0].config.update(SECRET_KEY=node.form_key(), TRUSTED_HOSTS=list(house.settings.hosts))
    return built[0]


@pytest.fixture
def visit(app):
    """Return a function that opens a new browser, signed in when a name is given."""

    def open_browser(name=None, address="127.0.0.1"):
        browser = Browser(app, address)
        if name is not None:
            assert 303 == browser.sign_in(name).status_code
        return browser

    return open_browser


@pytest.fixture
def anna(visit):
    """Return the browser of a contact person of the case."""
    return visit("anna")


@pytest.fixture
def form(case_id):
    """Return a function that opens the form for a note of the case and gives its fields."""

    def fields(browser, **values):
        return typed_in(browser.get(f"/sag/{case_id}/notat/nyt").text) | values

    return fields


@pytest.fixture
def texts(sign_in, read, case_id):
    """Return a function that gives the texts of the case's notes as its team reads them."""
    birgit = sign_in("birgit")
    return lambda: list(read(birgit, case_id).values())


@pytest.fixture
def new_events(ask):
    """Return a function that gives the events since it was asked last, in order."""
    seen = -1

    def read_new():
        nonlocal seen
        rows = ask(
            "SELECT l.seq, e.entry FROM audit_leaf l JOIN audit_entry e ON e.id = l.entry_id "
            "WHERE l.seq > :seen ORDER BY l.seq",
            seen=seen,
        )
        seen = max((row.seq for row in rows), default=seen)
        return [json.loads(bytes(row.entry)) for row in rows]

    return read_new


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
def technical_log():
    """Return the stream that the technical log goes to; afterwards the log is as it was."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:], root.level = before[0], before[1]


@pytest.fixture
def team(case_id):
    """Return the address of the case's team."""
    return f"/sag/{case_id}/team"


@pytest.fixture
def ids(people):
    """Return a function that gives the ids of colleagues by the names they sign in with."""
    return lambda *logins: [str(people[login]) for login in logins]


@pytest.fixture
def members(ask, raw_id, case_id, people):
    """Return a function that gives the team as it is stored, by sign-in names."""

    def stored():
        rows = ask(
            "SELECT staff_id FROM team_member WHERE case_id = :case AND until IS NULL",
            case=raw_id(case_id),
        )
        logins = {raw_id(who): login for login, who in people.items()}
        return sorted(logins[row.staff_id] for row in rows)

    return stored


@pytest.fixture
def reviewer(hire, people):
    """Take a log reviewer in: the house begins without one."""
    people["rikke"] = hire("rikke", Role.LOG_REVIEWER, Profession.OTHER, "Rikke Rask")


@pytest.fixture
def to_judge(house, guard, clock):
    """Return something that the night guard did, for somebody to judge."""
    return use_to_judge(house, guard, clock())


@pytest.fixture
def begin(context, sign_in, clock):
    """Return a function that begins a deadline as an act of Anna does."""

    def begin_one(rule, case, started_at=None, about=None):
        started_at = started_at or clock() - timedelta(hours=2)
        return perform(context(sign_in("anna")), deadlines.begin, rule, case, started_at, about)

    return begin_one


@pytest.fixture
def give_code(context, sign_in):
    """Return a function that gives the resident of a case of Anna's a code, and the code."""

    def give(case_id, *, seals=False):
        anna = context(sign_in("anna"))
        _, slip = retrieval.draw(anna, case_id)
        retrieval.keep(anna, case_id, slip.sealed, slip.code, seals=seals)
        return slip.code

    return give


@pytest.fixture
def beside(template, case_id):
    """Return the ids of what the house has beside cases, by the names that addresses use."""
    return dict(template.beside)


@pytest.fixture
def a_line(context, sign_in):
    """Return a line that Birgit has left for the next shift."""
    return leave_line(context(sign_in("birgit")))


@pytest.fixture
def publication(request, context, sign_in):
    """Return a publication that its reader can take further; the year before it is not frozen."""
    return publication_for(request, context(sign_in("lone")))


@pytest.fixture
def child_case(house, context, sign_in, case_id, people):
    """Return the file of a child of hers, with the same team."""
    return child_of(house, context(sign_in("lone")), case_id, {people["anna"], people["birgit"]})


@pytest.fixture
def places(
    case_id,
    child_case,
    open_case,
    write,
    context,
    sign_in,
    beside,
    guard,
    deputy,
    reviewer,
    break_glass,
    people,
    ask,
    to_judge,
    give_code,
    a_line,
    publication,
):
    """Return what addresses lead to: cases, notes, an access without words, a use to judge."""
    other = open_case("carla", "dorte", pseudonym="Rolig Mose", by="carla")
    return beside | {
        "line": a_line,
        "item": to_judge,
        "publication": publication,
        "week": "2026-W10",
        "case": case_id,
        "note": write(sign_in("anna"), case_id),
        "moved_note": write(sign_in("anna"), case_id),
        "child_case": child_case,
        "draft": begin_draft(context(sign_in("anna")), case_id),
        "other_note": write(sign_in("carla"), other),
        "other_case": other,
        "code": give_code(beside["shared_case"]),
        "sealed_code": give_code(beside["opened_case"], seals=True),
        "grant": break_glass(guard, open_case(pseudonym="Blid Ravn"), words="").id,
        **{login: people[login] for login in ("anna", "birgit", "lone", "eva")},
        "team_before": [str(people["anna"]), str(people["birgit"])],
        "team": [str(people["birgit"]), str(people["dorte"]), str(people["anna"])],
        "shift": UUID(bytes=ask("SELECT id FROM shift")[0][0]),
    }


@pytest.fixture
def subjects(visit, people, beside):
    """
    Return somebody for each act on an account, by the end of its address; and what is typed.

    A second leader does it: who acts on others can be acted on too.
    """
    acted_on = {act: people[login] for act, login in ACTED_ON.items()}
    leader, stranger = visit("lea"), visit()
    codes = {
        login: code_on(invite(leader, login, name=f"Gry {login}").text)
        for login in ("kode", "godkend", "new")
    }
    typed = {"heard": digits_on(activate(stranger, "godkend", codes["godkend"]).text)}
    typed |= AS_INVITED
    acted_on |= {name: id_of(leader, name) for name in codes}
    typed["seen"] = typed_in(leader.get(f"/medarbejdere/{acted_on['kode']}/kode").text)["seen"]
    typed["recovery"] = draw_code(visit("eva"))
    return {"people": acted_on, "typed": typed | {"code": codes["new"]}}


@pytest.fixture
def used_case(write, read, sign_in, case_id, guard, deputy, break_glass, context, clock):
    """Let a case be written, read, opened in an emergency and for a purpose, and be asked for."""
    anna = sign_in("anna")
    write(anna, case_id)
    clock.advance(minutes=1)
    read(anna, case_id)
    clock.advance(minutes=1)
    break_glass(guard, case_id, reason="child_concern")
    read(guard, case_id)
    clock.advance(minutes=1)
    break_glass(deputy, case_id, reason="supervision", face=Face.PURPOSE)
    read(deputy, case_id)
    clock.advance(minutes=1)
    with pytest.raises(AccessDenied):
        perform(context(sign_in("carla")), notes.read_timeline, case_id, 1)
    return case_id


@pytest.fixture
def extract_page(case_id):
    """Return the address of the extract of a case."""
    return f"/sag/{case_id}/udtraek"
