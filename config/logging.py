"""
The technical log: one JSON object a line, on standard error.

Rules upheld here: a field that is not on the list below is dropped, whatever a caller passes; of an
exception only types and places are kept, since its message may hold what a person wrote. This log
is for the machine's keeper; who read what stands in the journal's own log, not here.
"""

import logging
import sys
import traceback
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

ALLOWED = frozenset(
    {
        "address",  # of our own socket, never of a visitor
        "check",
        "code",
        "count",
        "engine",
        "event",
        "failure",
        "frames",
        "kind",
        "level",
        "method",
        "ms",
        "port",
        "process",
        "request_id",
        "route",  # the rule of the URL map, never the address that was asked for
        "setting",
        "size",
        "status",
        "timestamp",
        "version",
    }
)
FRAMES_KEPT = 20


def configure_logging(level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """
    Send structlog's and the standard library's log through the same list, as JSON lines.

    Args:
        level: the lowest level that is written, as in ``logging``.
        stream: where the lines go; standard error unless said otherwise.
    """
    structlog.configure(
        processors=[structlog.processors.add_log_level, *_LINE],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LibraryFormatter())
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


class LibraryFormatter(logging.Formatter):
    """
    Writes what a library logs as one of our lines, without the values in its message.

    Of the WSGI server a sentence is kept with its gaps unfilled, where it has gaps: one without may
    have been filled already. Of every other library only its name is kept.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one JSON line, without its end."""
        known = record.name.split(".")[0] == "gunicorn" and bool(record.args)
        event = {
            "event": str(record.msg) if known else record.name,
            "level": record.levelname.lower(),
            "exc_info": record.exc_info,
        }
        line: EventDict | str = event
        for processor in _LINE:
            line = processor(None, record.levelname, line)  # type: ignore[arg-type, assignment]  # structlog's own loose type
        return str(line)


def reduce_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its types, outermost first, and the places it came through."""
    error = _error(event.pop("exc_info", None))
    if error is not None:
        event["failure"] = _types(error)
        event["frames"] = _places(error)
    return event


def keep_allowed(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Drop every field that is not on the list."""
    return {name: value for name, value in event.items() if name in ALLOWED}


def _error(given: object) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None


def _types(error: BaseException) -> list[str]:
    names: list[str] = []
    link: BaseException | None = error
    while link is not None and len(names) < FRAMES_KEPT:
        names.append(type(link).__qualname__)
        link = link.__cause__ or link.__context__
    return names


def _places(error: BaseException) -> list[str]:
    frames = traceback.walk_tb(error.__traceback__)
    places = [f"{frame.f_globals.get('__name__', '?')}:{line}" for frame, line in frames]
    return places[-FRAMES_KEPT:]


_LINE: tuple[Processor, ...] = (
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    reduce_exception,
    keep_allowed,
    structlog.processors.JSONRenderer(),
)
