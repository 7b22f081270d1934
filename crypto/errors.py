"""
The errors of the crypto package.

Rules: no message ever holds a key or a text; the names say what happened, so none ends in Error.
"""


class CryptoError(Exception):
    """Base of every error this package raises on purpose."""


class OpenFailed(CryptoError):
    """
    Something sealed does not open.

    Wrong key, wrong place, changed bytes, wrong format and cut short are one and the same answer,
    because the difference would help only somebody who tries.
    """

    def __init__(self) -> None:
        super().__init__("does not open")


class BadSignature(CryptoError):
    """A signature was not made by this key over this message."""

    def __init__(self) -> None:
        super().__init__("signature does not match")


class Malformed(CryptoError):
    """Bytes, numbers or text do not have the form the format demands."""


class WrongKey(CryptoError):
    """A key is not the one its epoch committed to."""

    def __init__(self) -> None:
        super().__init__("key does not match its commitment")
