"""A backup is measured beside a writer, read back, and told."""

from bench import backup, report


def test_a_backup_is_measured_and_told(tmp_path):
    """A small house too: notes are signed meanwhile, and each figure stands in the table."""
    told = backup.measure(tmp_path, seed=3, rounds=2, size_mb=0.1)

    assert [True, True] == [each["seconds"] > 0 for each in told["rounds"]]
    assert told["mb"] > 0.1
    assert told["beside"]["worst"] > 0

    table = report._backup({"engine": "sqlite", "load": [0.1, 0.1]} | told)
    assert 6 == table.count("\n") - 3
