"""
Headers that every answer carries, and the refusal of requests that another site started.

Rules upheld here: every answer, an error page too, forbids framing, foreign content, inline code
and keeping; a view must say so expressly when an answer may be kept; a request that changes
something, or that names a case or a colleague, comes from our own pages or from the address bar.
"""

from typing import Final

from flask import Request, Response, abort

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
DENIED_FEATURES: Final = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
)
SECURITY_HEADERS: Final = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in DENIED_FEATURES)),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)
NEVER_KEPT: Final = "no-store"
KEPT_FOR_A_YEAR: Final = "public, max-age=31536000, immutable"

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
NAMING_ARGUMENTS: Final = frozenset({"case", "person"})
"""An address with one of these says whose page it is."""

# "same-site" is refused like "cross-site": another program of the house, or of its host, under the
# same domain is not ours, and a hole in it must not reach a case. "none" is the address bar.
OWN_SITES: Final = frozenset({"same-origin", "none"})


def secure(response: Response) -> Response:
    """
    Put the security headers on an answer, over whatever stood there.

    Args:
        response: the finished answer. A ``Cache-Control`` that its view has set is left alone; any
            other answer is kept nowhere.
    """
    response.headers.update(SECURITY_HEADERS)
    response.headers.setdefault("Cache-Control", NEVER_KEPT)
    return response


def keep(response: Response) -> Response:
    """Let browsers keep an answer for a year: its address changes whenever its content does."""
    response.headers["Cache-Control"] = KEPT_FOR_A_YEAR
    return response


def refuse_cross_site(request: Request) -> None:
    """
    Refuse a request that a page of another site has started.

    A browser too old to say where a request comes from is judged by ``Origin``. Our own pages send
    ``Origin: null``, since they give no referrer; then the form's token decides.

    Args:
        request: the request, after its address was matched.

    Raises:
        Forbidden: it changes something or names somebody, and it is not ours.
    """
    named = NAMING_ARGUMENTS.intersection(request.view_args or ())
    if request.method in SAFE_METHODS and not named:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "null")
    foreign = site not in OWN_SITES if site else origin not in ("null", request.host_url[:-1])
    if foreign:
        abort(403)
