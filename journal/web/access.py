"""
The gate of the web: who is behind a request, and what somebody without a session may see.

Default is no: a page opens to a signed-in colleague unless it stands in ``OPEN_TO_ALL``. Whoever is
not signed in gets the sign-in page, and a note she has just sent comes back with it.
"""

import base64
import binascii
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Request, Response, current_app, g, jsonify, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import LoginManager, UserMixin, current_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from journal.domain.access import Action
from journal.domain.errors import N_
from journal.domain.policy import decide
from journal.domain.policy_rules import AT_NIGHT, BY_SHIFT, WITH_RESIDENTS
from journal.domain.staff import LEADING_ROLES, Role
from journal.domain.timed_access import Stage
from journal.request import context, now
from journal.services.oversight import waiting
from journal.services.sessions import Seen, SessionKeeper
from journal.vault.desk import Principal
from journal.vault.verifier import Verdict
from journal.web import headers, pages
from journal.web.forms import refuse_unstorable, wants_data
from journal.web.words import word

OPEN_TO_ALL = (
    "static",
    "signin.sign_in",
    "signin.alive",
    "signin.cover",
    "signin.uncover",
    "signin.sign_out",
    "joining.activate",
    "passwords.forgotten",
    "look.language",
    "look.theme",
    "look.shortcuts",
)
"""Endpoints that need no session. Everything else does."""
SAVED_BY_ITSELF = "drafts.save"
"""What a script tries again while nobody is there; that somebody types is told apart from it."""

SESSION_COOKIE = "__Host-sid"
DEVICE_COOKIE = "__Host-device"
KEEPER_KEY = "journal-sessions"
DEVICE_DAYS = 365

STALE_FORM = N_("This page had been open too long. Nothing is lost: send it once more.")
_TOKEN = CSRFProtect()


