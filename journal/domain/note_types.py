"""
Kinds of note as data: one file in ``note_types/*.toml`` is one kind, and nothing else is needed.

Rules: every kind has the main text, which alone is required of everybody; fields are few and are
sealed with the text; headings are help and may be left empty; what was written under an older file
stays readable and nothing of it is lost.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from journal.domain.codes import Code, Wording, code_list
from journal.domain.note_form import RESERVED, TEXT

SHIPPED: Traversable = resources.files("journal.domain") / "note_types"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """
    One field of a kind of note.

    Args:
        id: its key in the content of a note.
        is_code: chosen from ``codes``; else typed.
        codes: what can be chosen, in the order of its list.
        is_retired: shown in notes that have it, and offered no more.
    """

    id: str
    is_code: bool
    codes: Mapping[str, Code]
    is_required: bool
    wording: Wording
    is_retired: bool = False

    def takes(self, value: str) -> bool:
        """Tell whether a value may stand in it; an empty one may unless it is required."""
        return not (self.is_code and value) or value in self.codes


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteType:
    """
    One kind of note.

    Args:
        fields: the main text first, then the others in the order of the file.
        headings: what a text may be divided by; help for who writes, never demanded.
        is_offered: can be chosen for a new note.
    """

    code: str
    wording: Wording
    fields: tuple[Field, ...]
    headings: tuple[Wording, ...] = ()
    is_offered: bool = True

    def field(self, field_id: str) -> Field | None:
        """One of its fields; None when it has no such field."""
        return next((field for field in self.fields if field.id == field_id), None)

    @property
    def others(self) -> tuple[Field, ...]:
        """The fields that are offered besides the main text."""
        return tuple(field for field in self.fields if field.id != TEXT and not field.is_retired)


MAIN = Field(
    id=TEXT,
    is_code=False,
    codes={},
    is_required=True,
    wording=Wording(da="Din tekst", en="Your text"),
)


@cache
def note_types(folder: Traversable | None = None) -> Mapping[str, NoteType]:
    """
    The kinds of a folder by code, in the order they are offered.

    Args:
        folder: of files; by default that of the program.

    Raises:
        ValueError: a file that is not complete.
    """
    place = SHIPPED if folder is None else folder
    files = [file for file in place.iterdir() if file.name.endswith(".toml")]
    found = sorted((_read(file) for file in files), key=lambda one: (one[0], one[1].code))
    return {kind.code: kind for _, kind in found}


def note_type(code: str) -> NoteType:
    """A kind by its code; one whose file is gone has the main text, and is not offered."""
    known = note_types().get(code)
    if known is not None:
        return known
    return NoteType(code=code, wording=Wording(da=code, en=code), fields=(MAIN,), is_offered=False)


def other_names() -> tuple[str, ...]:
    """The ids of all fields that some kind of note has besides the main text, retired ones too."""
    kinds = note_types().values()
    return tuple(dict.fromkeys(one.id for kind in kinds for one in kind.fields if one.id != TEXT))


def left_over(content: Mapping[str, str], offered: Mapping[str, Field]) -> dict[str, str]:
    """
    What was written, perhaps under an older file of its kind, and a form has no field for now.

    An unknown field, a retired one and a code that has left its list are left over, never dropped:
    the writer sees them and puts them elsewhere.

    Args:
        content: by field id; what every form of a note has is passed over.
        offered: the other fields of the form, by id.
    """
    return {
        name: value
        for name, value in content.items()
        if value.strip()
        and name not in RESERVED
        and not (name in offered and offered[name].takes(value))
    }


def _read(file: Traversable) -> tuple[int, NoteType]:
    entry = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        fields = (MAIN, *(_field(one) for one in entry.pop("fields", [])))
        headings = tuple(Wording(**one) for one in entry.pop("headings", []))
        order, _ = int(entry.pop("order")), entry.pop("from")
        is_offered = not entry.pop("retired", False)
        if len({field.id for field in fields}) != len(fields):
            message = "two fields have the same id"
            raise ValueError(message)
        kind = NoteType(
            code=file.name.removesuffix(".toml"),
            wording=Wording(**entry),
            fields=fields,
            headings=headings,
            is_offered=is_offered,
        )
    except (KeyError, TypeError, ValueError, FileNotFoundError) as error:
        message = f"{file.name} is no kind of note: {error}"
        raise ValueError(message) from error
    return order, kind


def _field(entry: dict[str, Any]) -> Field:
    is_code = {"text": False, "code": True}[entry.pop("kind")]
    name = entry.pop("id")
    if name in RESERVED:
        message = f"{name} is a name of every note"
        raise ValueError(message)
    return Field(
        id=name,
        is_code=is_code,
        codes=code_list(entry.pop("list")) if is_code else {},
        is_required=entry.pop("required", False),
        is_retired=entry.pop("retired", False),
        wording=Wording(**entry),
    )
