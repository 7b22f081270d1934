"""
Rules of the domain as answers to a form.

The error itself travels, and the entrance translates it.
"""

from typing import Any

from marshmallow import ValidationError

from journal.domain.errors import N_, RuleBroken

UNKNOWN = N_("This form has a field that does not belong to it. Load the page again.")
MISSING = N_("Fill this in.")
NOT_AN_ID = N_("This form is damaged. Load the page again.")
NOT_A_DAY = N_("Write the day as year-month-day, for example 2026-11-23.")
NOT_A_TIME = N_("Write day and time, for example 2026-11-23T14:05.")
NOT_A_CLOCK = N_("Write the time of day, for example 23:00.")
NOBODY = N_("Choose a colleague.")
NOT_A_CHOICE = N_("Choose one of the list.")
OF_ANOTHER_KIND = N_(
    "This belongs to another kind of note. Choose that kind, or write it in the text."
)
FIELD_TOO_LONG = N_("Write at most 200 characters, in one line. The rest belongs in the text.")

Messages = dict[str, str | list[Any] | dict[Any, Any]]

SCHEMA: dict[str, str] = {"unknown": UNKNOWN}
ID: Messages = dict.fromkeys(("required", "null", "invalid_uuid"), NOT_AN_ID)
TEXT: Messages = dict.fromkeys(("required", "null", "invalid"), MISSING)
TIME: Messages = {"required": MISSING, "null": MISSING, "invalid": NOT_A_TIME}
DAY: Messages = {"invalid": NOT_A_DAY}
PERSON: Messages = dict.fromkeys(("required", "null", "invalid_uuid"), NOBODY)
CHOICE: Messages = dict.fromkeys(("null", "invalid"), NOT_A_CHOICE)


def broken(error: RuleBroken) -> ValidationError:
    """A broken rule as a validation error; ``messages`` holds the error, not a sentence."""
    invalid = ValidationError("")
    invalid.messages = [error]  # marshmallow passes on whatever stands here
    return invalid
