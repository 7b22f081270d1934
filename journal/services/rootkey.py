"""Putting what the database holds under a new root key; no password is needed for it."""

from journal.domain.access import Action, Basis
from journal.domain.audit import Item
from journal.domain.errors import Tampered
from journal.domain.ids import StaffId
from journal.services.work import Work
from journal.store import residents as resident_store
from journal.store import staff as staff_store


def reseal(work: Work) -> int:
    """
    Seal the keys of colleagues and residents under the root key that seals now; it is on record.

    Keys that open under no root key stay as they are and are reported: they were lost before.

    Returns:
        How many accounts were sealed again; the others lay under the new key already.
    """
    count = 0
    for secret in staff_store.secrets(work.session):
        try:
            count += work.vault.unlocker.reseal(secret)
        except Tampered:
            work.desk.damaged.append(Item(case=None, row=StaffId(secret.staff_id)))
    for row in resident_store.everybody(work.session):
        try:
            work.vault.unlocker.reseal_resident(row)
        except Tampered:
            work.desk.damaged.append(Item(case=None, row=row.case_id))
    work.act(Action.KEY_ROOT, basis=Basis.JOB, count=count)
    return count
