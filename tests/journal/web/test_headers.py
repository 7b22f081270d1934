"""Every answer carries the same headers, and other sites' pages start nothing here."""

import pytest
from flask import Flask, request
from werkzeug.exceptions import Forbidden

from journal.web.headers import SECURITY_HEADERS, keep, refuse_cross_site, secure

EXACT = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


@pytest.fixture
def app():
    """Return a small application that puts the headers on and refuses other sites."""
    app = Flask(__name__)
    app.before_request(lambda: refuse_cross_site(request))
    app.after_request(secure)
    app.add_url_rule("/", "home", lambda: "hjem", methods=["GET", "POST"])
    app.add_url_rule("/sager/<case>/", "case", lambda case: "sag", methods=["GET", "POST"])
    app.add_url_rule("/pynt", "ornament", lambda: keep(app.make_response("a{}")))
    app.add_url_rule("/fejl", "fault", lambda: 1 // 0)
    app.add_url_rule("/ramme", "frame", lambda: ("", {"X-Frame-Options": "SAMEORIGIN"}))
    return app


@pytest.mark.parametrize("path", ["/", "/ukendt", "/fejl", "/ramme"])
def test_every_answer_carries_the_exact_headers(app, path):
    """A page, an unknown address, a fault and a view that says otherwise: all the same."""
    answer = app.test_client().get(path)

    assert EXACT == {name: answer.headers[name] for name in EXACT}
    assert [1] * len(SECURITY_HEADERS) == [
        len(answer.headers.getlist(name)) for name, _ in SECURITY_HEADERS
    ]


def test_no_page_may_use_camera_microphone_or_place():
    """A page that is taken over still sees, hears and locates nobody."""
    policy = dict(SECURITY_HEADERS)["Permissions-Policy"]

    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(policy.split(", "))


def test_only_what_asks_for_it_is_kept(app):
    """Style sheets and fonts stay in the browser for a year, under an address with their hash."""
    answer = app.test_client().get("/pynt")

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {"Sec-Fetch-Site": "cross-site"}, 200),
        ("GET", "/sager/a/", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("GET", "/sager/a/", {"Sec-Fetch-Site": "same-site"}, 403),
        ("GET", "/sager/a/", {"Sec-Fetch-Site": "same-origin"}, 200),
        ("GET", "/sager/a/", {"Sec-Fetch-Site": "none"}, 200),
        ("GET", "/sager/a/", {}, 200),
        ("POST", "/", {"Sec-Fetch-Site": "cross-site"}, 403),
        ("POST", "/", {"Sec-Fetch-Site": "same-site"}, 403),
        ("POST", "/", {"Sec-Fetch-Site": "invented"}, 403),
        ("POST", "/", {"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ("POST", "/", {"Origin": "https://elsewhere.example"}, 403),
        ("POST", "/", {"Origin": "http://localhost"}, 200),
        ("POST", "/", {"Origin": "null"}, 200),
        ("POST", "/", {}, 200),
    ],
)
def test_another_site_opens_no_case_and_changes_nothing(app, method, path, headers, status):
    """Cross-site requests are refused wherever they could change or show something."""
    assert status == app.test_client().open(path, method=method, headers=headers).status_code


def test_the_refusal_is_the_one_of_the_framework(app):
    """The application's own page for 403 answers, as for a missing token."""
    with (
        app.test_request_context("/", method="POST", headers={"Sec-Fetch-Site": "cross-site"}),
        pytest.raises(Forbidden),
    ):
        refuse_cross_site(request)
