"""
A session in three parts.

The store keeps the sealed keys, the browser the token, the node its secret.

No two of them open anything. A new node secret, drawn at every start of the service, ends all
sessions.
"""

import base64
import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from crypto import sealing, session
from crypto.errors import CryptoError
from crypto.identity import UserKeys
from journal.domain.clock import to_milliseconds
from journal.domain.ids import CertificateId, StaffAlias, StaffId
from journal.domain.staff import Role
from journal.vault import keyfiles
from journal.vault.desk import Principal

TOKEN_SIZE = 32
TAG_SIZE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a stored session is bound to: whose it is, and when it ends in any case."""

    staff_id: StaffId
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Who a session belongs to while its keys are gone and its screen is covered."""

    staff_id: StaffId
    alias: StaffAlias
    name: str = field(repr=False)
    tag: bytes


@dataclass(frozen=True, slots=True)
class NodeSecret:
    """32 bytes of this start of the service."""

    raw: bytes = field(repr=False)

    def form_key(self) -> bytes:
        """The key that signs form tokens and the cookie of language and theme."""
        return sealing.derive(self.raw, b"SKJ1 forms")


NODE_KIND = "vaern-node-1"


def new_node_secret(path: Path) -> None:
    """
    Draw the secret of this start of the service.

    Every session of the last start ends with it.
    """
    path.unlink(missing_ok=True)
    keyfiles.write_key(path, NODE_KIND, os.urandom(TOKEN_SIZE))


def read_node_secret(path: Path) -> NodeSecret:
    """
    The secret of this start.

    Raises ``StartRefused`` when it is missing or others can read it.
    """
    return NodeSecret(keyfiles.read_key(path, NODE_KIND))


def new_token() -> bytes:
    """32 random bytes for a session cookie."""
    return os.urandom(TOKEN_SIZE)


def new_tag() -> bytes:
    """Eight random bytes that stand for a session in the log."""
    return os.urandom(TAG_SIZE)


def row_id(token: bytes) -> bytes:
    """The id a session has in the store; it does not give the cookie back."""
    return session.session_row_id(token)


def seal_card(token: bytes, node: NodeSecret, frame: Frame, principal: Principal) -> bytes:
    """Seal what a covered screen may say of her, without a key: her name and her tag in the log."""
    said = {
        "alias": str(principal.alias),
        "name": principal.name,
        "tag": (principal.session_tag or b"").hex(),
    }
    key = session.session_key(token, node.raw)
    return sealing.seal(key, b"card" + _aad(token, frame), json.dumps(said).encode())


def unseal_card(token: bytes, node: NodeSecret, frame: Frame, sealed: bytes) -> Card | None:
    """Who sits behind a covered screen, or None when the parts do not belong together."""
    try:
        key = session.session_key(token, node.raw)
        said = json.loads(sealing.unseal(key, b"card" + _aad(token, frame), sealed))
    except CryptoError:
        return None
    return Card(
        staff_id=frame.staff_id,
        alias=StaffAlias(UUID(said["alias"])),
        name=said["name"],
        tag=bytes.fromhex(said["tag"]),
    )


def seal(token: bytes, node: NodeSecret, frame: Frame, principal: Principal) -> bytes:
    """Seal a signed-in colleague, her keys included, under token and node secret."""
    said = {
        "keys": ""
        if principal.keys is None
        else base64.b64encode(principal.keys.to_bytes()).decode(),
        "alias": str(principal.alias),
        "role": str(principal.role),
        "certificate": str(principal.certificate_id),
        "auth": principal.auth,
        "name": principal.name,
        "tag": (principal.session_tag or b"").hex(),
    }
    key = session.session_key(token, node.raw)
    return sealing.seal(key, _aad(token, frame), json.dumps(said).encode())


def unseal(token: bytes, node: NodeSecret, frame: Frame, sealed: bytes) -> Principal | None:
    """The colleague of a session, or None when the three parts do not belong together."""
    try:
        key = session.session_key(token, node.raw)
        said = json.loads(sealing.unseal(key, _aad(token, frame), sealed))
        keys = UserKeys.from_bytes(base64.b64decode(said["keys"]))
    except CryptoError:
        return None
    return Principal(
        id=frame.staff_id,
        alias=StaffAlias(UUID(said["alias"])),
        role=Role(said["role"]),
        certificate_id=CertificateId(UUID(said["certificate"])),
        keys=keys,
        auth=said["auth"],
        name=said["name"],
        session_tag=bytes.fromhex(said["tag"]),
    )


def _aad(token: bytes, frame: Frame) -> bytes:
    ends = to_milliseconds(frame.expires_at).to_bytes(8)
    return session.session_row_id(token) + frame.staff_id.bytes + ends
