"""
The part of the server that answers before the application is asked.

Rules upheld here: a request that cannot be read gets our own fixed page with our own headers, and
leaves nothing of itself in the technical log, neither its sender nor what was sent; no answer names
a program or a version.
"""

import gc
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import structlog
from gunicorn.http import errors, wsgi
from gunicorn.workers.gthread import ThreadWorker

from journal.web.bodies import whole_answer

_LOG = structlog.get_logger()
_STATUS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
}

OURS = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)
"""Faults of the application's own answer, not of what was sent."""


class NamelessResponse(wsgi.Response):  # type: ignore[misc]  # the server ships no types
    """An answer whose head does not say which server gave it."""

    def default_headers(self) -> list[str]:
        """The head of every answer, without the line that names the server."""
        return [line for line in super().default_headers() if not line.startswith("Server:")]


class Worker(ThreadWorker):  # type: ignore[misc]  # the server ships no types
    """Serves requests in threads, and refuses what is no request with a page of ours."""

    def init_process(self) -> None:
        """Take our own kind of answer; the server has no setting for it."""
        wsgi.Response = NamelessResponse
        super().init_process()

    def load_wsgi(self) -> None:
        """
        Load the application, and let everything that is loaded be.

        Otherwise a page that makes many small values pays for a look at all of the program: half
        of the time of the longest ones.
        """
        super().load_wsgi()
        gc.collect()
        gc.freeze()

    def handle_error(self, _req: Any, client: socket.socket, _addr: Any, exc: Exception) -> None:
        """Answer what could not be read, or broke outside the application."""
        if isinstance(exc, errors.ParseException) and not isinstance(exc, OURS):
            status = _STATUS.get(type(exc), HTTPStatus.BAD_REQUEST)
            _LOG.warning("request not read", code=type(exc).__name__)
        else:
            status = HTTPStatus.INTERNAL_SERVER_ERROR
            _LOG.error("request broke in the server", exc_info=exc)
        with suppress(OSError):
            client.sendall(whole_answer(status))
