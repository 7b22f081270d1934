"""
A log opened to be checked and shown to outsiders, with the pins and the log key alone.

Rules: nothing here opens a text or writes into the log; what is handed out shows hashes, and of one
event its bytes, in which stand aliases and no names; it is handed out as it is stored, so that an
outsider finds what was done to it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from crypto import checkpoint, proof
from crypto.checkpoint import Checkpoint
from crypto.errors import CryptoError, Malformed
from crypto.identity import pin
from crypto.merkle import Frontier, leaf_hash
from crypto.tree import Subtrees
from journal.domain.access import Action
from journal.domain.errors import N_, StartRefused, Tampered
from journal.domain.ids import EventId
from journal.domain.outside import (
    CheckpointForeign,
    EntryUnknown,
    EntryUnsigned,
    LogDiffers,
    NothingSigned,
)
from journal.store import audit as audit_store
from journal.store import history
from journal.vault.pins import Pins
from journal.vault.signer import Signer, load_key
from journal.vault.verifier import Report, verify
from journal.vault.witness import Witness


def pinned_signer(pins: Pins, log_key: Path, last_checkpoint: Path) -> Signer:
    """
    The signer of a log, if its key is the pinned one.

    Raises:
        StartRefused: the key file is missing, open to others, or of another house.
    """
    key = load_key(log_key)
    if pin(key.public().to_bytes()) != pins.log_key:
        raise StartRefused(
            N_(
                "The key file %(file)s does not fit this house's pins.toml. Put the right one back."
            ),
            file=log_key.name,
        )
    return Signer(pins.origin, key, last_checkpoint, pins.former_sizes())


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """
    The log in hashes, up to its newest checkpoint.

    Args:
        key: name and public key of the log, a line.
        leaves: the hash of each event, 32 bytes, in order of the log; to be read once.
        checkpoints: every stored checkpoint, one after the other.
        former: a line for each log before this one: its name, and how many events were kept.
        restores: the event with which each new log began, a line each.
        pruned: how many of the oldest events the house erased, but for those it needs.
    """

    key: str
    leaves: Iterator[bytes]
    checkpoints: str
    former: str
    restores: bytes
    pruned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """
    That one event stands in the log, and that the log only grew since somebody last looked.

    Args:
        key: name and public key of the log, a line.
        event: its bytes, or None where it was erased.
        leaf: its hash, 32 bytes.
        former: as of an export.
        inclusion: from the event to the newest checkpoint.
        consistency: from a checkpoint that somebody kept to the newest, or None.
    """

    index: int
    key: str
    event: bytes | None
    leaf: bytes
    former: str
    inclusion: str
    consistency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLog:
    """
    The log at one moment.

    Args:
        session: an open reading transaction, begun after ``outside`` was read.
        witness: what bears witness for it.
        outside: the texts of checkpoints that lie outside the database.
    """

    session: Session
    witness: Witness
    outside: Sequence[str]

    @property
    def _key(self) -> str:
        signer = self.witness.signer
        return checkpoint.verifier_key(signer.origin, signer.public) + "\n"

    def verify(self, kept: str | None = None) -> Report:
        """Verify the whole log, against a checkpoint kept elsewhere or those at hand."""
        signer = self.witness.signer
        given = self.outside if kept is None else kept
        return verify(self.session, signer.signed, given)

    def anchor(self) -> str:
        """
        The newest checkpoint, for whoever wants to keep it.

        Raises:
            NothingSigned: there is none.
            LogDiffers: what is stored as one is none.
        """
        return self._newest()[1]

    def export(self) -> Export:
        """
        The log in hashes.

        Each hash is computed from the stored bytes; of an erased event the stored hash is given.

        Raises:
            NothingSigned, LogDiffers: as for ``anchor``.
        """
        size = self._newest()[0].size
        return Export(
            key=self._key,
            leaves=(
                stored if data is None else leaf_hash(data)
                for _, stored, data in audit_store.stored_bytes(self.session, size)
            ),
            checkpoints="".join(audit_store.checkpoints(self.session)),
            former=self._former,
            restores=self._restores(size),
            pruned=self._pruned(size),
        )

    @property
    def _former(self) -> str:
        former = self.witness.signer.former.items()
        return "".join(f"{origin} {kept}\n" for origin, kept in former)

    def _restores(self, size: int) -> bytes:
        """The events with which new logs began, as they are stored; they name nobody."""
        found = history.of_kinds(self.session, [Action.LOG_RESTORE.value], -1)
        return b"".join((one.data or b"") + b"\n" for one in found if one.seq < size)

    def _pruned(self, size: int) -> int:
        head = audit_store.head(self.session)
        return 0 if head is None else min(head.pruned, size)

    def prove(self, reference: str, kept: str | None = None) -> Proof:
        """
        Prove that an event is in the log; of an erased one, that its hash is.

        Args:
            reference: the first hexadecimal digits of its id, or all of them.
            kept: a checkpoint that somebody kept, to show that the log has only grown since.

        Raises:
            EntryUnknown, EntryUnsigned: no such event can be proven.
            CheckpointForeign: what was kept is no checkpoint of this log.
            LogDiffers: the log is not what was signed.
        """
        newest, note = self._newest()
        index, event = self._entry(reference, newest.size)
        tree = self._signed_tree(newest)
        made = self._proof(tree, note, index, event)
        return made if kept is None else replace(made, consistency=self._since(kept, tree, note))

    def prove_all(self, entries: Collection[EventId]) -> dict[EventId, Proof]:
        """
        Prove that some events are in the log, all of them to its newest checkpoint.

        What was erased, or is not signed yet, is left out.

        Raises:
            NothingSigned, LogDiffers: as for ``prove``.
        """
        newest, note = self._newest()
        tree = self._signed_tree(newest)
        return {
            entry: self._proof(tree, note, one.seq, one.data)
            for entry, one in history.by_ids(self.session, entries).items()
            if one.data is not None and one.seq < newest.size
        }

    def _proof(self, tree: Subtrees, note: str, index: int, event: bytes | None) -> Proof:
        try:
            leaf, path = tree.leaf(index), proof.inclusion(tree, index)
        except Malformed as error:
            raise LogDiffers from error
        if event is not None and leaf != leaf_hash(event):
            raise LogDiffers
        return Proof(
            index=index,
            key=self._key,
            event=event,
            leaf=leaf,
            former=self._former,
            inclusion=proof.inclusion_text(index, path, note),
            consistency=None,
        )

    def _signed_tree(self, newest: Checkpoint) -> Subtrees:
        """
        The tree under a checkpoint, as the signer has followed it and leaf by leaf from there.

        Raises:
            LogDiffers: it is not what the checkpoint signed.
        """
        tree = self.witness.signer.followed
        if tree.size < newest.size:
            tree = tree.extended(self._leaves(tree.size, newest.size))
        subtrees = Subtrees(tree=tree, size=newest.size, read=self._leaves)
        try:
            is_signed = tree.size >= newest.size and subtrees.root(0, newest.size) == newest.root
        except Malformed as error:
            raise LogDiffers from error
        if not is_signed:
            raise LogDiffers
        return subtrees

    def _leaves(self, first: int, last: int) -> list[bytes]:
        return [digest for _, digest in audit_store.leaf_hashes(self.session, first, last)]

    def _newest(self) -> tuple[Checkpoint, str]:
        note = audit_store.last_checkpoint(self.session)
        if note is None:
            raise NothingSigned
        known = self.witness.signer.read(note)
        if known is None:
            raise LogDiffers
        return known, note

    def _entry(self, reference: str, size: int) -> tuple[int, bytes | None]:
        digits = reference.replace("-", "").lower()
        is_reference = 0 < len(digits) <= 32 and all(sign in "0123456789abcdef" for sign in digits)
        found = history.of_reference(self.session, digits) if is_reference else []
        if len(found) != 1:
            raise EntryUnknown(reference=digits if is_reference else "?")
        if found[0].seq >= size:
            raise EntryUnsigned
        if found[0].data is None and found[0].seq >= self._pruned(size):
            raise LogDiffers
        return found[0].seq, found[0].data

    def _since(self, kept: str, tree: Subtrees, note: str) -> str:
        try:
            old = self.witness.signer.signed.read(kept)
        except CryptoError as error:
            raise CheckpointForeign from error
        if old.size == 0:
            raise CheckpointForeign
        try:
            is_passed = old.size <= tree.size and tree.root(0, old.size) == old.root
            path = proof.consistency(tree, old.size) if is_passed else None
        except Malformed as error:
            raise LogDiffers from error
        if path is None:
            raise LogDiffers
        return proof.consistency_text(old.size, path, note)


def root_of(size: int, frontier: bytes) -> bytes:
    """The root of a head as it is stored; ``Tampered`` where it is none."""
    try:
        return Frontier.unpack(size, frontier).root()
    except Malformed as error:
        raise Tampered from error
