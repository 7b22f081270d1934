"""
The words of the command line, in Danish or English.

``JOURNAL_LANGUAGE`` decides, else the language of the terminal, else Danish. Message ids are the
English sentences; the Danish ones stand in the same catalogue as those of the screens.
"""

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

from config.settings import SettingsError
from journal.domain import codes
from journal.domain.compartments import Compartment
from journal.domain.condition import Tongue
from journal.domain.errors import N_, JournalError

TRANSLATIONS = Path(__file__).parents[1] / "translations"
LANGUAGES = ("da", "en")
_DOMAIN = "messages"

COMPARTMENTS = {
    Compartment.IDENTITY: N_("identity"),
    Compartment.JOURNAL: N_("journal"),
    Compartment.REGISTER: N_("register"),
    Compartment.SAFETY: N_("safety card"),
    Compartment.HOUSE: N_("names and pseudonyms"),
    Compartment.STATISTICS: N_("statistics"),
    Compartment.PERSONAL: N_("personal key"),
    Compartment.REVIEW: N_("words for reviewers"),
    Compartment.ROOT: N_("root of the certificates"),
    Compartment.DUTY: N_("emergency key"),
    Compartment.PURPOSE: N_("purpose key"),
}
"""Each compartment, as a person reads it."""

OF_CLICK = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Show this message and exit."),
    N_("Aborted!"),
    N_("Error: {message}"),
    N_("Error: The two entered values do not match."),
    N_("Try '{command} {option}' for help."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("Missing command."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing parameter"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("{name} {filename!r} does not exist."),
    N_("Repeat for confirmation"),
    N_("file"),
)
"""What click says of its own accord; it looks its words up in the same catalogue."""


def choose(environ: Mapping[str, str]) -> str:
    """
    Choose the language of this process.

    Args:
        environ: its environment.

    Returns:
        ``da`` or ``en``.
    """
    named = environ.get("JOURNAL_LANGUAGE", "")
    if named in LANGUAGES:
        return named
    terminal = environ.get("LC_ALL") or environ.get("LANG") or ""
    return "en" if terminal.casefold().startswith("en") else "da"


def speak(language: str) -> None:
    """Set the language of this process, of our words and of click's alike."""
    os.environ["LANGUAGE"] = language  # the one place where gettext looks before all others
    gettext.bindtextdomain(_DOMAIN, str(TRANSLATIONS))
    gettext.textdomain(_DOMAIN)


def _(sentence: str) -> str:
    """The sentence in the language of this process."""
    return gettext.gettext(sentence) if sentence else ""


TONGUE = Tongue(translated=_, counted=gettext.ngettext)
"""How facts about the house are told here."""


def named(code_list: str, code: str) -> str:
    """A code of a list in words."""
    return codes.label(code_list, code, os.environ.get("LANGUAGE", LANGUAGES[0]))


def sentence(error: JournalError | SettingsError) -> str:
    """What went wrong and how to mend it, for a person at a terminal."""
    if isinstance(error, SettingsError):
        mend = _(error.mend)
        return f"{error.setting}: {mend % error.values if error.values else mend}"
    return error.said(_, gettext.ngettext)
