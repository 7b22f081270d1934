"""
``journal serve``: the production server of one house.

Rules upheld here: a new node secret at every start ends all sessions of the last; the log is
verified once and the outcome said, and what is due is done; start and stop stand in the log, each
with a checkpoint; the application is made in the worker, after the fork, so that no connection is
shared.
"""

import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click
import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from config.logging import configure_logging
from config.settings import Settings
from journal.cli.acting import composition, settings
from journal.cli.composition import Composition
from journal.cli.due import say_done, say_watch
from journal.cli.holding import held
from journal.cli.reports import say_report
from journal.cli.speaking import Command
from journal.cli.words import sentence
from journal.domain.errors import N_, JournalError, StartRefused
from journal.request import due
from journal.services import condition
from journal.services.house import House, note_start, note_stop
from journal.vault.session import new_node_secret
from journal.vault.verifier import Report

UMASK = 0o077
GRACE_SECONDS = 30
"""How long requests in hand may take to finish when the service is asked to stop."""


@click.command(
    cls=Command,
    help=N_(
        "Serve the journal until it is asked to stop (SIGTERM or Ctrl-C); requests in hand are "
        "finished first. It listens on this machine only unless the settings say otherwise."
    ),
)
def serve() -> None:
    """Serve the house of the settings."""
    configure_logging()
    run(composition(), settings(), "info")


def run(
    parts: Composition, chosen: Settings, log_level: str, greet: Callable[[], None] | None = None
) -> None:
    """
    Serve a house; returns by ending the process.

    Args:
        parts: how the house is reached.
        chosen: the settings.
        log_level: of the server's own lines.
        greet: says the address, once it is certain that it will be this server's.

    Raises:
        StartRefused: the house is not whole, is served already, or the port is taken.
    """
    _require_port(chosen)
    with held(chosen):
        if greet is not None:
            greet()
        report = _begin(parts, chosen)
        Server(parts, chosen, report, log_level).run()


def _require_port(chosen: Settings) -> None:
    if not is_free(chosen.bind_host, chosen.bind_port):
        raise StartRefused(
            N_("Port %(port)s of %(host)s is taken. Stop what uses it, or set another bind_port."),
            port=chosen.bind_port,
            host=chosen.bind_host,
        )


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError:
        return False
    return True


def _begin(parts: Composition, chosen: Settings) -> Report:
    """Open the house once, verify its log, note the start, do what is due, and let go of it all."""
    house = parts.open_house(chosen)
    try:
        report = parts.verify(chosen, None)
        say_report(report)
        condition.note_report(chosen, report, datetime.now(UTC))
        new_node_secret(chosen.node_secret_path)
        for path in chosen.run_dir.glob(f"{chosen.sessions_path.name}*"):
            path.unlink()  # no session of the last start opens with the new secret
        note_start(house)
        _do_what_is_due(house)
    finally:
        parts.close_house(house)
    return report


def _do_what_is_due(house: House) -> None:
    """What a timer does is done at each start as well; a fault there must not keep people out."""
    try:
        say_done(due.run(house.context("job")))
        say_watch(condition.keep_watch(house))
    except JournalError as error:
        click.echo(sentence(error), err=True)


class ServerLog(Logger):  # type: ignore[misc]  # the server ships no types
    """Hands the server's own lines to the technical log, and has no access log."""

    def setup(self, cfg: Any) -> None:
        """Set the level; the handler is that of the technical log."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Server(BaseApplication):  # type: ignore[misc]  # the server ships no types
    """
    The server process, from which its workers are forked.

    Args:
        parts: how the house is reached.
        chosen: the settings.
        report: of the verification at start, for the leader's page.
        log_level: of the server's own lines.
    """

    def __init__(
        self, parts: Composition, chosen: Settings, report: Report, log_level: str
    ) -> None:
        self._parts = parts
        self._chosen = chosen
        self._report = report
        self._log_level = log_level
        super().__init__()

    def load_config(self) -> None:
        """Tell the server what it may do; nothing comes from its own files or variables."""
        host = self._chosen.bind_host
        options = {
            "bind": f"[{host}]:{self._chosen.bind_port}"
            if ":" in host
            else f"{host}:{self._chosen.bind_port}",
            "workers": self._chosen.workers,
            "threads": self._chosen.threads,
            "worker_class": self._parts.worker,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "graceful_timeout": GRACE_SECONDS,
            "worker_tmp_dir": str(self._chosen.run_dir),
            "umask": UMASK,
            "logger_class": ServerLog,
            "loglevel": self._log_level,
            "proc_name": "vaern",
            "on_exit": self._end,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application, in a worker."""
        house = self._parts.open_house(self._chosen)
        house.watch.note(self._report, datetime.now(UTC))
        return self._parts.create_app(house)

    def _end(self, _server: Any) -> None:
        """Put the stop on record when the last worker has gone."""
        try:
            house = self._parts.open_house(self._chosen)
            note_stop(house)
            self._parts.close_house(house)
        except Exception as error:  # noqa: BLE001 -- the process ends either way; the log says why
            structlog.get_logger().error("stop not on record", failure=[type(error).__name__])
