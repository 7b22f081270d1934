#!/usr/bin/env python3
"""
Check the export of a Værn log, or the proof of one entry, on any machine.

This one file needs Python 3.11 or newer and the package cryptography, and nothing of the program
that wrote the log. The formats are described in docs/audit-format.md.

Rules: every file is read strictly, so that one changed bit is refused; nothing is called sound
without a checkpoint that was kept outside the house; the first bad index and the check are named.

    python3 verify_log.py log FOLDER --witness FILE
    python3 verify_log.py entry FOLDER --witness FILE

Exit codes: 0 sound; 3 tampered; 4 no checkpoint from outside, or too old a one; 5 could not check;
2 the command was typed wrongly.
"""

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import zip_longest
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SOUND, TAMPERED, UNWITNESSED, UNCHECKED = 0, 3, 4, 5
KEY, LEAVES, CHECKPOINTS = "log.vkey", "leaves", "checkpoints"
EVENT, INCLUSION, CONSISTENCY = "event.json", "inclusion.tlog-proof", "consistency"
FORMER, RESTORES, PRUNED, LEAF = "former", "restores", "pruned", "leaf"
NEWER = 2_000
"""How many events may be newer than the newest witness: some two days of a house of fifteen."""
PRINTED = re.compile(r"(0|[1-9][0-9]{0,18}) ([A-Za-z0-9+/]{12})")
NOTE_LINES = 5
EMPTY_ROOT = hashlib.sha256(b"").digest()

WORDS = {
    "sound": "Sound / Ubrudt: {size} events; {witnessed} of them confirmed from outside.",
    "restored": "Restored / Gendannet: {count} times; the newest log goes on from event {index}.",
    "erased": "Erased / Slettet: of the first {size} events the house says it keeps only some.",
    "lost": "Newer than what was restored / Nyere end det gendannede: a checkpoint in {what}.",
    "hash": "Erased / Slettet: the bytes of the event are not available, only its hash.",
    "proven": "Sound / Ubrudt: event {index} of {size}, confirmed from outside.",
    "tampered": "TAMPERED / ÆNDRET: first bad index {index}, check {check}.",
    "unwitnessed": "UNCONFIRMED / UBEKRÆFTET: it fits; no fresh checkpoint from outside.",
    "unchecked": "NOT CHECKED / IKKE EFTERPRØVET: {what}.",
    "unusable": "Not checkpoints of this log / ikke kontrolpunkter for loggen: {what}.",
    "pin": "Pin of the log key / log-nøglens kontroltal: {pin}",
}


class Tampered(Exception):  # noqa: N818 -- what was found, not what went wrong
    """The log is not what was signed: the first index that nothing confirms, and the check."""

    def __init__(self, index: int, check: str) -> None:
        super().__init__(index, check)


class Unreadable(Exception):  # noqa: N818 -- as above
    """A file is missing, or not of its form."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Size and root; of a printed line only the first letters of the root are known."""

    size: int
    root: str

    def fits(self, root: bytes) -> bool:
        """Whether a computed root is the one that was signed or printed."""
        return encoded(root).startswith(self.root)


@dataclass(frozen=True, slots=True)
class LogKey:
    """Name and public key of a log."""

    origin: str
    raw: bytes

    @classmethod
    def parse(cls, line: str) -> "LogKey":
        """The key of a line ``name+hash+key``; ``Unreadable`` if it is not exactly that."""
        parts = line.removesuffix("\n").split("+", 2)
        raw = decoded(parts[-1])
        key = cls(parts[0], raw[1:])
        again = f"{key.origin}+{key.hash.hex()}+{encoded(bytes([1]) + key.raw)}\n"
        if len(raw) != 33 or not re.fullmatch(r"[!-*,-~]{1,200}", key.origin) or again != line:
            raise Unreadable(KEY)
        return key

    @property
    def hash(self) -> bytes:
        """The four bytes that name the key in a signature."""
        return hashlib.sha256(self.origin.encode() + b"\n\x01" + self.raw).digest()[:4]

    def read(self, note: str) -> Checkpoint:
        """The checkpoint of a signed note; ``Unreadable`` if it is not exactly one of this log."""
        lines = note.split("\n")
        if len(lines) != NOTE_LINES + 1 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
            raise Unreadable("note")
        body = "".join(f"{line}\n" for line in (self.origin, lines[1], lines[2]))
        signed = decoded(lines[4].rpartition(" ")[2])
        again = f"{body}\n\u2014 {self.origin} {encoded(signed)}\n"
        if again != note or len(decoded(lines[2])) != 32 or signed[:4] != self.hash:
            raise Unreadable("note")
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signed[4:], body.encode())
        except (InvalidSignature, ValueError):
            raise Unreadable("signature") from None
        return Checkpoint(int(lines[1]), lines[2])


