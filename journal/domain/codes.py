"""
Code lists: what people count, as dated, bilingual data in ``codelists/*.toml``.

What code branches on is an Enum instead. A new code is one table in one file; a code that is more
than its words, as a kind of note is, has a file of its own in a folder, and the files are the list.
A list that is counted may carry levels: coarser categories, the same for every year, so that what a
table shows never depends on who is in it.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

FOLDERS = {"note_type": "note_types"}
"""Lists whose codes have a file each, with their folders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The same words in both languages."""

    da: str
    en: str

    def label(self, language: str) -> str:
        """Its words in Danish, or in English for any other language."""
        return self.da if language == "da" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Wording):
    """
    One entry of a list, with its words in both languages.

    Args:
        levels: the category it belongs to on level 1, on level 2 and so on.
        until: the last day on which it can be chosen, in the house; None for no last one. It keeps
            its words, its categories and its row in every table for ever.
    """

    code: str
    levels: Sequence[str] = ()
    until: date | None = None

    def is_offered(self, today: date) -> bool:
        """Whether it can be chosen on a day of the house."""
        return self.until is None or today <= self.until


@cache
def code_list(name: str) -> Mapping[str, Code]:
    """
    Read a code list, in the order of its file.

    Args:
        name: file name without ending, such as ``destination``, or one of ``FOLDERS``.

    Raises:
        FileNotFoundError: no such list.
    """
    return _codes(_entries(name))


@cache
def categories(name: str) -> Sequence[Mapping[str, Code]]:
    """
    The categories of a list, level 1 first, each level in the order of its file.

    The last category of a level is also that of whoever did not answer.
    """
    return [_codes(words) for _, words in sorted(_read(name).get("levels", {}).items())]


def _read(name: str) -> dict[str, Any]:
    source = resources.files("journal.domain") / "codelists" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _codes(table: Mapping[str, Any]) -> dict[str, Code]:
    return {
        code: Code(
            code=code,
            da=words["da"],
            en=words["en"],
            levels=words.get("levels", ()),
            until=words.get("until"),
        )
        for code, words in table.items()
    }


def label(name: str, code: str, language: str) -> str:
    """The words for a code; a code that has left its list is shown as it is."""
    entry = code_list(name).get(code)
    return entry.label(language) if entry else code


def _entries(name: str) -> dict[str, Any]:
    home = resources.files("journal.domain")
    if name not in FOLDERS:
        entries: dict[str, Any] = _read(name)["codes"]
        return entries
    files = [file for file in (home / FOLDERS[name]).iterdir() if file.name.endswith(".toml")]
    found = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in files
    }
    return dict(sorted(found.items(), key=lambda one: (one[1]["order"], one[0])))
