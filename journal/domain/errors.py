"""
What can go wrong, in words for people.

JournalError
├── AccessDenied          nobody may tell it from "does not exist"
├── RuleBroken            the person can mend it; says what to do next: ``domain.broken``
├── Unavailable           try again; nothing was lost, nothing was shown
│   ├── LogStopped (DiskFull), LogChanged, Busy, KeysAway
├── Tampered              something stored does not open or does not add up
├── StartRefused          the service must not run like this; says how to mend it
├── StaleKey              a key changed under a request; ``perform`` runs it again
├── RotationDue           a key waits to be changed; ``perform`` changes it first
└── NotCommitted          a programming error: text was asked for outside its moment

``sentence`` is the English message id of what people read; the entrances translate it and fill in
``values``. No message holds personal data.
"""

# ruff: noqa: N818 -- the names say what happened, in the words of the house

from collections.abc import Callable
from typing import Any

from journal.domain.compartments import Compartment
from journal.domain.ids import CaseAlias, CaseId


def N_(sentence: str) -> str:  # noqa: N802 -- the name that gettext tools look for
    """Mark a sentence for translation without translating it here."""
    return sentence


def NN_(one: str, other: str) -> tuple[str, str]:  # noqa: N802 -- as ``N_``
    """Mark a sentence and its plural for translation without translating them here."""
    return one, other


class JournalError(Exception):
    """
    Base of all errors of the journal.

    Args:
        values: what the sentence's named gaps are filled with; never personal data.
    """

    code = "error"
    sentence = N_("Something went wrong. Nothing was lost.")
    plural = ""
    """The sentence for more than one, where the value ``count`` decides."""

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values

    def said(
        self,
        translated: Callable[[str], str],
        counted: Callable[[str, str, int], str],
        number: Callable[[int], str] = str,
    ) -> str:
        """
        What went wrong, in somebody's language.

        Args:
            translated: gives the words of a message id; a gap that holds a list holds message ids.
            counted: gives the words of a message id or its plural for a number.
            number: writes a whole number as people of that language do.
        """
        if self.plural:
            sentence = counted(self.sentence, self.plural, self.values["count"])
        else:
            sentence = translated(self.sentence)
        filled = {}
        for name, value in self.values.items():
            if isinstance(value, list):
                filled[name] = ", ".join(map(translated, value))
            else:
                filled[name] = number(value) if isinstance(value, int) else value
        return sentence % filled if filled else sentence


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


class DiskFull(LogStopped):
    """As ``LogStopped``, and it is known why."""

    code = "disk_full"
    sentence = N_(
        "The disk of the server is full, so nothing is shown or saved. Nothing that was saved is "
        "lost. Keep your text on the screen and tell the leader: she gives the reserve away under "
        "The state of the house, or whoever looks after the server does it with journal health "
        "--release-reserve. Then try again."
    )


class LogChanged(Unavailable):
    """The log is not what this browser has seen of it; said once, before anything is shown."""

    code = "log_changed"
    sentence = N_(
        "The log is not the one that was seen here before: it was cut, put back or changed. Tell "
        "the leader at once. It is on record; you can go on with your work after this page."
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
    A key waits to be exchanged or passed on, and the person who acts can do it.

    Args:
        case_id: the case, or None for a key of the house.
        comp: its compartment.
    """

    code = "rotation_due"

    def __init__(self, case_id: CaseId | None, comp: Compartment) -> None:
        super().__init__()
        self.case_id = case_id
        self.comp = comp


class NotCommitted(JournalError):
    """Text was asked for before its reading was on record, or after the request was over."""

    code = "not_committed"
