"""
The two halves of a session: what the browser holds, and what the running service holds.

Rules: the row is found by a digest, so the table holds nothing a browser could send; the keys in
it open only with the token and the secret of the running service together.
"""

import hashlib

from crypto.encoding import fixed
from crypto.sealing import derive

TOKEN_SIZE = 32
NODE_SECRET_SIZE = 32


def session_row_id(token: bytes) -> bytes:
    """
    Return the id under which a session is stored: SHA-256("SKJ1 sid" | token), 32 bytes.

    Args:
        token: the 32 random bytes of the cookie.

    Raises:
        Malformed: another length.
    """
    return hashlib.sha256(b"SKJ1 sid" + fixed(token, TOKEN_SIZE, "session token")).digest()


def session_key(token: bytes, node_secret: bytes) -> bytes:
    """
    Return the 32-byte key that seals a session's private keys.

    Args:
        token: the 32 random bytes of the cookie.
        node_secret: 32 random bytes of the running service group, new at every start.

    Raises:
        Malformed: another length.
    """
    secret = fixed(token, TOKEN_SIZE, "session token")
    secret += fixed(node_secret, NODE_SECRET_SIZE, "node secret")
    return derive(secret, b"SKJ1 session")
