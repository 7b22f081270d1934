"""
What a setting may hold, and what is said of a value that cannot be.

Rules: a message names how to mend it; it never repeats a value that may hold a password.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Never
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import marshmallow


def N_(message: str) -> str:  # noqa: N802 -- the name by which texts are collected for translation
    """Mark a message id; it is translated where it is shown."""
    return message


MISSING = N_("write a value")
"""What is said of a setting that is empty; the shipped defaults leave none out."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a value: a message id, and what fills its gaps."""

    mend: str
    values: Mapping[str, object]


def refuse(mend: str, **values: object) -> Never:
    """Refuse a value with a message id and what fills its gaps."""
    raise marshmallow.ValidationError([Wrong(mend, values)])


class Words(marshmallow.fields.Field[tuple[str, ...]]):
    """A list in one line, divided by commas."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> tuple[str, ...]:
        return tuple(word for each in str(value).split(",") if (word := each.strip()))


class Folder(marshmallow.fields.Field[Path]):
    """An absolute path: a service started from another folder must find the same house."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Path:
        path = Path(value)
        if not path.is_absolute():
            refuse(N_("write the whole path, from the root"))
        return path


class FolderOrNone(Folder):
    """As ``Folder``, or empty for none."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return super()._deserialize(value, *args, **kwargs) if str(value).strip() else None


def check_addresses(addresses: tuple[str, ...]) -> None:
    """Refuse what is no address of a machine."""
    for address in addresses:
        try:
            ip_address(address)
        except ValueError:
            refuse(N_("%(value)s is not an IP address"), value=repr(address))


DAYS_OFF = ("constitution_day", "christmas_eve", "new_years_eve")
"""Days that are no public holidays, and that a house may take for such."""


def check_days_off(days: tuple[str, ...]) -> None:
    """Refuse a day that no house may leave out of its working days."""
    if wrong := [day for day in days if day not in DAYS_OFF]:
        refuse(
            N_("%(value)s cannot be left out; these can: %(days)s"),
            value=repr(wrong[0]),
            days=", ".join(DAYS_OFF),
        )


def check_database(url: str) -> None:
    """Refuse the address of another kind of database; it may hold a password."""
    if url and not url.startswith("postgresql+psycopg://"):
        refuse(N_("leave it empty for SQLite in state_dir, or begin with postgresql+psycopg://"))


def check_other(url: str) -> None:
    """Refuse what is no address of a PostgreSQL database."""
    if url and not url.startswith("postgresql+psycopg://"):
        refuse(N_("leave it empty, or begin with postgresql+psycopg://"))


def check_owner(url: str) -> None:
    """Refuse an address that holds a password, or is none of a PostgreSQL database."""
    check_other(url)
    parts = urlsplit(url)
    # The service reads this file too: with the owner's password it could change its log.
    if parts.password or {"password", "passfile"} & parse_qs(parts.query).keys():
        refuse(N_("leave the password out; whoever changes the schema is asked for it"))


def check_zone(name: str) -> None:
    """Refuse a time zone that nobody knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        refuse(N_("no such time zone: %(value)s"), value=repr(name))


def check_language(code: str) -> None:
    """Refuse a language that has no translation."""
    if code not in ("da", "en"):
        refuse(N_("must be da or en"))


def check_hosts(hosts: tuple[str, ...]) -> None:
    """Refuse a service that answers to no name."""
    if not hosts:
        refuse(N_("name at least one host that people type"))


def check_host(host: str) -> None:
    """Refuse to listen nowhere."""
    if not host:
        refuse(MISSING)


class Whole(marshmallow.fields.Field[int]):
    """A whole number in a span."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__(required=True)
        self.low = low
        self.high = high

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        text = str(value).strip()
        if not (text.isascii() and text.isdigit() and self.low <= int(text) <= self.high):
            mend = N_("must be a whole number from %(low)s to %(high)s")
            refuse(mend, low=self.low, high=self.high)
        return int(text)


class Flag(marshmallow.fields.Field[bool]):
    """True or false, in words."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        known = {"true": True, "false": False}
        if str(value) not in known:
            refuse(N_("must be true or false"))
        return known[str(value)]
