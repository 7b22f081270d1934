"""
The yearly figures in words: the same for the screen, the paper and the spreadsheet.

Rules: exact figures bear the mark "internal" wherever they stand; a cell of a spreadsheet that
would begin a formula is text; what is not published is said with the same words, whatever the
reason.
"""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from flask_babel import format_decimal, gettext

from journal.domain.errors import N_
from journal.exports import catalogue, percent, printed
from journal.exports.catalogue import Part, Spec
from journal.exports.counts import Table
from journal.exports.percent import Mode
from journal.exports.printed import Printed
from journal.exports.protect import Published, Withheld
from journal.exports.reasons import NOT_PUBLISHED, Reason

INTERNAL = N_("internal \N{EN DASH} must not be published")
ABOUT_US = N_("Whole numbers only. Small figures are put together or left out by fixed rules.")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a formula begins in a spreadsheet."""
BREAK = "/\N{ZERO WIDTH SPACE}"
DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table in words; ``bars`` are labels and counts for its picture."""

    id: str
    title: str
    before: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    after: str
    bars: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """The tables about one kind of people; ``intro`` says who they are."""

    title: str
    intro: Sequence[str]
    sheets: Sequence[Sheet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Chapters with what stands above and below them; ``mark`` is the watermark, or empty."""

    language: str
    title: str
    mark: str
    intro: Sequence[str]
    chapters: Sequence[Chapter]
    foot: str
    page: str
    of: str


def document(
    title: str,
    chapters: Sequence[Chapter],
    language: str,
    *,
    mark: str = "",
    foot: str = "",
    intro: Sequence[str] = (),
) -> Document:
    """A document of chapters in the reader's language."""
    return Document(
        language=language,
        title=title,
        mark=mark,
        intro=intro,
        chapters=chapters,
        foot=foot,
        page=gettext("Page"),
        of=gettext("of"),
    )


def for_screen(chapters: Sequence[Chapter]) -> list[Chapter]:
    """The same with places where a long answer may break, for narrow screens."""
    return [
        replace(chapter, sheets=[_breakable(sheet) for sheet in chapter.sheets])
        for chapter in chapters
    ]


def _breakable(sheet: Sheet) -> Sheet:
    return replace(
        sheet,
        rows=[[cell.replace("/", BREAK) for cell in row] for row in sheet.rows],
        bars=[(label.replace("/", BREAK), count) for label, count in sheet.bars],
    )


def as_data(shown: Document) -> Mapping[str, object]:
    """What ``figures.typ`` reads."""
    return asdict(shown)


def exact_sheet(spec: Spec, table: Table, language: str, mode: Mode, beside: Table | None) -> Sheet:
    """An exact table, alone or beside that of another year with the change."""
    shown = printed.printed(spec, table, language, mode)
    then = _counts(printed.printed(spec, beside, language, mode)) if beside else None
    head = [gettext("Answer"), gettext("Number"), gettext("Share")]
    lines = [*shown.lines, *([shown.total] if shown.total else [])]
    rows = []
    for line in lines:
        label = f"{DASH} {line.label}" if line.is_part else line.label
        label = f"{label} ({line.note})" if line.note else label
        cells = [label, str(line.count), percent.in_words(line.tenths, language)]
        rows.append(cells if then is None else cells + _change(line.count, then.get(line.code)))
    return Sheet(
        id=shown.id,
        title=shown.title,
        before=shown.before,
        head=head if then is None else [*head, gettext("Before"), gettext("Difference")],
        rows=rows,
        after=shown.after,
        bars=[(line.label, line.count) for line in shown.lines],
    )


def _counts(shown: Printed) -> dict[str, int]:
    lines = [*shown.lines, *([shown.total] if shown.total else [])]
    return {line.code: line.count for line in lines}


def _change(now: int, before: int | None) -> list[str]:
    """A count of another year; a row that was not printed then had nobody."""
    then = before or 0
    sign = {True: "+", False: ""}[now > then]
    return [str(then), f"{sign}{now - then}".replace("-", "\N{MINUS SIGN}")]


def public_sheet(spec: Spec, figure: Published | Withheld, language: str) -> Sheet:
    """A table as it may go out."""
    if isinstance(figure, Withheld):
        total = [] if figure.total is None else [[gettext("Total"), str(figure.total), ""]]
        rows = [[gettext(NOT_PUBLISHED), "", ""], *total]
    else:
        rows = [
            [
                spec.label(figure.level, cell.code, language),
                gettext(cell.text) if cell.text else _number(cell.persons),
                DASH if cell.percent is None else _share(cell.percent, language),
            ]
            for cell in figure.cells
        ]
        rows.append([gettext("Of"), str(figure.base), ""])
    return Sheet(
        id=spec.id,
        title=spec.title.label(language),
        before="",
        head=[gettext("Answer"), gettext("Number"), gettext("Share")],
        rows=rows,
        after="",
    )


def _number(persons: int | None) -> str:
    return DASH if persons is None else str(persons)


def _share(whole: int, language: str) -> str:
    return percent.in_words(whole * percent.WHOLE, language)


def public_chapters(figures: Mapping[str, Published | Withheld], language: str) -> list[Chapter]:
    """Every table of a publication, in the order of the catalogue."""
    return [
        Chapter(
            title=part.title.label(language),
            intro=[],
            sheets=[
                public_sheet(spec, figures[spec.id], language)
                for spec in part.specs
                if spec.id in figures
            ],
        )
        for part in catalogue.parts()
    ]


def because(reasons: Sequence[Reason]) -> list[str]:
    """Why a table is not the exact one, in words to be repeated."""
    return [gettext(one.sentence) % one.values for one in reasons]


def about(part: Part, year: int, base: int, present: int | None, language: str) -> list[str]:
    """Whom a chapter is about, in the words of the catalogue."""
    said = {"year": year, "base": base, "present": present}
    first = part.present.label(language) % said if part.present and present is not None else ""
    return [line for line in (first, part.about.label(language) % said) if line]


def as_csv(shown: Document) -> bytes:
    """
    A spreadsheet: semicolons, and a mark by which it is read as UTF-8.

    The mark "internal" is its first line, where there is one.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    for line in (shown.title, shown.mark, *shown.intro):
        if line:
            writer.writerow([harmless(line)])
    for chapter in shown.chapters:
        writer.writerow([harmless(chapter.title)])
        for sheet in chapter.sheets:
            writer.writerow([harmless(f"{sheet.id} {sheet.title}"), *map(harmless, sheet.head[1:])])
            writer.writerows([harmless(cell) for cell in row] for row in sheet.rows)
    if shown.foot:
        writer.writerow([harmless(shown.foot)])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def harmless(cell: str) -> str:
    """The words of a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def packed(files: Mapping[str, bytes]) -> bytes:
    """Some files as one; none of them tells a time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def day_count(tenths: int | None) -> str:
    """Days with at most one decimal, in the reader's language."""
    return DASH if tenths is None else format_decimal(tenths / 10)
