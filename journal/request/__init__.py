"""The step between entrances and services: who acts, and the acts that take several works."""

from journal.request.current import (
    HOUSE_KEY,
    context,
    house,
    id_from,
    now,
    perform,
    principal,
    request_id,
)
from journal.request.entering import sign_in

__all__ = [
    "HOUSE_KEY",
    "context",
    "house",
    "id_from",
    "now",
    "perform",
    "principal",
    "request_id",
    "sign_in",
]
