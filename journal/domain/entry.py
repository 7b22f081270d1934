"""
What keeps somebody outside, a name, a password or a code, and what she does next.

Each is answered with its sentence beside the field it belongs to.
"""

from journal.domain.errors import N_, NN_, RuleBroken


class PasswordWeak(RuleBroken):
    """Too short, or on the list of known passwords."""

    code = "password_weak"
    field = "password"
    sentence = N_(
        "Choose at least 12 characters or three words that are not on the list of known passwords."
    )


class PasswordWrong(RuleBroken):
    """The password that was asked for once more was not hers."""

    code = "password_wrong"
    field = "password"
    sentence = N_("That is not your password. Nothing was changed.")


class CodeRefused(RuleBroken):
    """Unknown name, wrong code, code out of date or used: one answer for all."""

    code = "code_refused"
    sentence = N_(
        "User name or code is wrong, or the code is used or older than a day. "
        "Ask your leader for a new one."
    )


class RecoveryRefused(CodeRefused):
    """As before, for the recovery code of a forgotten password."""

    code = "recovery_refused"
    sentence = N_(
        "User name or recovery code is wrong, or the code has been used. "
        "Without a code your leader begins anew for you."
    )


class CodeMistyped(RuleBroken):
    """The recovery code was typed back differently."""

    code = "code_mistyped"
    field = "typed"
    sentence = N_("That is not the code above. Look at your paper and type it once more.")


class SlipMistyped(RuleBroken):
    """A recovery slip that was typed back differently."""

    code = "slip_mistyped"
    sentence = N_("That is not what stands on slip %(number)s. Type it once more.")


class SigninFailed(RuleBroken):
    """Unknown name and wrong password: one answer for both."""

    code = "signin_failed"
    sentence = N_("User name or password is wrong. Try again, or ask your leader.")


class SigninWaits(RuleBroken):
    """The right password before a leader has certified her keys; ``digits`` are read aloud."""

    code = "signin_waits"
    sentence = N_(
        "Your leader must confirm your account before you can sign in. "
        "Read these digits aloud to her: %(digits)s"
    )


class SigninBlocked(RuleBroken):
    """Too many wrong tries for one name or address."""

    code = "signin_blocked"
    sentence, plural = NN_(
        "Too many tries. Wait %(count)s minute and try again.",
        "Too many tries. Wait %(count)s minutes and try again.",
    )


class SigninBusy(SigninBlocked):
    """More people sign in at this moment than stand in line; nothing was tried."""

    code = "signin_busy"
    sentence = N_("Many are signing in right now. Wait a few seconds and try again.")
    plural = ""
