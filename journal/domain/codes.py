"""
Code lists: what people count, as dated, bilingual data in ``codelists/*.toml``.

What code branches on is an Enum instead. A new code is one table in one file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


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
    """One entry of a list, with its words in both languages."""

    code: str


@cache
def code_list(name: str) -> Mapping[str, Code]:
    """
    Read a code list, in the order of its file.

    Args:
        name: file name without ending, such as ``note_type``.

    Raises:
        FileNotFoundError: no such list.
    """
    source = resources.files("journal.domain") / "codelists" / f"{name}.toml"
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        code: Code(code=code, da=words["da"], en=words["en"])
        for code, words in table["codes"].items()
    }


def label(name: str, code: str, language: str) -> str:
    """The words for a code; a code that has left its list is shown as it is."""
    entry = code_list(name).get(code)
    return entry.label(language) if entry else code
