"""
What others did to a colleague's account, or with a use of hers, as she herself may see it.

Rules: that something was reviewed is hers to know, what was found is told her by a person; what
keeps her away from a case is told nowhere.
"""

from journal.domain.access import Action
from journal.domain.audit import text_of
from journal.domain.ids import EventId
from journal.services.work import Work
from journal.store import history
from journal.store import oversight as oversight_store
from journal.store import timed_access as timed_store

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


def find(work: Work) -> list[EventId]:
    """The events that are about the actor, whoever did them; leaves no event."""
    own, alias = work.principal.id, work.principal.alias
    if own is None or alias is None:
        return []
    word = f'"{text_of(own.bytes)}"'.encode()
    found = history.naming(work.session, [action.value for action in UPON], word)
    found += oversight_store.reviews_of(work.session, alias)
    return found + timed_store.reviews_of(work.session, own)
