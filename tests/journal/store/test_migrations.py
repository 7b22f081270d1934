"""The schema goes up and down, with data, and ends where the models are."""

import stat
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from journal.domain.errors import StartRefused
from journal.store import append_only, audit, schema
from journal.store.columns import Day, Id, Raw, SealedBytes, Utc, Words
from journal.store.db import is_sqlite, make_engine


@pytest.fixture
def owner(engine_url):
    """Return an owner's engine on a database that may be empty."""
    engine = make_engine(engine_url, guarded=False)
    yield engine
    engine.dispose()


def test_an_empty_database_gets_its_schema_once(engine_url):
    """The second time there is nothing to do."""
    assert schema.upgrade(engine_url)
    assert not schema.upgrade(engine_url)


def test_the_service_sees_whether_the_schema_is_its_own(engine_url):
    """Through the guard, on an empty database, a fresh one and a strange one."""
    service = make_engine(engine_url)
    with service.connect() as connection:
        assert schema.revision(connection) is None
        assert not schema.is_migrated(connection)
    schema.upgrade(engine_url)
    with service.begin() as connection:
        assert schema.head() == schema.revision(connection)
        assert schema.is_migrated(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
        assert not schema.is_migrated(connection)
    service.dispose()


def test_the_head_is_what_the_models_say(owner, engine_url):
    """No column, index or constraint was forgotten on the way."""
    schema.upgrade(engine_url)
    with owner.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert [] == compare_metadata(context, schema.METADATA)


def test_names_of_constraints_are_the_same_by_both_ways(owner, engine_url):
    """A later revision finds them by name on either engine."""
    schema.upgrade(engine_url)
    found = inspect(owner)
    for table in schema.METADATA.sorted_tables:
        expected = {str(constraint.name) for constraint in table.constraints}
        named = {found.get_pk_constraint(table.name)["name"]}
        named |= {key["name"] for key in found.get_foreign_keys(table.name)}
        named |= {unique["name"] for unique in found.get_unique_constraints(table.name)}
        named |= {check["name"] for check in found.get_check_constraints(table.name)}
        assert expected == named


@pytest.fixture
def fill(owner, noon, append):
    """Return a function that puts a row into every table there is, the log among them."""

    def invented(column, there):
        if column.name.startswith(("approver_", "original_")):
            return None  # who proposed is no second person; nothing was moved
        if str(column) == "note.kind":
            return "note"
        (key,) = column.foreign_keys or (None,)
        if key is not None:
            return there[key.column.table.name][key.column.name]
        kinds = {Id: uuid4(), Utc: noon, SealedBytes: b"\x01sealed", Words: "ord"}
        kinds[Day] = noon.date()
        found = (value for kind, value in kinds.items() if isinstance(column.type, kind))
        plain = bytes(column.type.size or 1) if isinstance(column.type, Raw) else 1
        return next(found, plain)

    def fill_all():
        there = {}
        with Session(owner) as session:
            append(session, case=uuid4())
            audit.add_checkpoint(session, 1, "signed")
            for table in schema.METADATA.sorted_tables:
                if not table.name.startswith("audit_"):
                    row = {column.name: invented(column, there) for column in table.c}
                    there[table.name] = row
                    session.execute(table.insert(), row)
            session.commit()

    return fill_all


@pytest.fixture
def contents(owner):
    """Return a function that gives the rows of every table as they are stored."""

    def read():
        with owner.connect() as connection:
            return {
                table: [dict(row) for row in connection.execute(_every(table)).mappings()]
                for table in inspect(owner).get_table_names()
            }

    return read


def _every(table):
    return text(f"SELECT * FROM {table}")


@pytest.fixture
def described(owner):
    """Return a function that describes every table: columns, keys and indexes by name."""

    def describe():
        found = inspect(owner)
        return {
            table: (
                {
                    column["name"]: (str(column["type"]), column["nullable"])
                    for column in found.get_columns(table)
                },
                found.get_pk_constraint(table)["constrained_columns"],
                {str(key) for key in found.get_foreign_keys(table)},
                {str(key["name"]) for key in found.get_unique_constraints(table)},
                {str(index) for index in found.get_indexes(table)},
            )
            for table in found.get_table_names()
        }

    return describe


def only_at(owner, url, target):
    """Bring an empty database to an older schema, as a program of that day did."""
    schema.downgrade(url, "base")
    with owner.begin() as connection:
        command.upgrade(schema._config(connection), target)


NEW_COLUMNS = {
    "note": {"kind", "original_author_id", "original_cert_id"},
    "house": {"rotate_pending"},
    "staff": {"suspended_at"},
    "staff_secret": {"recovery_blob"},
    "team_member": {"cert_id", "event_id", "sig"},
}
NEW_TABLES = {
    "activation",
    "appointment",
    "decision",
    "delegation",
    "deadline",
    "draft",
    "enquiry",
    "enquiry_contact",
    "enrolment",
    "exclusion",
    "must_read",
    "note_seen",
    "fact",
    "figures",
    "publication",
    "publication_step",
    "record",
    "resident_key",
    "review_count",
    "review_item",
    "review_week",
    "safety_event",
    "shift",
    "stay",
    "timed_access",
    "visitation",
    "room",
    "room_assignment",
    "room_night",
    "room_out",
}


def test_down_and_up_again_is_the_same(owner, engine_url, described):
    """Each step back is the schema of that day, each step forward that of today."""
    schema.upgrade(engine_url)
    today = described()
    only_at(owner, engine_url, "0001")
    first_day = described()
    assert schema.upgrade(engine_url)
    assert today == described()
    schema.downgrade(engine_url, "0001")
    assert first_day == described()
    assert schema.upgrade(engine_url)
    assert today == described()


def test_a_step_down_takes_the_new_tables_and_columns_and_nothing_else(
    owner, engine_url, fill, contents
):
    """With a row in every table and in the log: what the older schema knows stays as it is."""
    schema.upgrade(engine_url)
    fill()
    before = contents()
    assert [] == [table for table, rows in before.items() if len(rows) != 1]
    schema.downgrade(engine_url, "0001")
    old = {
        table: [
            {name: value for name, value in row.items() if name not in NEW_COLUMNS.get(table, ())}
            for row in rows
        ]
        for table, rows in before.items()
        if table not in NEW_TABLES
    }
    assert old | {"alembic_version": [{"version_num": "0001"}]} == contents()
    service = make_engine(engine_url)
    assert [] == append_only.self_test(service)
    service.dispose()


def test_a_house_whose_teams_nobody_signed_is_not_taken_up(owner, engine_url, fill, contents):
    """No machine can sign for people: it is refused in plain words, and nothing is changed."""
    schema.upgrade(engine_url)
    fill()
    schema.downgrade(engine_url, "0001")
    before = contents()
    with pytest.raises(StartRefused) as refused:
        schema.upgrade(engine_url)
    assert "journal init" in refused.value.sentence
    assert before == contents()


@pytest.mark.parametrize("what", ["kind = 'strike'", "original_author_id = author_id"])
def test_what_hangs_on_notes_is_not_turned_into_notes(what, owner, engine_url, fill, contents):
    """An older version knows none of it: the step down is refused, and nothing is changed."""
    schema.upgrade(engine_url)
    fill()
    with owner.begin() as connection:
        connection.execute(text(f"UPDATE note SET {what}"))
    before = contents()
    with pytest.raises(StartRefused) as refused:
        schema.downgrade(engine_url, "0014")
    assert "backup" in refused.value.sentence
    assert before == contents()
    schema.downgrade(engine_url, "base")  # a copy that was tried goes whole
    assert ["alembic_version"] == inspect(owner).get_table_names()


def test_decisions_from_before_stay_and_delegations_of_that_time_end(
    owner, engine_url, fill, contents
):
    """Down takes the signatures and nothing else; up again gives none, and ends what ran."""
    schema.upgrade(engine_url)
    fill()
    with owner.begin() as connection:
        connection.execute(text("UPDATE delegation SET ended_at = NULL"))
    before = contents()
    schema.downgrade(engine_url, "0011")
    gone = {"cert_id", "sig"}
    gone |= {f"{act}_{what}" for act in ("admitted", "confirmed") for what in (*gone, "event")}
    gone = {name.replace("_cert_id", "_cert") for name in gone}
    for table in ("decision", "delegation"):
        (old,), (row,) = before[table], contents()[table]
        assert {name: value for name, value in old.items() if name not in gone} == row
    schema.upgrade(engine_url)
    after = contents()
    (decision,), (delegation,) = after["decision"], after["delegation"]
    unsigned = {name: None for name in gone if name in decision}
    assert before["decision"][0] | unsigned == decision
    assert before["delegation"][0] | {"cert_id": None, "sig": None} == delegation | {
        "ended_at": None
    }
    assert delegation["ended_at"] is not None


def test_down_takes_everything_away_and_up_brings_it_back(owner, engine_url, fill):
    """Also with rows in the tables and in the log."""
    schema.upgrade(engine_url)
    fill()
    schema.downgrade(engine_url, "base")
    assert ["alembic_version"] == inspect(owner).get_table_names()
    if not is_sqlite(owner):
        with owner.connect() as connection:
            functions = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            assert 0 == connection.execute(text(functions)).scalar_one()
    assert schema.upgrade(engine_url)
    service = make_engine(engine_url)
    assert [] == append_only.self_test(service)
    service.dispose()


def test_data_stays_when_there_is_nothing_to_do(migrated_url, make, session):
    """Starting again is no danger."""
    case = make.case()
    session.commit()
    assert not schema.upgrade(migrated_url)
    assert 1 == session.execute(text("SELECT count(*) FROM case_file")).scalar_one()
    assert case.id


def test_a_failure_half_way_leaves_the_old_schema(owner, engine_url):
    """All of a revision or nothing of it: also the tables before the mistake."""
    with owner.begin() as connection:
        connection.execute(text("CREATE TABLE audit_checkpoint (id integer)"))
    with pytest.raises(DBAPIError, match="audit_checkpoint"):
        schema.upgrade(engine_url)
    assert ["audit_checkpoint"] == inspect(owner).get_table_names()


def test_a_new_file_is_its_owners_alone(tmp_path):
    """Whatever the umask of the one who started it."""
    path = Path(tmp_path) / "journal.sqlite"
    schema.upgrade(f"sqlite:///{path}")
    engine = make_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM note"))
        modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    engine.dispose()
    assert {0o600} == modes


def test_a_folder_with_a_strange_name_is_no_obstacle(tmp_path):
    """Percent signs and spaces are letters like others."""
    folder = tmp_path / "100 % hus"
    folder.mkdir()
    assert schema.upgrade(f"sqlite:///{folder / 'journal.sqlite'}")
