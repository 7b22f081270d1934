"""
The vault of one house.

Keys, log, signer and unlocker, put together once when a process starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from crypto.authorship import VerifiedSignatures
from crypto.identity import SignPublic, pin
from crypto.password import CostProfile
from journal.domain.errors import N_, KeysAway, StartRefused, Tampered
from journal.domain.ids import HouseId
from journal.store import house as house_store
from journal.store.house import HouseRow
from journal.vault import replay
from journal.vault.certificates import Chain
from journal.vault.keys import Keys
from journal.vault.ledger import Ledger
from journal.vault.outside import pinned_signer
from journal.vault.pins import Pins
from journal.vault.provider import KeyProvider
from journal.vault.replay import ReplayLog
from journal.vault.signer import Signer
from journal.vault.unlock import Unlocker
from journal.vault.verifier import Report, verify

__all__ = ["Report", "Vault", "open_vault"]


FOREIGN_KEYS = N_(
    "The root key and the share store do not belong together. Put the right ones back; "
    "nothing was changed."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vault:
    """Everything that can turn ciphertext into text, or write into the log."""

    house: HouseId
    keys: Keys
    ledger: Ledger
    signer: Signer
    replay: ReplayLog
    unlocker: Unlocker

    def verify(self, session: Session, outside: str | Sequence[str] | None = None) -> Report:
        """
        Verify the whole log against checkpoints kept outside.

        By default against the signer's own.
        """
        note = self.signer.outside_note() if outside is None else outside
        signer = self.signer
        return verify(session, signer.signed, note)


def open_vault(
    session: Session,
    provider: KeyProvider,
    pins: Pins,
    files: tuple[Path, Path],
    profile: CostProfile,
) -> Vault:
    """
    Put the vault of an existing house together.

    Args:
        session: an open reading transaction.
        provider: holder of root key and shares.
        pins: what the house is known by.
        files: the log key, and the file of the last checkpoint.
        profile: cost of new passwords.

    Raises:
        StartRefused: there is no house, or a key in the database is not the pinned one.
    """
    try:
        provider.require_fit()
    except (KeysAway, Tampered) as error:
        raise StartRefused(FOREIGN_KEYS) from error
    row = house_store.get(session)
    if row is None:
        raise StartRefused(N_("There is no house here yet. Found one with: journal init"))
    root, signer = house_store.org_root(session), pinned_signer(pins, *files)
    _require_pinned(session, row, pins)
    house = HouseId(row.id)
    chain = Chain(house, SignPublic.from_bytes(root.public), VerifiedSignatures())
    return Vault(
        house=house,
        keys=Keys(provider, chain, pins.recovery),
        ledger=Ledger(house, row.log_id),
        signer=signer,
        replay=ReplayLog(replay.beside(files[1]), house, signer),
        unlocker=Unlocker(provider, house, profile),
    )


def _require_pinned(session: Session, row: HouseRow, pins: Pins) -> None:
    """Refuse a database whose house, root or recovery key is another than the pinned one."""
    root, recovery = house_store.org_root(session), house_store.recovery_key(session)
    found = replace(
        pins,
        house=str(row.id),
        org_root=pin(root.public),
        recovery="" if recovery is None else pin(recovery.pub),
        origin=row.origin,
    )
    if found != pins:
        raise StartRefused(
            N_(
                "The database does not fit this house's pins.toml. Put the right database or the "
                "right file back; do not change the pins."
            )
        )
