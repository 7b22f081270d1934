"""
What a proxy says about the sender, believed only from a proxy that the house has named.

Rules upheld here: no header that anybody can send changes the address, the host or the scheme that
the application sees; of a named proxy only the last value it has added itself is believed.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BELIEVED = frozenset({"HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"})


class ForwardedGuard:
    """
    WSGI middleware that removes forwarded headers, or applies them when a named proxy sent them.

    Args:
        app: the application behind it.
        trusted: IP addresses of the proxies of the house; usually one, often none.
    """

    def __init__(self, app: "WSGIApplication", trusted: frozenset[str]) -> None:
        self._app = app
        self._proxied = ProxyFix(app, x_for=1, x_proto=1, x_host=1)
        self._trusted = trusted

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer the request, with the sender that can be believed."""
        from_proxy = environ.get("REMOTE_ADDR") in self._trusted
        for name in [each for each in environ if _is_forwarded(each)]:
            if not from_proxy or name not in BELIEVED:
                del environ[name]
        app = self._proxied if from_proxy else self._app
        return app(environ, start_response)


def _is_forwarded(name: str) -> bool:
    return name.startswith("HTTP_X_FORWARDED_") or name in ("HTTP_FORWARDED", "HTTP_X_REAL_IP")
