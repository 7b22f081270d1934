"""
``journal statistics``: a year in figures, exactly for a leader, or as it may go out.

Rules upheld here: exact figures bear the mark "internal"; what a person's key opens is opened as
her, after she has signed in; a file to compare with is only read.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from journal.cli.acting import acting_options, opened_house, sign_in_as
from journal.cli.demo.past.year import invent
from journal.cli.speaking import REFUSED, Command, lines, option
from journal.cli.words import LANGUAGES, _
from journal.domain.cases import PersonKind
from journal.domain.errors import N_, Tampered
from journal.domain.facts import Fact
from journal.domain.occupancy import NOTHING
from journal.domain.statistics import EarlierUnusable
from journal.exports import alternatives, catalogue, frozen, percent, printed, releases
from journal.exports.alternatives import Way
from journal.exports.catalogue import Part, Spec
from journal.exports.frozen import House, Year
from journal.exports.gate import Refused, Repeat
from journal.exports.ledger import Member
from journal.exports.percent import Mode
from journal.exports.printed import Difference, Printed
from journal.exports.protect import Published, Withheld
from journal.exports.reasons import NOT_PUBLISHED
from journal.exports.releases import Drafted, People
from journal.request import statistics as acts
from journal.services import publishing, statistics
from journal.services.context import Context
from journal.services.publishing import HeldBack
from journal.services.work import perform

INTERNAL = N_("internal \N{EN DASH} must not be published")
LOOKED_AT = N_(
    "For inside only: this never goes out. What goes out is protected by fixed recoding alone."
)
TITLE = N_("The year %(year)s in figures")
WHAT = {
    "table": N_("table"),
    "row": N_("row"),
    "count": N_("count"),
    "percent": N_("percent"),
}
Figures = Mapping[str, Published | Withheld]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the command is asked to print."""

    as_json: bool
    is_public: bool
    check: Path | None
    mode: str
    way: Way
    language: str


@click.command(
    cls=Command,
    name="statistics",
    help=N_(
        "Print the figures of a year: exact, for a leader, or with --public as they may go out. "
        "With --demo it prints those of the invented year, without a house."
    ),
)
@click.argument("year", type=click.IntRange(2000, 2999))
@option("--json", "as_json", is_flag=True, help=N_("Print JSON: a list of tables with rows."))
@option("--public", "is_public", is_flag=True, help=N_("Only what may be published."))
@option("--demo", "is_demo", is_flag=True, help=N_("The invented year; no house is opened."))
@option(
    "--check",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("Compare every count and percentage with the tables in a JSON file."),
)
@option(
    "--mode",
    type=click.Choice([one.value for one in Mode]),
    default=Mode.PLAIN.value,
    help=N_("How percentages are rounded: as they are, or so that they sum to 100."),
)
@option(
    "--way",
    type=click.Choice([one.value for one in Way]),
    default=Way.RECODING.value,
    help=N_("With --public: how small figures are protected. Only recoding ever goes out."),
)
@option(
    "--enter",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("Enter the tables of a JSON file as published before there was a ledger."),
)
@acting_options
def figures(
    year: int,
    is_demo: bool,
    enter: Path | None,
    login: str | None,
    password_fd: int | None,
    way: str,
    **asked: Any,
) -> None:
    """Print a year in figures."""
    language = os.environ.get("LANGUAGE", LANGUAGES[0])
    wanted = Wanted(language=language, way=Way(way), **asked)
    if wanted.way is not Way.RECODING and (wanted.as_json or not wanted.is_public):
        raise click.UsageError(_("Another way is looked at with --public and in words only."))
    if is_demo:
        _of_demo(year, wanted)
        return
    with opened_house() as house:
        context = sign_in_as(house, login, password_fd)
        if enter is not None:
            _enter(context, year, enter)
        elif wanted.is_public:
            _of_public(context, year, wanted)
        else:
            inside = perform(context, statistics.read, year)
            if not inside.is_whole:
                click.echo(_("Not every frozen row could be counted."), err=True)
            _exact(inside.now, wanted)


