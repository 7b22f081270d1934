"""
Opening a journal for a time: put on record, released, wrapped; two works and a signature.

The checkpoint is signed at once, so that the opening stands outside the database before the first
line is read.
"""

from journal.domain.timed_access import Ask, Opened
from journal.services import timed_access
from journal.services.context import Context
from journal.services.record import sign_checkpoint
from journal.services.work import perform
from journal.vault.desk import Fresh


def open_access(context: Context, ask: Ask, fresh: Fresh) -> Opened:
    """
    Let the actor read one journal for a time.

    Args:
        ask: which, why, and in whose words.
        fresh: her password, typed just now.

    Raises:
        AccessDenied: unknown case, off shift, kept away, or no rule speaks for her.
        EmergencyKeyMissing: nobody has passed the gated key on to her.
        ReasonMissing, WordsTooShort, WordsTooLong: no reason that a colleague can judge.
    """
    released = perform(context, timed_access.open_access, ask, fresh)
    sign_checkpoint(context)
    return perform(context, timed_access.grant, released)
