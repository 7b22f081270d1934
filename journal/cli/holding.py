"""Keeping a house to oneself: while it is served, and while its root key is exchanged."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from config.settings import Settings
from journal.domain.errors import N_, StartRefused

PRIVATE = 0o700


@contextmanager
def held(chosen: Settings) -> Iterator[None]:
    """
    Keep every other server of the same house out.

    A second one would end the sessions of the first, or write under a key that is on its way out.

    Raises:
        StartRefused: it is served already.
    """
    chosen.run_dir.mkdir(PRIVATE, parents=True, exist_ok=True)
    chosen.run_dir.chmod(PRIVATE)
    with (chosen.run_dir / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartRefused(N_("This house is served already.")) from error
        yield
