"""The kinds of note: one file each, complete, and kind to what was written under an older file."""

import datetime
import tomllib
from pathlib import Path

import pytest

from journal.domain import handover, weekly_talks
from journal.domain.codes import code_list
from journal.domain.note_form import TEXT
from journal.domain.note_types import MAIN, left_over, note_type, note_types

FOLDER = Path(__file__).parents[3] / "journal" / "domain" / "note_types"
NEW = """order = 55
da = "Gruppesamtale"
en = "Group talk"
from = 2027-01-01

[[headings]]
da = "Emne"
en = "Topic"

[[fields]]
id = "talk_form"
kind = "code"
list = "talk_form"
required = true
da = "Hvordan"
en = "How"

[[fields]]
id = "led_by"
kind = "text"
retired = true
da = "Hvem ledte"
en = "Who led"
"""


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_every_kind_is_complete_in_both_languages(file):
    """Nobody meets a blank line: a kind, its fields and headings have words in both languages."""
    entry = tomllib.loads(file.read_text(encoding="utf-8"))
    kind = note_type(file.stem)

    assert file.read_text(encoding="utf-8").startswith("# ")
    assert datetime.date is type(entry["from"])
    assert MAIN is kind.fields[0]
    wordings = [kind.wording, *(field.wording for field in kind.fields), *kind.headings]
    assert all(words.da.strip() and words.en.strip() for words in wordings)
    assert [TEXT] == [field.id for field in kind.fields if field.is_required]


def test_the_kinds_that_the_program_names_are_there():
    """The note for the next shift, and the one that counts as a weekly talk."""
    named = {handover.NOTE_TYPE, weekly_talks.NOTE_TYPE}

    assert named <= {code for code, kind in note_types().items() if kind.is_offered}


def test_a_field_of_several_kinds_means_the_same_in_all():
    """The form shows it once, with one label and one list, for all the kinds that have it."""
    meanings: dict[str, set[tuple[object, ...]]] = {}
    for kind in note_types().values():
        for field in kind.others:
            meaning = (field.is_code, tuple(field.codes), field.wording)
            meanings.setdefault(field.id, set()).add(meaning)

    assert all(len(found) == 1 for found in meanings.values())


def test_the_kinds_are_the_code_list():
    """What the form offers, what the yearly count counts and what a note shows are one list."""
    assert list(note_types()) == list(code_list("note_type"))
    assert {code: kind.wording.da for code, kind in note_types().items()} == {
        code: entry.da for code, entry in code_list("note_type").items()
    }


def test_a_new_kind_is_one_file(tmp_path):
    """Whoever adds a kind adds a file; its fields and headings come with it."""
    (tmp_path / "group_talk.toml").write_text(NEW, encoding="utf-8")

    kind = note_types(tmp_path)["group_talk"]

    assert ["Emne"] == [heading.da for heading in kind.headings]
    assert [TEXT, "talk_form", "led_by"] == [field.id for field in kind.fields]
    assert ["talk_form"] == [field.id for field in kind.others]
    assert "video" in kind.field("talk_form").codes


@pytest.mark.parametrize(
    "broken",
    [
        NEW.replace('en = "Group talk"', ""),
        NEW.replace('list = "talk_form"', 'list = "no_such_list"'),
        NEW.replace('kind = "code"', 'kind = "secret"'),
        NEW.replace('id = "led_by"', 'id = "talk_form"'),
        NEW.replace('id = "led_by"', 'id = "text"'),
        NEW.replace('id = "led_by"', 'id = "form"'),
        NEW.replace("order = 55", ""),
        NEW.replace("required", "requird"),
    ],
)
def test_a_file_that_is_not_complete_stops_the_program(tmp_path, broken):
    """A misspelled kind is noticed by who writes it, not by who sits with a woman at night."""
    (tmp_path / "group_talk.toml").write_text(broken, encoding="utf-8")

    with pytest.raises(ValueError, match=r"group_talk\.toml is no kind of note"):
        note_types(tmp_path)


def test_nothing_of_a_draft_is_lost_when_its_kind_has_changed(tmp_path):
    """Fields that are gone or retired and codes that left their list come back to the writer."""
    (tmp_path / "group_talk.toml").write_text(NEW, encoding="utf-8")
    kind = note_types(tmp_path)["group_talk"]
    written = {
        TEXT: "Ord",
        "talk_form": "telegram",
        "led_by": "Anna",
        "gone": "her mother",
        "no": "",
    }

    offered = {field.id: field for field in kind.others}

    left = left_over(written, offered)

    assert {"talk_form": "telegram", "led_by": "Anna", "gone": "her mother"} == left
    assert {} == left_over({TEXT: "", "talk_form": "video"}, offered)


def test_a_kind_whose_file_is_gone_still_opens():
    """What was written of it has its text; it is shown by its code and offered no more."""
    kind = note_type("long_gone")

    assert "long_gone" == kind.wording.label("da")
    assert (MAIN,) == kind.fields
    assert not kind.is_offered
    assert {"talk_form": "phone"} == left_over({TEXT: "Ord", "talk_form": "phone"}, {})
