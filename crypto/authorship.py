"""
Who wrote a text: the author's signature travels inside the sealed text.

Rules: the signature covers the place, the author and the text, so it cannot move; it is checked
at every reading; a check that succeeded may be remembered, a failed one never is.
"""

import hashlib
from collections import OrderedDict
from threading import Lock

from crypto.encoding import note_message
from crypto.errors import BadSignature
from crypto.identity import SIGNATURE_SIZE, SignPrivate, SignPublic


def sign_text(private: SignPrivate, core: bytes, author: bytes, text: bytes) -> bytes:
    """
    Return the text preceded by its author's signature.

    Args:
        private: the author's signing key.
        core: ``Place.core()`` of where the text will be sealed.
        author: her id, 16 bytes.
        text: the text, UTF-8.

    Returns:
        signature (64) | text; seal it with the SIGNED flag.

    Raises:
        Malformed: an author of another length.
    """
    return private.sign(note_message(core, author, text)) + text


class VerifiedSignatures:
    """
    Signatures this process has already checked, so that a page of notes is not checked twice.

    Holds only digests, of key, signature and message; safe for use by several threads; the
    longest unused digest goes first when the limit is reached.
    """

    __slots__ = ("_limit", "_lock", "_seen")

    def __init__(self, limit: int = 20_000) -> None:
        """
        Start with an empty memory.

        Args:
            limit: how many digests to keep, 32 bytes each.
        """
        self._limit = limit
        self._lock = Lock()
        self._seen: OrderedDict[bytes, None] = OrderedDict()

    def verify(self, public: SignPublic, signature: bytes, message: bytes) -> None:
        """
        Return quietly if the signature is good, from memory or by checking.

        Raises:
            BadSignature: it is not, or it is not 64 bytes.
        """
        # Of another length, one digest could stand for two ways to cut signature | message.
        if len(signature) != SIGNATURE_SIZE:
            raise BadSignature
        digest = hashlib.sha256(public.raw + signature + message).digest()
        if self._recall(digest):
            return
        public.verify(signature, message)
        self._remember(digest)

    def __len__(self) -> int:
        return len(self._seen)

    def _recall(self, digest: bytes) -> bool:
        with self._lock:
            if digest not in self._seen:
                return False
            self._seen.move_to_end(digest)
            return True

    def _remember(self, digest: bytes) -> None:
        with self._lock:
            self._seen[digest] = None
            if len(self._seen) > self._limit:
                self._seen.popitem(last=False)


def verified_text(
    public: SignPublic, core: bytes, author: bytes, signed: bytes, known: VerifiedSignatures
) -> bytes:
    """
    Return the text of a signed text, once it is certain who wrote it and for which place.

    Args:
        public: the author's key, from a certificate the caller has checked.
        core: ``Place.core()`` of where it was sealed.
        author: her id, 16 bytes.
        signed: signature (64) | text.
        known: signatures checked before.

    Raises:
        BadSignature: other author, other place, changed text, or too short to be signed.
        Malformed: an author of another length.
    """
    signature, text = signed[:SIGNATURE_SIZE], signed[SIGNATURE_SIZE:]
    known.verify(public, signature, note_message(core, author, text))
    return text
