"""The base of every value that must stay hidden: 32 bytes that never print, hash or travel."""

import hmac
import os
from typing import ClassVar, Never, Self, SupportsIndex

from crypto.errors import Malformed


class Secret:
    """
    Thirty-two secret bytes of one kind.

    Two secrets are equal only when they are of the same kind and hold the same bytes; the
    comparison takes the same time wherever they differ. They cannot be hashed, so they become no
    dictionary key, and cannot be pickled or copied, so they reach no cache or queue.
    """

    __slots__ = ("raw",)
    __hash__ = None  # type: ignore[assignment]  # the language's own way to say unhashable

    SIZE: ClassVar[int] = 32

    def __init__(self, raw: bytes) -> None:
        """
        Take the bytes as they are.

        Args:
            raw: the 32 bytes.

        Raises:
            Malformed: another length.
        """
        if len(raw) != self.SIZE:
            raise Malformed(f"{type(self).__name__} must be {self.SIZE} bytes")
        self.raw = bytes(raw)

    @classmethod
    def draw(cls) -> Self:
        """Return a new secret from the system's randomness."""
        return cls(os.urandom(cls.SIZE))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.raw, other.raw)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} hidden>"

    def __reduce_ex__(self, protocol: SupportsIndex) -> Never:
        raise TypeError(f"{type(self).__name__} cannot be pickled or copied")
