"""
The body of a request is read whole, within a size and a time, before the application starts.

Rules upheld here: a body is complete or refused, never cut short; a length is announced and held; a
sender who stalls or trickles loses the connection at the deadline and no thread waits for her
longer; the answers are fixed bytes, so a refusal costs neither template nor database.
"""

import io
import socket
import threading
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from journal.web.headers import NEVER_KEPT, SECURITY_HEADERS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MAX_PARTS: Final = 1_000
FORM: Final = "application/x-www-form-urlencoded"

_PAGE: Final = """<!doctype html>
<html lang="da">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><main><h1>{title}</h1><p>{danish}</p><p lang="en">{english}</p></main></body>
</html>
"""
_TEXTS: Final = {
    HTTPStatus.BAD_REQUEST: (
        "Det sendte kunne ikke læses",
        "Intet er gemt. Gå tilbage, og prøv igen.",
        "What was sent could not be read. Nothing was saved. Go back and try again.",
    ),
    HTTPStatus.REQUEST_TIMEOUT: (
        "Det tog for lang tid",
        "Forbindelsen var for langsom, og intet er gemt. Gå tilbage, og prøv igen.",
        "The connection was too slow and nothing was saved. Go back and try again.",
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Noget gik galt",
        "Intet er gemt. Prøv igen om lidt.",
        "Something went wrong. Nothing was saved. Try again in a moment.",
    ),
    HTTPStatus.LENGTH_REQUIRED: (
        "Det sendte kunne ikke læses",
        "Længden manglede, og intet er gemt. Gå tilbage, og prøv igen.",
        "The length was missing and nothing was saved. Go back and try again.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "Det sendte er for stort",
        "Intet er gemt. Gå tilbage, og send mindre ad gangen.",
        "What was sent is too large. Nothing was saved. Go back and send less at a time.",
    ),
}


class _RefusedError(Exception):
    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class BodyGuard:
    """
    WSGI middleware that hands the application a whole body or answers in its place.

    Args:
        app: the application behind it.
        limit: the longest body, in bytes.
        deadline_seconds: how long a sender may take from the end of the headers. The deadline holds
            where the server gives its socket (gunicorn does); elsewhere the body is just read.
    """

    def __init__(self, app: "WSGIApplication", limit: int, deadline_seconds: float) -> None:
        self._app = app
        self._limit = limit
        self._deadline = deadline_seconds

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer the request once its body is there, or say why it is refused."""
        try:
            length = _announced_length(environ, self._limit)
            body = self._read(environ, length) if length else b""
            _count_parts(environ, body)
        except _RefusedError as refused:
            return _answer(refused.status, start_response)
        environ["wsgi.input"] = io.BytesIO(body)
        return self._app(environ, start_response)

    def _read(self, environ: "WSGIEnvironment", length: int) -> bytes:
        connection = environ.get("gunicorn.socket")
        if not isinstance(connection, socket.socket):
            return _whole(environ, length)
        cut = threading.Timer(self._deadline, _stop_reading, (connection,))
        cut.daemon = True
        cut.start()
        try:
            return _whole(environ, length)
        except _RefusedError:
            # gunicorn then closes the connection: the rest must not pass for another request.
            environ["wsgi.input"].failed = True
            raise
        finally:
            cut.cancel()


def _announced_length(environ: "WSGIEnvironment", limit: int) -> int:
    """Return the length of the body in bytes, from the headers alone."""
    announced = environ.get("CONTENT_LENGTH") or ""
    if "HTTP_TRANSFER_ENCODING" in environ:
        # Werkzeug cuts a chunked body at its limit without a word: half a note would be saved.
        both = HTTPStatus.BAD_REQUEST if announced else HTTPStatus.LENGTH_REQUIRED
        raise _RefusedError(both)
    if not announced:
        return 0
    if not (announced.isascii() and announced.isdigit()):
        raise _RefusedError(HTTPStatus.BAD_REQUEST)
    if len(announced) > len(str(limit)) or int(announced) > limit:
        raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return int(announced)


def _whole(environ: "WSGIEnvironment", length: int) -> bytes:
    stream = environ["wsgi.input"]
    body = bytearray()
    with suppress(OSError):
        while len(body) < length and (piece := stream.read(length - len(body))):
            body += piece
    if len(body) < length:
        raise _RefusedError(HTTPStatus.REQUEST_TIMEOUT)
    return bytes(body)


def _stop_reading(connection: socket.socket) -> None:
    """Wake the thread that waits for the body, and leave the way back open for the answer."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)


def _count_parts(environ: "WSGIEnvironment", body: bytes) -> None:
    """Werkzeug limits the fields of a multipart form, but not of this kind."""
    is_form = environ.get("CONTENT_TYPE", "").lower().startswith(FORM)
    if is_form and body.count(b"&") >= MAX_PARTS:
        raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def fixed_page(status: HTTPStatus) -> bytes:
    """
    A page of fixed bytes in both languages, which needs nothing of the application.

    Args:
        status: of the answer; one without words of its own has those of 400.
    """
    title, danish, english = _TEXTS.get(status, _TEXTS[HTTPStatus.BAD_REQUEST])
    return _PAGE.format(title=title, danish=danish, english=english).encode()


def _answer(status: HTTPStatus, start_response: "StartResponse") -> Iterable[bytes]:
    page = fixed_page(status)
    start_response(f"{status.value} {status.phrase}", _head(page))
    return [page]


def whole_answer(status: HTTPStatus) -> bytes:
    """A whole answer for a request that never reached the application, from its first byte."""
    page = fixed_page(status)
    first = f"HTTP/1.1 {status.value} {status.phrase}"
    lines = [first, *(f"{name}: {value}" for name, value in _head(page)), "", ""]
    return "\r\n".join(lines).encode("latin-1") + page


def _head(page: bytes) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Length", str(len(page))),
        ("Cache-Control", NEVER_KEPT),
        ("Connection", "close"),
        *SECURITY_HEADERS,
    ]
