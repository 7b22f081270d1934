"""The form with which a leader ends an account: who takes her place in which case."""

from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, post_load, pre_load

from journal.domain.ids import CaseId, StaffId
from journal.schemas import rules
from journal.schemas.passwords import ProofSchema

INSTEAD = "instead-"
"""The field of a case begins so and goes on with its id."""


class LeaveSchema(ProofSchema):
    """The password, and for each case a colleague or nothing."""

    instead = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)

    @pre_load
    def gather(self, data: dict[str, str], **_: Any) -> dict[str, Any]:
        """Bring the fields of the cases together; a field of that one name is none of ours."""
        if "instead" in data:
            raise ValidationError(rules.UNKNOWN, "instead")
        of_cases = {name: value for name, value in data.items() if name.startswith(INSTEAD)}
        rest = {name: value for name, value in data.items() if name not in of_cases}
        return {**rest, "instead": of_cases}

    @post_load
    def to_replacements(self, data: dict[str, Any], **_: Any) -> tuple[dict[CaseId, StaffId], str]:
        """Who takes her place by case, and the password."""
        chosen: dict[CaseId, StaffId] = {}
        for name, value in data["instead"].items():
            try:
                case_id = CaseId(UUID(name.removeprefix(INSTEAD)))
                if value:
                    chosen[case_id] = StaffId(UUID(value))
            except ValueError as error:
                raise ValidationError(rules.NOT_A_CHOICE, name) from error
        return chosen, data["password"]
