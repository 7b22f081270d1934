"""Making the keys of a house, a case and a colleague: each is made once, by somebody who may."""

from journal.domain.access import Action
from journal.domain.compartments import (
    ABOUT_A_CASE,
    GATED,
    OF_A_CASE,
    SHARED_BY_THE_HOUSE,
    Compartment,
)
from journal.domain.ids import CaseAlias, CaseId, CertificateId
from journal.store import cases as case_store
from journal.store import keys as key_store
from journal.store.cases import CaseFileRow
from journal.store.keys import KeyEpochRow, WrapKind
from journal.store.staff import CertificateRow
from journal.vault import timed
from journal.vault.desk import Desk, Principal
from journal.vault.epochs import Recipient
from journal.vault.workshop import Workshop


def new_shares(shop: Workshop, case_id: CaseId) -> None:
    """Draw the shares of a new case, durable before its row exists."""
    for comp in ABOUT_A_CASE:
        shop.provider.new_share(case_id, comp)


def new_house_keys(shop: Workshop, desk: Desk, founder: Recipient) -> None:
    """
    Make the first keys of a house, wrapped to its founder and to recovery.

    The gated two go to the founder alone: without its share a gated key opens nothing, and she
    passes the duty key on.
    """
    for comp in SHARED_BY_THE_HOUSE:
        wanted = [founder] if comp in GATED else [founder, shop.recipients.recovery(desk)]
        shop.make(desk, (shop.house, comp, 1), wanted)


def new_personal_key(
    shop: Workshop, desk: Desk, own: Principal, certificate: CertificateRow
) -> None:
    """
    Make a colleague's personal key, wrapped to nobody but her.

    Args:
        own: the colleague herself with her new keys; she signs her own key.
        certificate: hers, issued in this act.
    """
    recipient = Recipient(
        kind=WrapKind.STAFF,
        id=certificate.staff_id.bytes,
        pub=certificate.box_pub,
        certificate_id=CertificateId(certificate.id),
    )
    scope = certificate.staff_id
    earlier = key_store.of_scope(desk.session, scope, Compartment.PERSONAL)
    number = earlier[0].epoch + 1 if earlier else 1
    shop.make(desk, (scope, Compartment.PERSONAL, number), [recipient], maker=own)


def new_case_keys(shop: Workshop, desk: Desk, case: CaseFileRow) -> None:
    """Make the four keys of a new case, wrapped to everybody who shall hold them."""
    shop.hold_log(desk)
    for comp in OF_A_CASE:
        wanted = shop.recipients.of_case(desk, case, comp)
        shop.make(desk, (case.id, comp, 1), wanted, alias=CaseAlias(case.alias))


def needs_mailbox(case: CaseFileRow, epochs: int) -> bool:
    """Whether what is sent into a case whose key waits needs a fresh key first."""
    return epochs < 2 or bool(case.rotate_pending & case_store.STALE_MAILBOX)


def new_mailbox(shop: Workshop, desk: Desk, case: CaseFileRow) -> KeyEpochRow:
    """
    Make a key for what is sent into a case while its real key waits to be exchanged.

    The next member's request opens what lies under it, and ends both.
    """
    shop.hold_log(desk)
    case_store.mark_rotation(case, Compartment.JOURNAL)
    number = key_store.of_scope(desk.session, case.id, Compartment.JOURNAL)[0].epoch + 1
    wanted = shop.recipients.of_case(desk, case, Compartment.JOURNAL)
    wanted += timed.holders(shop, desk, case)
    key = (case.id, Compartment.JOURNAL, number)
    made = shop.make(desk, key, wanted, action=Action.KEY_EPOCH, alias=CaseAlias(case.alias))
    case_store.clear_mailbox(case)
    return made.row
