"""The pages of a full week are asked for as a browser asks, and told."""

from bench import report, week


def test_a_week_is_measured_and_told(tmp_path):
    """A small week too: something is shown in it, and each page stands in the table."""
    told = week.measure(tmp_path, seed=3, rounds=2, events=500)

    assert report.PAGES.keys() == told["pages"].keys()
    assert all(len(page["wall"]) == 2 for page in told["pages"].values())

    table = report._week({"engine": "sqlite", "load": [0.1, 0.1]} | told)
    assert 5 == table.count("\n") - 3
