"""
The tables of the year as data: what each counts, and in what words and order it is printed.

Rules: a new table is one entry in ``catalogue/*.toml``; every code of its list has a row, so nobody
falls out of a table; the cells of a table are disjoint, and a printed row is one cell, or one with
its parts; the coarser levels of a table are those of its list, whoever left (R-S1). The words are
those of the catalogue, without the name of any house.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from journal.domain.cases import PersonKind
from journal.domain.codes import Wording, categories, code_list
from journal.domain.register import NOT_STATED, QUESTIONS

EXACT = 0
"""The level of the codes as they are asked and printed inside the house."""


class About(StrEnum):
    """Whom a table is about; the name of its file, and the order of the parts."""

    WOMEN = "women"
    CHILDREN = "children"
    ENQUIRIES = "enquiries"


KINDS: Mapping[About, PersonKind] = {
    About.WOMEN: PersonKind.WOMAN,
    About.CHILDREN: PersonKind.CHILD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """
    One printed row on the exact level; its cell has the same code.

    Args:
        of: codes of the list that it counts.
        part_of: code of the row that this is a part of; empty for none. The cell of that row is
            then what remains without its parts.
        where: a question and the code that must be its answer too; None for no such condition.
        note: in brackets behind the figures; None for none.
        if_any: printed only when it is not 0, whatever the table says.
        is_printed: whether it stands in the table and its total at all.
    """

    code: str
    words: Wording
    of: Sequence[str]
    part_of: str = ""
    where: tuple[str, str] | None = None
    note: Wording | None = None
    if_any: bool = False
    is_printed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """
    One table.

    Args:
        id: R01 to R17, C01 to C11, H01.
        counts: id of the question, or ``duration_band``, ``aftercare``, ``enquiry_outcome``.
        codes: name of the code list.
        levels: on which it can be counted, finest first; ``EXACT`` is always the first.
        print_zero: rows that nobody gave are printed.
        forced: code of the row that takes up what rounding leaves over; empty for none named.
        is_multiple: one person may give several codes; such a table has no total.
        before, after: paragraphs around it; None for none.
    """

    id: str
    about: About
    title: Wording
    counts: str
    codes: str
    rows: Sequence[Row]
    levels: Sequence[int]
    print_zero: bool = False
    forced: str = ""
    is_multiple: bool = False
    before: Wording | None = None
    after: Wording | None = None

    def words(self, level: int) -> Mapping[str, Wording]:
        """The words of every cell on a level, by code and in order."""
        if level == EXACT:
            return {row.code: row.words for row in self.rows}
        return categories(self.codes)[level - 1]

    def label(self, level: int, code: str, language: str) -> str:
        """The words of a cell; a code that the table does not know is shown as it is."""
        found = self.words(level).get(code)
        return found.label(language) if found else code


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    The tables about one kind of people.

    Args:
        present: sentence with the gaps ``year`` and ``present``; None where nobody lives here.
        about: sentence with the gaps ``year`` and ``base``.
        one, many: what is counted.
        is_count_first: the count is printed before the percentage.
    """

    name: About
    title: Wording
    present: Wording | None
    about: Wording
    one: Wording
    many: Wording
    is_count_first: bool
    specs: Sequence[Spec]


@cache
def parts() -> Sequence[Part]:
    """All tables, by whom they are about, in the order of the catalogue."""
    return [_part(name) for name in About]


def specs() -> Iterator[Spec]:
    """All tables in the order of the catalogue."""
    return (spec for part in parts() for spec in part.specs)


def spec(table_id: str) -> Spec:
    """
    One table by its id.

    Raises:
        KeyError: there is none.
    """
    return {one.id: one for one in specs()}[table_id]


def _part(name: About) -> Part:
    source = resources.files("journal.exports") / "catalogue" / f"{name}.toml"
    read = tomllib.loads(source.read_text(encoding="utf-8"))
    return Part(
        name=name,
        title=Wording(**read["title"]),
        present=Wording(**read["present"]) if "present" in read else None,
        about=Wording(**read["about"]),
        one=Wording(**read["one"]),
        many=Wording(**read["many"]),
        is_count_first=read.get("is_count_first", False),
        specs=[_spec(name, table) for table in read["tables"]],
    )


def _spec(about: About, table: Mapping[str, Any]) -> Spec:
    codes = _list_of(about, table["counts"])
    is_multiple = table.get("is_multiple", False)
    coarser = range(1, 1 if is_multiple else len(categories(codes)) + 1)
    return Spec(
        id=table["id"],
        about=about,
        title=Wording(da=table["da"], en=table["en"]),
        counts=table["counts"],
        codes=codes,
        rows=[_row(codes, row) for row in table["rows"]],
        levels=(EXACT, *table.get("levels", coarser)),
        print_zero=table.get("print_zero", False),
        forced=table.get("forced", ""),
        is_multiple=is_multiple,
        before=_wording(table, "before"),
        after=_wording(table, "after"),
    )


def _list_of(about: About, counts: str) -> str:
    """The code list of a question; what follows from rules is named like its list."""
    questions = QUESTIONS[KINDS[about]] if about in KINDS else ()
    return next((one.codes for one in questions if one.id == counts), counts)


def _row(codes: str, row: Mapping[str, Any]) -> Row:
    code = row["code"]
    where = row.get("where")
    return Row(
        code=code,
        words=Wording(da=row["da"], en=row["en"]) if "da" in row else code_list(codes)[code],
        of=row.get("of", [code]),
        part_of=row.get("part_of", ""),
        where=None if where is None else (where[0], where[1]),
        note=_wording(row, "note"),
        if_any=row.get("if_any", False),
        is_printed=row.get("is_printed", True),
    )


def _wording(table: Mapping[str, Any], name: str) -> Wording | None:
    if f"{name}_da" not in table:
        return None
    return Wording(da=table[f"{name}_da"], en=table[f"{name}_en"])


def category(spec: Spec, level: int, code: str) -> str:
    """
    The category of a code on a coarser level.

    A code that is not on the list belongs where "not stated" does: to the last category.
    """
    known = code_list(spec.codes).get(code) or code_list(spec.codes).get(NOT_STATED)
    return known.levels[level - 1] if known else list(categories(spec.codes)[level - 1])[-1]
