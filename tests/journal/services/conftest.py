"""What goes wrong around a unit of work, made to happen, and what is watched meanwhile."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event, text

from crypto import wrap
from journal.services import teams
from journal.services.work import perform


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


@pytest.fixture
def denials(events):
    """Return a function that gives the acts that were refused since the test asked for it."""
    before = len(events())
    return lambda: [event["act"] for event in events()[before:] if event["out"] == "denied"]


@pytest.fixture
def set_team(context, sign_in, people):
    """Return a function that makes colleagues, by sign-in names, the team of a case."""

    def make_team(case_id, *logins):
        wanted = frozenset(people[login] for login in logins)
        return perform(context(sign_in("lone")), teams.set_team, case_id, wanted)

    return make_team


@pytest.fixture
def unlock_log(owner, engine_name):
    """Return a function that takes the triggers of the log's entries away, as an intruder would."""

    def drop_triggers():
        with owner.begin() as connection:
            if engine_name == "postgresql":
                connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
                return
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).scalars()
            for name in names.all():
                connection.execute(text(f"DROP TRIGGER {name}"))

    return drop_triggers
