"""Opening a journal for a time, and saying why, as they come from a form."""

from dataclasses import replace
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from journal.domain.access import Face
from journal.domain.broken import ReasonMissing
from journal.domain.codes import code_list
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId, GrantId
from journal.domain.timed_access import (
    REASONS,
    WORDS_MAY_FOLLOW,
    Ask,
    require_words,
    require_words_for,
)
from journal.schemas import rules
from journal.schemas.signin import LONGEST_PASSWORD


class OwnWords(fields.String):
    """Own words; CRLF becomes LF and nothing else changes."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        return text.replace("\r\n", "\n")


class AskSchema(Schema):
    """
    Opening a journal for a time: a reason, own words, the password; as an Ask with the password.

    Whoever opens it along with a running access gives its id and neither reason nor words.

    Args:
        case_id: out of the address, never out of the form.
        face: emergency or purpose.
    """

    error_messages = rules.SCHEMA

    reason = fields.String(load_default="", error_messages=rules.TEXT)
    words = OwnWords(load_default="", error_messages=rules.TEXT)
    along = fields.UUID(load_default=None, error_messages=rules.ID)
    password = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_PASSWORD, error=rules.MISSING),
        error_messages=rules.TEXT,
    )

    def __init__(self, case_id: CaseId, face: Face) -> None:
        super().__init__()
        self.case_id = case_id
        self.face = face

    @validates_schema(skip_on_field_errors=False)
    def has_reason(self, data: dict[str, Any], **_: Any) -> None:
        """Say what is wrong with reason and words in one go."""
        if data.get("along") is not None:
            return
        said: dict[str, list[Any]] = {}
        ask = self._ask(data)
        if ask.reason not in code_list(REASONS[self.face]):
            said["reason"] = [ReasonMissing()]
            ask = replace(ask, reason=WORDS_MAY_FOLLOW)  # words that may be missing must not be bad
        try:
            require_words_for(ask)
        except RuleBroken as error:
            said[error.field] = [error]
        if said:
            raise ValidationError(said)

    def _ask(self, data: dict[str, Any]) -> Ask:
        along = data.get("along")
        return Ask(
            case_id=self.case_id,
            face=self.face,
            reason=data.get("reason", ""),
            words=data.get("words", ""),
            along=None if along is None else GrantId(along),
        )

    @post_load
    def to_ask(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Make the value that the use case takes, beside the password."""
        return {"ask": self._ask(data), "password": data["password"]}


class WordsSchema(Schema):
    """Own words that follow an opening in acute danger."""

    error_messages = rules.SCHEMA

    words = OwnWords(required=True, error_messages=rules.TEXT)

    @validates_schema
    def say_something(self, data: dict[str, Any], **_: Any) -> None:
        """Refuse words that say nothing."""
        try:
            require_words(data["words"])
        except RuleBroken as error:
            raise ValidationError({error.field: [error]}) from error
