"""Linking two files of one woman, as it comes from forms."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from journal.domain.codes import code_list
from journal.domain.linking import Consent, Way
from journal.schemas import rules
from journal.schemas.retrieval import LONGEST_CODE

FIELD_OF = {Way.CODE: "code", Way.WORD: "words"}
"""The field in which she is told, for each way."""


_NUMBER: rules.Messages = dict.fromkeys(("null", "invalid"), rules.NOT_AN_ID)


class _Purposeful(Schema):
    """A form that carries the purpose a leader has said; a contact person says none."""

    error_messages = rules.SCHEMA

    reason = fields.String(load_default="", error_messages=rules.TEXT)

    @validates_schema
    def has_purpose_or_none(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse what is no purpose of the list."""
        if data["reason"] and data["reason"] not in code_list("access_purpose"):
            raise ValidationError({"reason": [rules.NOT_A_CHOICE]})


class LinkSchema(_Purposeful):
    """How she is known again, what she has said, and when."""

    way = fields.Enum(
        Way,
        by_value=True,
        required=True,
        error_messages=dict.fromkeys(("required", "null", "unknown"), rules.NOT_A_CHOICE),
    )
    code = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_CODE, error=rules.NOT_AN_ID),
        error_messages=rules.TEXT,
    )
    words = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_CODE, error=rules.NOT_AN_ID),
        error_messages=rules.TEXT,
    )
    agreed = fields.Boolean(load_default=False, error_messages=rules.CHOICE)
    agreed_on = fields.Date(required=True, error_messages=rules.TEXT | rules.DAY)

    @validates_schema
    def says_which(self, data: dict[str, Any], **_: Any) -> None:
        """Insist on what the way needs."""
        name = FIELD_OF[data["way"]]
        if not data[name].strip():
            raise ValidationError({name: [rules.MISSING]})

    @post_load
    def to_wish(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """What the request takes."""
        return {
            "way": data["way"],
            "told": data[FIELD_OF[data["way"]]],
            "consent": Consent(is_given=data["agreed"], on=data["agreed_on"]),
            "purpose": data["reason"] or None,
        }


class EndSchema(_Purposeful):
    """Which link she takes her consent back to; empty where only her code opens which."""

    place = fields.Integer(load_default=None, error_messages=_NUMBER)
    seen = fields.Integer(load_default=0, error_messages=_NUMBER)

    @post_load
    def to_end(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """What the request takes."""
        return {
            "place": data["place"],
            "seen": data["seen"],
            "purpose": data["reason"] or None,
        }
