"""A house with its schema on both engines, and rows to fill it with."""

import hashlib
import shutil
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from databases import OWNER, address, as_role, create_database, drop_database
from sqlalchemy.orm import Session

from journal.store import audit, rights, schema
from journal.store.cases import CaseFileRow
from journal.store.db import make_engine
from journal.store.exclusions import ExclusionRow
from journal.store.keys import KeyEpochRow, KeyWrapRow, WrapKind
from journal.store.notes import NoteRow
from journal.store.staff import AppointmentRow, CertificateRow, StaffRow, StaffSecretRow
from journal.store.teams import TeamMemberRow
from journal.store.timed_access import TimedAccessRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENVELOPE = b"\x01sealed"


@pytest.fixture
def noon():
    """Return the moment at which things happen."""
    return NOON


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """Return a SQLite file that has its schema, never to be changed."""
    path = tmp_path_factory.mktemp("migrated") / "journal.sqlite"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgres_server):
    """Return the name of a PostgreSQL database that has its schema, never to be changed."""
    name = create_database(postgres_server)
    upgrade(address(postgres_server, name, OWNER))
    yield name
    drop_database(postgres_server, name)


def upgrade(url):
    """Bring a PostgreSQL database to its schema, and give the roles their rights."""
    schema.upgrade(url, roles=rights.roles_of(as_role(url), url))


@pytest.fixture
def migrated_url(request, engine_name, tmp_path):
    """Return the address of a database that has its schema: a copy, which a test may change."""
    if engine_name == "sqlite":
        path = shutil.copy2(request.getfixturevalue("migrated_file"), tmp_path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_server")
    name = create_database(server, request.getfixturevalue("migrated_database"))
    url = address(server, name, OWNER)
    upgrade(url)  # rights on the database itself are not copied with it
    yield url
    drop_database(server, name)


@pytest.fixture
def engine(migrated_url):
    """Return the engine of the service, guarded on SQLite."""
    engine = make_engine(as_role(migrated_url))
    yield engine
    engine.dispose()


@pytest.fixture
def owner_engine(migrated_url):
    """Return an engine that may do everything, as somebody with the database's own password."""
    engine = make_engine(migrated_url, guarded=False)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    """Return a session of the service; nothing of it is committed unless the test does."""
    with Session(engine, expire_on_commit=False) as session:
        yield session


class Maker:
    """Makes rows; each method takes what matters for the test and invents the rest."""

    def __init__(self, session):
        self.session = session

    def staff(self, role="paedagog", profession="paedagog", active_to=None, **values):
        row = StaffRow(
            id=uuid4(),
            alias=uuid4(),
            login_mac=uuid4().bytes * 2,
            role=role,
            profession=profession,
            kind="fixed",
            active_from=NOON,
            active_to=active_to,
            event_id=uuid4(),
            revision=1,
            name_sealed=ENVELOPE,
        )
        return self.stored(row, values)

    def secret(self, staff, **values):
        row = StaffSecretRow(
            staff_id=staff.id, argon="demo", salt=bytes(16), auth_mac=bytes(32), keys_blob=b"blob"
        )
        return self.stored(row, values)

    def certificate(self, staff, **values):
        row = CertificateRow(
            id=uuid4(),
            staff_id=staff.id,
            sign_pub=bytes(32),
            box_pub=bytes(32),
            not_before=NOON,
            not_after=NOON + timedelta(days=365),
            sig=bytes(64),
        )
        return self.stored(row, values)

    def appointment(self, certificate, **values):
        row = AppointmentRow(
            id=uuid4(),
            staff_id=certificate.staff_id,
            cert_id=certificate.id,
            role="paedagog",
            profession="paedagog",
            since=NOON,
            event_id=uuid4(),
            sig=bytes(64),
        )
        return self.stored(row, values)

    def case(self, **values):
        row = CaseFileRow(
            id=uuid4(),
            alias=uuid4(),
            family_id=uuid4(),
            person_kind="woman",
            case_type="residential",
            state="open",
            anonymity="0",
            event_id=uuid4(),
            revision=1,
            opened_at=NOON,
            pseudonym_sealed=ENVELOPE,
        )
        return self.stored(row, values)

    def member(self, case, staff, **values):
        row = TeamMemberRow(
            case_id=case.id,
            staff_id=staff.id,
            since=NOON,
            profession=staff.profession,
            event_id=uuid4(),
            cert_id=uuid4(),
            sig=bytes(64),
        )
        return self.stored(row, values)

    def exclusion(self, case, staff, **values):
        row = ExclusionRow(case_id=case.id, staff_id=staff.id, since=NOON, event_id=uuid4())
        return self.stored(row, values)

    def timed_access(self, case, staff, **values):
        row = TimedAccessRow(
            id=uuid4(),
            case_id=case.id,
            staff_id=staff.id,
            face="breakglass",
            comp=2,
            reason_code="acute_safety",
            nonce=bytes(16),
            event_id=uuid4(),
            opened_at=NOON - timedelta(hours=1),
            expires_at=NOON + timedelta(hours=1),
            review_due=NOON + timedelta(days=3),
        )
        return self.stored(row, values)

    def note(self, case, author, certificate=None, **values):
        row = NoteRow(
            id=uuid4(),
            case_id=case.id,
            type="journal",
            state="signed",
            author_id=author.id,
            cert_id=certificate.id if certificate else uuid4(),
            event_id=uuid4(),
            revision=1,
            occurred_at=NOON,
            signed_at=NOON,
            body_sealed=ENVELOPE,
        )
        return self.stored(row, values)

    def epoch(self, scope, comp, creator, epoch=1):
        row = KeyEpochRow(
            key_id=uuid4().bytes[:8],
            scope_id=scope,
            comp=int(comp),
            epoch=epoch,
            commitment=bytes(32),
            intake_pub=bytes(32),
            created_by=creator.id,
            created_ms=0,
            sig=bytes(64),
        )
        return self.stored(row, {})

    def wrap(self, epoch, staff, kind=WrapKind.STAFF):
        row = KeyWrapRow(
            key_id=epoch.key_id, kind=kind.value, recipient_id=staff.id.bytes, blob=bytes(80)
        )
        return self.stored(row, {})

    def stored(self, row, values):
        for name, value in values.items():
            setattr(row, name, value)
        self.session.add(row)
        self.session.flush()
        return row


@pytest.fixture
def make(session):
    """Return the maker of rows."""
    return Maker(session)


@pytest.fixture
def entry():
    """Return a maker of log entries as columns."""

    def make_entry(act="note.read", t=0, actor=None, out="ok", data=None):
        data = data or uuid4().bytes
        return {
            "id": uuid4(),
            "t": t,
            "act": act,
            "actor": actor,
            "out": out,
            "basis": None,
            "rid": uuid4(),
            "entry": data,
            "hash": hashlib.sha256(b"\0" + data).digest(),
            "priv_ct": b"sealed words",
        }

    return make_entry


@pytest.fixture
def append(entry):
    """Return a function that appends entries as the service does and gives their ids."""

    def append_entries(session, count=1, case=None, **values):
        head = audit.head(session)
        if head is None:
            audit.start(session)
        size = head.size if head else 0
        entries = [entry(**values) for _ in range(count)]
        cases = [{"alias": case, "entry_id": row["id"]} for row in entries] if case else []
        audit.append(session, entries, cases, size)
        audit.move_head(session, size + count, bytes(32))
        return [row["id"] for row in entries]

    return append_entries
