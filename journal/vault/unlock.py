"""
A colleague's private keys at rest, under her password and under the key provider.

One password derivation runs at a time in a process, and few wait for it, so that a flood of
sign-ins stops no page.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from crypto import password as passwords
from crypto import sealing, typed
from crypto.errors import CryptoError
from crypto.identity import UserKeys, fingerprint
from crypto.password import CHEAPEST, STANDARD, CostProfile, PasswordKeys
from journal.domain.entry import SigninBusy
from journal.domain.errors import Tampered
from journal.domain.ids import CaseId, HouseId, StaffId
from journal.store.residents import ResidentKeyRow
from journal.store.staff import CertificateRow, StaffSecretRow
from journal.vault.provider import KeyProvider

__all__ = [
    "CHEAPEST",
    "STANDARD",
    "CostProfile",
    "DrawnLock",
    "Lock",
    "PasswordKeys",
    "Unlocker",
    "are_certified",
    "new_keys",
    "public_keys",
    "spoken_fingerprint",
]

SALT_SIZE = 16
LINE = 12
"""How many may try a password at a time, waiting or being tried: half the usual threads of a
process, so that the other half serves pages whatever arrives."""
ACTIVATION_SYMBOLS = 16
"""80 random bits, good for a day and for a few tries."""
RECOVERY_SYMBOLS = 28
"""140 random bits: nobody guesses them, however often she tries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What a typed password is tried against."""

    profile: CostProfile
    salt: bytes
    auth_mac: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLock:
    """What is kept of a resident's code and of the key behind it; named as the columns are."""

    locator_mac: bytes
    argon: str
    salt: bytes
    auth_mac: bytes = field(repr=False)
    box_pub: bytes
    keys_blob: bytes = field(repr=False)


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
        self._line = threading.Semaphore(LINE)
        self._gate = threading.Lock()

    @contextmanager
    def in_line(self) -> Iterator[None]:
        """
        Stand in line while a password is looked up and tried.

        Raises:
            SigninBusy: the line is long enough; nothing was tried or counted.
        """
        if not self._line.acquire(blocking=False):
            raise SigninBusy
        try:
            yield
        finally:
            self._line.release()

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
        """What a password is tried against for a known name; ``Tampered`` when its cost is none."""
        try:
            profile = CostProfile.decode(secret.argon)
        except CryptoError as error:
            raise Tampered from error
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

    def new_activation(self, staff_id: StaffId) -> tuple[str, bytes]:
        """A one-time code for a colleague, and the MAC under which it is stored."""
        code = typed.draw(ACTIVATION_SYMBOLS)
        return code, self._activation_mac(staff_id, typed.plain(code))

    def is_activation(self, staff_id: StaffId, code: str, mac: bytes) -> bool:
        """Whether a typed code is the one that was given to this colleague."""
        return sealing.same(self._activation_mac(staff_id, typed.plain(code)), mac)

    def _activation_mac(self, staff_id: StaffId, symbols: str) -> bytes:
        return self._provider.mac("activation", staff_id.bytes + symbols.encode())

    def new_recovery(self, staff_id: StaffId, keys: UserKeys) -> tuple[str, bytes]:
        """A recovery code, which is kept nowhere, and a colleague's keys sealed under it."""
        code = typed.draw(RECOVERY_SYMBOLS)
        key = typed.code_key(code, RECOVERY_SYMBOLS, _recovery_info(staff_id))
        inner = passwords.seal_user_keys(key, staff_id.bytes, keys)
        blob = self._provider.seal("recovery code", self._house.bytes + staff_id.bytes, inner)
        return code, blob

    def open_recovery(self, staff_id: StaffId, code: str, blob: bytes) -> UserKeys | None:
        """The keys behind a recovery code, or None when it is not the one."""
        try:
            key = typed.code_key(code, RECOVERY_SYMBOLS, _recovery_info(staff_id))
            aad = self._house.bytes + staff_id.bytes
            inner = self._provider.open("recovery code", aad, blob)
            return passwords.open_user_keys(key, staff_id.bytes, inner)
        except (CryptoError, Tampered):
            return None

    def locator_mac(self, locator: str) -> bytes:
        """Under what the first part of a resident's code is looked up."""
        return self._provider.mac("resident locator", locator.encode())

    def draw_resident(self, case_id: CaseId, locator: str, secret: str) -> DrawnLock:
        """Draw a resident's key and lock it under her code; takes as long as a sign-in."""
        keys, salt = UserKeys.generate(), os.urandom(SALT_SIZE)
        derived = self._derive(secret, salt, self._profile)
        inner = passwords.seal_user_keys(derived.wrap, case_id.bytes, keys)
        return DrawnLock(
            locator_mac=self.locator_mac(locator),
            argon=self._profile.encode(),
            salt=salt,
            auth_mac=self._provider.mac("resident auth", derived.auth),
            box_pub=keys.box.public().to_bytes(),
            keys_blob=self._provider.seal("resident key", self._about(case_id), inner),
        )

    def is_code(self, drawn: DrawnLock, locator: str, secret: str) -> bool:
        """Whether a typed code is that of a key that was drawn; takes as long as a sign-in."""
        derived = self._derive(secret, drawn.salt, CostProfile.decode(drawn.argon))
        fits = sealing.same(self._provider.mac("resident auth", derived.auth), drawn.auth_mac)
        return fits and sealing.same(self.locator_mac(locator), drawn.locator_mac)

    def resident_lock(self, row: ResidentKeyRow | None, mac: bytes) -> Lock:
        """What a code is tried against; for an unknown one the same work, never opening."""
        if row is None:
            return self.dummy_lock(mac)
        try:
            profile = CostProfile.decode(row.argon)
        except CryptoError as error:
            raise Tampered from error
        return Lock(profile=profile, salt=row.salt, auth_mac=row.auth_mac)

    def fits_resident(self, lock: Lock, derived: PasswordKeys) -> bool:
        """Whether the secret part of a code was right."""
        return sealing.same(self._provider.mac("resident auth", derived.auth), lock.auth_mac)

    def open_resident(self, row: ResidentKeyRow, derived: PasswordKeys) -> UserKeys:
        """
        Open a resident's keys with her derived code.

        Raises:
            Tampered: they do not open, or are not those whose public half stands beside them.
        """
        about = self._about(CaseId(row.case_id))
        try:
            inner = self._provider.open("resident key", about, row.keys_blob)
            keys = passwords.open_user_keys(derived.wrap, row.case_id.bytes, inner)
        except CryptoError as error:
            raise Tampered from error
        if keys.box.public().to_bytes() != row.box_pub:
            raise Tampered
        return keys

    def seal_slip(self, case_id: CaseId, drawn: bytes) -> bytes:
        """Seal what a page carries until a code was typed back."""
        return self._provider.seal("resident slip", self._about(case_id), drawn)

    def open_slip(self, case_id: CaseId, sealed: bytes) -> bytes:
        """Open what a page has carried; raises ``Tampered`` or an error of cryptography."""
        return self._provider.open("resident slip", self._about(case_id), sealed)

    def _about(self, case_id: CaseId) -> bytes:
        return self._house.bytes + case_id.bytes

    def reseal_resident(self, row: ResidentKeyRow) -> bool:
        """As ``reseal``, for the key of a resident."""
        before = row.keys_blob
        row.keys_blob = self._again("resident key", self._about(CaseId(row.case_id)), before)
        return row.keys_blob != before

    def reseal(self, secret: StaffSecretRow) -> bool:
        """
        Seal what is stored of a colleague under the root key that seals now; no password is needed.

        Returns:
            False when it lay under that key already.

        Raises:
            Tampered: it opens under none of the root keys.
        """
        about = self._house.bytes + StaffId(secret.staff_id).bytes
        keys, recovery = secret.keys_blob, secret.recovery_blob
        secret.keys_blob = self._again("user keys", about, keys)
        if recovery is not None:
            secret.recovery_blob = self._again("recovery code", about, recovery)
        return (secret.keys_blob, secret.recovery_blob) != (keys, recovery)

    def _again(self, purpose: str, about: bytes, sealed: bytes) -> bytes:
        if self._provider.is_current(sealed):
            return sealed
        return self._provider.seal(purpose, about, self._provider.open(purpose, about, sealed))

    def _derive(self, password: str, salt: bytes, profile: CostProfile) -> PasswordKeys:
        with self._gate:
            return passwords.derive_keys(password, salt, profile)


def _recovery_info(staff_id: StaffId) -> bytes:
    return b"SKJ1 recovery code" + staff_id.bytes


def new_keys() -> UserKeys:
    """Draw the two key pairs of a colleague."""
    return UserKeys.generate()


def public_keys(keys: UserKeys) -> tuple[bytes, bytes]:
    """Her Ed25519 and X25519 public keys, 32 bytes each."""
    return keys.sign.public().to_bytes(), keys.box.public().to_bytes()


def are_certified(keys: UserKeys, certificate: CertificateRow) -> bool:
    """Whether keys that were opened are those that a leader has signed."""
    return public_keys(keys) == (certificate.sign_pub, certificate.box_pub)


def spoken_fingerprint(public: tuple[bytes, bytes]) -> str:
    """Four groups of five digits that a leader compares by ear before she certifies the keys."""
    return fingerprint(*public)
