"""Værelser: which there are, when one is out of service, and who gets which."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.codes import code_list
from journal.domain.errors import AccessDenied, RuleBroken
from journal.domain.ids import CaseId, OutId, RoomId
from journal.request import now, perform
from journal.schemas.rooms import AssignSchema, NameSchema, OutSchema, RoomSchema
from journal.services import room_upkeep, rooms
from journal.services.room_upkeep import RoomShown
from journal.services.rooms import Choice
from journal.web import cases, forms
from journal.web.words import language, word, zone

blueprint = Blueprint("rooms", __name__)
NEW = ("name", "type", "since")
OUT = ("from_date", "until", "reason")
CHOOSING = ("room", "from_date")


@blueprint.get("/huset/vaerelser/")
def index() -> ResponseReturnValue:
    """All rooms, and the form for one more."""
    return _list(perform(room_upkeep.show_rooms))


@blueprint.post("/huset/vaerelser/")
def add() -> ResponseReturnValue:
    """Add a room."""
    known = perform(room_upkeep.show_rooms)
    try:
        new = RoomSchema([room.name for room in known]).load(forms.submitted())
        perform(room_upkeep.add_room, new)
    except ValidationError as invalid:
        return _list(known, forms.sentences(invalid.messages, NEW)), 422
    except RuleBroken as broken:
        return _list(known, forms.refused(broken, NEW)[0]), 422
    return redirect(url_for(".index", saved="added"), 303)


@blueprint.get("/huset/vaerelser/<uuid:room>")
def show(room: UUID) -> ResponseReturnValue:
    """One room."""
    return _one(perform(room_upkeep.show_rooms), room)


@blueprint.post("/huset/vaerelser/<uuid:room>/navn")
def rename(room: UUID) -> ResponseReturnValue:
    """Give a room another name."""
    known = perform(room_upkeep.show_rooms)
    try:
        taken = [other.name for other in known if other.id != room]
        name = NameSchema(taken).load(forms.submitted())
        perform(room_upkeep.rename, RoomId(room), name)
    except ValidationError as invalid:
        return _one(known, room, forms.sentences(invalid.messages, ("name",))), 422
    return redirect(url_for(".show", room=room, saved="renamed"), 303)


@blueprint.post("/huset/vaerelser/<uuid:room>/ude-af-drift")
def take_out(room: UUID) -> ResponseReturnValue:
    """Take a room out of service for some nights."""
    known = perform(room_upkeep.show_rooms)
    try:
        nights, reason = OutSchema().load(forms.submitted())
        perform(room_upkeep.take_out, RoomId(room), nights, reason)
    except ValidationError as invalid:
        return _one(known, room, forms.sentences(invalid.messages, OUT)), 422
    except RuleBroken as broken:
        return _one(known, room, forms.refused(broken, OUT)[0]), 422
    return redirect(url_for(".show", room=room, saved="out"), 303)


@blueprint.post("/huset/vaerelser/<uuid:room>/i-drift/<uuid:out>")
def take_in(room: UUID, out: UUID) -> ResponseReturnValue:
    """Take a room into use again."""
    perform(room_upkeep.take_in, RoomId(room), OutId(out))
    return redirect(url_for(".show", room=room, saved="in"), 303)


@blueprint.get("/sag/<uuid:case>/vaerelse")
def choose(case: UUID) -> ResponseReturnValue:
    """Which room somebody has, and which she could have."""
    return _choosing(CaseId(case))


@blueprint.post("/sag/<uuid:case>/vaerelse")
def assign(case: UUID) -> ResponseReturnValue:
    """Give somebody a room, or move her into another one."""
    try:
        room_id, from_date = AssignSchema().load(forms.submitted())
        perform(rooms.assign, CaseId(case), room_id, from_date)
    except ValidationError as invalid:
        return _choosing(CaseId(case), forms.sentences(invalid.messages, CHOOSING)), 422
    except RuleBroken as broken:
        return _choosing(CaseId(case), forms.refused(broken, CHOOSING)[0]), 422
    return redirect(url_for("board.index", saved="room"), 303)


def _list(known: list[RoomShown], errors: dict[str, list[str]] | None = None) -> str:
    today = now().astimezone(zone()).date()
    return render_template(
        "rooms/index.html",
        rooms=[_shown(room) for room in known],
        types=_choices("room_type"),
        form={name: request.form.get(name, "") for name in NEW}
        | {"since": request.form.get("since", today.isoformat())},
        errors=errors or {},
        saved=request.args.get("saved"),
    )


def _one(known: list[RoomShown], room_id: UUID, errors: dict[str, list[str]] | None = None) -> str:
    found = next((room for room in known if room.id == room_id), None)
    if found is None:
        raise AccessDenied
    today = now().astimezone(zone()).date()
    return render_template(
        "rooms/show.html",
        room=_shown(found),
        reasons=_choices("out_of_service"),
        form={
            "name": request.form.get("name", found.name),
            "from_date": request.form.get("from_date", today.isoformat()),
            "until": request.form.get("until", ""),
            "reason": request.form.get("reason", ""),
        },
        errors=errors or {},
        saved=request.args.get("saved"),
    )


def _choosing(case: CaseId, errors: dict[str, list[str]] | None = None) -> str:
    found = perform(rooms.choose, case)
    now_in = next((room.name for room in found.rooms if room.id == found.now), None)
    return render_template(
        "rooms/choose.html",
        case=cases.banner(found.banner),
        now_in=now_in,
        rooms=[_choice(room) for room in found.rooms if room.id != found.now],
        form={
            "room": request.form.get("room", ""),
            "from_date": request.form.get("from_date", found.night.isoformat()),
        },
        errors=errors or {},
    )


def _choice(room: Choice) -> dict[str, Any]:
    return {
        "id": str(room.id),
        "name": room.name,
        "type": word("room_type", room.type),
        "is_taken": room.is_taken,
        "is_out": room.is_out,
    }


def _shown(room: RoomShown) -> dict[str, Any]:
    return {
        "id": room.id,
        "name": room.name,
        "type": word("room_type", room.type),
        "since": room.since,
        "is_taken": room.is_taken,
        "outs": [
            {
                "id": out.id,
                "from_date": out.nights.from_date,
                "until": out.nights.until,
                "reason": word("out_of_service", out.reason),
            }
            for out in room.outs
        ],
    }


def _choices(list_name: str) -> list[tuple[str, str]]:
    return [(code.code, code.label(language())) for code in code_list(list_name).values()]
