"""A terminal in which a test types commands, and the hands that answer its questions."""

import io
from dataclasses import replace
from functools import partial

from click.testing import CliRunner

from config.settings import load_settings
from journal import app
from journal.cli import Composition
from journal.cli import founding as founding_commands
from journal.cli.main import journal
from journal.vault.unlock import CHEAPEST
from journal.web.worker import Worker

PASSWORD = "fire grønne heste"

COMPOSITION = Composition(
    open_house=partial(app.open_house, profile=CHEAPEST),
    open_copy=partial(app.open_copy, profile=CHEAPEST),
    new_house=app.new_house,
    close_house=app.close_house,
    has_house=app.has_house,
    files_of=app.files_of,
    migrate=app.migrate,
    owned=app.owned,
    verify=app.verify_log,
    open_log=app.open_log,
    end_sessions=app.end_sessions,
    create_app=app.create_app,
    worker=Worker,
    profile=CHEAPEST,
)
"""The real parts of a house, with passwords that cost a test nothing."""


class Hands(io.BufferedIOBase):
    """Types one line after the other; a line may be made when it is asked for."""

    def __init__(self, lines):
        super().__init__()
        self._lines = iter(lines)

    def readable(self):
        return True

    def read(self, size=-1):
        line = next(self._lines, None) if size else None  # size 0 only asks whether we are bytes
        return b"" if line is None else f"{line() if callable(line) else line}\n".encode()

    read1 = read


class Terminal:
    """Runs commands on the house of one folder."""

    def __init__(self, folder, **changes):
        self.folder = folder
        self.composition = replace(COMPOSITION, **changes)
        self.environ = {
            f"JOURNAL_{name.upper()}_DIR": str(folder / name)
            for name in ("config", "secret", "state", "run")
        } | {"JOURNAL_LANGUAGE": "en", "JOURNAL_RESERVE_MEGABYTES": "1"}

    def run(self, *words, typed=(), **environ):
        """Run a command; the return value has its exit code and what it printed."""
        return CliRunner().invoke(
            journal,
            words,
            input=Hands(typed),
            env=self.environ | environ,
            obj=self.composition,
            prog_name="journal",
        )

    def use(self, database_url, owner_url):
        """Work on a PostgreSQL database from now on; on the file of the folder for none."""
        self.environ["JOURNAL_DATABASE_URL"] = database_url
        self.environ["JOURNAL_OWNER_DATABASE_URL"] = owner_url

    def settings(self):
        """Return the settings of the house."""
        return load_settings(self.environ)

    def init(self, monkeypatch, password, mistake=None, owner=None):
        """Found a house, typing the slips back; return the result and the foundation."""
        laid = []

        def lay(files):
            laid.append(founding_commands_lay(files))
            return laid[-1]

        founding_commands_lay = founding_commands.lay
        monkeypatch.setattr(founding_commands, "lay", lay)
        slips = [lambda n=n: laid[0].slips()[n].lower() for n in range(3)]
        asked = [password, password, *([mistake] if mistake else []), *slips]
        typed = [owner, *asked] if owner else asked
        result = self.run("init", "--name", "Lone Leder", "--login", "lone", typed=typed)
        return result, laid[0] if laid else None
