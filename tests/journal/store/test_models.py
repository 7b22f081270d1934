"""What every table has in common."""

import pytest

from journal.store.columns import Raw, SealedBytes
from journal.store.db import Base
from journal.store.schema import METADATA, MODULES

MODELS = sorted(
    (mapper.class_ for mapper in Base.registry.mappers), key=lambda model: model.__name__
)
SEALED = [model for model in MODELS if any(c.name.endswith("_sealed") for c in model.__table__.c)]


def test_every_module_with_tables_is_known_to_the_schema():
    """A forgotten import would be a table that no migration makes."""
    assert {module.__name__ for module in MODULES} == {model.__module__ for model in MODELS}
    assert set(METADATA.tables) == {model.__tablename__ for model in MODELS}


@pytest.mark.parametrize("model", MODELS)
def test_a_row_has_at_most_one_sealed_column(model):
    """One envelope, so one revision and one hash for each row."""
    assert 1 >= sum(column.name.endswith("_sealed") for column in model.__table__.c)


@pytest.mark.parametrize("model", SEALED)
def test_a_sealed_row_has_its_revision_and_its_event(model):
    """An old envelope put back, or one without its event, is noticed."""
    names = {column.name for column in model.__table__.c}
    is_frozen = model.__tablename__ == "fact"  # written once, and no event may lead to it
    assert ("revision" in names) != is_frozen
    is_without = is_frozen or model.__tablename__ == "draft"  # saved without an event
    assert ("event_id" in names) != is_without


@pytest.mark.parametrize("model", MODELS)
def test_sealed_columns_are_named_so_and_no_others(model):
    """The name says what the type enforces."""
    for column in model.__table__.c:
        assert column.name.endswith("_sealed") == isinstance(column.type, SealedBytes)


def test_no_table_says_which_house_it_belongs_to():
    """One house is one database; the house is in every signature instead."""
    named = {name for name, table in METADATA.tables.items() if "house_id" in table.c}
    assert set() == named


def test_secrets_are_bytes():
    """Keys, salts and proofs are never text."""
    for model in MODELS:
        for column in model.__table__.c:
            if column.name in {"salt", "auth_mac", "keys_blob", "blob", "login_mac", "commitment"}:
                assert isinstance(column.type, Raw), column
