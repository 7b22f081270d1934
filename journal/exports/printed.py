"""
Tables as they are printed inside the house: labels, counts, percentages, totals.

Rules: the words and the order are those of the catalogue; a part stands below its row and is in no
total; a table with several answers has no total; two lists of printed tables are compared figure by
figure, and every difference is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from journal.exports import percent
from journal.exports.catalogue import EXACT, Part, Row, Spec
from journal.exports.counts import Table
from journal.exports.percent import WHOLE, Mode

TOTAL = {"da": "I alt", "en": "Total"}
OF = {"da": "svarende til", "en": "that is"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One printed row.

    Args:
        tenths: of a percent; None for a share of nobody.
        is_part: it is a part of the row above, and not in the total.
        note: what stands in brackets behind it; may be empty.
    """

    code: str
    label: str
    count: int
    tenths: int | None
    is_part: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """
    One printed table.

    Args:
        before, after: paragraphs around it; may be empty.
        total: None where several answers were possible.
    """

    id: str
    title: str
    before: str
    lines: Sequence[Line]
    total: Line | None
    after: str


def printed(spec: Spec, table: Table, language: str, mode: Mode = Mode.PLAIN) -> Printed:
    """
    Print a table.

    Args:
        table: of that spec, on any of its levels.
        language: ``da``, or any other for English.
    """
    counts = {cell.code: cell.count.persons for cell in table.cells}
    rows = _rows(spec, table.level, counts)
    lines = _lines(spec, rows, counts, table.base.persons, language, mode)
    named = "da" if language == "da" else "en"
    total = sum(line.count for line in lines if not line.is_part)
    return Printed(
        id=spec.id,
        title=spec.title.label(language),
        before=spec.before.label(language) if spec.before else "",
        lines=lines,
        total=None
        if table.is_multiple
        else Line(
            code="total",
            label=TOTAL[named],
            count=total,
            tenths=percent.tenths(total, table.base.persons),
        ),
        after=spec.after.label(language) if spec.after else "",
    )


def _rows(spec: Spec, level: int, counts: dict[str, int]) -> Sequence[Row]:
    """The rows that are printed; sums the parts of a row into its count."""
    if level != EXACT:
        return [Row(code=code, words=words, of=()) for code, words in spec.words(level).items()]
    for row in spec.rows:
        if row.part_of:
            counts[row.part_of] += counts[row.code]
    return [
        row
        for row in spec.rows
        if row.is_printed and (counts[row.code] or (spec.print_zero and not row.if_any))
    ]


def _lines(
    spec: Spec,
    rows: Sequence[Row],
    counts: Mapping[str, int],
    base: int,
    language: str,
    mode: Mode,
) -> list[Line]:
    whole = [row for row in rows if not row.part_of]
    codes = [row.code for row in whole]
    named = codes.index(spec.forced) if spec.forced in codes else None
    plain = Mode.PLAIN if spec.is_multiple else mode
    figures = percent.column([counts[code] for code in codes], base, plain, named)
    tenths = dict(zip(codes, figures, strict=True))
    return [
        Line(
            code=row.code,
            label=row.words.label(language),
            count=counts[row.code],
            tenths=tenths.get(row.code, percent.tenths(counts[row.code], base)),
            is_part=bool(row.part_of),
            note=row.note.label(language) if row.note else "",
        )
        for row in rows
    ]


def sentence(part: Part, line: Line, language: str) -> str:
    """A row in words, such as ``83,8 %, svarende til 31 beboere``; enquiries count first."""
    unit = (part.one if line.count == 1 else part.many).label(language)
    of = OF["da" if language == "da" else "en"]
    share = percent.in_words(line.tenths, language)
    if part.is_count_first:
        return f"{line.count}, {of} {share}"
    return f"{share}, {of} {line.count} {unit}"


def to_list(tables: Sequence[Printed]) -> list[dict[str, Any]]:
    """
    Printed tables for JSON: id, title, rows of label, count and percent, and the total.

    A percentage is a number with at most one decimal, or None for a share of nobody.
    """
    return [
        {
            "id": table.id,
            "title": table.title,
            "rows": [_item(line) for line in table.lines],
            "total": None if table.total is None else _item(table.total),
        }
        for table in tables
    ]


def _item(line: Line) -> dict[str, Any]:
    return {"label": line.label, "count": line.count, "percent": _number(line.tenths)}


def _number(tenths: int | None) -> int | float | None:
    """The shortest JSON number: a whole one, or one with one decimal."""
    if tenths is None:
        return None
    return tenths // WHOLE if tenths % WHOLE == 0 else float(Decimal(tenths) / WHOLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    Where two printed tables differ.

    Args:
        label: of the row; empty for a whole table.
        what: ``table``, ``row``, ``count`` or ``percent``.
        expected, actual: as text; empty where it is not there.
    """

    table: str
    label: str
    what: str
    expected: str
    actual: str


def differences(
    expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]]
) -> list[Difference]:
    """
    Compare printed tables as ``to_list`` gives them, by id and by label.

    A percentage may also be text as people write it. A total that is not expected is not compared.

    Args:
        expected: as a file has them; of a row only the figures that it has are compared.

    Raises:
        ValueError: what is expected is no list of tables with figures.
    """
    try:
        return _compared(expected, actual)
    except (KeyError, TypeError, AttributeError, InvalidOperation) as error:
        message = "what is expected is no list of tables with rows of label, count and percent"
        raise ValueError(message) from error


def _compared(
    expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]]
) -> list[Difference]:
    found: list[Difference] = []
    there = {str(table["id"]): table for table in actual}
    for table in expected:
        table_id = str(table["id"])
        if table_id in there:
            found += _of_table(table_id, table, there.pop(table_id))
        else:
            found.append(_missing(table_id, "", "table", expected=table_id))
    return found + [_missing(one, "", "table", actual=one) for one in there]


def _of_table(
    table_id: str, expected: Mapping[str, Any], actual: Mapping[str, Any]
) -> list[Difference]:
    found: list[Difference] = []
    there = {_plain(row["label"]): row for row in actual["rows"]}
    pairs = [(row, there.pop(_plain(row["label"]), None)) for row in expected["rows"]]
    if expected.get("total") is not None:
        pairs.append((expected["total"], actual.get("total")))
    for row, other in pairs:
        label = str(row["label"])
        if other is None:
            found.append(_missing(table_id, label, "row", expected=label))
            continue
        for what in ("count", "percent"):
            wanted, got = _decimal(row.get(what)), _decimal(other.get(what))
            if what in row and wanted != got:
                found.append(
                    Difference(
                        table=table_id,
                        label=label,
                        what=what,
                        expected=_text(wanted),
                        actual=_text(got),
                    )
                )
    more = [str(row["label"]) for row in there.values()]
    return found + [_missing(table_id, label, "row", actual=label) for label in more]


def _missing(
    table_id: str, label: str, what: str, expected: str = "", actual: str = ""
) -> Difference:
    return Difference(table=table_id, label=label, what=what, expected=expected, actual=actual)


def _plain(label: str) -> str:
    """A label without what typists do differently: capitals, double spaces, a last colon."""
    return " ".join(str(label).casefold().split()).rstrip(":").strip()


def _decimal(value: Any) -> Decimal | None:
    if value is None:
        return None
    return Decimal(str(value).replace("%", "").replace(",", ".").strip())


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)
