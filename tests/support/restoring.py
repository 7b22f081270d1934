"""What a test of restoring types and looks at: the two who confirm, the database, the log."""

import sqlite3
from contextlib import closing

from terminals import PASSWORD

CONFIRM = ("--as", "lone", "--second", "birgit")
TYPED = [PASSWORD, PASSWORD]


class Dies(BaseException):
    """The machine loses its power."""


def rows(there, statement):
    """Return what the database of a house holds."""
    with closing(sqlite3.connect(there.folder / "state/db/journal.sqlite")) as connection:
        return connection.execute(statement).fetchall()


def acts(there):
    """Return what the log of a house names, oldest first."""
    statement = "SELECT act FROM audit_entry e JOIN audit_leaf l ON l.entry_id = e.id ORDER BY seq"
    return [row[0] for row in rows(there, statement)]


def show(there, case_id, login="anna"):
    """Show the case, with a colleague's password."""
    return there.run("case", "show", case_id, "--as", login, typed=[PASSWORD])
