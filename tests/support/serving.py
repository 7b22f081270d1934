"""How the production server is started for a test, on a free port of this machine, and stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 45


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Seed:
    """The program, loaded in a process of its own; as a context manager it ends with its block."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("seed.py")],
            env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, **given):
        """Start a service from it, with all that it is given; return its number."""
        self._process.stdin.write(json.dumps(given) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._process.communicate(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


class Service:
    """
    ``journal serve`` as a process of its own; every byte it says goes to a file.

    Args:
        seed: what it is started from.
        folder: where it runs and keeps its temporary files; made if it is not there.
        environ: its settings.
        figures: constants of the program, by module and name, that are smaller for a test.
    """

    def __init__(self, seed, folder, environ, figures=None):
        self.url = ""
        self.folder = Path(folder)
        self.log = self.folder / "service.log"
        self._seed = seed
        self._environ = environ
        self._figures = figures or {}
        self._number = None
        self._reader = None
        self._has_ended = threading.Event()

    def start(self):
        """Start it and wait until it listens."""
        port = free_port()
        temporary = self.folder / "temporary"
        temporary.mkdir(parents=True, exist_ok=True)
        environ = {"PATH": os.environ["PATH"], "TMPDIR": str(temporary), "LANG": "C.UTF-8"}
        said = self.folder / "said"
        said.unlink(missing_ok=True)
        os.mkfifo(said)
        listening = threading.Event()
        self._reader = threading.Thread(target=self._keep_log, args=(said, listening))
        self._reader.start()
        self._number = self._seed.start(
            folder=str(temporary),
            environ=environ | self._environ | {"JOURNAL_BIND_PORT": str(port)},
            figures=self._figures,
            said=str(said),
        )
        if not listening.wait(START_SECONDS) or self._has_ended.is_set():
            self.stop()
            raise RuntimeError(self.log.read_text())
        self.url = f"http://127.0.0.1:{port}"

    def _keep_log(self, said, listening):
        with said.open("rb") as lines, self.log.open("ab") as log:
            said.unlink()
            for line in lines:
                log.write(line)
                log.flush()
                if b"Listening at" in line:
                    listening.set()
        self._has_ended.set()
        listening.set()

    def kill(self):
        """End it with its workers at once: nobody asks what it leaves behind."""
        with suppress(ProcessLookupError):
            os.killpg(self._number, signal.SIGKILL)
        self._reader.join(STOP_SECONDS)

    def stop(self):
        """Ask it to stop, as the machine does when it shuts down, and wait for its last word."""
        with suppress(ProcessLookupError):
            os.kill(self._number, signal.SIGTERM)
        if not self._has_ended.wait(STOP_SECONDS):
            self.kill()
        self._reader.join(STOP_SECONDS)