def encoded(data: bytes) -> str:
    """Base64 as notes and proofs have it."""
    return base64.b64encode(data).decode()


def decoded(text: str) -> bytes:
    """The bytes of a base64 text; ``Unreadable`` if it could be written in another way."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("base64") from None
    if encoded(data) != text:
        raise Unreadable("base64")
    return data


def leaf_hash(event: bytes) -> bytes:
    """SHA-256(00 | bytes of an event)."""
    return hashlib.sha256(b"\x00" + event).digest()


def begins_anew(event: bytes, root: bytes | None) -> bool:
    """Whether an event says that a new log goes on from a tree of this root."""
    try:
        said = json.loads(event)
        named = base64.urlsafe_b64decode(said["env"][0] + "=")
        return said["act"] == "log.restore" and named == root
    except (LookupError, TypeError, ValueError):
        return False


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(01 | left | right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def roots(leaves: bytes, sizes: Iterable[int]) -> dict[int, bytes]:
    """The root of the tree at each of some sizes, from leaf hashes one after the other."""
    found, peaks, size = {}, list[bytes](), 0
    for wanted in sorted(set(sizes)):
        for at in range(size * 32, wanted * 32, 32):
            node, full = leaves[at : at + 32], at // 32
            while full & 1:
                node, full = node_hash(peaks.pop(), node), full >> 1
            peaks.append(node)
        size = wanted
        found[size] = reduce(lambda top, peak: node_hash(peak, top), peaks[::-1] or [EMPTY_ROOT])
    return found


def walk(place: int, last: int, path: Sequence[bytes]) -> list[tuple[bytes, bool]] | None:
    """Each hash of a proof and whether it stands on the left; None for a path of a wrong length."""
    steps = []
    for step in path:
        if last == 0:
            return None
        is_left = bool(place & 1) or place == last
        while is_left and place and not place & 1:
            place, last = place >> 1, last >> 1
        steps.append((step, is_left))
        place, last = place >> 1, last >> 1
    return steps if last == 0 else None


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root an inclusion proof leads to, or None; RFC 9162, section 2.1.3.2."""
    steps = walk(index, size - 1, path) if 0 <= index < size else None
    node = leaf
    for step, is_left in steps or ():
        node = node_hash(step, node) if is_left else node_hash(node, step)
    return None if steps is None else node


def grown(old: Checkpoint, new: Checkpoint, path: Sequence[bytes]) -> bool:
    """Whether a consistency proof leads from one checkpoint to a newer; RFC 9162, 2.1.4.2."""
    if old.size == new.size:
        return not path and old.root == new.root
    begun = [decoded(old.root), *path] if old.size & (old.size - 1) == 0 else [*path]
    if not 0 < old.size < new.size or not begun:
        return False
    place, last = old.size - 1, new.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    steps = walk(place, last, begun[1:])
    before = after = begun[0]
    for step, is_left in steps or ():
        before = node_hash(step, before) if is_left else before
        after = node_hash(step, after) if is_left else node_hash(after, step)
    return steps is not None and old.fits(before) and new.fits(after)