@dataclass(frozen=True, slots=True)
class Reader(UserMixin):  # type: ignore[misc]  # flask-login ships no types
    """A signed-in colleague, as Flask-Login sees her."""

    principal: Principal

    def get_id(self) -> str:
        """Her id; never kept in a cookie."""
        return str(self.principal.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    A signed-in colleague, as the head of a page shows her.

    Args:
        home: where she begins.
        has_cases, has_shifts, takes_calls, reviews: which pages are in her menu.
        waiting: how many uses she may review.
        is_red: one of them has waited for a week and more.
    """

    name: str
    function: str
    home: str
    is_leader: bool
    takes_in: bool
    has_cases: bool
    has_shifts: bool
    takes_calls: bool
    reviews: bool
    waiting: int
    is_red: bool


def keeper() -> SessionKeeper:
    """The sessions of this node."""
    kept: SessionKeeper = current_app.extensions[KEEPER_KEY]
    return kept


def token_of(sent: Request) -> bytes:
    """The session token of a request; empty when there is none or it is no token."""
    try:
        return base64.b64decode(sent.cookies.get(SESSION_COOKIE, ""), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def install(app: Flask) -> None:
    """Put the gate before every view of an application."""
    # Without flask-login's own words for templates: an error page must not ask for the session.
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None  # a session is bound to its token, not to a browser's name

    @manager.request_loader  # type: ignore[untyped-decorator]  # flask-login ships no types
    def load(sent: Request) -> Reader | None:
        comes_by_itself = sent.endpoint == SAVED_BY_ITSELF and wants_data()
        g.seen = keeper().look(token_of(sent), now(), is_use=not comes_by_itself)
        found = None if g.seen is None else g.seen.principal
        return None if found is None else Reader(found)

    app.config["REMEMBER_COOKIE_NAME"] = "__Host-never-set"  # nobody is remembered
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False
    )
    _TOKEN.init_app(app)
    app.before_request(guard)
    app.context_processor(_person)
    app.register_error_handler(CSRFError, _stale_form)


def guard() -> ResponseReturnValue | None:
    """Refuse what another site sent, find out who asks, and let nobody pass without a session."""
    headers.refuse_cross_site(request)
    refuse_unstorable()
    if request.endpoint is None:
        return None
    if request.endpoint not in OPEN_TO_ALL:
        if not current_user.is_authenticated:
            return proof_needed()
        g.principal = current_user.principal
    if request.method not in headers.SAFE_METHODS:
        _TOKEN.protect()
    return None


def proof_needed() -> ResponseReturnValue:
    """
    The sign-in page in place of what was asked for, or the cover of a screen that was left alone.

    A page that was asked for is answered like the sign-in page itself, which a browser does not
    report as a failure; anything that was sent is refused with 401. If a note was just sent, the
    page carries it. A script is only told whether her session is over, or covered.
    """
    if wants_data():
        return jsonify(over=g.get("seen") is None), 401
    is_reading = request.method in headers.SAFE_METHODS
    carried = pages.carried_note()
    asked = request.full_path.rstrip("?") if request.method == "GET" else ""
    seen: Seen | None = g.get("seen")
    if seen is None:
        page = pages.sign_in_page({"name": "", "next": asked}, {}, carried)
    else:
        page = pages.cover_page(seen.card.name, asked, {}, carried)
    return page, 200 if is_reading else 401


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    """A form whose token no longer counts: what she typed comes back with a fresh one."""
    return pages.words_again(gettext(STALE_FORM)) or pages.error_page(403), 403


def _person() -> dict[str, Any]:
    """What the head of a page says of the reader."""
    principal: Principal | None = g.get("principal")
    if principal is None or principal.role is None:
        return {"person": None}
    waits = waiting(context())
    person = Person(
        name=principal.name,
        function=word("role", principal.role.value),
        home=pages.home_of(principal.role),
        is_leader=principal.role in LEADING_ROLES,
        takes_in=principal.role is Role.LEADER,
        has_cases=principal.role in WITH_RESIDENTS,
        has_shifts=principal.role in AT_NIGHT,
        takes_calls=principal.role in WITH_RESIDENTS - BY_SHIFT,
        reviews=decide(principal.role, Action.REVIEW_READ).allowed,
        waiting=waits.count,
        is_red=waits.stage is Stage.RED,
    )
    report = context().watch.report
    return {
        "person": person,
        "session_mark": mark_of(principal),
        "idle_seconds": int(keeper().idle.total_seconds()),
        "has_log_alarm": person.is_leader
        and report is not None
        and report.verdict is Verdict.TAMPERED,
    }


def begin_session(principal: Principal) -> tuple[bytes, Principal]:
    """
    Begin a session; ``give_token`` puts it into the browser, with the page that answers.

    The form token of before ended with ``end_session``; a new one may stand in the answer already.

    Returns:
        The token, and who it is with the tag by which her pages name this session.
    """
    token = keeper().begin(principal, now())
    begun = keeper().look(token, now(), is_use=False)
    return token, principal if begun is None else replace(principal, session_tag=begun.card.tag)


def give_token(response: Response, token: bytes) -> None:
    """Put the token of a session into the browser."""
    set_cookie(response, SESSION_COOKIE, base64.urlsafe_b64encode(token).decode())


def mark_of(principal: Principal) -> str:
    """By what a page names the session that it was shown in."""
    return (principal.session_tag or b"").hex()


def seen() -> Seen | None:
    """Who is behind the cookie of this request, covered or not; asking is no use."""
    return keeper().look(token_of(request), now(), is_use=False)


def uncover(response: Response, principal: Principal) -> bool:
    """Bring the covered session of this request back; False when it has ended meanwhile."""
    token = keeper().uncover(token_of(request), principal, now())
    if token is None:
        return False
    give_token(response, token)
    return True


def go_on_alone(response: Response, principal: Principal) -> None:
    """Go on in this session under a fresh token, and end all others of this person."""
    token = keeper().uncover(token_of(request), principal, now())
    if principal.id is not None:
        keeper().end_others(principal.id, token or b"")
    if token is not None:
        give_token(response, token)


def end_session(response: Response) -> None:
    """End the session of this request."""
    keeper().end(token_of(request))
    session.pop("csrf_token", None)
    response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="Strict")


def set_cookie(response: Response, name: str, value: str, days: int | None = None) -> None:
    """Set a cookie that only this host gets, over TLS, out of reach of scripts and other sites."""
    age = None if days is None else days * 24 * 60 * 60
    response.set_cookie(
        name, value, max_age=age, path="/", secure=True, httponly=True, samesite="Strict"
    )


def is_alive() -> Response:
    """
    Whether the session of this request still lives; asking does not keep it alive.

    A page names the session that it was shown in: in anybody else's it is not to be seen.
    """
    found = seen()
    lives = found is not None and found.principal is not None
    is_same = found is not None and request.args.get("of") in (None, found.card.tag.hex())
    return make_response(jsonify(alive=lives and is_same))
