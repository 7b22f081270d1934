"""
Reading a form: strictly, so that nothing is bent on its way in.

And saying what is wrong in the reader's language.

Werkzeug replaces bytes that are no UTF-8 and takes the first of two equal fields; here both are
refused.
"""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import abort, request
from flask_babel import format_decimal, gettext, ngettext
from marshmallow import ValidationError

from journal.domain.entry import SigninBlocked
from journal.domain.errors import N_, JournalError, RuleBroken
from journal.schemas import rules

FORM_TYPE = "application/x-www-form-urlencoded"
SAVED_AS_IT_WAS = N_(
    "It is saved already as it was. What you changed since is not: save it once more."
)
"""Said of a form that was stored before, and comes once more with other words."""


def refuse_unstorable() -> None:
    """
    Refuse an address or a form with bytes that no database keeps as they are.

    That is what is no UTF-8, NUL and half a surrogate pair.

    Aborts with 400, or 415 for a body that is no form.
    """
    body = request.get_data(cache=True)
    if body and request.mimetype != FORM_TYPE:
        abort(415)
    for part in (request.query_string, body):
        try:
            pairs = parse_qsl(part.decode("ascii"), keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            abort(400)
        if any("\0" in word for pair in pairs for word in pair):
            abort(400)


def wants_data() -> bool:
    """Whether a script of ours asks, which needs no page."""
    return request.headers.get("Accept") == "application/json"


def submitted(*without: str) -> dict[str, str]:
    """
    The fields of the form, each once.

    Args:
        without: names that belong to the page and not to the schema; the form token is always left
            out.

    Raises:
        ValidationError: a field is there twice.
    """
    return _once(request.form.lists(), {"csrf_token", *without})


def asked() -> dict[str, str]:
    """The fields of the address, each once; raises ``ValidationError`` when one is there twice."""
    return _once(request.args.lists(), set())


def _once(lists: Any, without: Collection[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, found in lists:
        if name in without:
            continue
        if len(found) != 1:
            raise ValidationError({name: [rules.UNKNOWN]})
        values[name] = found[0]
    return values


def refused(error: RuleBroken, known: Collection[str] = ()) -> tuple[dict[str, list[str]], int]:
    """
    A broken rule as the errors of a form, and the status of the page that shows them.

    Args:
        known: fields that the page shows; a sentence about another one stands over the whole form.
    """
    place = error.field if error.field in known else ""
    return {place: [sentence(error)]}, 429 if isinstance(error, SigninBlocked) else 422


def sentence(error: JournalError) -> str:
    """What went wrong, in the reader's language."""
    return error.said(gettext, _counted, format_decimal)


def _counted(one: str, other: str, count: int) -> str:
    said: str = ngettext(one, other, count, count=count)
    return said


def sentences(messages: Any, known: Collection[str]) -> dict[str, list[str]]:
    """
    The errors of a form in the reader's language.

    Args:
        messages: of a ValidationError; each entry is a message id or a broken rule.
        known: fields that the page shows, in its order; errors of others stand over the whole form,
            under "".
    """
    said: dict[str, list[str]] = {}
    found: Mapping[str, Any] = messages if isinstance(messages, dict) else {"": messages}
    for name, errors in found.items():
        place = name if name in known else ""
        said.setdefault(place, []).extend(_said(error) for error in errors)
    return {place: said[place] for place in ("", *known) if place in said}


def _said(error: Any) -> str:
    return sentence(error) if isinstance(error, JournalError) else gettext(str(error))