def text_of(path: Path) -> str:
    """A file as text, byte for byte."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise Unreadable(path.name) from None


@dataclass(frozen=True, slots=True)
class Keys:
    """The key under its name, and under the names that the log had before it was restored."""

    newest: LogKey
    former: tuple[tuple[LogKey, int], ...]

    @classmethod
    def of(cls, folder: Path) -> "Keys":
        """The key of what was handed out, with each former name and the events kept under it."""
        newest = LogKey.parse(text_of(folder / KEY))
        text = text_of(folder / FORMER) if (folder / FORMER).exists() else ""
        found = [line.split(" ") for line in text.split("\n")[:-1]]
        former = tuple((LogKey(name, newest.raw), number(kept)) for name, kept in pairs(found))
        if text != "".join(f"{key.origin} {kept}\n" for key, kept in former):
            raise Unreadable(FORMER)
        return cls(newest, former)

    def read(self, note: str) -> Checkpoint | None:
        """A checkpoint of the log; None for a true one of events that no restore brought back."""
        for key, kept in self.former:
            if note.startswith(f"{key.origin}\n"):
                found = key.read(note)
                return found if found.size <= kept else None
        return self.newest.read(note)


def number(text: str) -> int:
    """A whole number as it is written; ``Unreadable`` if it could be written in another way."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text):
        raise Unreadable("number")
    return int(text)


