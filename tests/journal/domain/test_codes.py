"""The code lists: complete in both languages, dated, the same as the rules, and on the page."""

import datetime
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from journal.domain.access import Action, Basis, Outcome
from journal.domain.accounts import AccountState
from journal.domain.cases import Anonymity, CaseState, CaseType, PersonKind
from journal.domain.codes import FOLDERS, Code, categories, code_list, label
from journal.domain.compartments import Compartment
from journal.domain.staff import Profession, Role

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "journal" / "domain" / "codelists").glob("*.toml"))
NAMES = [file.stem for file in FILES]
LISTS = [*NAMES, *FOLDERS]
FIELDS = {"da", "en", "from", "source", "levels", "until"}

NOTE_TYPES = [
    "observation",
    "weekly_talk",
    "social_advice",
    "child_talk",
    "mother_child_talk",
    "phone",
    "meeting",
    "handover",
    "decision",
    "incident_ref",
    "plan_work",
    "aftercare_visit",
    "ambulatory_talk",
]


def test_there_are_lists():
    """A test over no files proves nothing: the lists are found where the reader looks for them."""
    assert {"destination", "role", "audit_action", "audit_kind"} <= set(NAMES)
    assert "note_type" not in NAMES


@pytest.mark.parametrize("file", FILES, ids=NAMES)
def test_every_code_has_words_in_both_languages_and_a_first_day(file):
    """Nobody meets a blank line on the screen, and each code says from which day it counts."""
    text = file.read_text(encoding="utf-8")
    codes = tomllib.loads(text)["codes"]

    assert text.startswith("# ")
    assert codes
    for code, words in codes.items():
        assert set() == set(words) - FIELDS, code
        assert datetime.date is type(words["from"]), code
        assert words.get("until", datetime.date.max) >= words["from"], code
        for language in ("da", "en"):
            assert words[language], code
            assert words[language].strip() == words[language], code


@pytest.mark.parametrize("name", LISTS)
def test_no_two_codes_of_a_list_read_the_same(name):
    """Two codes that look alike on the screen could not be told apart by who chooses."""
    entries = code_list(name).values()

    assert len(entries) == len({entry.da for entry in entries})
    assert len(entries) == len({entry.en for entry in entries})


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("account_state", AccountState),
        ("role", Role),
        ("profession", Profession),
        ("person_kind", PersonKind),
        ("case_type", CaseType),
        ("case_state", CaseState),
        ("anonymity", Anonymity),
        ("audit_action", Action),
        ("audit_outcome", Outcome),
    ],
)
def test_what_the_rules_know_has_words(name, values):
    """A list that mirrors an Enum has exactly its values: no act or role without words."""
    assert {value.value for value in values} == set(code_list(name))


def test_each_compartment_has_words():
    """A report says what a key opens, never a number."""
    assert [comp.name.lower() for comp in Compartment] == list(code_list("compartment"))


def test_each_basis_of_the_policy_has_words():
    """The log page can say in words why a use was allowed, also for rules still to come."""
    assert {basis.value for basis in Basis} <= set(code_list("audit_basis"))


def test_note_types_are_offered_in_the_order_their_files_say():
    """The form offers the kinds of note in the order their files say, the most used first."""
    assert NOTE_TYPES == list(code_list("note_type"))


def test_a_code_is_shown_in_the_language_of_the_reader():
    """Danish for a Danish screen, English for any other."""
    assert "Ugentlig samtale" == label("note_type", "weekly_talk", "da")
    assert "Weekly talk" == label("note_type", "weekly_talk", "en")
    assert "Weekly talk" == label("note_type", "weekly_talk", "fo")


def test_a_code_that_left_its_list_is_shown_as_it_is():
    """An old record stays readable after its code is gone."""
    assert "long_gone" == label("note_type", "long_gone", "da")


def test_a_code_that_is_retired_is_not_offered_and_keeps_its_words():
    """The day it names is the last; what was answered before is still shown and counted."""
    last = datetime.date(2025, 12, 31)
    retired = Code(code="old", da="Gammel", en="Old", until=last)
    assert retired.is_offered(last)
    assert not retired.is_offered(datetime.date(2026, 1, 1))
    assert ("Gammel", True) == (retired.label("da"), replace(retired, until=None).is_offered(last))


def test_an_unknown_list_is_an_error():
    """A misspelled list name is noticed, not shown as an empty list."""
    with pytest.raises(FileNotFoundError):
        code_list("no_such_list")


@pytest.mark.parametrize("name", NAMES)
def test_every_code_has_one_category_on_every_level(name):
    """Nobody falls out of a coarser table, no category is empty, each level is coarser."""
    levels = categories(name)
    for code in code_list(name).values():
        assert len(levels) == len(code.levels), code.code
    for number, level in enumerate(levels):
        used = {code.levels[number] for code in code_list(name).values()}
        assert set(level) == used
        assert len(level) == len({one.da for one in level.values()})
        assert len(level) == len({one.en for one in level.values()})
        if number:
            pairs = {code.levels[number - 1 : number + 1] for code in _hashable(name)}
            assert len(pairs) == len(levels[number - 1])
        assert 1 < len(level) < len(code_list(name)) or "psychologist" == name


def _hashable(name):
    return [replace(code, levels=tuple(code.levels)) for code in code_list(name).values()]


@pytest.mark.parametrize("name", NAMES)
def test_not_stated_belongs_to_the_last_category_which_says_so(name):
    """A single woman who did not answer is no category of her own in anything that is published."""
    unknown = code_list(name).get("unknown")
    for number, level in enumerate(categories(name)):
        code, last = list(level.items())[-1]
        assert unknown is None or code == unknown.levels[number]
        assert last.da.endswith("eller ikke angivet") or name == "duration_band"
        assert last.en.endswith("or not stated") or name == "duration_band"


@pytest.mark.parametrize("name", LISTS)
def test_the_page_lists_every_code_with_its_words(name):
    """Who counts can look up every code on one page, and the page never lags behind."""
    page = (ROOT / "docs" / "code-lists.md").read_text(encoding="utf-8")
    _, found, after = page.partition(f"\n## `{name}`\n")
    section = after.split("\n## ")[0].split("\n# ")[0]
    listed = [line for line in section.splitlines() if line.startswith("| `")]

    assert found
    assert [f"| `{e.code}` | {e.da} | {e.en} |" for e in code_list(name).values()] == listed


@pytest.mark.parametrize("name", NAMES)
def test_the_page_lists_every_category_with_its_codes(name):
    """Which answers a coarser table joins can be looked up beside the codes."""
    page = (ROOT / "docs" / "code-lists.md").read_text(encoding="utf-8")
    section = page.partition(f"\n## `{name}`\n")[2].split("\n## ")[0]
    listed = [line for line in section.splitlines() if line.startswith("- level ")]

    expected = []
    for number, level in enumerate(categories(name)):
        for code, words in level.items():
            of = [f"`{one.code}`" for one in code_list(name).values() if one.levels[number] == code]
            start = f"- level {number + 1}, `{code}`: {words.da} / {words.en}: "
            expected.append(start + ", ".join(of))
    assert expected == listed
