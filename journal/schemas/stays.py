"""Admissions and moves as they come from forms; the people of an admission are numbered from 0."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import Schema, ValidationError, fields, post_load, validate

from journal.domain.admission import (
    MOST_PEOPLE,
    Decided,
    DecisionMissing,
    NewAdmission,
    NewPerson,
    NobodyChosen,
)
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.clock import from_wall_time
from journal.domain.decisions import REASONS, DecisionKind, NotDecided
from journal.domain.errors import RuleBroken
from journal.domain.ids import CaseId, DecisionId, StaffId, StayId
from journal.domain.notes import require_past
from journal.domain.stays import Arrival, Move
from journal.schemas import rules
from journal.schemas.teams import Members

SELF, PHONE, NOBODY = "self", "phone", "nobody"
"""Who has decided: the actor now, somebody on the phone, nobody yet."""
VISIT = "visit"
"""How a child comes who only visits."""
TICKED = "yes"
_NUMBERED = re.compile(r"(kind|pseudonym|anonymity|same|member|visiting)-(\d{1,2})")
_CHOICE: rules.Messages = dict.fromkeys(
    ("required", "null", "invalid", "unknown"), rules.NOT_A_CHOICE
)


def lists_in(names: Iterable[str]) -> tuple[str, ...]:
    """Which of some fields of a form may be there several times: the members of each team."""
    return tuple(name for name in names if re.fullmatch(r"member-\d{1,2}", name))


def people_in(form: Mapping[str, Any]) -> int:
    """How many people a form is about: at least one, and never more than it may."""
    found = {int(match[2]) for name in form if (match := _NUMBERED.fullmatch(name))}
    return min(max(found, default=0) + 1, MOST_PEOPLE)


def unfold(form: Mapping[str, Any]) -> dict[str, Any]:
    """A flat form as nested fields: what is numbered belongs to the person of that number."""
    people: list[dict[str, Any]] = [{} for _ in range(people_in(form))]
    plain: dict[str, Any] = {}
    for name, value in form.items():
        match = _NUMBERED.fullmatch(name)
        if match and int(match[2]) < len(people):
            people[int(match[2])][match[1]] = value
        else:
            plain[name] = value
    return plain | {"people": people}


def fold(messages: Mapping[str, Any]) -> dict[str, Any]:
    """The errors of nested fields by the names that they have in the form."""
    people = messages.get("people", {})
    numbered = {
        f"{name}-{number}": said
        for number, wrong in people.items()
        if isinstance(wrong, Mapping)
        for name, said in wrong.items()
    }
    return {name: said for name, said in messages.items() if name != "people"} | numbered


class PersonSchema(Schema):
    """One person of an admission, without a name."""

    error_messages = rules.SCHEMA

    kind = fields.Enum(PersonKind, by_value=True, required=True, error_messages=_CHOICE)
    pseudonym = fields.String(
        required=True, validate=validate.Length(1, 100), error_messages=rules.TEXT
    )
    anonymity = fields.Enum(Anonymity, by_value=True, required=True, error_messages=_CHOICE)
    same = fields.String(load_default="")
    visiting = fields.String(load_default="")
    member = Members()


class AdmissionSchema(Schema):
    """
    An admission, as the value that is carried out.

    Args:
        zone: of the house.
        now: the present instant.
        relative: out of the address: whose family a child comes to; None for a family of its own.
        team: hers, for a child who gets the same.
    """

    error_messages = rules.SCHEMA

    id = fields.UUID(required=True, error_messages=rules.ID)
    people = fields.List(fields.Nested(PersonSchema), required=True)
    arrival = fields.String(
        load_default=Arrival.LATER.value,
        validate=validate.OneOf((Arrival.LATER, Arrival.BORN, VISIT), error=rules.NOT_A_CHOICE),
    )
    decision = fields.String(load_default="")
    follows = fields.UUID(load_default=None, error_messages=rules.ID)
    reason = fields.String(load_default="")
    decided_by = fields.String(load_default="")
    decided_at = fields.String(load_default="")
    late_reason = fields.String(load_default="")
    here = fields.String(required=True, error_messages=_CHOICE)
    at = fields.String(load_default="")
    pending = fields.String(load_default="")

    def __init__(
        self,
        zone: ZoneInfo,
        now: datetime,
        relative: CaseId | None = None,
        team: Collection[StaffId] = (),
    ) -> None:
        super().__init__()
        self.zone, self.now = zone, now
        self.relative, self.team = relative, frozenset(team)

    @post_load
    def to_admission(self, data: dict[str, Any], **_: Any) -> NewAdmission:
        """Make the value that the use case takes; everything that is wrong is said in one go."""
        wrong: dict[str, Any] = {}
        is_visit = self.relative is not None and data["arrival"] == VISIT
        people = self._people(data["people"], wrong, is_visit=is_visit)
        is_visit = is_visit or all(one.is_visiting for one in people)
        decided = None if is_visit else self._decided(data, wrong)
        came_at = self._instant(data["at"], "at", wrong) if data["here"] == TICKED else None
        if wrong:
            raise ValidationError(wrong)
        arrival = Arrival.ADMISSION if self.relative is None else Arrival.LATER
        if self.relative is not None and data["arrival"] == Arrival.BORN:
            arrival = Arrival.BORN
        return NewAdmission(
            id=StayId(data["id"]),
            people=people,
            decided=decided,
            decision=None if data["follows"] is None else DecisionId(data["follows"]),
            proposal=data["reason"] if data["decision"] == NOBODY and not is_visit else "",
            move_in_at=came_at,
            is_pending=data["pending"] == TICKED,
            relative=self.relative,
            arrival=arrival,
        )

    def _people(
        self, found: list[dict[str, Any]], wrong: dict[str, Any], *, is_visit: bool
    ) -> list[NewPerson]:
        first, people = self.team, []
        for number, one in enumerate(found):
            chosen = frozenset(StaffId(each) for each in one.get("member", ()))
            is_same = one["same"] == TICKED and (number > 0 or self.relative is not None)
            team = first if is_same else chosen
            if not team:
                wrong[f"member-{number}"] = [NobodyChosen(number)]
            if number == 0 and self.relative is None:
                first = team
            person = NewPerson(
                kind=one["kind"],
                pseudonym=one["pseudonym"],
                anonymity=one["anonymity"],
                team=team,
                is_visiting=is_visit or one["visiting"] == TICKED,
            )
            people.append(person)
        return people

    def _decided(self, data: dict[str, Any], wrong: dict[str, Any]) -> Decided | None:
        if data["follows"] is not None:
            return None
        if data["decision"] not in (SELF, PHONE, NOBODY):
            wrong["decision"] = [DecisionMissing()]
            return None
        if data["reason"] not in REASONS[DecisionKind.ADMISSION]:
            wrong["reason"] = [NotDecided()]
        if data["decision"] == NOBODY:
            return None
        if data["decision"] == SELF:
            return Decided(reason=data["reason"])
        by = fields.UUID(error_messages=rules.PERSON)
        try:
            decider = StaffId(by.deserialize(data["decided_by"]))
        except ValidationError as invalid:
            wrong["decided_by"] = invalid.messages
            return None
        at = self._instant(data["decided_at"], "decided_at", wrong)
        late = data["late_reason"]
        return Decided(reason=data["reason"], by=decider, at=at, late_reason=late)

    def _instant(self, typed: str, name: str, wrong: dict[str, Any]) -> datetime | None:
        try:
            return instant_of(typed, self.zone, self.now)
        except ValidationError as invalid:
            wrong[name] = invalid.messages
            return None


def instant_of(typed: str, zone: ZoneInfo, now: datetime) -> datetime:
    """
    A wall time out of a form as an instant that has been.

    Raises:
        ValidationError: it is none, the clock skipped it, or it lies ahead.
    """
    wall = fields.NaiveDateTime("%Y-%m-%dT%H:%M", error_messages=rules.TIME).deserialize(typed)
    try:
        instant = from_wall_time(wall, zone, now)
        require_past(instant, now)
    except RuleBroken as error:
        raise rules.broken(error) from error
    return instant


class DecideSchema(Schema):
    """The decision about who is proposed."""

    error_messages = rules.SCHEMA

    reason = fields.String(load_default="")

    @post_load
    def to_decided(self, data: dict[str, Any], **_: Any) -> Decided:
        """Make the value that the use case takes."""
        return Decided(reason=data["reason"])


class RefuseSchema(Schema):
    """The decision that who is proposed may not come."""

    error_messages = rules.SCHEMA

    refusal = fields.String(
        load_default="",
        validate=validate.OneOf(REASONS[DecisionKind.REFUSAL], error=NotDecided.sentence),
        error_messages=dict.fromkeys(("null", "invalid"), NotDecided.sentence),
    )


class MoveSchema(Schema):
    """
    One move of a stay, when it happened, and why she does not come.

    Args:
        zone: of the house.
        now: the present instant.
    """

    error_messages = rules.SCHEMA

    move = fields.Enum(Move, by_value=True, required=True, error_messages=_CHOICE)
    at = fields.String(load_default="")
    why = fields.String(load_default="", error_messages=_CHOICE)

    def __init__(self, zone: ZoneInfo, now: datetime) -> None:
        super().__init__()
        self.zone, self.now = zone, now

    @post_load
    def to_move(self, data: dict[str, Any], **_: Any) -> tuple[Move, datetime, str]:
        """Make the values that the use case takes."""
        try:
            return data["move"], instant_of(data["at"], self.zone, self.now), data["why"]
        except ValidationError as invalid:
            raise ValidationError({"at": invalid.messages}) from invalid
