"""What the leader asks of the log."""

from datetime import date
from typing import Any

from marshmallow import Schema, fields, post_load, pre_load, validate

from journal.domain.ids import CaseId, StaffId
from journal.domain.logbook import KINDS, REFUSAL, LogQuery
from journal.schemas import rules

# The end of the day that is asked for must be a day too.
A_DAY = validate.Range(date(2000, 1, 1), date(2999, 12, 31), error=rules.NOT_A_DAY)


class AuditQuerySchema(Schema):
    """Filters and page of the log, all optional; an empty field is no filter."""

    error_messages = rules.SCHEMA

    case = fields.UUID(load_default=None, error_messages=rules.ID)
    person = fields.UUID(load_default=None, error_messages=rules.ID)
    kind = fields.String(
        load_default=None,
        validate=validate.OneOf([*KINDS, REFUSAL], error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )
    day_from = fields.Date(load_default=None, validate=A_DAY, error_messages=rules.DAY)
    day_to = fields.Date(load_default=None, validate=A_DAY, error_messages=rules.DAY)
    page = fields.Integer(
        load_default=1,
        validate=validate.Range(1, 1_000_000, error=rules.NOT_A_CHOICE),
        error_messages=rules.CHOICE,
    )

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """An empty field of the form is no filter."""
        return {name: value for name, value in data.items() if value}

    @post_load
    def to_query(self, data: dict[str, Any], **_: Any) -> LogQuery:
        """Make the value that the use case takes."""
        case, person = data.pop("case"), data.pop("person")
        return LogQuery(
            case=None if case is None else CaseId(case),
            person=None if person is None else StaffId(person),
            **data,
        )
