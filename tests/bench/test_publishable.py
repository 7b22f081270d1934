"""Protecting, auditing and the gate are measured, and told."""

from bench import publishable, report


def test_what_may_go_out_is_measured_and_told():
    """Each size stands in the table, and the gate beneath it."""
    told = publishable.measure(seed=3, rounds=1, sizes=(37, 111))

    assert [37, 111] == [each["size"] for each in told["sizes"]]
    assert all(0 < each["publish_ms"] and 0 < each["tables"] <= 29 for each in told["sizes"])
    assert 0 < told["gate_ms"]

    table = report._publishable({"load": [0.1, 0.1]} | told)
    assert table.endswith(" ms.")
