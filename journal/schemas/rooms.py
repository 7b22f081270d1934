"""Rooms as they come from forms: a new one, another name, nights out of service, and for whom."""

from collections.abc import Collection
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate, validates

from journal.domain.codes import code_list
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import RoomId
from journal.domain.rooms import LONGEST_NAME, NewRoom, Nights, RoomNameTaken, RoomType
from journal.schemas import rules

A_DAY: rules.Messages = rules.DAY | {"required": rules.MISSING, "null": rules.MISSING}
NAME_UNREADABLE = N_("Write letters and numbers that everybody sees.")
NAME_TOO_LONG = N_("Write at most 40 characters.")
A_ROOM: rules.Messages = dict.fromkeys(("required", "null", "invalid_uuid"), N_("Choose a room."))


def _one_of(list_name: str) -> fields.String:
    """A code of a list, checked when a form comes in."""
    return fields.String(
        required=True,
        validate=validate.OneOf(list(code_list(list_name)), error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE | {"required": rules.NOT_A_CHOICE},
    )


class NameSchema(Schema):
    """
    The name of a room; one that another room has is refused.

    Args:
        taken: the names of the other rooms.
    """

    error_messages = rules.SCHEMA

    name = fields.String(
        required=True,
        validate=[
            validate.Length(1, error=rules.MISSING),
            validate.Length(max=LONGEST_NAME, error=NAME_TOO_LONG),
        ],
        error_messages=rules.TEXT,
    )

    def __init__(self, taken: Collection[str]) -> None:
        super().__init__()
        self.taken = {name.casefold() for name in taken}

    @pre_load
    def without_edges(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """Spaces around and between words are one or none: two names never look the same."""
        return {
            name: " ".join(value.split()) if name == "name" else value
            for name, value in data.items()
        }

    @validates("name")
    def can_be_read(self, value: str, **_: Any) -> None:
        """No sign that nobody sees, or that turns around what stands beside it in a list."""
        if not value.isprintable():
            raise ValidationError(NAME_UNREADABLE)

    @post_load
    def to_value(self, data: dict[str, Any], **_: Any) -> Any:
        """Make the value that the use case takes."""
        if data["name"].casefold() in self.taken:
            raise ValidationError({"name": [RoomNameTaken()]})
        return self.made(data)

    def made(self, data: dict[str, Any]) -> Any:
        """The name alone."""
        return data["name"]


class RoomSchema(NameSchema):
    """A room that the house has from a day on."""

    type = _one_of("room_type")
    since = fields.Date(required=True, error_messages=A_DAY)

    def made(self, data: dict[str, Any]) -> NewRoom:
        """The new room."""
        return NewRoom(name=data["name"], type=RoomType(data["type"]), since=data["since"])


class OutSchema(Schema):
    """Nights in which a room is out of service, and why; no last day is until further notice."""

    error_messages = rules.SCHEMA

    from_date = fields.Date(required=True, error_messages=A_DAY)
    until = fields.Date(load_default=None, error_messages=rules.DAY)
    reason = _one_of("out_of_service")

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """An empty last day is none."""
        return {name: value for name, value in data.items() if value or name != "until"}

    @post_load
    def to_nights(self, data: dict[str, Any], **_: Any) -> tuple[Nights, str]:
        """The nights and the code of the reason."""
        try:
            return Nights(from_date=data["from_date"], until=data["until"]), data["reason"]
        except RuleBroken as error:
            raise ValidationError({error.field: [error]}) from error


class AssignSchema(Schema):
    """Which room, and from which day on."""

    error_messages = rules.SCHEMA

    room = fields.UUID(required=True, error_messages=A_ROOM)
    from_date = fields.Date(required=True, error_messages=A_DAY)

    @post_load
    def to_choice(self, data: dict[str, Any], **_: Any) -> tuple[RoomId, date]:
        """Room and day."""
        return RoomId(data["room"]), data["from_date"]


class YearSchema(Schema):
    """Which year's figures are looked at; none for this one."""

    error_messages = rules.SCHEMA

    year = fields.Integer(
        load_default=None,
        validate=validate.Range(2000, 2999, error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
