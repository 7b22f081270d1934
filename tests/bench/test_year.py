"""Unsealing and counting frozen rows is measured by size, and told."""

from bench import report, year


def test_a_year_is_measured_and_told(tmp_path):
    """All rows of each size are counted, and each size stands in the table."""
    told = year.measure(tmp_path, seed=3, rounds=1, sizes=(20, 50))

    assert [20, 50] == [each["size"] for each in told["sizes"]]
    assert all(value > 0 for each in told["sizes"] for value in each.values())

    table = report._year({"load": [0.1, 0.1]} | told)
    assert 2 == table.count("\n") - 3
