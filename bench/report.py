"""The tables of docs/performance.md, made of the kept results."""

import json
from pathlib import Path
from typing import Any

WORDS = {
    "timeline": "Timeline of 50 notes, signatures remembered",
    "cold": "The same, no signature remembered",
    "case": "Case page of a resident: 50 notes, room, children, deadlines, addenda",
    "course": "Weekly talks and phases of a stay",
    "find": "Search in one case of 60 texts",
    "handover": "What a shift takes over",
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
    for name, table in (
        ("curves", _curves),
        ("signin", _signin),
        ("keys-sqlite", _keys),
        ("keys-postgresql", _keys),
        ("log", _log),
        ("backup-sqlite", _backup),
        ("backup-postgresql", _backup),
        ("week-sqlite", _week),
        ("week-postgresql", _week),
        ("year", _year),
        ("publishable", _publishable),
        ("search-sqlite", _search),
        ("search-postgresql", _search),
        ("screens-sqlite", _screens),
        ("screens-postgresql", _screens),
    ):
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
        if task not in found["tasks"]:  # results that are older than the task
            continue
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
    points = {(point["notes"], point["task"]): point for point in found["points"]}
    tasks = list(dict.fromkeys(task for _, task in points))
    lines = [
        f"Curves, processor milliseconds of the service / T1 / T0, {_load(found)}:",
        "",
        f"| notes in the database | {' | '.join(tasks)} |",
        f"|---|{'---|' * len(tasks)}",
    ]
    for size in sorted({size for size, _ in points}):
        cells = [
            " / ".join(
                f"{points[size, task].get('cpu', points[size, task])[name]:.1f}"
                for name in ("real", "T1", "T0")
            )
            for task in tasks
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
            (
                f"| pages while eight a second arrive, p50 / p95 | {told['stream_p50_ms']:.0f} / "
                f"{told['stream_p95_ms']:.0f} ms |"
            ),
            f"| the same p95 / p95 quiet | {told['stream_p95_ms'] / told['quiet_p95_ms']:.1f} |",
            (
                f"| each of the eight a second signed in, median / worst | "
                f"{told['stream_signin_median_s']:.2f} / {told['stream_signin_worst_s']:.2f} s |"
            ),
            (
                f"| of them asked to wait a moment | {told['stream_asked_to_wait']} of "
                f"{told['stream_asked_to_wait'] + told['stream_signed_in']} |"
            ),
            f"| peak memory of the worker | {peak:.0f} MB |",
        ]
    )


ACTS = {
    "epochs": "New keys for the four compartments of a case, ten holders each",
    "reseal 500": "A new journal key for 500 notes",
    "reseal 5000": "A new journal key for 5,000 notes",
    "leave 1000": "A colleague leaves 1,000 teams: the leader's act",
    "follow 1000": "The same: the next member's requests, all 1,000 together",
    "next week": "200 journals wrapped to the key of the next duty week",
}


def _keys(found: dict[str, Any]) -> str:
    lines = [
        f"Acts on keys, {found['engine']}, {_load(found)}:",
        "",
        "| | seconds, median | slowest round | as many signed notes | same rows without a key |",
        "|---|---|---|---|---|",
    ]
    for act, words in ACTS.items():
        told = found["acts"][act]
        slowest = max(each["act"] for each in told["rounds"])
        rows = f"{told['rows']:.1f} x" if "rows" in told else ""
        notes = f"{told['notes']:.0f}"
        cells = [words, f"{told['seconds']['act']:.2f}", f"{slowest:.2f}"]
        lines.append(f"| {' | '.join([*cells, notes, rows])} |")
    return "\n".join(lines)


LOOKS = {
    "scan": "scan of the table",
    "roots": "every hash, the root, every checkpoint's signature",
    "verify": "whole check (`journal verify`)",
    "outsider": "verifier outside, on an export",
    "export": "writing that export",
    "prove": "one inclusion proof",
    "first_prove": "the same by a process that has followed nothing yet, with that",
    "since_checkpoint": "256 events since the last checkpoint, followed and signed",
    "look": "comparing what a browser carries, each request",
    "look_256": "the same, 256 events later",
    "first_look": "the same, first request of a process",
}


