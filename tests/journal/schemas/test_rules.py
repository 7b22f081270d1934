"""A schema takes what belongs to it, and nothing else, whatever comes in."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings, strategies
from marshmallow import ValidationError

from journal.domain.broken import TextTooLong
from journal.domain.errors import JournalError, RuleBroken
from journal.domain.note_form import CARRIED
from journal.schemas import rules
from journal.schemas.audit import AuditQuerySchema
from journal.schemas.notes import NoteDraftSchema
from journal.schemas.search import SearchSchema
from journal.schemas.signin import SigninSchema, kept_of

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Copenhagen")
CASE = uuid4()
NOTE = {"id": str(uuid4()), "text": "Hun sov.", "type": "phone", "occurred_at": "2026-11-01T12:00"}
SCHEMAS = {
    "note": (lambda: NoteDraftSchema(CASE, ZONE, NOW), NOTE),
    "sign-in": (SigninSchema, {"name": "anna", "password": "tre små ord"}),
    "log": (AuditQuerySchema, {}),
    "search": (SearchSchema, {}),
}
ODD = [None, 1, 1.5, True, [], ["a"], {}, {"a": "b"}]


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_field_that_does_not_belong_is_refused(kind):
    """Neither a role nor an author comes in by a form."""
    make, sound = SCHEMAS[kind]
    for name in ("role", "author_id", "case_id", "__class__", "", "text.x"):
        with pytest.raises(ValidationError) as refused:
            make().load(sound | {name: "x"})
        assert {name: [rules.UNKNOWN]} == refused.value.messages


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_value_of_another_type_is_refused(kind):
    """Numbers, lists and nothing at all are not bent into a text."""
    make, sound = SCHEMAS[kind]
    for name in sound:
        for odd in ODD:
            with pytest.raises(ValidationError):
                make().load(sound | {name: odd})


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_missing_field_is_named(kind):
    """Every field that must be there is missed by its name."""
    make, sound = SCHEMAS[kind]
    for name in sound:
        with pytest.raises(ValidationError) as refused:
            make().load({key: value for key, value in sound.items() if key != name})
        assert [name] == list(refused.value.messages)


def test_every_refusal_is_a_sentence_of_ours():
    """Nothing of the library's own English reaches a page."""
    ours = {
        value for name, value in vars(rules).items() if name.isupper() and isinstance(value, str)
    }
    hostile = [*ODD, "", " ", "x" * 30_000, "2026-13-99T99:99", "\0", "\ud800"]
    for make, sound in SCHEMAS.values():
        fields = make().fields
        for name in fields:
            for value in hostile:
                try:
                    make().load(sound | {name: value})
                except ValidationError as refused:
                    said = [error for errors in refused.messages.values() for error in errors]
                    assert all(isinstance(e, JournalError) or e in ours for e in said), (
                        name,
                        value,
                        said,
                    )


def test_a_broken_rule_keeps_its_numbers():
    """The page says how long the text is and how long it may be."""
    with pytest.raises(ValidationError) as refused:
        NoteDraftSchema(CASE, ZONE, NOW).load(NOTE | {"text": "x" * 20_001})
    (error,) = refused.value.messages["text"]

    assert isinstance(error, TextTooLong)
    assert {"length": 20_001, "limit": 20_000} == error.values


@settings(max_examples=60, deadline=None)
@given(strategies.text(max_size=200))
def test_a_text_comes_through_or_is_refused(text):
    """Only CRLF becomes LF; there is no third way."""
    schema, form = NoteDraftSchema(CASE, ZONE, NOW), NOTE | {"text": text}
    if wrong := schema.validate(form):
        assert isinstance(wrong["text"][0], RuleBroken)
    else:
        draft = schema.load(form)
        assert (CASE, text.replace("\r\n", "\n")) == (draft.case_id, draft.text)


@pytest.mark.parametrize(
    ("typed", "instant"),
    [
        ("2026-11-01T12:00", datetime(2026, 11, 1, 11, tzinfo=UTC)),
        ("2026-07-01T12:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2025-10-26T02:30", datetime(2025, 10, 26, 1, 30, tzinfo=UTC)),
        ("2026-11-01T13:05", datetime(2026, 11, 1, 12, 5, tzinfo=UTC)),
    ],
)
def test_a_time_is_read_by_the_clock_of_the_house(typed, instant):
    """Winter, summer, the hour that comes twice, and five minutes of a clock that is fast."""
    draft = NoteDraftSchema(CASE, ZONE, NOW).load(NOTE | {"occurred_at": typed})

    assert instant == draft.occurred_at


@pytest.mark.parametrize("typed", ["2026-11-01T13:06", "2026-03-29T02:30", "2026-11-01 12:00", "x"])
def test_a_time_that_is_none_is_refused(typed):
    """Ahead, skipped by the clock, written otherwise."""
    with pytest.raises(ValidationError) as refused:
        NoteDraftSchema(CASE, ZONE, NOW).load(NOTE | {"occurred_at": typed})
    assert ["occurred_at"] == list(refused.value.messages)


def test_an_empty_filter_asks_for_everything():
    """A form sends its empty fields too."""
    names = ("case", "person", "kind", "day_from", "day_to")
    empty = AuditQuerySchema().load(dict.fromkeys(names, ""))

    assert (None, None, None, None, None, 1) == (
        *(getattr(empty, name) for name in names),
        empty.page,
    )


def test_a_filter_takes_days_that_can_be_days():
    """From 2000 to 2999; the day after the last must be a day too."""
    found = AuditQuerySchema().load({"day_from": "2000-01-01", "day_to": "2999-12-31"})

    assert (date(2000, 1, 1), date(2999, 12, 31)) == (found.day_from, found.day_to)


def test_a_carried_note_is_all_or_nothing_of_the_form():
    """The fields of a note form, without the prefix; nothing when none came."""
    fields = {f"kept_{name}": name for name in CARRIED}
    loaded = SigninSchema().load({"name": "anna", "password": "x"} | fields)

    assert {name: name for name in CARRIED} == kept_of(loaded)
    assert {} == kept_of(SigninSchema().load({"name": "anna", "password": "x"}))
