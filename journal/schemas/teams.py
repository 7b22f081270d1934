"""The forms of a contact team: who is in it, and who is kept away."""

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load

from journal.domain.ids import StaffId
from journal.schemas import rules
from journal.schemas.passwords import ProofSchema

Chosen = frozenset[StaffId]


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


def _chosen(ids: Iterable[Any]) -> Chosen:
    return frozenset(StaffId(one) for one in ids)


class MembersSchema(Schema):
    """The whole team of a case as it shall be."""

    error_messages = rules.SCHEMA

    member = Members()

    @post_load
    def to_wanted(self, data: dict[str, Any], **_: Any) -> Chosen:
        """The colleagues, each once."""
        return _chosen(data["member"])


class SetTeamSchema(ProofSchema):
    """A team that was shown and is confirmed with the password; ``before`` is the team of then."""

    member = Members()
    before = Members()

    @post_load
    def to_wanted(self, data: dict[str, Any], **_: Any) -> tuple[Chosen, Chosen, str]:
        """The colleagues, each once, those of before, and the password."""
        return _chosen(data["member"]), _chosen(data["before"]), data["password"]


class ExcludeSchema(ProofSchema):
    """Whom a leader keeps away from a case."""

    colleague = fields.UUID(
        required=True, error_messages=dict.fromkeys(rules.ID, rules.NOT_A_CHOICE)
    )
