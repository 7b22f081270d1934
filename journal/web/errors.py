"""
What goes wrong, as a page.

The same answer for a refusal and an unknown address, and never a trace; words that were being sent
come back on the page.
"""

from http import HTTPStatus

import structlog
from flask import Flask, Response, jsonify, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, SecurityError

from journal.domain.broken import KeyWaits
from journal.domain.errors import AccessDenied, DiskFull, RuleBroken, Tampered, Unavailable
from journal.web import condition, forms, pages
from journal.web.bodies import fixed_page

_LOG = structlog.get_logger()


def install(app: Flask) -> None:
    """Answer every error of an application."""
    app.register_error_handler(AccessDenied, _not_found)
    app.register_error_handler(RuleBroken, _rule)
    app.register_error_handler(KeyWaits, _key_waits)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(Tampered, _tampered)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _not_found(_error: AccessDenied) -> ResponseReturnValue:
    return pages.error_page(404), 404


def _rule(error: RuleBroken) -> ResponseReturnValue:
    sentence = forms.sentence(error)
    return pages.words_again(sentence) or pages.error_page(422, sentence), 422


def _key_waits(error: KeyWaits) -> ResponseReturnValue:
    sentence = forms.sentence(error)
    return pages.words_again(sentence) or pages.key_waits_page(sentence), 422


def _unavailable(error: Unavailable) -> Response:
    sentence = forms.sentence(error)
    is_helped = isinstance(error, DiskFull) and condition.is_hers()
    if forms.wants_data():  # a script that saves a draft has the words and shows the sentence
        response = make_response(jsonify(sentence=sentence), 503)
    else:
        page = pages.words_again(sentence)
        page = page or pages.error_page(503, sentence, to_condition=is_helped)
        response = make_response(page, 503)
    response.headers["Retry-After"] = condition.RETRY_SECONDS
    return response


def _tampered(error: Tampered) -> ResponseReturnValue:
    sentence = forms.sentence(error)
    return pages.words_again(sentence) or pages.error_page(500, sentence), 500


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if isinstance(error, SecurityError):  # for a host that is not ours no address can be built
        return fixed_page(HTTPStatus.BAD_REQUEST), code
    allowed = {"Allow": ", ".join(sorted(error.valid_methods or ()))} if code == 405 else {}  # type: ignore[attr-defined]
    return pages.error_page(code), code, allowed


def _unexpected(error: Exception) -> ResponseReturnValue:
    _LOG.exception("unexpected", code=type(error).__name__)
    title, *_ = pages.TITLES[500]
    return pages.words_again(gettext(title)) or pages.error_page(500), 500
