"""The technical log keeps what the machine's keeper needs and nothing that a person wrote."""

import io
import json
import logging

import pytest
import structlog

from config.logging import configure_logging

SECRET = "Birgitte bor på Ahornstien 14\r\n\x1b[31m\u202e"


@pytest.fixture
def written():
    """Return the stream that the log goes to; afterwards the log is as it was."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging(stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:], root.level = before[0], before[1]


@pytest.fixture
def lines(written):
    """Return a function that gives all lines so far, parsed."""
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_has_time_level_and_the_allowed_fields_only(lines):
    """Whatever else a caller passes is dropped."""
    structlog.get_logger().info(
        "request", status=200, route="/sager/<case>", user="bgt", body=SECRET, ms=12
    )

    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "status": 200,
        "route": "/sager/<case>",
        "ms": 12,
    }


def test_of_an_exception_only_types_and_places_are_kept(lines):
    """Its message may hold what a person wrote, and so may that of its cause."""
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        structlog.get_logger().exception("fault", request_id="r1")

    (line,) = lines()
    assert line["failure"] == ["RuntimeError", "ValueError"]
    assert [f"{__name__}:"] == [place.rstrip("0123456789") for place in line["frames"]]
    assert "Birgitte" not in json.dumps(line)


def test_a_library_cannot_write_values_either(lines):
    """Of another library's line its name is kept; of the server's the sentence, gaps unfilled."""
    logging.getLogger("some.library").error("cannot open %s", SECRET)
    logging.getLogger("gunicorn.error").error("Error handling request %s", SECRET)
    try:
        int(SECRET)
    except ValueError:
        logging.getLogger("some.library").exception(f"bad {SECRET}")  # noqa: G004 - as libraries do

    written = lines()
    assert ["some.library", "Error handling request %s", "some.library"] == [
        line["event"] for line in written
    ]
    assert written[2]["failure"] == ["ValueError"]
    assert "Birgitte" not in json.dumps(written)


def test_one_event_is_one_line_of_plain_characters(written):
    """Line ends, colours and turned writing cannot forge or hide a line."""
    structlog.get_logger().warning(SECRET)

    line = written.getvalue()
    assert line.count("\n") == 1
    assert line.strip().isascii()
    assert "\x1b" not in line
