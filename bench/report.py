"""The tables of docs/performance.md, made of the kept results."""

import json
from pathlib import Path
from typing import Any

WORDS = {
    "timeline": "Timeline of 50 notes, signatures remembered",
    "cold": "The same, no signature remembered",
    "sign": "Sign a note",
    "list": "List of 10 cases",
}


def tables(results: Path) -> str:
    """All tables in Markdown, of whatever results there are."""
    parts = []
    for engine in ("sqlite", "postgresql"):
        path = results / f"pages-{engine}.json"
        if path.exists():
            parts.append(_pages(json.loads(path.read_text(encoding="utf-8"))))
    for name, table in (("curves", _curves), ("signin", _signin)):
        path = results / f"{name}.json"
        if path.exists():
            parts.append(table(json.loads(path.read_text(encoding="utf-8"))))
    return "\n\n".join(parts)


def _pages(found: dict[str, Any]) -> str:
    lines = [
        f"{found['engine']}, {_load(found)}:",
        "",
        "| | CPU / T1 | wall / T1 | CPU / T0 | p50 | p95 | p99 | T1 p50 | T0 p50 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for task, words in WORDS.items():
        told = found["tasks"][task]["summary"]
        ratios = [_ratio(told[key]) for key in ("cpu / T1", "wall / T1", "cpu / T0")]
        single = [f"{told['real'][share]:.0f} ms" for share in ("p50", "p95", "p99")]
        twins = [f"{told[twin]['p50']:.0f} ms" for twin in ("T1", "T0")]
        lines.append(f"| {' | '.join([words, *ratios, *single, *twins])} |")
    return "\n".join(lines)


def _ratio(told: list[float]) -> str:
    middle, low, high = told
    return f"**{middle:.2f}** [{low:.2f}-{high:.2f}]"


def _load(found: dict[str, Any]) -> str:
    before, after = found["load"]
    return f"load of the machine {before} before and {after} after"


def _curves(found: dict[str, Any]) -> str:
    names = ("real", "T1", "T0")
    lines = [
        f"Curves, {_load(found)}:",
        "",
        "| notes in the database | timeline: service | T1 | T0 | sign: service | T1 | T0 |",
        "|---|---|---|---|---|---|---|",
    ]
    points = {(point["notes"], point["task"]): point for point in found["points"]}
    for size in sorted({size for size, _ in points}):
        cells = [
            f"{points[size, task][name]:.1f}" for task in ("timeline", "sign") for name in names
        ]
        lines.append(f"| {size:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _signin(found: dict[str, Any]) -> str:
    told = found["summary"]
    peak = max(found["peak_mb"])
    return "\n".join(
        [
            f"Five sign-ins at once, {_load(found)}:",
            "",
            "| | measured |",
            "|---|---|",
            f"| last of five signed in, median of rounds | {told['last_signin_median_s']:.2f} s |",
            f"| the same, worst round | {told['last_signin_worst_s']:.2f} s |",
            (
                f"| pages when quiet, p50 / p95 | {told['quiet_p50_ms']:.0f} / "
                f"{told['quiet_p95_ms']:.0f} ms |"
            ),
            (
                f"| pages beside the sign-ins, p50 / p95 | {told['busy_p50_ms']:.0f} / "
                f"{told['busy_p95_ms']:.0f} ms |"
            ),
            f"| p95 beside / p95 quiet | {told['busy_p95_ms'] / told['quiet_p95_ms']:.1f} |",
            f"| peak memory of the worker | {peak:.0f} MB |",
        ]
    )
