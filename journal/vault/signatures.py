"""
Whose signature a row of the yearly figures carries.

Rule: it counts if the post was hers in the very act that wrote the row, as its event tells.
"""

from uuid import UUID

from journal.domain.access import Action
from journal.domain.ids import CertificateId, EventId, StaffId
from journal.store.staff import AppointmentRow
from journal.vault.desk import Desk
from journal.vault.workshop import Workshop


def by(
    shop: Workshop,
    desk: Desk,
    event_id: EventId,
    action: Action,
    row: UUID,
    claim: tuple[CertificateId, bytes, bytes],
) -> AppointmentRow | None:
    """The post of whoever signed a row, if it was hers in the act that its event tells of."""
    standing = shop.standing
    began = standing.evidence.begun(desk, event_id, action)
    if began is None or (None, row) not in began.named:
        return None
    signer = standing.signer(desk, *claim, began)
    is_hers = signer is not None and standing.is_actor(desk, began, StaffId(signer.staff_id))
    return signer if is_hers else None
