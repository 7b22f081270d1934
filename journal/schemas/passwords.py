"""Forms around a password: a new one twice, a forgotten one, a recovery code typed back."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from journal.domain.errors import N_
from journal.schemas import rules
from journal.schemas.signin import LONGEST_NAME, LONGEST_PASSWORD

LONGEST_CODE = 100
NOT_THE_SAME = N_("Type the same password in both fields.")
NOT_A_NEW_ONE = N_("Choose another password than the one you have.")


def password_field() -> fields.String:
    """A password that was typed; whether it is strong is decided where it is used."""
    return fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_PASSWORD, error=rules.MISSING),
        error_messages=rules.TEXT,
    )


def code_field() -> fields.String:
    """A code that was read from paper."""
    return fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_CODE, error=rules.MISSING),
        error_messages=rules.TEXT,
    )


class ProofSchema(Schema):
    """Her password, asked for once more before a grave act."""

    error_messages = rules.SCHEMA

    password = password_field()


class NewPasswordSchema(Schema):
    """A new password, typed twice."""

    error_messages = rules.SCHEMA

    password = password_field()
    again = password_field()

    @validates_schema
    def is_the_same(self, data: dict[str, Any], **_: Any) -> None:
        """A password with a slip in it would lock her out."""
        if data["password"] != data["again"]:
            raise ValidationError(NOT_THE_SAME, "again")


class CodeSchema(NewPasswordSchema):
    """A user name with a code, and the password to be: an activation, or a forgotten password."""

    name = fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NAME, error=rules.MISSING),
        error_messages=rules.TEXT,
    )
    code = code_field()


class ChangeSchema(NewPasswordSchema):
    """A new password of somebody who is signed in, with the one she has."""

    present = password_field()

    @validates_schema
    def is_new(self, data: dict[str, Any], **_: Any) -> None:
        """What somebody may have seen is no new password."""
        if data["password"] == data["present"]:
            raise ValidationError(NOT_A_NEW_ONE, "password")


class RecoverySchema(Schema):
    """Her password, before a recovery code is drawn."""

    error_messages = rules.SCHEMA

    proof = password_field()


class KeepSchema(Schema):
    """A recovery code typed back, with what the page carries until it is kept."""

    error_messages = rules.SCHEMA

    code = fields.String(load_default="", error_messages=rules.TEXT)
    sealed = fields.String(required=True, error_messages=rules.ID)
    typed = code_field()
