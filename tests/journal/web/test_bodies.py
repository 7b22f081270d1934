"""A body arrives whole and in time, or it is refused in plain words: tried on a real server too."""

import io
import re
import socket
import subprocess
import sys
import tomllib
from contextlib import ExitStack
from pathlib import Path

import pytest
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

import config.settings
from journal.web.bodies import MAX_PARTS, BodyGuard
from journal.web.headers import SECURITY_HEADERS

LIMIT = 100_000
DEADLINE = 1.0
ANSWER_WITHIN = 30  # seconds; a limit for a broken server, never waited for by a sound one

SERVED = f"""
from journal.web.bodies import BodyGuard

def echo(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]

application = BodyGuard(echo, limit={LIMIT}, deadline_seconds={DEADLINE})
"""


def echo(environ, start_response):
    """Answer with the body that was sent."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


@pytest.fixture
def guard():
    """Return the guard in front of an application that sends the body back."""
    return BodyGuard(echo, limit=LIMIT, deadline_seconds=DEADLINE)


def ask(guard, body=b"", **environ):
    """Send a body with exactly the given environment."""
    asked = EnvironBuilder(method="POST").get_environ()
    asked |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))} | environ
    asked = {name: value for name, value in asked.items() if value is not None}
    answered, status, headers = run_wsgi_app(guard, asked)
    return int(status.split()[0]), b"".join(answered), headers


@pytest.mark.parametrize("body", [b"", b"a", b"\x00\xff" * 500, b"x" * LIMIT])
def test_a_whole_body_passes_unchanged(guard, body):
    """Nothing is lost or added, up to the last byte that is allowed."""
    assert (200, body) == ask(guard, body)[:2]


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": None}, 411),
        ({"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "3"}, 400),
        ({"HTTP_TRANSFER_ENCODING": "", "CONTENT_LENGTH": "3"}, 400),
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "+3"}, 400),
        ({"CONTENT_LENGTH": "3, 3"}, 400),
        ({"CONTENT_LENGTH": "\u0663"}, 400),
        ({"CONTENT_LENGTH": str(LIMIT + 1)}, 413),
        ({"CONTENT_LENGTH": "9" * 5_000}, 413),
        ({"CONTENT_LENGTH": "4"}, 408),
    ],
)
def test_a_body_that_cannot_be_whole_is_refused(guard, environ, status):
    """Unknown, doubtful, too long or too short: the application never starts."""
    code, page, headers = ask(guard, b"abc", **environ)

    assert status == code
    assert b"abc" not in page
    assert set(SECURITY_HEADERS) <= set(headers.items())
    assert headers["Cache-Control"] == "no-store"
    assert b'lang="da"' in page
    assert b'lang="en"' in page


def test_a_large_body_is_refused_before_it_is_read(guard):
    """The announced length decides; not one byte of it is taken."""
    stream = io.BytesIO(b"x" * (LIMIT + 1))

    ask(guard, CONTENT_LENGTH=str(LIMIT + 1), **{"wsgi.input": stream})

    assert stream.tell() == 0


def test_a_form_of_very_many_parts_is_refused(guard):
    """Ten thousand empty fields would keep the parser busy; a thousand is more than any form."""
    form = {"CONTENT_TYPE": "Application/X-WWW-Form-Urlencoded; charset=utf-8"}

    assert ask(guard, b"&".join([b"a"] * MAX_PARTS), **form)[0] == 200
    assert ask(guard, b"&".join([b"a"] * (MAX_PARTS + 1)), **form)[0] == 413
    assert ask(guard, b"&" * 2_000, CONTENT_TYPE="text/plain")[0] == 200


def test_a_page_without_a_body_is_just_asked_for(guard):
    """GET is not slowed down or refused."""
    assert Client(guard).get("/").status_code == 200


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Return host and port of a real server with as many threads as a house has by default."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "served.py").write_text(SERVED)
    settings = Path(config.settings.__file__).with_name("defaults.toml")
    threads = tomllib.loads(settings.read_text())["threads"]
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind=127.0.0.1:0"]
    command += ["--worker-class=gthread", f"--threads={threads}", f"--pythonpath={folder}"]
    root = Path(config.settings.__file__).parents[1]
    with subprocess.Popen(
        [*command, "served:application"], cwd=root, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            found = next(filter(None, (re.search(r"http://(\S+):(\d+)", x) for x in server.stderr)))
            yield found[1], int(found[2])
        finally:
            server.terminate()
            server.stderr.read()


def send(address, head, body=b""):
    """Open a connection and send the beginning of a request."""
    connection = socket.create_connection(address, timeout=ANSWER_WITHIN)
    connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n" + head + b"\r\n\r\n" + body)
    return connection


def answer(connection):
    """Read until the server closes the connection; the return value is all that it said."""
    said = b""
    while piece := connection.recv(65_536):
        said += piece
    return said


def test_eight_half_open_bodies_stop_nobody_and_are_cut(address):
    """Pages answer while they hang; then each gets 408 and loses its connection."""
    with ExitStack() as opened:
        hanging = [
            opened.enter_context(send(address, b"Content-Length: 10", b"half")) for _ in range(8)
        ]
        for _ in range(8):
            page = send(address, b"Connection: close\r\nContent-Length: 4", b"side")
            with page:
                assert answer(page).endswith(b"\r\n\r\nside")
        answers = [answer(connection) for connection in hanging]

    assert [b"HTTP/1.1 408 Request Timeout"] * 8 == [said.split(b"\r\n")[0] for said in answers]


def test_a_trickle_is_cut_and_its_rest_is_no_request(address):
    """
    A byte now and then buys no more time, and what follows is not taken for another request.

    Here each new byte is sent as soon as the last one has arrived; the server still answers at the
    deadline, and the whole request that the sender adds is not answered.
    """
    with send(address, f"Content-Length: {LIMIT}".encode(), b"a") as connection:
        connection.settimeout(0.05)
        said = b""
        while not said:
            connection.sendall(b"b")
            try:
                said = connection.recv(65_536)
            except TimeoutError:
                continue
        connection.settimeout(ANSWER_WITHIN)
        try:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
            said += answer(connection)
        except ConnectionError:
            pass  # the server has closed: the rest went nowhere

    assert [b"408"] == re.findall(rb"HTTP/1.1 (\d+)", said)


def test_a_chunked_body_is_refused_on_a_real_server(address):
    """The length must be announced, so that a note is never cut short in silence."""
    head = b"Transfer-Encoding: chunked\r\nConnection: close"
    with send(address, head, b"4\r\nnote\r\n0\r\n\r\n") as connection:
        assert answer(connection).startswith(b"HTTP/1.1 411 ")


def test_two_lengths_are_refused_on_a_real_server(address):
    """Two readings of one request are how one request hides in another."""
    head = b"Transfer-Encoding: chunked\r\nContent-Length: 4"
    with send(address, head, b"0\r\n\r\n") as connection:
        assert answer(connection).startswith(b"HTTP/1.1 400 ")


def test_a_length_of_two_gigabytes_is_refused_at_once(address):
    """The answer does not wait for the body."""
    head = b"Content-Length: 2147483648\r\nConnection: close"
    with send(address, head) as connection:
        assert answer(connection).startswith(b"HTTP/1.1 413 ")
