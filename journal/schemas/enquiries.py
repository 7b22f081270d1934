"""Enquiries and safety events as they come from forms; no field takes who she is (R-E2)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from journal.domain.codes import code_list
from journal.domain.enquiries import (
    MOST_CHILDREN,
    Contact,
    NewEnquiry,
    NewSafetyEvent,
    short_text,
)
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import EnquiryId, SafetyEventId
from journal.schemas import rules
from journal.schemas.walltime import AS_TYPED, HouseSchema, WallTime

HOW_MANY = N_("Write how many children, from 0 to 15.")
NO_NUMBER: rules.Messages = dict.fromkeys(("required", "null", "invalid"), HOW_MANY)
YES = "yes"
"""What a ticked box sends."""


def one_of(name: str) -> fields.String:
    """A field that takes one code of a list and must be there."""
    return fields.String(
        required=True,
        validate=validate.OneOf(code_list(name), error=rules.NOT_A_CHOICE),
        error_messages=rules.TEXT,
    )


class FewWords(fields.String):
    """
    Words that may be missing, trimmed as the rule of their kind says.

    Args:
        trim: gives them as they are kept; a broken rule is the error of the field.
    """

    def __init__(self, trim: Callable[[str], str]) -> None:
        super().__init__(load_default="", error_messages=rules.TEXT)
        self.trim = trim

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        try:
            return self.trim(text)
        except RuleBroken as error:
            raise rules.broken(error) from error


class NewEnquirySchema(HouseSchema):
    """A new enquiry, open or with its outcome, as a NewEnquiry."""

    id = fields.UUID(required=True, error_messages=rules.ID)
    received_at = WallTime(AS_TYPED, required=True, error_messages=rules.TIME)
    channel = one_of("enquiry_channel")
    by = one_of("enquiry_by")
    region = one_of("home_region")
    copenhagen = fields.String(load_default="", validate=validate.OneOf(["", YES]))
    children = fields.Integer(
        required=True,
        validate=validate.Range(0, MOST_CHILDREN, error=HOW_MANY),
        error_messages=NO_NUMBER,
    )
    text = FewWords(short_text)
    outcome = fields.String(load_default="", error_messages=rules.TEXT)

    @post_load
    def to_enquiry(self, data: dict[str, Any], **_: Any) -> NewEnquiry:
        """Make the value that the use case takes."""
        return NewEnquiry(
            id=EnquiryId(data["id"]),
            contact=Contact(at=data["received_at"], channel=data["channel"], by=data["by"]),
            region=data["region"],
            is_copenhagen=data["copenhagen"] == YES,
            children=data["children"],
            text=data["text"],
            outcome=data["outcome"],
        )


class LaterSchema(HouseSchema):
    """
    A later contact with the words as they are now; as a Contact, or None, with words and revision.

    Without ``again`` only the words are put right.
    """

    again = fields.String(load_default="", validate=validate.OneOf(["", YES]))
    received_at = WallTime(AS_TYPED, required=True, error_messages=rules.TIME)
    channel = one_of("enquiry_channel")
    by = one_of("enquiry_by")
    text = FewWords(short_text)
    seen = fields.Integer(required=True, error_messages=dict.fromkeys(rules.ID, rules.NOT_AN_ID))

    @post_load
    def to_contact(self, data: dict[str, Any], **_: Any) -> tuple[Contact | None, str, int]:
        """Make the values that the use case takes."""
        contact = Contact(at=data["received_at"], channel=data["channel"], by=data["by"])
        return contact if data["again"] == YES else None, data["text"], data["seen"]


class OutcomeSchema(Schema):
    """What an enquiry led to."""

    error_messages = rules.SCHEMA

    outcome = fields.String(load_default="", error_messages=rules.TEXT)


class NewSafetyEventSchema(HouseSchema):
    """A safety event, as a NewSafetyEvent."""

    id = fields.UUID(required=True, error_messages=rules.ID)
    kind = one_of("safety_event_kind")
    channel = one_of("enquiry_channel")
    occurred_at = WallTime(AS_TYPED, required=True, error_messages=rules.TIME)
    text = FewWords(short_text)

    @post_load
    def to_event(self, data: dict[str, Any], **_: Any) -> NewSafetyEvent:
        """Make the value that the use case takes."""
        occurred_at: datetime = data["occurred_at"]
        return NewSafetyEvent(
            id=SafetyEventId(data["id"]),
            kind=data["kind"],
            channel=data["channel"],
            occurred_at=occurred_at,
            text=data["text"],
        )
