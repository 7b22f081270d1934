"""
The words of a page.

Language and theme of the reader, dates as Danes write them, labels for codes.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_month_names
from flask import Flask, g, session
from flask_babel import Babel, format_decimal, get_translations
from jinja2 import pass_context
from jinja2.runtime import Context

from journal.domain.codes import code_list, label
from journal.domain.likeness import Alike
from journal.domain.notes import MAX_CHARACTERS, MAX_REASON
from journal.request import house

LANGUAGES = ("da", "en")
THEMES = ("auto", "light", "dark")
SHORTCUTS = ("on", "off")
_MOMENT = {
    "da": "{0.day}. {month} {0.year} kl. {0:%H.%M}",
    "en": "{0.day} {month} {0.year} at {0:%H:%M}",
}
_MONTHS = {chosen: get_month_names("wide", locale=chosen) for chosen in LANGUAGES}
_DAY = {"da": "d. MMMM y", "en": "d MMMM y"}
_WEEKDAY = {"da": "EEEE d. MMMM", "en": "EEEE d MMMM"}
_CLOCK = {"da": "HH.mm", "en": "HH:mm"}


def language() -> str:
    """The reader's language: her choice, else the house's."""
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else house().settings.language


def theme() -> str:
    """The reader's theme: her choice, else what her machine says."""
    chosen = session.get("theme")
    return chosen if chosen in THEMES else "auto"


def zone() -> ZoneInfo:
    """The zone of the house."""
    return ZoneInfo(house().settings.time_zone)


def moment(instant: datetime, chosen: str = "") -> str:
    """A day and a time, by default in the reader's language: 23. november 2026 kl. 14.05."""
    # A page shows a hundred and more: Babel's general formatter was a quarter of its time.
    local, chosen = instant.astimezone(zone()), chosen or language()
    return _MOMENT[chosen].format(local, month=_MONTHS[chosen][local.month])


def _local(when: date) -> date:
    return when.astimezone(zone()) if isinstance(when, datetime) else when


def day(when: date, chosen: str = "") -> str:
    """A day: 23. november 2026. An instant is shown as its day in the house."""
    chosen = chosen or language()
    return format_date(_local(when), _DAY[chosen], locale=chosen)


def month(when: date) -> str:
    """A month: november 2026."""
    return f"{_MONTHS[language()][when.month]} {when.year}"


def weekday(when: date) -> str:
    """A day with its name: mandag 23. november. An instant is shown as its day in the house."""
    return format_date(_local(when), _WEEKDAY[language()], locale=language())


def clock(instant: datetime) -> str:
    """A time of day: 14.05."""
    return format_time(instant.astimezone(zone()), _CLOCK[language()], locale=language())


def typed_moment(instant: datetime) -> str:
    """A local time as a form field holds it."""
    return instant.astimezone(zone()).strftime("%Y-%m-%dT%H:%M")


def number(value: int) -> str:
    """A whole number as people of the reader's language write it."""
    return str(format_decimal(value))


def tenth_percent(tenths: int) -> str:
    """Tenths of a percent with one decimal: 99,4 %."""
    return f"{format_decimal(Decimal(tenths) / 10, '#,##0.0')} %"


def word(list_name: str, code: str) -> str:
    """The words for a code in the reader's language."""
    return label(list_name, code, language())


def options(name: str, *without: str) -> list[tuple[str, str]]:
    """Codes and words of a list, in its order."""
    codes = code_list(name).values()
    return [(one.code, one.label(language())) for one in codes if one.code not in without]


def alike(found: Sequence[Alike]) -> list[tuple[str, str]]:
    """What words look like, and the words."""
    return [(word("likeness", one.kind.value), one.words) for one in found]


def _translations() -> Any:
    """The words of this request, looked for once: a page asks for them two hundred times."""
    if "translations" not in g:
        g.translations = get_translations()
    return g.translations


@pass_context
def _number(_context: Context, value: int) -> str:
    """A number as people of the reader's language write it; never worked out when compiled."""
    written: str = format_decimal(value)
    return written


def install(app: Flask) -> None:
    """Hand languages, filters and what every template may ask for to an application."""
    Babel(
        app,
        default_translation_directories="../translations",
        locale_selector=language,
        timezone_selector=lambda: house().settings.time_zone,
    )
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of jinja2.ext.i18n
        gettext=lambda text: _translations().ugettext(text),
        ngettext=lambda one, many, count: _translations().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters.update(
        moment=moment, day=day, weekday=weekday, clock=clock, numberformat=_number
    )
    app.jinja_env.globals.update(longest_note=MAX_CHARACTERS, longest_reason=MAX_REASON)

    @app.context_processor
    def look() -> dict[str, Any]:
        return {
            "language": language(),
            "theme": theme(),
            "shortcuts": session.get("shortcuts") != "off",
            "demo": house().settings.demo,
            "word": word,
        }
