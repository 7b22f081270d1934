"""
A resident's own key: made and opened by her code, holding a wrap of her identity compartment.

Rules: the house keeps nothing that the code follows from; a public key counts only if the event in
the log that gave her the code names it; what her key opens is opened for one act, on record.
"""

import json
from dataclasses import asdict, dataclass, field

from crypto import retrieval
from crypto.errors import CryptoError
from crypto.identity import UserKeys
from crypto.retrieval import RetrievalCode
from journal.domain.audit import Event
from journal.domain.broken_sheets import CodeMisread
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseId, EventId, KeyId
from journal.store import residents as resident_store
from journal.store.cases import CaseFileRow
from journal.store.keys import WrapKind
from journal.store.residents import ResidentKeyRow
from journal.vault.desk import Desk
from journal.vault.keyring import Holder, Keyring
from journal.vault.opened import OpenCase
from journal.vault.standing import Use
from journal.vault.unlock import DrawnLock, Unlocker
from journal.vault.workshop import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """
    A code that waits to be typed back.

    Args:
        code: as it is printed; shown once.
        sealed: what will be kept, for the page to carry; nobody but the house opens it.
    """

    code: str = field(repr=False)
    sealed: str = field(repr=False)


def read_code(text: str) -> RetrievalCode:
    """
    A code as somebody typed it.

    Raises:
        CodeMisread: it cannot be one; nothing was tried.
    """
    try:
        return retrieval.read(text)
    except CryptoError as error:
        raise CodeMisread from error


def draw_slip(unlocker: Unlocker, case_id: CaseId) -> Slip:
    """Draw a code and a key behind it; slow, outside any transaction. Nothing is kept yet."""
    code = retrieval.draw()
    drawn = unlocker.draw_resident(case_id, code.locator, code.secret)
    texts = {name: _hex(value) for name, value in asdict(drawn).items()}
    sealed = unlocker.seal_slip(case_id, json.dumps(texts).encode())
    return Slip(code=code.written(), sealed=sealed.hex())


def kept_slip(unlocker: Unlocker, case_id: CaseId, sealed: str, typed: str) -> DrawnLock | None:
    """What is kept of a slip whose code was typed back rightly; None when it was not."""
    try:
        code = retrieval.read(typed)
        texts = json.loads(unlocker.open_slip(case_id, bytes.fromhex(sealed)))
        drawn = DrawnLock(
            argon=texts.pop("argon"), **{name: bytes.fromhex(text) for name, text in texts.items()}
        )
    except (CryptoError, Tampered, ValueError, TypeError, KeyError):
        return None
    return drawn if unlocker.is_code(drawn, code.locator, code.secret) else None


def row_of(case_id: CaseId, drawn: DrawnLock, event_id: EventId, desk: Desk) -> ResidentKeyRow:
    """The row of a key that was drawn."""
    return ResidentKeyRow(case_id=case_id, event_id=event_id, made_at=desk.now, **asdict(drawn))


def open_identity(
    shop: Workshop, desk: Desk, case: CaseFileRow, keys: UserKeys, event: Event
) -> OpenCase:
    """
    Open who somebody is with her own key, for one act that is on its way into the log.

    Raises:
        AccessDenied: nothing is wrapped to her.
        Tampered: the epoch was not made by somebody who had the right to.
    """
    case_id = CaseId(case.id)
    found = resident_store.wrapped(desk.session, case_id)
    if found is None:
        raise AccessDenied(event.action)
    epoch, blob, signers = found
    shop.standing.check_epoch(desk, epoch, signers, Use(case=case))
    desk.used.add((KeyId(epoch.key_id), case_id.bytes))
    holder = Holder(box=keys.box, id=case_id.bytes)
    ring = Keyring(desk, shop.provider, shop.chain, epoch, blob, WrapKind.RESIDENT, holder)
    return OpenCase(desk, [ring], case, event)


def _hex(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.hex()
