"""The schema goes up and down, with data, and ends where the models are."""

import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from journal.store import append_only, schema
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
        assert expected == named


def test_down_takes_everything_away_and_up_brings_it_back(owner, engine_url, make):
    """Also with rows in the tables and in the log."""
    make.member(make.case(), make.staff())
    make.session.commit()
    make.session.close()
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


def test_data_stays_when_there_is_nothing_to_do(engine_url, make, session):
    """Starting again is no danger."""
    case = make.case()
    session.commit()
    assert not schema.upgrade(engine_url)
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
