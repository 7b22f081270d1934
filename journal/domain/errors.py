"""
What can go wrong, in words for people.

JournalError
├── AccessDenied          nobody may tell it from "does not exist"
├── RuleBroken            the person can mend it; says what to do next
│   ├── NoteSaved         this very note is stored already
│   ├── TextTooLong, TextMissing, TextNotStorable, TimeUnusable
│   ├── TeamIncomplete, TeamUnchanged, TeamWithoutKey, KeyWaits
│   ├── HouseNotReady, HouseExists, NameTaken, PasswordWeak
│   └── SigninFailed, SigninBlocked
├── Unavailable           try again; nothing was lost, nothing was shown
│   ├── LogStopped, Busy, KeysAway
├── Tampered              something stored does not open or does not add up
├── StartRefused          the service must not run like this; says how to mend it
├── StaleKey              a key changed under a request; ``perform`` runs it again
├── RotationDue           a key waits to be changed; ``perform`` changes it first
└── NotCommitted          a programming error: text was asked for outside its moment

``sentence`` is the English message id of what people read; the entrances translate it and fill in
``values``. No message holds personal data.
"""

# ruff: noqa: N818 -- the names say what happened, in the words of the house

from typing import Any

from journal.domain.compartments import Compartment
from journal.domain.ids import CaseAlias, CaseId


def N_(sentence: str) -> str:  # noqa: N802 -- the name that gettext tools look for
    """Mark a sentence for translation without translating it here."""
    return sentence


class JournalError(Exception):
    """
    Base of all errors of the journal.

    Args:
        values: what the sentence's named gaps are filled with; never personal data.
    """

    code = "error"
    sentence = N_("Something went wrong. Nothing was lost.")

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values


class AccessDenied(JournalError):
    """
    Not allowed, or not there: one answer for both.

    Args:
        action: what was tried, as written in the log; None where it is not known.
        case: alias of the case it was tried on, if there is such a case.
    """

    code = "not_found"
    sentence = N_("Not found, or you have no access")

    def __init__(self, action: str | None = None, case: CaseAlias | None = None) -> None:
        super().__init__()
        self.action = action
        self.case = case


class RuleBroken(JournalError):
    """A rule of the house was not kept; the person can mend it."""

    code = "rule_broken"
    field = ""
    """Name of the form field the sentence belongs to; empty for the whole form."""


class NoteSaved(RuleBroken):
    """The note of this form is stored already: the form was sent twice."""

    code = "note_saved"
    sentence = N_("Already saved")


class TextMissing(RuleBroken):
    """A note without words."""

    code = "text_missing"
    field = "text"
    sentence = N_("Write the text of the note.")


class TextTooLong(RuleBroken):
    """More code points than a note may have."""

    code = "text_too_long"
    field = "text"
    sentence = N_(
        "The text is %(length)s characters long. A note may have at most %(limit)s. "
        "Shorten it or split it in two."
    )


class TextNotStorable(RuleBroken):
    """NUL or half a surrogate pair: no database stores it the same way, so nothing is stored."""

    code = "text_not_storable"
    field = "text"
    sentence = N_("The text holds a character that cannot be stored. Remove it and try again.")


class TimeUnusable(RuleBroken):
    """A time that lies ahead, or that the clock skipped."""

    code = "time_unusable"
    field = "occurred_at"
    sentence = N_("Choose a time that has been. The clock of the house is used.")


class TeamIncomplete(RuleBroken):
    """Fewer than one pedagogue and one social worker, two people."""

    code = "team_incomplete"
    sentence = N_(
        "A contact team needs at least one pedagogue and one social worker: two different people."
    )


class TeamUnchanged(RuleBroken):
    """The team is set to what it is."""

    code = "team_unchanged"
    sentence = N_("The team is already so. Nothing was changed.")


class TeamWithoutKey(RuleBroken):
    """A change after which nobody in the team could open the journal."""

    code = "team_without_key"
    sentence = N_(
        "Nobody who stays holds the key to this journal. "
        "Keep one of the present members until the new ones have it."
    )