def _of_demo(year: int, wanted: Wanted) -> None:
    """The invented year, counted like any other."""
    past = invent()
    outcomes = [one.outcome for one in past.enquiries if one.received_at.year == year]
    if not wanted.is_public:
        nights = sum(
            (one for night, one in past.nights.items() if night.year == year), start=NOTHING
        )
        women, children = (len(past.present(year, kind)) for kind in PersonKind)
        house = House(women=women, children=children, nights=nights)
        _exact(frozen.count(year, past.facts, outcomes, house), wanted)
        return
    people = People(
        facts={_member(fact): fact for fact in past.facts},
        outcomes={Member(row=str(at), family=str(at)): code for at, code in enumerate(outcomes)},
    )
    counted = {*people.facts, *people.outcomes}
    cohorts = releases.cohorts_of(people, counted, (year, year))
    if wanted.way is not Way.RECODING:
        _looked_at(year, alternatives.look(wanted.way, cohorts, people, _demo_secret), wanted)
        return
    made = releases.draft(str(year), cohorts, people, [], this_year=year + 1)
    if isinstance(made, Refused | Repeat):
        raise HeldBack(made.reasons if isinstance(made, Refused) else [])
    _public(year, made, wanted)


def _member(fact: Fact) -> Member:
    return Member(row=fact.id.hex, family=fact.family.hex)


def _demo_secret(purpose: str) -> bytes:
    """What a house draws by chance is a public word here: nobody of the invented year lives."""
    return sha256(f"an invented house {purpose}".encode()).digest()


def _of_public(context: Context, year: int, wanted: Wanted) -> None:
    if wanted.way is not Way.RECODING:
        _looked_at(year, acts.look(context, str(year), wanted.way), wanted)
        return
    _material, made = acts.preview(context, str(year))
    _public(year, made, wanted)


def _exact(year: Year, wanted: Wanted) -> None:
    tables = {table.id: table for table in year.tables}
    shown = {
        spec.id: printed.printed(spec, tables[spec.id], wanted.language, Mode(wanted.mode))
        for spec in catalogue.specs()
    }
    if wanted.check is not None:
        _compare(wanted.check, list(shown.values()))
    elif wanted.as_json:
        _print_json(printed.to_list(list(shown.values())))
    else:
        click.echo(_(INTERNAL))
        for part in catalogue.parts():
            lines(*_chapter(part, year, shown, wanted.language))
        lines(*_sums(year, wanted.language))


def _chapter(part: Part, year: Year, shown: Mapping[str, Printed], language: str) -> list[str]:
    base = max(table.base.persons for table in year.tables if table.id in _ids(part))
    about = part.about.label(language) % {"year": year.year, "base": base}
    said = ["", part.title.label(language), about]
    for spec in part.specs:
        table = shown[spec.id]
        said += ["", f"{table.id} {table.title}"]
        for line in table.lines:
            words = printed.sentence(part, line, language)
            said.append(f"  {line.label}: {words}")
        if table.total is not None:
            said.append(f"  {table.total.label}: {table.total.count}")
    return said


def _ids(part: Part) -> set[str]:
    return {spec.id for spec in part.specs}


def _sums(year: Year, language: str) -> list[str]:
    stay = "\N{EN DASH}" if year.mean_stay is None else percent.number(year.mean_stay, language)
    return [
        "",
        _("Women who lived here: %(count)s") % {"count": year.house.women},
        _("Children who lived here: %(count)s") % {"count": year.house.children},
        _("Mean stay: %(days)s days") % {"days": stay},
        _("Occupancy: %(percent)s") % {"percent": percent.in_words(year.occupancy, language)},
    ]


def _public(year: int, made: Drafted, wanted: Wanted) -> None:
    """What may go out, in words under the year with its mean stay, or as JSON."""
    figures = made.release.figures
    if wanted.as_json:
        tables = [one for one in catalogue.specs() if one.id in figures]
        _print_json([_public_table(one, figures[one.id], wanted.language) for one in tables])
        return
    lines(_(TITLE) % {"year": year})
    if made.mean_stay is not None:
        lines(_("Mean stay: about %(days)s days") % {"days": made.mean_stay})
    _public_chapters(year, figures, wanted)


