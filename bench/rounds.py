"""
Bursts in shuffled order, and what is told of them.

Rules: all variants are alive at once; in each round every variant does every task in a burst of its
own, in an order drawn anew; a ratio compares two bursts of one round; told are the median of the
ratios and their middle half, beside the raw rounds.
"""

import gc
import random
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from bench.tasks import Subject

MILLISECONDS = 1_000.0
Round = dict[str, dict[str, list[float]]]
"""Of one round: variant -> ``wall`` and ``cpu`` -> milliseconds of each request."""


def measure(
    subjects: Mapping[str, Subject], task: str, rounds: int, burst: int, chance: random.Random
) -> list[Round]:
    """
    Measure one task.

    Args:
        rounds: how many; the first is thrown away.
        burst: requests of one variant in one round.
        chance: draws the order.

    Returns:
        The raw rounds.
    """
    kept: list[Round] = []
    for number in range(rounds + 1):
        names = list(subjects)
        chance.shuffle(names)
        found = {name: _burst(subjects[name], task, burst) for name in names}
        if number:
            kept.append(found)
    return kept


def _burst(subject: Subject, task: str, burst: int) -> dict[str, list[float]]:
    gc.collect()
    answers = [subject.ask(task) for _ in range(burst)]
    return {
        "wall": [round(answer.wall * MILLISECONDS, 3) for answer in answers],
        "cpu": [round(answer.cpu * MILLISECONDS, 3) for answer in answers],
    }


def same_pages(subjects: Mapping[str, Subject], task: str) -> bool:
    """Whether all variants answer a task with the same page, ids and form tokens apart."""
    return len({subject.ask(task).words() for subject in subjects.values()}) == 1


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """The median and the two ends of the middle half, in order of size."""
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def ratios(rounds: Sequence[Round], variant: str, against: str, kind: str) -> list[float]:
    """For each round, what one variant took in all against another."""
    return [sum(each[variant][kind]) / sum(each[against][kind]) for each in rounds]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def walls(rounds: Sequence[Round], variant: str) -> list[float]:
    """Milliseconds by the wall of every single request of a variant."""
    return [value for each in rounds for value in each[variant]["wall"]]


def summary(rounds: Sequence[Round]) -> dict[str, Any]:
    """Ratios with their middle halves and single requests by percentile, all in milliseconds."""
    told: dict[str, Any] = {}
    for against in ("T1", "T0"):
        for kind in ("wall", "cpu"):
            low, middle, high = quartiles(ratios(rounds, "real", against, kind))
            told[f"{kind} / {against}"] = [round(value, 2) for value in (middle, low, high)]
    for variant in rounds[0]:
        single = walls(rounds, variant)
        told[variant] = {
            f"p{share}": round(percentile(single, share / 100), 1) for share in (50, 95, 99)
        }
    return told
