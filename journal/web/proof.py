"""Asking somebody who is signed in for her password once more, for a grave act."""

from journal.request import context, entering, principal
from journal.services.signin import Attempt
from journal.vault.desk import Fresh


def fresh(password: str) -> Fresh:
    """
    The proof that the password of the form is hers, good for one act of this request.

    Raises:
        PasswordWrong: it is not; belongs to the field ``password``.
        SigninBlocked: too many wrong tries.
    """
    tag = principal().session_tag or b""
    return entering.prove(context(), Attempt(device=tag.hex()), password)
