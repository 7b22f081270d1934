"""How the production server is started for a test, on a free port of this machine, and stopped."""

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

START_SECONDS = 60
STOP_SECONDS = 45


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service:
    """
    ``journal serve`` as a process of its own; every byte it says goes to a file.

    Args:
        folder: where it runs and keeps its temporary files; made if it is not there.
        environ: its settings.
    """

    def __init__(self, folder, environ):
        self.url = ""
        self.folder = Path(folder)
        self.log = self.folder / "service.log"
        self._environ = environ
        self._process = None
        self._reader = None

    def start(self):
        """Start it and wait until it listens."""
        port = free_port()
        temporary = self.folder / "temporary"
        temporary.mkdir(parents=True, exist_ok=True)
        environ = {"PATH": os.environ["PATH"], "TMPDIR": str(temporary), "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from journal.app import main; main()", "serve"],
            env=environ | self._environ | {"JOURNAL_BIND_PORT": str(port)},
            cwd=temporary,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        listening = threading.Event()
        self._reader = threading.Thread(target=self._keep_log, args=(listening,))
        self._reader.start()
        if not listening.wait(START_SECONDS) or self._process.poll() is not None:
            self.stop()
            raise RuntimeError(self.log.read_text())
        self.url = f"http://127.0.0.1:{port}"

    def _keep_log(self, listening):
        with self.log.open("ab") as log:
            for line in self._process.stdout:
                log.write(line)
                log.flush()
                if b"Listening at" in line:
                    listening.set()
        listening.set()

    def stop(self):
        """Ask it to stop, as the machine does when it shuts down, and wait for its last word."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._process.stdout.close()
