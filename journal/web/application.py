"""The web application of one house: its blueprints, its gate, its errors, its headers."""

import hashlib
import time
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, Response, g, request

from journal.request import HOUSE_KEY, request_id
from journal.services.house import House
from journal.services.sessions import SessionKeeper
from journal.vault.session import NodeSecret
from journal.web import (
    access,
    admission,
    anonymity,
    audit,
    births,
    board,
    carried,
    cases,
    condition,
    course,
    deadlines,
    decisions,
    delegations,
    discharge,
    drafts,
    enquiries,
    errors,
    exclusions,
    extract,
    handover,
    headers,
    intake,
    joining,
    joint_notes,
    keycare,
    leaving,
    linking,
    look,
    nights,
    note_marks,
    notes,
    occupancy,
    oversight,
    passwords,
    printing,
    profile,
    references,
    register,
    releases,
    retrieval,
    reviews,
    rooms,
    roster,
    safety_events,
    search,
    sheets,
    signin,
    staff,
    statistics,
    stays,
    style,
    talks,
    teams,
    timed_access,
    uses,
    visitations,
    words,
)
from journal.web.bodies import BodyGuard
from journal.web.forwarded import ForwardedGuard

BLUEPRINTS = (
    signin.blueprint,
    cases.blueprint,
    stays.blueprint,
    talks.blueprint,
    admission.blueprint,
    anonymity.blueprint,
    notes.blueprint,
    search.blueprint,
    note_marks.blueprint,
    joint_notes.blueprint,
    drafts.blueprint,
    sheets.blueprint,
    references.blueprint,
    births.blueprint,
    releases.blueprint,
    retrieval.blueprint,
    linking.blueprint,
    intake.blueprint,
    nights.blueprint,
    handover.blueprint,
    course.blueprint,
    printing.blueprint,
    enquiries.blueprint,
    visitations.blueprint,
    decisions.blueprint,
    delegations.blueprint,
    safety_events.blueprint,
    timed_access.blueprint,
    exclusions.blueprint,
    reviews.blueprint,
    oversight.blueprint,
    uses.blueprint,
    extract.blueprint,
    board.blueprint,
    rooms.blueprint,
    occupancy.blueprint,
    deadlines.blueprint,
    roster.blueprint,
    audit.blueprint,
    teams.blueprint,
    register.blueprint,
    discharge.blueprint,
    keycare.blueprint,
    condition.blueprint,
    staff.blueprint,
    statistics.blueprint,
    leaving.blueprint,
    joining.blueprint,
    passwords.blueprint,
    profile.blueprint,
    look.blueprint,
    style.blueprint,
)
LARGEST_BODY = 512 * 1024
"""A note of 20,000 characters, each up to twelve bytes in a form, and its fields."""
BODY_SECONDS = 15.0
_LOG = structlog.get_logger()


def create_app(house: House, keeper: SessionKeeper, node: NodeSecret) -> Flask:
    """
    Put the web application of a house together.

    Args:
        house: opened.
        keeper: of its sessions.
        node: the secret of this start of the service.
    """
    app = Flask("journal.web", static_folder=None)
    app.extensions[HOUSE_KEY] = house
    app.extensions[access.KEEPER_KEY] = keeper
    app.config.update(
        SECRET_KEY=node.form_key(),
        SESSION_COOKIE_NAME="__Host-vaern",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=timedelta(days=365),
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        TRUSTED_HOSTS=list(house.settings.hosts),
        PROVIDE_AUTOMATIC_OPTIONS=False,
    )
    app.before_request(_note_time)
    words.install(app)
    access.install(app)
    carried.install(app)
    errors.install(app)
    _install_static(app)
    app.after_request(_finish)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    guarded = BodyGuard(app.wsgi_app, LARGEST_BODY, BODY_SECONDS)
    trusted = frozenset(house.settings.trusted_proxies)
    app.wsgi_app = ForwardedGuard(guarded, trusted)  # type: ignore[method-assign]
    return app


def _install_static(app: Flask) -> None:
    """Serve the files, the hash of each in its address, so that browsers may keep it."""
    app.static_folder = "static"
    app.add_url_rule("/static/<path:filename>", "static", app.send_static_file)
    folder = Path(str(app.static_folder))

    @cache
    def digest(filename: str) -> str:
        return hashlib.sha256((folder / filename).read_bytes()).hexdigest()[:12]

    @app.url_defaults
    def add_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = digest(values["filename"])


def _note_time() -> None:
    g.started = time.monotonic()


def _finish(response: Response) -> Response:
    """Headers on every answer, and one line in the technical log that names nobody."""
    if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
        headers.keep(response)
    rule = "-" if request.url_rule is None else request.url_rule.rule
    milliseconds = round((time.monotonic() - g.get("started", time.monotonic())) * 1000)
    _LOG.info(
        "request",
        request_id=request_id().hex,
        route=rule,
        method=request.method,
        status=response.status_code,
        ms=milliseconds,
    )
    return headers.secure(response)
