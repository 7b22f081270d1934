"""The service starts only on a whole house, says what it found, and stops clean."""

import os
import signal
import socket
import stat
import subprocess
import sys
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from terminals import PASSWORD

from journal.cli.serving import is_free

PROGRAM = (sys.executable, "-c", "from journal.app import main; main()")


def free_port():
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(terminal, port):
    """Return the environment of a service of this house."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JOURNAL_")}
    return kept | terminal.environ | {"JOURNAL_BIND_PORT": str(port), "PYTHONUNBUFFERED": "1"}


@contextmanager
def serving(terminal, port):
    """Run the service as its keeper does; it is stopped by SIGTERM."""
    process = subprocess.Popen(
        [*PROGRAM, "serve"],
        env=environment(terminal, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    for line in process.stderr:
        said.append(line)
        if "Listening" in line:
            break
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        _, rest = process.communicate(timeout=60)
        process.said = "".join([*said, rest])


def answer(port):
    """Return the status of the first page for a stranger."""
    try:
        with urlopen(f"http://127.0.0.1:{port}/", timeout=60) as response:
            return response.status
    except HTTPError as error:
        with error:
            return error.code


def actions(terminal):
    """Return what the log says was done, in order of its query column."""
    house = terminal.composition.open_house(terminal.settings())
    with house.sessions() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT act FROM audit_entry JOIN audit_leaf ON entry_id = id ORDER BY seq"
        )
        found = [act for (act,) in rows]
    terminal.composition.close_house(house)
    return found


def test_the_service_serves_and_leaves_a_clean_house(terminal):
    """Start and stop stand in the log, the port is free, and verify runs beside it."""
    port = free_port()
    with serving(terminal, port) as process:
        served = answer(port)
        beside = terminal.run("verify")
        second = terminal.run("serve", JOURNAL_BIND_PORT=str(free_port()))
        taken = terminal.run("serve", JOURNAL_BIND_PORT=str(port))
    run = terminal.folder / "run"

    assert served in (200, 401)
    assert 0 == beside.exit_code, beside.output
    assert (1, "This house is served already.\n") == (second.exit_code, second.output)
    assert 1 == taken.exit_code
    assert f"Port {port} of 127.0.0.1 is taken." in taken.output
    assert 0 == process.returncode, process.said
    assert ["svc.start", "svc.stop"] == actions(terminal)[-2:]
    assert is_free("127.0.0.1", port)
    assert 0 == terminal.run("verify").exit_code
    assert (0o700, 0o400) == (
        stat.S_IMODE(run.stat().st_mode),
        stat.S_IMODE((run / "node-secret").stat().st_mode),
    )


def test_what_is_due_is_done_at_each_start(terminal, opened, change):
    """Before anybody can ask: an access whose time ran out while nothing ran is ended."""
    change("UPDATE timed_access SET expires_at = opened_at + 1")
    with serving(terminal, free_port()):
        pass

    assert ["svc.start", "bg.close", "svc.stop"] == actions(terminal)[-3:]


def test_every_start_draws_a_new_secret(terminal):
    """All sessions of the last start end with it."""
    secrets = []
    for port in (free_port(), free_port()):
        with serving(terminal, port):
            assert answer(port) in (200, 401)
            secrets.append((terminal.folder / "run" / "node-secret").read_text())

    assert 2 == len(set(secrets))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("secret/kek-root.key", "Put it back from its printed copy"),
        ("state/kek/shares.sqlite", "The share store is missing"),
        ("state/db/journal.sqlite", "The database is missing"),
        ("config/pins.toml", "Put it back from a backup"),
    ],
)
def test_a_house_that_is_not_whole_is_not_served(path, said, terminal):
    """One sentence says how to mend it; exit code 1, and nothing listens."""
    (terminal.folder / path).unlink()
    port = free_port()
    result = terminal.run("serve", JOURNAL_BIND_PORT=str(port))

    assert 1 == result.exit_code
    assert said in result.output
    assert is_free("127.0.0.1", port)


def test_a_key_that_others_can_read_is_named_with_its_mending(terminal):
    """The service would run; it refuses so that it is noticed."""
    (terminal.folder / "secret/kek-root.key").chmod(0o444)
    result = terminal.run("serve", JOURNAL_BIND_PORT=str(free_port()))

    assert 1 == result.exit_code
    assert "chmod 0400 kek-root.key" in result.output


def test_no_password_is_in_the_technical_log(terminal):
    """The machine's keeper reads what ran, not what people typed or who they are."""
    port = free_port()
    with serving(terminal, port) as process:
        answer(port)

    assert [] == [word for word in (PASSWORD, "anna", "Anna Ager") if word in process.said]


UNREADABLE = {
    "no request at all": (b"Grete Gran 010203-1234\r\n\r\n", 400),
    "a line without end": (b"GET /" + b"gran" * 2_500 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "a head without end": (
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Gran: gran\r\n" * 200 + b"\r\n",
        431,
    ),
    "a header that is none": (b"GET / HTTP/1.1\r\nHost: x\r\nGrete Gran\r\n\r\n", 400),
    "a foreign coding": (
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gran\r\n\r\n",
        501,
    ),
}


def exchange(port, sent):
    """Send bytes as they are; return head and body of what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(sent)
        answered = b""
        while piece := connection.recv(65_536):
            answered += piece
    head, _, body = answered.partition(b"\r\n\r\n")
    return head.decode().split("\r\n"), body.decode()


def test_what_cannot_be_read_gets_our_own_answer_and_leaves_no_trace(terminal):
    """The page and its headers are ours; of sender and words nothing is in the technical log."""
    port = free_port()
    answers = {}
    with serving(terminal, port) as process:
        for name, (sent, _) in UNREADABLE.items():
            answers[name] = exchange(port, sent)
        readable, _ = exchange(port, b"GET /log-ind HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")

    for name, (head, body) in answers.items():
        assert f"HTTP/1.1 {UNREADABLE[name][1]} " in head[0], name
        assert "X-Content-Type-Options: nosniff" in head, name
        assert "Cache-Control: no-store" in head, name
        assert "gran" not in body.casefold(), name
    for head in (readable, *(head for head, _ in answers.values())):
        assert [] == [line for line in head if line.startswith("Server") or "gunicorn" in line]
    assert "gran" not in process.said.casefold()
    assert "127.0.0.1" not in process.said.split("Listening")[1].split("\n", 1)[1]
