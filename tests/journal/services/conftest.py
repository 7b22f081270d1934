"""What goes wrong around a unit of work, made to happen, and what is watched meanwhile."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from crypto import wrap


@pytest.fixture
def unwraps(monkeypatch):
    """Return a list that grows by one with every key that is unwrapped."""
    calls, real = [], wrap.unwrap

    def watched(*args):
        calls.append(args)
        return real(*args)

    monkeypatch.setattr(wrap, "unwrap", watched)
    return calls


@pytest.fixture
def hook(house):
    """Return a context manager that runs a function at an event of the database connection."""

    @contextmanager
    def listening(name, function):
        engine = house.sessions.kw["bind"]
        event.listen(engine, name, function)
        try:
            yield
        finally:
            event.remove(engine, name, function)

    return listening


@pytest.fixture
def verify_log(house):
    """Return a function that verifies the whole log and gives the check that failed, or None."""

    def run():
        with house.sessions() as session:
            return house.vault.verify(session).check

    return run
