"""Huset: who sleeps where tonight, for everybody on shift, on screen and on paper."""

from typing import Any
from uuid import UUID

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from journal.domain.board import AWAY, KEPT_HOURS, MOST_CHARACTERS
from journal.domain.codes import code_list
from journal.domain.ids import CaseId
from journal.domain.likeness import looks_like_person
from journal.domain.staff import LEADING_ROLES, Role
from journal.request import perform, principal
from journal.schemas.board import BoardEntrySchema
from journal.services import board, board_entries
from journal.services.board import BoardShown, OffShift, OnBoard, RoomOnBoard, Said
from journal.web import cases, forms
from journal.web.words import alike, language, word

blueprint = Blueprint("board", __name__)
STANDS_FOR = 60 * 60
"""Seconds that the board stays as it was rendered; then it is asked for anew."""
FIELDS = ("language", "alerts", "text", "hours")


@blueprint.get("/huset/")
def index() -> ResponseReturnValue:
    """The board; it stays for an hour, also when the keys have left the session meanwhile."""
    found = perform(board.show)
    if isinstance(found, OffShift):
        return render_template("board/off_shift.html", next_at=found.next_at)
    role = principal().role
    page = render_template(
        "board/index.html",
        board=_shown(found),
        is_leader=role in LEADING_ROLES,
        may_write=role is not Role.TEMP,
        saved=request.args.get("saved"),
    )
    response = make_response(page)
    response.headers["Refresh"] = f"{STANDS_FOR}; url={url_for('.index')}"
    return response


@blueprint.get("/huset/brandliste")
def fire_list() -> ResponseReturnValue:
    """Rooms, headcount and pseudonyms, to be printed."""
    return render_template("board/fire_list.html", board=_shown(perform(board.fire_list)))


@blueprint.get("/sag/<uuid:case>/tavle")
def edit(case: UUID) -> ResponseReturnValue:
    """What stands on the board about one resident."""
    return _page(CaseId(case))


@blueprint.post("/sag/<uuid:case>/tavle")
def write(case: UUID) -> ResponseReturnValue:
    """Set what stands there; who wrote what looks like a person sees that at once."""
    try:
        alerts = request.form.getlist("alerts")
        sent = {**forms.submitted("alerts"), "alerts": alerts}
        entry = BoardEntrySchema(CaseId(case)).load(sent)
        perform(board_entries.write, entry)
    except ValidationError as invalid:
        return _page(CaseId(case), forms.sentences(invalid.messages, FIELDS)), 422
    if looks_like_person(entry.text):
        return redirect(url_for(".edit", case=case, saved="written"), 303)
    return redirect(url_for(".index", saved="written"), 303)


def _page(case: CaseId, errors: dict[str, list[str]] | None = None) -> str:
    """The form, with what was typed in it where it was not taken."""
    found = perform(board_entries.prepare, case)
    typed = request.form
    said = found.said
    text = typed.get("text", said.text)
    return render_template(
        "board/entry.html",
        case=cases.banner(found.banner),
        until=said.until,
        languages=_choices("spoken_language"),
        alerts=[{"id": code, "label": label} for code, label in _choices("board_alert")],
        hours=KEPT_HOURS,
        most=MOST_CHARACTERS,
        alike=alike(looks_like_person(text)),
        saved=request.args.get("saved"),
        form={
            "language": typed.get("language", said.language),
            "alerts": typed.getlist("alerts") if errors else list(said.alerts),
            "text": text,
            "hours": typed.get("hours", str(KEPT_HOURS[0])),
        },
        errors=errors or {},
    )


def _choices(list_name: str) -> list[tuple[str, str]]:
    return [(code.code, code.label(language())) for code in code_list(list_name).values()]


def _shown(found: BoardShown) -> dict[str, Any]:
    return {
        "at": found.at,
        "headcount": found.headcount,
        "visiting": found.visiting,
        "free": found.free,
        "rooms": [_room(room) for room in found.rooms],
    }


def _room(room: RoomOnBoard) -> dict[str, Any]:
    return {
        "name": room.name,
        "type": word("room_type", room.type) if room.type else "",
        "is_out": room.is_out,
        "headcount": room.headcount,
        "parties": [
            {"headcount": one.headcount, "people": [_person(person) for person in one.people]}
            for one in room.parties
        ],
    }


def _person(person: OnBoard) -> dict[str, Any]:
    said: Said = person.said
    return {
        "case": person.case_id,
        "pseudonym": person.pseudonym,
        "kind": person.kind,
        "kind_label": word("person_kind", person.kind),
        "is_visiting": person.is_visiting,
        "language": word("spoken_language", said.language) if said.language else "",
        "alerts": [word("board_alert", code) for code in said.alerts],
        "away": [word("board_alert", code) for code in said.alerts if code in AWAY],
        "text": said.text,
        "until": said.until,
    }
