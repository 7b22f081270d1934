"""
What every test stands on: journeys in a browser run where there is one, long tests when asked for.

This file imports neither Flask nor SQLAlchemy: tests/crypto runs without them.
"""

import gc
import os
import re
import shutil
from collections import Counter
from zlib import crc32

import pytest
from hypothesis import settings
from memory import in_memory
from turns import has_turn

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ENGINES = ("postgresql", "sqlite", "sqlite")
LANGUAGES = ("da", "en")
BY_TURNS = {
    ENGINES: re.compile(r"tests/journal/(services|vault|test_(killed_backup|pruning|retention))"),
    LANGUAGES: re.compile(r"tests/journeys/"),
}
ON_BOTH = re.compile(
    r"/test_(attacks|damage|door|faults|kill|last_room|log|moved_text|rotation|second_comers)\.py"
)
NOT_RUN = pytest.StashKey[int]()
NOT_RUN_BY_WORKER = "browser_not_run"


def find_chromium():
    """Return the path of a Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_configure(config):
    """Fail at once where a browser is required and missing: a gap would look like success."""
    config.stash[NOT_RUN] = 0
    if folder := in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))
    if os.environ.get("JOURNAL_REQUIRE_BROWSER") == "1" and find_chromium() is None:
        raise pytest.UsageError("JOURNAL_REQUIRE_BROWSER is set: install chromium")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Run one worker more than there are cores: a journey waits for pauses, and leaves one idle."""
    return len(os.sched_getaffinity(0)) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave out what cannot run here, and what takes long unless it was asked for."""
    if os.environ.get("JOURNAL_TEST_LONG") != "1":
        leave_out(config, items, lambda item: item.get_closest_marker("long"))
        leave_out(config, items, is_not_its_turn)
    if find_chromium() is None:
        config.stash[NOT_RUN] = leave_out(
            config, items, lambda item: item.get_closest_marker("browser")
        )
    longest_first(items)


def pytest_collection_finish(session):
    """Spare thousands of tests that stay from each round of the collector: a tenth of the time."""
    gc.collect()
    gc.freeze()


def longest_first(items):
    """Begin with journeys and walks through all pages, or in the end one worker is left alone."""
    size = Counter(item.path for item in items)
    walking = {
        item.path
        for item in items
        if item.get_closest_marker("browser") or "beside" in item.fixturenames
    }
    items.sort(key=lambda item: (item.path not in walking, -size[item.path]))


def leave_out(config, items, is_left_out):
    """Take some tests out of the run; the return value is how many they were."""
    left_out = {item for item in items if is_left_out(item)}
    items[:] = [item for item in items if item not in left_out]
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
    return len(left_out)


def is_not_its_turn(item):
    """
    Tell whether a test has its turn on the other engine, or in the other language, in a short run.

    A third of the rules of the shelter are tried on PostgreSQL, always the same, and the rest on
    SQLite. What differs between engines is tried on both: the store, the door, the log, damage,
    kills, two at once. Half of the screens are looked at in each language. Of what is marked
    ``half`` half is left out.
    """
    alike = re.sub("|".join((*ENGINES, *LANGUAGES)), "", item.nodeid)
    if item.get_closest_marker("half") and not has_turn("half", alike, one_in=2):
        return True
    given = getattr(item, "callspec", None) and item.callspec.params.values()
    for variants, places in BY_TURNS.items():
        variant = next((each for each in given or () if each in variants), None)
        if variant and places.search(item.nodeid) and not ON_BOTH.search(item.nodeid):
            rule = re.sub("|".join(variants), "", item.nodeid)
            return variants[crc32(rule.encode()) % len(variants)] != variant
    return False


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    """Take over what a parallel worker left out; each of them collects every test."""
    stash = node.config.stash
    stash[NOT_RUN] = max(
        stash[NOT_RUN], getattr(node, "workeroutput", {}).get(NOT_RUN_BY_WORKER, 0)
    )


def pytest_sessionfinish(session):
    """Tell the process that prints what was left out here."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput[NOT_RUN_BY_WORKER] = session.config.stash[NOT_RUN]


def pytest_unconfigure(config):
    """Say in the very last line what was not tested."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    not_run = config.stash.get(NOT_RUN, 0)
    if not_run and terminal and not hasattr(config, "workeroutput"):
        terminal.write_line(f"NOT RUN: {not_run} browser journeys, install chromium")


@pytest.fixture(scope="session")
def chromium_path():
    """Return the path of the browser that journeys drive."""
    return find_chromium()
