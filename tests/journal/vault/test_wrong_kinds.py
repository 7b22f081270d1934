"""SQLite keeps whatever is written into a column: the verifier says where, and goes on."""

import json

import pytest

from journal.vault.verifier import Check, Verdict

pytestmark = pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)


def found(report):
    """Return what a report says was found where."""
    return report.verdict, report.check, report.first_bad


def speaks_of_a_case(row):
    """Whether a leaf names a case, so that there is a row beside it for the filter."""
    return any(alias for alias, _ in json.loads(row.entry)["on"])


WRONG_KIND = {
    "the bytes as text": (
        "UPDATE audit_entry SET entry = CAST(entry AS TEXT) WHERE id = :id",
        Check.BYTES,
    ),
    "the hash as a number": ("UPDATE audit_entry SET hash = 7 WHERE id = :id", Check.BYTES),
    "a time that is a word": ("UPDATE audit_entry SET t = 'abc' WHERE id = :id", Check.BYTES),
    "a request that is a number": ("UPDATE audit_entry SET rid = 5 WHERE id = :id", Check.BYTES),
    "a hash of one byte in the tree": (
        "UPDATE audit_leaf SET hash = x'00' WHERE entry_id = :id",
        Check.BYTES,
    ),
    "a case of one byte": (
        "UPDATE audit_case SET alias = x'00' WHERE entry_id = :id",
        Check.CASES,
    ),
}


@pytest.mark.parametrize(("statement", "check"), WRONG_KIND.values(), ids=WRONG_KIND)
def test_a_value_of_another_kind_is_found_where_it_stands(
    statement, check, story, leaf, tamper, verify
):
    """SQLite keeps whatever is written into a column; the verifier names the row and goes on."""
    place = next(
        place
        for place in range(3, story)
        if any(alias for alias, _ in json.loads(leaf(place).entry)["on"])
    )
    tamper(statement, id=leaf(place).entry_id)
    assert (Verdict.TAMPERED, check, place) == found(verify())


ELSEWHERE = {
    "a head that is a word": ("UPDATE audit_head SET size = 'abc'", Check.HEAD),
    "a frontier that is a number": ("UPDATE audit_head SET frontier = 7", Check.HEAD),
    "a checkpoint that is bytes": ("UPDATE audit_checkpoint SET note = x'00ff'", Check.CHECKPOINT),
    "a text that is no envelope": ("UPDATE note SET body_sealed = 'abc'", Check.NOTE),
    "a note without an id": (
        "UPDATE note SET id = x'00' WHERE id = (SELECT min(id) FROM note)",
        Check.NOTE,
    ),
}


@pytest.mark.parametrize(("statement", "check"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_value_of_another_kind_beside_the_tree_is_found(statement, check, story, tamper, verify):
    """Head, checkpoints and notes as well."""
    tamper(statement)
    report = verify()
    assert (Verdict.TAMPERED, check) == (report.verdict, report.check)
