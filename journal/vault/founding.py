"""
Laying the foundation of a house.

Root key, shares, log key, root of certificates and recovery key, before any row.

Rules: nothing is written over; a foundation whose house was never finished carries a mark, and only
a marked one is cleared away for the next try.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from crypto import recovery
from crypto.authorship import VerifiedSignatures
from crypto.errors import Malformed
from crypto.identity import SignPrivate, pin
from crypto.keys import RootKey
from crypto.password import CostProfile
from crypto.recovery import RecoveryKit
from journal.domain.broken import HouseExists
from journal.domain.compartments import SHARED_BY_THE_HOUSE, Compartment
from journal.domain.entry import SlipMistyped
from journal.domain.ids import HouseId, LogId
from journal.vault import keyfiles, pins, replay
from journal.vault.certificates import Chain
from journal.vault.keys import Keys
from journal.vault.ledger import Ledger
from journal.vault.pins import Pins
from journal.vault.provider import KEY_KIND, FileKeyProvider
from journal.vault.replay import ReplayLog
from journal.vault.shares import ShareStore
from journal.vault.signer import LOG_KEY_KIND, Signer
from journal.vault.unlock import Unlocker
from journal.vault.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where the parts of a house lie that are not in its database."""

    kek_root: Path
    shares: Path
    log_key: Path
    last_checkpoint: Path
    pins: Path

    @property
    def unfinished(self) -> Path:
        """The mark of a founding that did not end."""
        return self.kek_root.with_name("founding-unfinished")


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """
    A house before its first row.

    Everything that exists outside the database, and what goes into it.
    """

    files: Files
    house: HouseId
    log: LogId
    origin: str
    provider: FileKeyProvider
    root: SignPrivate = field(repr=False)
    log_key: SignPrivate = field(repr=False)
    kit: RecoveryKit = field(repr=False)

    @property
    def pins(self) -> Pins:
        """What the house will be known by."""
        return Pins(
            house=str(self.house),
            org_root=pin(self.root.public().to_bytes()),
            recovery=pin(self.kit.public.to_bytes()),
            log_key=pin(self.log_key.public().to_bytes()),
            origin=self.origin,
        )

    def slips(self) -> tuple[str, str, str]:
        """The three recovery slips as they are printed."""
        first, second, third = self.kit.shares
        return (
            recovery.slip_text(1, first),
            recovery.slip_text(2, second),
            recovery.slip_text(3, third),
        )

    def check_slip(self, number: int, typed: str) -> None:
        """
        Compare what was typed back with a slip; case, spaces and O for 0 do not matter.

        Raises:
            SlipMistyped: something else was typed.
        """
        try:
            found, share = recovery.read_slip(typed)
        except Malformed as error:
            raise SlipMistyped(number=number) from error
        if found != number or share != self.kit.shares[number - 1]:
            raise SlipMistyped(number=number)

    def vault(self, profile: CostProfile) -> Vault:
        """The vault with which the first rows are written."""
        chain = Chain(self.house, self.root.public(), VerifiedSignatures())
        signer = Signer(self.origin, self.log_key, self.files.last_checkpoint)
        return Vault(
            house=self.house,
            keys=Keys(self.provider, chain, self.pins.recovery),
            ledger=Ledger(self.house, self.log),
            signer=signer,
            replay=ReplayLog(replay.beside(self.files.last_checkpoint), self.house, signer),
            unlocker=Unlocker(self.provider, self.house, profile),
        )

    def finish(self) -> None:
        """Take the mark away: from now on nothing may be founded over this house."""
        self.files.unfinished.unlink()


def lay(files: Files) -> Foundation:
    """
    Draw and write the keys of a new house.

    Raises:
        HouseExists: key files are here and carry no mark of an unfinished founding.
    """
    _clear_unfinished(files)
    keyfiles.write_new(files.unfinished, b"", 0o600)
    root_key = RootKey.draw()
    keyfiles.write_key(files.kek_root, KEY_KIND, root_key.raw)
    provider = FileKeyProvider([root_key], ShareStore(files.shares, create=True))
    provider.new_seed()
    house = HouseId(uuid4())
    for comp in (*SHARED_BY_THE_HOUSE, Compartment.PERSONAL):
        provider.new_share(house, comp)
    log_key = SignPrivate.generate()
    keyfiles.write_key(files.log_key, LOG_KEY_KIND, log_key.to_bytes())
    foundation = Foundation(
        files=files,
        house=house,
        log=LogId(uuid4()),
        origin=f"kc-audit.example/{secrets.token_hex(8)}",
        provider=provider,
        root=SignPrivate.generate(),
        log_key=log_key,
        kit=recovery.make(house.bytes),
    )
    pins.write(files.pins, foundation.pins)
    return foundation


def require_free(files: Files) -> None:
    """
    Refuse a place where a house stands.

    Raises:
        HouseExists: a key file is here, and the founding that made it was finished.
    """
    key_files = (files.kek_root, files.shares, files.log_key, files.pins)
    if any(path.exists() for path in key_files) and not files.unfinished.exists():
        raise HouseExists


def _clear_unfinished(files: Files) -> None:
    require_free(files)
    kept_outside = (files.last_checkpoint, replay.beside(files.last_checkpoint))
    for path in (files.kek_root, files.shares, files.log_key, *kept_outside, files.pins):
        path.unlink(missing_ok=True)
    files.unfinished.unlink(missing_ok=True)
