"""Numbers are put together as the page on performance says."""

import pytest

from bench import chart, rounds


def a_round(real, twin):
    """Return a round in which each request took so many milliseconds."""
    both = {"wall": [real] * 3, "cpu": [real] * 3}
    other = {"wall": [twin] * 3, "cpu": [twin] * 3}
    return {"real": both, "T1": other, "T0": other}


def test_a_ratio_compares_bursts_of_one_round():
    """A slow round is slow for both, so it does not move the ratio."""
    told = rounds.summary([a_round(2.0, 1.0), a_round(20.0, 10.0), a_round(3.0, 1.0)])

    assert [2.0, 2.0, 2.5] == told["wall / T1"]
    assert [2.0, 2.0, 2.5] == told["cpu / T0"]


@pytest.mark.parametrize(("share", "value"), [(0.5, 51), (0.95, 96), (0.99, 100), (1.0, 100)])
def test_a_percentile_is_a_value_that_was_measured(share, value):
    """Nothing is drawn between two requests."""
    assert value == rounds.percentile(range(1, 101), share)


def test_a_chart_names_its_lines_and_sizes():
    """It can be read without its colours."""
    drawn = chart.chart("time <ms>", [100, 1_000], {"real": [2.0, 3.0], "T1": [1.0, 2.0]})

    for shown in ("real</text>", "T1</text>", "1,000</text>", "time &lt;ms&gt;"):
        assert shown in drawn
