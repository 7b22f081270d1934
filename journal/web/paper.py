"""
Her own extract in the language that she reads: the same words for the screen and for the paper.

Rules: nothing here says where the house is or what it is called; what is marked is marked by a
word; a colleague is said by what she is to the case, and by name only where the extract has names.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any

from flask_babel import force_locale, format_decimal, gettext, ngettext

from journal.domain.access import Basis
from journal.domain.codes import code_list, label
from journal.domain.compartments import Compartment
from journal.domain.errors import N_
from journal.domain.extract import Asked
from journal.domain.staff import LEADING_ROLES
from journal.services.extract import Extract, ToldLine
from journal.web import retention
from journal.web.words import day, moment

EMERGENCY, REFUSED = N_("Emergency access"), N_("Refused")
EXPLAINED = (
    (
        N_("Contact person"),
        N_("Somebody of your contact team: those who work with you and may read your journal."),
    ),
    (
        EMERGENCY,
        N_(
            "Somebody on duty who is not in your team opened your journal because it was urgent. "
            "The reason had to be written down, your team was told, and somebody else looks at it "
            "afterwards."
        ),
    ),
    (
        REFUSED,
        N_("Somebody tried to use your file and was not let in. Nothing was shown."),
    ),
    (
        N_("Part"),
        N_(
            "Which part of your file was opened. Journal notes are what your team writes about "
            "you. Where nothing stands here, no text of yours was opened."
        ),
    ),
)
"""Words of the extract, and what they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line; ``mark`` is a word, or empty."""

    number: str
    at: str
    who: str
    name: str = field(repr=False)
    mark: str
    what: str
    part: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An extract in words, as the screen shows it and ``extract.typ`` sets it."""

    language: str
    title: str
    intro: Sequence[str]
    facts: Sequence[tuple[str, str]] = field(repr=False)
    lines_title: str
    head: Sequence[str]
    rows: Sequence[Row]
    empty: str
    others_title: str
    others_intro: str
    others_head: Sequence[str]
    others: Sequence[tuple[str, str]]
    words_title: str
    words: Sequence[tuple[str, str]]
    reference: str
    page: str
    of: str

    def as_data(self) -> dict[str, Any]:
        """Everything as words and lists, for the typesetter."""
        return asdict(self)


def written(found: Extract, language: str) -> Paper:
    """
    An extract in words.

    Args:
        found: as it was read from the log.
        language: of whom it is for; ``da`` or ``en``.
    """
    with force_locale(language):
        said = cache(_)  # the rows, a thousand and more, have few words that differ
        return Paper(
            language=language,
            title=_("Who has read my journal"),
            intro=_intro(found, language),
            facts=_facts(found, language),
            lines_title=_("Every time"),
            head=[_(word) for word in HEAD],
            rows=[_row(number, one, said, language) for number, one in enumerate(found.lines, 1)],
            empty=_("Nobody has used your file in this time, and nobody has tried to."),
            others_title=_("What else the log says"),
            others_intro=_(
                "Here your case was named, and nobody read in it: lists, keys, and looks at the "
                "log itself."
            ),
            others_head=[_("What"), _("Times")],
            others=[
                (label("audit_action", act, language), format_decimal(times))
                for act, times in sorted(found.others.items())
            ],
            words_title=_("What the words mean"),
            words=[(_(term), _(meaning)) for term, meaning in EXPLAINED],
            reference=_("Ref. %(reference)s", reference=found.reference.hex[:8]),
            page=_("Page"),
            of=_("of"),
        )


def _(sentence: str, **values: str) -> str:
    """A sentence in the language of the paper."""
    said: str = gettext(sentence, **values)
    return said


HEAD = (N_("No."), N_("When"), N_("Who"), N_("What"), N_("Part"), N_("Why"))


def _intro(found: Extract, language: str) -> list[str]:
    said = [
        _(
            "Here stands every time somebody used your file, and every time somebody tried and "
            "was refused. It is written down at once, and nobody can change it unseen."
        )
    ]
    if found.has_names:
        said.append(_("Names of colleagues stand here. They are for you alone."))
    else:
        said.append(
            _("Names of colleagues do not stand here. Ask for them if your rights hang on it.")
        )
    said += retention.sentences(found.span, language)
    if found.erased:
        said.append(
            ngettext(
                "%(number)s line is so old that it was erased.",
                "%(number)s lines are so old that they were erased.",
                found.erased,
                number=format_decimal(found.erased),
            )
        )
    said.append(_("Paper can be found by others. Keep it where only you come, or read it here."))
    return said


def _facts(found: Extract, language: str) -> list[tuple[str, str]]:
    return [
        (
            label("person_kind", found.banner.kind, language),
            found.banner.pseudonym,
        ),
        (_("Time"), _days(found.asked, language)),
        (_("Lines"), format_decimal(len(found.lines))),
        (_("Made"), moment(found.taken_at, language)),
    ]


def _days(asked: Asked, language: str) -> str:
    first = None if asked.day_from is None else day(asked.day_from, language)
    last = None if asked.day_to is None else day(asked.day_to, language)
    if first and last:
        return _("From %(first)s to %(last)s", first=first, last=last)
    if first:
        return _("From %(first)s", first=first)
    return _("To and including %(last)s", last=last) if last else _("All of it")


def _row(number: int, told: ToldLine, said: Callable[[str], str], language: str) -> Row:
    line = told.line
    mark = REFUSED if line.is_refused else EMERGENCY if line.is_emergency else ""
    words = "extract_act" if line.act in code_list("extract_act") else "audit_action"
    if line.is_refused:
        words = "audit_action"  # "read your notes" is not what happened
    comp = None if line.comp is None else Compartment(line.comp).name.lower()
    return Row(
        number=str(number),
        at=moment(line.at, language),
        who=_who(told, said, language),
        name=told.name or "",
        mark=mark and said(mark),
        what=_("Tried: %(what)s", what=label(words, line.act, language))
        if line.is_refused
        else label(words, line.act, language),
        part="" if comp is None else label("compartment", comp, language),
        why=_why(told, language),
    )


def _who(told: ToldLine, said: Callable[[str], str], language: str) -> str:
    """What somebody is to the case: her leader, her contact person, or her function."""
    if told.line.actor is None:
        return said(N_("The service"))
    if not told.role:
        return said(N_("Unknown"))
    if told.line.why == Basis.TEAM and told.role not in LEADING_ROLES:
        return said(N_("Contact person"))
    return label("role", told.role, language)


def _why(told: ToldLine, language: str) -> str:
    line = told.line
    said = "" if line.why is None else label("extract_why", line.why, language)
    if line.reason is None:
        return said
    reason = label(*line.reason, language)
    return _("%(right)s. Reason: %(reason)s", right=said, reason=reason)
