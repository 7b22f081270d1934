"""The answers of a talk, a decision on it, and a delegation, as they come from forms."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validate

from journal.domain.calendar import end_of_day
from journal.domain.codes import code_list
from journal.domain.decisions import DecisionKind, Scope
from journal.domain.ids import StaffId
from journal.domain.visitations import ANSWERS, Answers, Verdict, long_text, questions
from journal.schemas import rules
from journal.schemas.audit import A_DAY
from journal.schemas.enquiries import FewWords, one_of
from journal.schemas.walltime import AS_TYPED, HouseSchema, WallTime

END = "end"
"""What the button sends that says the talk is over."""
HERSELF, PROPOSED, BY_PHONE = "self", "proposed", "phone"
"""The ways in which a decision comes about."""


def field_of(question: str) -> str:
    """The name of the field that answers a question."""
    return f"q-{question}"


class AnswersSchema(HouseSchema):
    """The answers of a talk; with ``do`` as ``end`` also when it ended, by default now."""

    text = FewWords(long_text)
    seen = fields.Integer(required=True, error_messages=dict.fromkeys(rules.ID, rules.NOT_AN_ID))
    do = fields.String(load_default="")
    ended_at = WallTime(AS_TYPED, load_default=None, error_messages=rules.TIME)
    chosen = fields.Dict(keys=fields.String(), values=fields.String(), load_default=dict)

    @pre_load
    def gather(self, data: dict[str, str], **_: Any) -> dict[str, Any]:
        """Take the answers out of fields of their own; one that is no answer is refused."""
        names = {field_of(question): question for question in questions()}
        found = {names[name]: value for name, value in data.items() if name in names and value}
        wrong = [one for one, value in found.items() if value not in code_list(ANSWERS)]
        if wrong:
            raise ValidationError({field_of(one): [rules.NOT_A_CHOICE] for one in wrong})
        rest = {name: value for name, value in data.items() if name not in names}
        if rest.get("do") != END or not rest.get("ended_at"):
            rest.pop("ended_at", None)
        return rest | {"chosen": found}

    @post_load
    def to_answers(self, data: dict[str, Any], **_: Any) -> tuple[Answers, int, datetime | None]:
        """Make the values that the use case takes."""
        ended_at: datetime | None = data["ended_at"]
        if data["do"] == END and ended_at is None:
            ended_at = self.now
        return Answers(chosen=data["chosen"], text=data["text"]), data["seen"], ended_at


class VerdictSchema(HouseSchema):
    """
    A decision on a talk, as a Verdict.

    The reason carries its kind before a colon, so that one choice says both.
    """

    way = fields.String(
        required=True,
        validate=validate.OneOf([HERSELF, PROPOSED, BY_PHONE], error=rules.NOT_A_CHOICE),
        error_messages=rules.TEXT,
    )
    reason = fields.String(load_default="", error_messages=rules.TEXT)
    decided_by = fields.UUID(load_default=None, error_messages=rules.PERSON)
    decided_at = WallTime(AS_TYPED, load_default=None, error_messages=rules.TIME)
    late_reason = fields.String(load_default="", error_messages=rules.TEXT)

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """An empty field is none; who decided on the phone counts only where somebody did."""
        found = {name: value for name, value in data.items() if value}
        if found.get("way") != BY_PHONE:
            found.pop("decided_by", None)
            found.pop("decided_at", None)
        return found

    @post_load
    def to_verdict(self, data: dict[str, Any], **_: Any) -> Verdict:
        """Make the value that the use case takes."""
        is_phone, decided_by = data["way"] == BY_PHONE, data["decided_by"]
        if is_phone and decided_by is None:
            raise ValidationError({"decided_by": [rules.NOBODY]})
        kind, _colon, reason = data["reason"].partition(":")
        is_one = kind in (DecisionKind.ADMISSION, DecisionKind.REFUSAL)
        return Verdict(
            kind=DecisionKind(kind) if is_one else DecisionKind.REFUSAL,
            reason=reason if is_one else "",
            is_proposal=data["way"] == PROPOSED,
            decided_by=None if decided_by is None else StaffId(decided_by),
            decided_at=data["decided_at"],
            late_reason=data["late_reason"],
        )


class DelegationSchema(Schema):
    """
    A delegation from now on, to the end of a day: to whom, for what, until when in UTC.

    Args:
        zone: of the house.
    """

    error_messages = rules.SCHEMA

    to = fields.UUID(required=True, error_messages=rules.PERSON)
    scope = one_of("delegation_scope")
    until = fields.Date(
        required=True,
        validate=A_DAY,
        error_messages=rules.DAY | {"required": rules.MISSING},
    )
    hour = fields.Time("%H:%M", load_default=None, error_messages={"invalid": rules.NOT_A_CLOCK})

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__()
        self.zone = zone

    @pre_load
    def without_empty(self, data: dict[str, str], **_: Any) -> dict[str, str]:
        """Without an hour it runs to the end of the day."""
        return {name: value for name, value in data.items() if value}

    @post_load
    def to_terms(self, data: dict[str, Any], **_: Any) -> tuple[StaffId, Scope, datetime]:
        """Make the values that the use case takes."""
        hour: time | None = data["hour"]
        day = data["until"]
        ends_at = (
            end_of_day(day, self.zone)
            if hour is None
            else datetime.combine(day, hour, tzinfo=self.zone)
        )
        return StaffId(data["to"]), Scope(data["scope"]), ends_at
