"""What anybody can write into a header moves nobody: only a named proxy is believed."""

import pytest
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from journal.web.forwarded import ForwardedGuard

PROXY = "127.0.0.9"
SPOOFED = {
    "X-Forwarded-For": "203.0.113.5, 203.0.113.6",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "journal.example",
    "X-Forwarded-Port": "444",
    "X-Forwarded-Prefix": "/inde",
    "Forwarded": "for=203.0.113.7",
    "X-Real-IP": "203.0.113.8",
}


@pytest.fixture
def seen():
    """Return what the application behind the guard was told, once a request was made."""
    return {}


@pytest.fixture
def ask(seen):
    """Return a function that sends the spoofed headers from an address."""

    def app(environ, start_response):
        seen.update(environ)
        start_response("200 OK", [])
        return [b""]

    def ask(address, trusted):
        guard = ForwardedGuard(app, frozenset(trusted))
        Client(guard).get("/", headers=SPOOFED, environ_overrides={"REMOTE_ADDR": address})
        return seen

    return ask


@pytest.mark.parametrize("trusted", [(), (PROXY,)])
def test_a_stranger_cannot_say_where_she_comes_from(ask, trusted):
    """Sent by anybody, the headers are gone before the application starts."""
    seen = ask("127.0.0.1", trusted)

    assert ("127.0.0.1", "http", "localhost") == (
        seen["REMOTE_ADDR"],
        seen["wsgi.url_scheme"],
        seen["HTTP_HOST"],
    )
    assert [] == [name for name in seen if "FORWARDED" in name or "REAL_IP" in name]


def test_the_named_proxy_is_believed_for_its_own_last_word(ask):
    """Of a list only the value that the proxy has added itself counts."""
    seen = ask(PROXY, (PROXY,))

    assert ("203.0.113.6", "https", "journal.example") == (
        seen["REMOTE_ADDR"],
        seen["wsgi.url_scheme"],
        seen["HTTP_HOST"],
    )
    assert seen["SCRIPT_NAME"] == ""
    assert "HTTP_FORWARDED" not in seen
    assert "HTTP_X_REAL_IP" not in seen


def test_a_socket_without_an_address_is_no_proxy():
    """A server that knows no address must not open the door to the headers."""

    def app(environ, start_response):
        start_response("200 OK", [])
        return [environ["wsgi.url_scheme"].encode()]

    environ = EnvironBuilder(headers=SPOOFED).get_environ()
    environ.pop("REMOTE_ADDR", None)
    body, _, _ = run_wsgi_app(ForwardedGuard(app, frozenset({PROXY})), environ)

    assert b"http" == b"".join(body)
