"""
Statements are compiled once for all houses of a run, not once for each.

A service has one engine and compiles each statement once; a test has an engine of its own, and
would spend an eighth of its time on making the same text of SQL again.
"""

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

COMPILED = {}


def compile_once():
    """Let engines of the same kind of database share what they have compiled."""
    DefaultDialect.__hash__ = lambda self: hash(type(self))
    DefaultDialect.__eq__ = lambda self, other: type(self) is type(other)
    event.listen(Engine, "engine_connect", share)


def share(connection):
    """Let a connection look among the statements of all engines."""
    connection.execution_options(compiled_cache=COMPILED)
