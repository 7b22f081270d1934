"""
A colleague's private keys: under her password and the key provider at rest, split between cookie
and node while she works.

One password derivation runs at a time in a process, so that a flood of sign-ins cannot stop the
pages.
"""

import os
import threading
from dataclasses import dataclass, field
from datetime import datetime

from crypto import password as passwords
from crypto import sealing, session
from crypto.errors import CryptoError
from crypto.identity import UserKeys, fingerprint
from crypto.password import CHEAPEST, STANDARD, CostProfile, PasswordKeys
from journal.domain.clock import to_milliseconds
from journal.domain.errors import Tampered
from journal.domain.ids import HouseId, StaffId
from journal.store.staff import StaffSecretRow
from journal.vault.provider import KeyProvider

__all__ = [
    "CHEAPEST",
    "STANDARD",
    "CostProfile",
    "Lock",
    "PasswordKeys",
    "Unlocker",
    "new_keys",
    "new_token",
    "open_session",
    "public_keys",
    "seal_session",
    "session_row",
    "spoken_fingerprint",
]

SALT_SIZE = 16
TOKEN_SIZE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What a typed password is tried against."""

    profile: CostProfile
    salt: bytes
    auth_mac: bytes = field(repr=False)


class Unlocker:
    """
    Makes, checks and opens what signs a colleague in.

    Args:
        provider: holder of the root key.
        house: id of the house; keys sealed in one house open in no other.
        profile: cost of new passwords.
    """

    def __init__(self, provider: KeyProvider, house: HouseId, profile: CostProfile) -> None:
        self._provider = provider
        self._house = house
        self._profile = profile
        self._gate = threading.Semaphore(1)

    def name_mac(self, name: str) -> bytes:
        """Under what a user name is looked up; nobody without the root key can compute it."""
        return self._provider.mac("login name", name.encode())

    def throttle_key(self, kind: str, value: str) -> bytes:
        """Under what wrong tries are counted: by name, device or address, none of them readable."""
        return self._provider.mac("throttle " + kind, value.encode())

    def new_secret(self, staff_id: StaffId, password: str, keys: UserKeys) -> StaffSecretRow:
        """Lock new keys under a password; takes as long as a sign-in."""
        salt = os.urandom(SALT_SIZE)
        derived = self._derive(password, salt, self._profile)
        inner = passwords.seal_user_keys(derived.wrap, staff_id.bytes, keys)
        return StaffSecretRow(
            staff_id=staff_id,
            argon=self._profile.encode(),
            salt=salt,
            auth_mac=self._provider.mac("auth", derived.auth),
            keys_blob=self._provider.seal("user keys", self._house.bytes + staff_id.bytes, inner),
        )

    def lock_of(self, secret: StaffSecretRow) -> Lock:
        """What a password is tried against for a known name."""
        profile = CostProfile.decode(secret.argon)
        return Lock(profile=profile, salt=secret.salt, auth_mac=secret.auth_mac)

    def dummy_lock(self, name_mac: bytes) -> Lock:
        """The same work for an unknown name, always with the same salt, and never opening."""
        salt = self._provider.mac("no such name", name_mac)[:SALT_SIZE]
        return Lock(profile=self._profile, salt=salt, auth_mac=os.urandom(32))

    def try_password(self, lock: Lock, password: str) -> PasswordKeys:
        """Derive the keys of a typed password; the slow step, outside any transaction."""
        return self._derive(password, lock.salt, lock.profile)

    def fits(self, lock: Lock, derived: PasswordKeys) -> bool:
        """Whether the password was right."""
        return sealing.same(self._provider.mac("auth", derived.auth), lock.auth_mac)

    def open_keys(self, secret: StaffSecretRow, derived: PasswordKeys) -> UserKeys:
        """
        Open a colleague's keys with her derived password.

        Raises:
            Tampered: what is stored does not open, although the password was right.
        """
        staff = StaffId(secret.staff_id).bytes
        try:
            inner = self._provider.open("user keys", self._house.bytes + staff, secret.keys_blob)
            return passwords.open_user_keys(derived.wrap, staff, inner)
        except CryptoError as error:
            raise Tampered from error

    def _derive(self, password: str, salt: bytes, profile: CostProfile) -> PasswordKeys:
        with self._gate:
            return passwords.derive_keys(password, salt, profile)


def new_keys() -> UserKeys:
    """Draw the two key pairs of a colleague."""
    return UserKeys.generate()


def public_keys(keys: UserKeys) -> tuple[bytes, bytes]:
    """Her Ed25519 and X25519 public keys, 32 bytes each."""
    return keys.sign.public().to_bytes(), keys.box.public().to_bytes()


def spoken_fingerprint(public: tuple[bytes, bytes]) -> str:
    """Four groups of five digits that a leader compares by ear before she certifies the keys."""
    return fingerprint(*public)


def new_token() -> bytes:
    """32 random bytes for a session cookie."""
    return os.urandom(TOKEN_SIZE)


def session_row(token: bytes) -> bytes:
    """The id a session has in the store; it does not give the cookie back."""
    return session.session_row_id(token)


def seal_session(
    token: bytes, node_secret: bytes, staff_id: StaffId, expires_at: datetime, keys: UserKeys
) -> bytes:
    """
    Split a session: the store keeps the sealed keys, the browser the token, the node its secret; no
        two open anything.

    Args:
        token: 32 bytes of the cookie.
        node_secret: 32 bytes of this start of the service.
        expires_at: absolute end of the session, with a time zone.
    """
    return sealing.seal(
        session.session_key(token, node_secret),
        _session_aad(token, staff_id, expires_at),
        keys.to_bytes(),
    )


def open_session(
    token: bytes, node_secret: bytes, staff_id: StaffId, expires_at: datetime, sealed: bytes
) -> UserKeys | None:
    """The keys of a session, or None when the three parts do not belong together."""
    try:
        aad = _session_aad(token, staff_id, expires_at)
        return UserKeys.from_bytes(
            sealing.unseal(session.session_key(token, node_secret), aad, sealed)
        )
    except CryptoError:
        return None


def _session_aad(token: bytes, staff_id: StaffId, expires_at: datetime) -> bytes:
    return session.session_row_id(token) + staff_id.bytes + to_milliseconds(expires_at).to_bytes(8)
