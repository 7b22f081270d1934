"""Forms with which a leader takes colleagues in: an invitation, a new code, a confirmation."""

from datetime import datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate, validates

from journal.domain.accounts import Heard
from journal.domain.errors import N_
from journal.domain.staff import Person, Profession, Role, sign_in_name
from journal.schemas import rules
from journal.schemas.passwords import ProofSchema, password_field

LONGEST_NAME = 100
NOT_HEARD = N_("Tick the box when she has read all the digits aloud to you.")


def _short(**more: Any) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(1, LONGEST_NAME, error=rules.MISSING),
        error_messages=rules.TEXT,
        **more,
    )


def _one_of(codes: list[str]) -> fields.String:
    return fields.String(
        required=True,
        validate=validate.OneOf(codes, error=rules.NOT_A_CHOICE),
        error_messages=rules.TEXT,
    )


class InviteSchema(Schema):
    """A colleague to be, and the password of the leader who invites her."""

    error_messages = rules.SCHEMA

    name = _short()
    login = _short()
    role = _one_of([role.value for role in Role])
    profession = _one_of([profession.value for profession in Profession])
    password = password_field()

    @validates("name")
    def has_letters(self, value: str, **_: Any) -> None:
        """A name that shows nothing is none."""
        if not value.strip() or not value.isprintable():
            raise ValidationError(rules.MISSING)

    @validates("login")
    def can_be_typed(self, value: str, **_: Any) -> None:
        """A user name can be seen and typed."""
        if not sign_in_name(value) or not value.strip().isprintable():
            raise ValidationError(rules.MISSING)

    @post_load
    def to_person(self, data: dict[str, Any], **_: Any) -> tuple[Person, str]:
        """Make what the use case takes, and the password."""
        person = Person(
            name=" ".join(data["name"].split()),
            login=data["login"],
            role=Role(data["role"]),
            profession=Profession(data["profession"]),
        )
        return person, data["password"]


class NewCodeSchema(ProofSchema):
    """A new code; ``seen`` says which one the page knew, so that one form makes one code."""

    seen = fields.AwareDateTime(
        "iso", load_default=None, error_messages={"invalid": rules.NOT_AN_ID}
    )

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """A page that knew no code says so with an empty field."""
        return {name: value for name, value in data.items() if value or name != "seen"}

    @post_load
    def to_pair(self, data: dict[str, Any], **_: Any) -> tuple[datetime | None, str]:
        """When the code ends that the page knew, and the password."""
        return data["seen"], data["password"]


class ConfirmSchema(ProofSchema):
    """The leader has heard the fingerprint that stood on this page, and read as what she joins."""

    heard = fields.String(required=True, error_messages=rules.ID)
    role = fields.Enum(Role, by_value=True, required=True, error_messages=rules.ID)
    profession = fields.Enum(Profession, by_value=True, required=True, error_messages=rules.ID)
    aloud = fields.String(
        required=True,
        validate=validate.Equal("yes", error=NOT_HEARD),
        error_messages=dict.fromkeys(("required", "null", "invalid"), NOT_HEARD),
    )

    @post_load
    def to_pair(self, data: dict[str, Any], **_: Any) -> tuple[Heard, str]:
        """What she confirms, and the password."""
        heard = Heard(digits=data["heard"], role=data["role"], profession=data["profession"])
        return heard, data["password"]