def _log(found: dict[str, Any]) -> str:
    append, writers, points = found["append"], found["writers"], found["growth"]
    sizes = [f"{point['size']:,}" for point in points]
    lines = [
        f"The log, {_load(found)}:",
        "",
        "| | measured |",
        "|---|---|",
        f"| an event adds to a commit on SQLite, processor, median | {append['added_ms']:.2f} ms |",
        f"| the same, worst round | {append['worst_ms']:.2f} ms |",
        f"| eight writers on PostgreSQL | {writers['events_a_second']:.0f} events/s |",
        f"| the same, p50 / p99 | {writers['p50_ms']:.0f} / {writers['p99_ms']:.0f} ms |",
        f"| the same, forked | {'yes' if writers['forked'] else 'no'} |",
        "",
        f"| milliseconds of processor time, by events in the log | {' | '.join(sizes)} |",
        f"|---|{'---|' * len(points)}",
    ]
    for name, words in LOOKS.items():
        cells = [_milliseconds(point, name) for point in points]
        lines.append(f"| {words} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _milliseconds(point: dict[str, Any], name: str) -> str:
    """A look that older results do not have was not measured."""
    return f"{point[f'{name}_ms']:,.1f}" if f"{name}_ms" in point else "not measured"


def _backup(found: dict[str, Any]) -> str:
    rounds = found["rounds"]
    notes = sum(each["notes"] for each in rounds) / len(rounds)
    slowest = max(each["seconds"] for each in rounds)
    quiet, beside = found["quiet"], found["beside"]
    return "\n".join(
        [
            f"Backups while somebody writes, {found['engine']}, {_load(found)}:",
            "",
            "| | measured |",
            "|---|---|",
            f"| bytes of both folders, median | {found['mb']:.0f} MB |",
            f"| a backup, median of {len(rounds)} | {found['seconds']:.2f} s |",
            f"| the slowest | {slowest:.2f} s |",
            f"| notes signed beside one, mean | {notes:.0f} |",
            (
                f"| a signed note when nobody takes a backup, median / worst | "
                f"{quiet['p50'] * 1000:.0f} / {quiet['worst'] * 1000:.0f} ms |"
            ),
            (
                f"| the same beside a backup | "
                f"{beside['p50'] * 1000:.0f} / {beside['worst'] * 1000:.0f} ms |"
            ),
        ]
    )


PAGES = {
    "week": "the page of the week",
    "heat": "uses by day and hour, and by colleague",
    "log": "the log, its newest page",
    "log of a case": "the log, of one case",
}


def _week(found: dict[str, Any]) -> str:
    lines = [
        f"Pages of a week of {found['events']:,} events, {found['engine']}, {_load(found)}:",
        "",
        "| | p50 | p95 | processor, median |",
        "|---|---|---|---|",
    ]
    for name, words in PAGES.items():
        told = found["pages"][name]
        cells = [f"{told[key]:.0f} ms" for key in ("p50_ms", "p95_ms", "cpu_ms")]
        lines.append(f"| {' | '.join([words, *cells])} |")
    lines.append(
        f"| the first look, which finds what is to be reviewed | {found['first_ms']:.0f} ms | | |"
    )
    return "\n".join(lines)


def _year(found: dict[str, Any]) -> str:
    lines = [
        f"The year in figures, processor time, {_load(found)}:",
        "",
        "| frozen rows | unsealed in | 29 tables in | on every level in |",
        "|---|---|---|---|",
    ]
    for each in found["sizes"]:
        cells = [f"{each[key]:.0f} ms" for key in ("unseal_ms", "tables_ms", "levels_ms")]
        lines.append(f"| {' | '.join([format(each['size'], ','), *cells])} |")
    return "\n".join(lines)


def _publishable(found: dict[str, Any]) -> str:
    lines = [
        f"The figures that may go out, {_load(found)}:",
        "",
        "| persons | 29 tables protected and audited in | tables that go out |",
        "|---|---|---|",
    ]
    lines += [
        f"| {each['size']:,} | {each['publish_ms']:.1f} ms | {each['tables']} |"
        for each in found["sizes"]
    ]
    lines += ["", f"The gate for one block, beside thirty years: {found['gate_ms']:.0f} ms."]
    return "\n".join(lines)


def _search(found: dict[str, Any]) -> str:
    lines = [
        f"Searches in ten cases, {found['engine']}, {_load(found)}:",
        "",
        "| notes, and what is found | service, wall | T1, wall | service, CPU | CPU / T1 |",
        "|---|---|---|---|---|",
    ]
    for title, told in found["searches"].items():
        walls = [f"{told[name]['wall']:.0f} ms" for name in ("real", "T1")]
        cells = [*walls, f"{told['real']['cpu']:.0f} ms", _ratio(told["cpu / T1"])]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


SLOWEST = 20
"""So many screens are told one by one."""


def _screens(found: dict[str, Any]) -> str:
    told, most = found["screens"], found["most_ms"]
    slow = [one for one in told if one["p95_ms"] > most]
    lines = [
        (
            f"Screens with {found['cases']} open cases and {found['notes']:,} notes, "
            f"{found['engine']}, {_load(found)}: {len(told) - len(slow)} of {len(told)} have "
            f"their 95th percentile within {most:.0f} ms. The slowest:"
        ),
        "",
        "| whose | screen | p50 | p95 | processor, median | kB |",
        "|---|---|---|---|---|---|",
    ]
    for one in told[:SLOWEST]:
        cells = [f"{one[name]:.0f} ms" for name in ("p50_ms", "p95_ms", "cpu_ms")]
        names = [one["who"], f"`{one['address']}`"]
        lines.append(f"| {' | '.join([*names, *cells, str(one['kilobytes'])])} |")
    return "\n".join(lines)
