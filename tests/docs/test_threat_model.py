"""The list of what stays readable is complete: nobody adds a plain column without saying so."""

import re

from sqlalchemy import LargeBinary

from journal.store import sessions
from journal.store.columns import SealedBytes
from journal.store.schema import METADATA
from journal.vault import shares

SECTION = re.compile(r"^### `(\w+)`.*?\n(.*?)(?=^#|^\S[^|\n]*$|\Z)", re.MULTILINE | re.DOTALL)


def test_every_column_that_is_not_sealed_is_listed(read):
    """The page names each readable column of each store, once, and none that is not there."""
    listed = {
        table: sorted(
            name
            for cell in re.findall(r"^\| (`[^|]+) \|", rows, re.MULTILINE)
            for name in re.findall(r"`(\w+)`", cell)
        )
        for table, rows in SECTION.findall(read("threat-model.md"))
    }
    stores = (METADATA, sessions._METADATA, shares._METADATA)
    readable = {
        table.name: sorted(
            column.name for column in table.columns if not isinstance(column.type, SealedBytes)
        )
        for metadata in stores
        for table in metadata.sorted_tables
    }

    assert readable == listed


def test_what_is_called_sealed_is_sealed():
    """A column of this name takes envelopes only, and only such a column is left off the page."""
    columns = [column for table in METADATA.sorted_tables for column in table.columns]

    assert {column for column in columns if column.name.endswith("_sealed")} == {
        column for column in columns if isinstance(column.type, SealedBytes)
    }
    assert [] == [
        column
        for column in columns
        if "_sealed" in column.name and type(column.type) is LargeBinary
    ]


def test_it_says_what_is_not_promised(read):
    """Nobody may read the page and believe in end-to-end encryption."""
    assert "not end-to-end encrypted" in read("threat-model.md")