class KeyWaits(RuleBroken):
    """
    A member of the team whose key another member's next sign-in completes; logged as a refusal.

    Args:
        action: what was tried, as written in the log.
        case: alias of the case.
    """

    code = "key_waits"
    sentence = N_(
        "You are in the team, but your key to this journal is not ready. "
        "It comes when a colleague of the team next opens it."
    )

    def __init__(self, action: str | None = None, case: CaseAlias | None = None) -> None:
        super().__init__()
        self.action = action
        self.case = case


class HouseNotReady(RuleBroken):
    """A case is created only when everyone who must hold its keys exists."""

    code = "house_not_ready"
    sentence = N_("No case can be opened yet. Missing: %(missing)s.")


class HouseExists(RuleBroken):
    """Founding stops at an existing house."""

    code = "house_exists"
    sentence = N_("There is a house here already. Nothing was changed.")


class NameTaken(RuleBroken):
    """Two people with one user name."""

    code = "name_taken"
    field = "name"
    sentence = N_("That user name is taken. Choose another.")


class PasswordWeak(RuleBroken):
    """Too short, or on the list of known passwords."""

    code = "password_weak"
    field = "password"
    sentence = N_(
        "Choose at least 12 characters or three words that are not on the list of known passwords."
    )


class SlipMistyped(RuleBroken):
    """A recovery slip that was typed back differently."""

    code = "slip_mistyped"
    sentence = N_("That is not what stands on slip %(number)s. Type it once more.")


class SigninFailed(RuleBroken):
    """Unknown name and wrong password: one answer for both."""

    code = "signin_failed"
    sentence = N_("User name or password is wrong. Try again, or ask your leader.")


class SigninBlocked(RuleBroken):
    """Too many wrong tries for one name or address."""

    code = "signin_blocked"
    sentence = N_("Too many tries. Wait %(minutes)s minutes and try again.")


class Unavailable(JournalError):
    """The service cannot do it now. Nothing was lost, nothing was shown."""

    code = "unavailable"
    sentence = N_(
        "The journal cannot be used right now. Try again in a moment; tell the leader if it lasts."
    )


class LogStopped(Unavailable):
    """The log cannot be written, so nothing is opened."""

    code = "log_stopped"
    sentence = N_(
        "The log cannot be written, so nothing is shown or saved. "
        "Keep your text on the screen, tell the leader, try again."
    )


class Busy(Unavailable):
    """The database was held by others for too long."""

    code = "busy"
    sentence = N_("Many are writing at once. Nothing was saved. Try again in a moment.")


class KeysAway(Unavailable):
    """The key provider or the share store does not answer."""

    code = "keys_away"
    sentence = N_(
        "The keys cannot be reached, so nothing can be opened. Tell the leader; nothing is lost."
    )


class Tampered(JournalError):
    """Something stored does not open, or does not stand where it was written."""

    code = "tampered"
    sentence = N_("Cannot be opened – tell the leader.")  # noqa: RUF001 -- a dash for people


class StartRefused(JournalError):
    """The service refuses to start; ``sentence`` says how to mend it."""

    code = "start_refused"

    def __init__(self, sentence: str, **values: Any) -> None:
        super().__init__(**values)
        self.sentence = sentence


class StaleKey(JournalError):
    """A key was exchanged between reading and writing; running again uses the new one."""

    code = "stale_key"


class RotationDue(JournalError):
    """
    A key of this case waits to be exchanged or passed on, and this member can do it.

    Args:
        case_id: the case.
        comp: its compartment.
    """

    code = "rotation_due"

    def __init__(self, case_id: CaseId, comp: Compartment) -> None:
        super().__init__()
        self.case_id = case_id
        self.comp = comp


class NotCommitted(JournalError):
    """Text was asked for before its reading was on record, or after the request was over."""

    code = "not_committed"
