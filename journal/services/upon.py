"""
What others did to a colleague's account, or with a use of hers, as she herself may see it.

Rules: that something was reviewed is hers to know, what was found is told her by a person; what
keeps her away from a case is told nowhere.
"""

from collections.abc import Sequence

from journal.domain.access import Action
from journal.domain.audit import text_of
from journal.domain.ids import EventId, StaffAlias
from journal.services.work import Work
from journal.store import history, logbook
from journal.store import oversight as oversight_store
from journal.store import timed_access as timed_store
from journal.store.audit import AuditEntryRow
from journal.store.logbook import Search

MOST = 10_000
"""More than others do to one account in five years."""

UPON = (
    Action.STAFF_ADD,
    Action.STAFF_INVITE,
    Action.STAFF_SUSPEND,
    Action.STAFF_RESUME,
    Action.STAFF_LEAVE,
    Action.CERT_ISSUE,
    Action.CERT_REVOKE,
    Action.PASSWORD_RESET,
    Action.TEAM_ADD,
    Action.TEAM_REMOVE,
)
"""
Acts of others that name the colleague whom they are about. A wrong password that is typed in her
name is no such act: it stands in the log as hers.
"""


def page(
    work: Work, alias: StaffAlias, number: int, size: int
) -> tuple[Sequence[AuditEntryRow], int]:
    """
    A page of what the actor did and of what is about her, newest first; leaves no event.

    The few events of others are put between her own, which the log finds by her alias: one search
    for both would read the whole log.

    Args:
        alias: of the actor.
        number: of the page, from 1; one behind the last is the last.

    Returns:
        The entries, and how many there are on all pages.
    """
    found = logbook.search(work.session, Search(among=_find(work, alias)), 0, MOST)
    others = [row for row in found if row.actor != alias]
    own = Search(actor=alias)
    total = logbook.count(work.session, own) + len(others)
    begin = (min(max(number, 1), max(1, -(-total // size))) - 1) * size
    # At most so many of others stand before this page: none of her own before this one is on it.
    first = max(0, begin - len(others))
    hers = logbook.search(work.session, own, first, size + len(others))
    before = sum(row.t > hers[0].t for row in others) if first else 0
    rows = sorted([*hers, *others[before:]], key=lambda row: -row.t)
    skipped = begin - first - before
    return rows[skipped : skipped + size], total


def _find(work: Work, alias: StaffAlias) -> list[EventId]:
    """The events that are about the actor, whoever did them."""
    own = work.principal.id
    if own is None:
        return []
    word = f'"{text_of(own.bytes)}"'.encode()
    found = history.naming(work.session, [action.value for action in UPON], word)
    found += oversight_store.reviews_of(work.session, alias)
    return found + timed_store.reviews_of(work.session, own)
