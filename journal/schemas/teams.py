"""The forms of a contact team: who is in it, and who is kept away."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load

from journal.domain.ids import StaffId
from journal.schemas import rules
from journal.schemas.passwords import ProofSchema


class Members(fields.List[Any]):
    """Ids of colleagues; one that is none spoils the whole form."""

    def __init__(self) -> None:
        super().__init__(fields.UUID())

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        try:
            found: list[Any] = super()._deserialize(value, attr, data, **kwargs)
        except ValidationError as error:
            raise ValidationError(rules.NOT_AN_ID) from error
        return found


class MembersSchema(Schema):
    """The whole team of a case as it shall be."""

    error_messages = rules.SCHEMA

    member = Members()

    @post_load
    def to_wanted(self, data: dict[str, Any], **_: Any) -> frozenset[StaffId]:
        """The colleagues, each once."""
        return frozenset(StaffId(one) for one in data["member"])


class SetTeamSchema(ProofSchema):
    """A team that was shown once more and is confirmed with the password."""

    member = Members()

    @post_load
    def to_wanted(self, data: dict[str, Any], **_: Any) -> tuple[frozenset[StaffId], str]:
        """The colleagues, each once, and the password."""
        return frozenset(StaffId(one) for one in data["member"]), data["password"]


class ExcludeSchema(ProofSchema):
    """Whom a leader keeps away from a case."""

    colleague = fields.UUID(
        required=True, error_messages=dict.fromkeys(rules.ID, rules.NOT_A_CHOICE)
    )