def pairs(found: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Lines of two words; ``Unreadable`` if one has not two."""
    if any(len(words) != 2 for words in found):
        raise Unreadable("line")
    return [(words[0], words[1]) for words in found]


def notes_of(keys: Keys, path: Path) -> list[Checkpoint | None]:
    """All checkpoints of a file in which notes stand one after the other; see ``Keys.read``."""
    lines = text_of(path).split("\n")
    starts = range(0, len(lines) - 1, NOTE_LINES)
    found = [keys.read("\n".join([*lines[at : at + NOTE_LINES], ""])) for at in starts]
    if not found or lines[-1] or (len(lines) - 1) % NOTE_LINES:
        raise Unreadable(path.name)
    return found


def proof_of(keys: Keys, path: Path, head: str) -> tuple[int, list[bytes], Checkpoint]:
    """The number after ``head``, the hashes and the checkpoint of a proof."""
    text = text_of(path)
    above, _, note = text.partition("\n\n")
    named, *hashes = above.removeprefix(head).split("\n")
    again = "\n".join([head + named, *hashes])
    if f"{again}\n\n{note}" != text:
        raise Unreadable(path.name)
    steps = [decoded(line) for line in hashes]
    if any(len(step) != 32 for step in steps):
        raise Unreadable(path.name)
    return number(named), steps, keys.newest.read(note)


def say(name: str, **values: object) -> None:
    """Print a sentence."""
    sys.stdout.write(WORDS[name].format(**values) + "\n")


class Run:
    """One check with what the auditor brought along."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.folder = Path(asked.folder)
        self.newer: int = asked.newer
        self.keys = Keys.of(self.folder)
        pin = hashlib.sha256(self.keys.newest.raw).hexdigest()
        say("pin", pin=pin)
        if asked.pin is not None and asked.pin.replace(" ", "").lower() != pin:
            raise Tampered(0, "key")
        self.is_clean = True
        self.witnesses = [Checkpoint(int(size), root) for size, root in asked.line or ()]
        for name in asked.witness or ():
            try:
                found = notes_of(self.keys, Path(name))
            except Unreadable:
                self.is_clean = False
                say("unusable", what=name)
                continue
            self.witnesses += [each for each in found if each is not None]
            if None in found:
                self.is_clean = False
                say("lost", what=name)

    def log(self) -> int:
        """Check an export; the return value is the exit code."""
        try:
            leaves = (self.folder / LEAVES).read_bytes()
        except OSError:
            raise Unreadable(LEAVES) from None
        try:
            found = notes_of(self.keys, self.folder / CHECKPOINTS)
        except Unreadable:
            raise Tampered(0, "checkpoint") from None
        signed = [each for each in found if each is not None]
        if len(signed) < len(found):
            raise Tampered(0, "checkpoint")
        size = len(leaves) // 32
        known = [("checkpoint", each) for each in signed] + [("witness", w) for w in self.witnesses]
        kept = [kept for _, kept in self.keys.former]
        sizes = [*(each.size for _, each in known), *kept]
        computed = roots(leaves, (each for each in sizes if each <= size))
        confirmed = {"checkpoint": 0, "witness": 0}  # a witness is confirmed by witnesses alone
        for check, each in sorted(known, key=lambda pair: pair[1].size):
            if each.size > size:
                raise Tampered(size, "cut")
            if not each.fits(computed[each.size]):
                raise Tampered(confirmed[check], check)
            confirmed |= {"checkpoint": each.size, check: each.size}
        self._check_restores(leaves, computed)
        if len(leaves) % 32 or max(each.size for each in signed) != size:
            raise Tampered(confirmed["checkpoint"], "unsigned")
        witnessed = max((each.size for each in self.witnesses), default=None)
        if witnessed is None or size - witnessed > self.newer or not self.is_clean:
            say("unwitnessed")
            return UNWITNESSED
        say("sound", size=size, witnessed=witnessed)
        return SOUND

    def _check_restores(self, leaves: bytes, computed: dict[int, bytes]) -> None:
        """
        A new log begins with the event that says so, at the place where the one before it ended.

        And what was erased is said: hashes are there of all.
        """
        kept = [kept for _, kept in self.keys.former]
        path = self.folder / RESTORES
        events = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
        for place, event in zip_longest(kept, events):
            if place is None or event is None or not begins_anew(event, computed.get(place)):
                raise Tampered(place or 0, "restore")
            if leaves[place * 32 : place * 32 + 32] != leaf_hash(event):
                raise Tampered(place, "restore")
        if kept:
            say("restored", count=len(kept), index=kept[-1])
        if (self.folder / PRUNED).exists():
            say("erased", size=number(text_of(self.folder / PRUNED).removesuffix("\n")))

    def entry(self) -> int:
        """Check the proof of one entry; the return value is the exit code."""
        index, path, head = proof_of(
            self.keys, self.folder / INCLUSION, "c2sp.org/tlog-proof@v1\nindex "
        )
        root = included(self._leaf(), index, head.size, path)
        if root is None or not head.fits(root):
            raise Tampered(index, "inclusion")
        if not (self._confirms(head) and self.is_clean):
            say("unwitnessed")
            return UNWITNESSED
        say("proven", index=index, size=head.size)
        return SOUND

    def _leaf(self) -> bytes:
        """The hash of the event: of its bytes, or as the house gives it where they are erased."""
        if (self.folder / EVENT).exists() or not (self.folder / LEAF).exists():
            return leaf_hash(text_of(self.folder / EVENT).encode())
        say("hash")
        return decoded(text_of(self.folder / LEAF).removesuffix("\n"))

    def _confirms(self, head: Checkpoint) -> bool:
        """Whether a checkpoint from outside is the head of the proof, or leads to it."""
        is_confirmed = False
        for each in self.witnesses:
            if each.size == head.size:
                if not head.root.startswith(each.root):
                    raise Tampered(0, "witness")
                is_confirmed = True
            elif (self.folder / CONSISTENCY).exists() and len(each.root) == len(head.root):
                old, path, new = proof_of(self.keys, self.folder / CONSISTENCY, "old ")
                if old == each.size and new == head:
                    if not grown(each, new, path):
                        raise Tampered(0, "witness")
                    is_confirmed = is_confirmed or new.size - old <= self.newer
        return is_confirmed


def printed(text: str) -> tuple[str, str]:
    """A printed line: the size, and the first letters of the root."""
    found = PRINTED.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError("a size, a space and 12 letters")
    return found[1], found[2]


def parser() -> argparse.ArgumentParser:
    """What may be typed."""
    made = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    made.formatter_class = argparse.RawDescriptionHelpFormatter
    made.add_argument("what", choices=("log", "entry"), help="an export, or the proof of one entry")
    made.add_argument("folder", help="what journal export-log or journal prove wrote")
    made.add_argument("--witness", action="append", help="file of checkpoints kept elsewhere")
    made.add_argument("--line", action="append", type=printed, help='printed line: "SIZE LETTERS"')
    made.add_argument("--pin", help="pin of the log key, from the sheet of the founding")
    made.add_argument("--newer", type=int, default=NEWER, help="events the witness may be behind")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what is asked for; the return value is the exit code."""
    asked = parser().parse_args(arguments)
    try:
        run = Run(asked)
        return run.log() if asked.what == "log" else run.entry()
    except Tampered as found:
        say("tampered", index=found.args[0], check=found.args[1])
        return TAMPERED
    except Unreadable as found:
        say("unchecked", what=found)
        return UNCHECKED


if __name__ == "__main__":
    sys.exit(main())