def _looked_at(year: int, made: Figures, wanted: Wanted) -> None:
    """What another way would show, with the mark that it stays inside, and why a table is not."""
    lines(_(LOOKED_AT), "", _(TITLE) % {"year": year})
    _public_chapters(year, made, wanted)


def _public_chapters(year: int, made: Figures, wanted: Wanted) -> None:
    for part in catalogue.parts():
        lines("", part.title.label(wanted.language))
        specs = [spec for spec in part.specs if spec.id in made]
        bases = {base for spec in specs if (base := _base(made[spec.id])) is not None}
        if len(bases) == 1 and wanted.way is not Way.ROUNDING:  # rounded, it would be untrue
            lines(part.about.label(wanted.language) % {"year": year, "base": bases.pop()})
        for spec in specs:
            lines(*_in_words(spec, made[spec.id], wanted))


def _base(figure: Published | Withheld) -> int | None:
    return figure.total if isinstance(figure, Withheld) else figure.base


def _in_words(spec: Spec, figure: Published | Withheld, wanted: Wanted) -> list[str]:
    """A table with its base; where it is only looked at also why it is not shown."""
    table = _public_table(spec, figure, wanted.language)
    said = ["", f"{table['id']} {table['title']}"]
    if not table["rows"]:
        said.append(f"  {_(NOT_PUBLISHED)}")
        if wanted.way is not Way.RECODING:
            said += [f"  {_(one.sentence) % one.values}" for one in figure.reasons]
    for row in table["rows"]:
        is_given = row["count"] is not None and not row["text"]
        shown = f"{row['count']} ({row['percent']} %)" if is_given else row["text"]
        said.append(f"  {row['label']}: {shown}")
    if table["total"] is not None:
        said.append(f"  {_('Of')}: {table['total']}")
    return said


def _public_table(spec: Spec, figure: Published | Withheld, language: str) -> dict[str, Any]:
    """A table as it may go out; without rows it is not published."""
    found: dict[str, Any] = {"id": spec.id, "title": spec.title.label(language), "rows": []}
    if isinstance(figure, Withheld):
        return found | {"total": figure.total}
    found["rows"] = [
        {
            "label": spec.label(figure.level, cell.code, language),
            "count": cell.persons,
            "percent": cell.percent,
            "text": _(cell.text)
            if cell.text
            else ""
            if cell.persons is not None
            else "\N{EN DASH}",
        }
        for cell in figure.cells
    ]
    return found | {"total": figure.base}


def _print_json(tables: Sequence[Mapping[str, Any]]) -> None:
    click.echo(json.dumps(tables, ensure_ascii=False, indent=2))


def _compare(path: Path, shown: Sequence[Printed]) -> None:
    """Print where the tables differ from those of a file; any difference is exit code 1."""
    try:
        expected = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(expected, list):
            raise TypeError
        found = printed.differences(expected, printed.to_list(shown))
    except (OSError, TypeError, ValueError) as error:
        raise click.UsageError(_("%(file)s holds no tables.") % {"file": path.name}) from error
    for one in found:
        click.echo(_difference(one))
    if found:
        click.echo(_("Differences: %(count)s") % {"count": len(found)})
        click.get_current_context().exit(REFUSED)
    click.echo(_("Every count and percentage is as expected."))


def _difference(one: Difference) -> str:
    values = {
        "table": one.table,
        "label": one.label,
        "what": _(WHAT[one.what]),
        "expected": one.expected or "\N{EN DASH}",
        "actual": one.actual or "\N{EN DASH}",
    }
    return _("%(table)s %(label)s: %(what)s is %(actual)s, expected %(expected)s") % values


def _enter(context: Context, year: int, path: Path) -> None:
    """Enter earlier tables: a reader knows them, so nothing else goes out of that year."""
    try:
        release = releases.of_printed(year, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, Tampered) as error:
        raise EarlierUnusable from error
    with acts.recorded(context):
        perform(context, publishing.enter_earlier, release, year)
    lines(_("Entered. Nothing else is published about %(year)s.") % {"year": year})
