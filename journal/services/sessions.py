"""
Sessions of signed-in colleagues.

Begun at sign-in, covered by idling, ended by time, by signing out or by somebody else.

Ten minutes without a request let the keys go and cover the screen; her password alone brings it
back. Ten hours end the session in any case; a person has three at most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock

from journal.domain.ids import StaffId
from journal.store.sessions import SessionRow, SessionStore
from journal.vault import session as split
from journal.vault.desk import Principal
from journal.vault.session import Card, Frame, NodeSecret

MOST_SESSIONS = 3
TOUCH_AFTER = timedelta(seconds=15)
"""How stale the time of the last request may be: not every page writes."""
SWEEP_AFTER = timedelta(minutes=1)
"""How often keys of sessions that were left alone are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    What a cookie leads to.

    Args:
        principal: the colleague with her keys; None while the screen is covered.
        card: who she is in either case.
    """

    principal: Principal | None
    card: Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One of my sessions; ``handle`` names it in a form and opens nothing."""

    handle: str
    started_at: datetime
    seen_at: datetime
    is_covered: bool
    is_this: bool


class SessionKeeper:
    """
    Keeps the sessions of one node.

    Args:
        store: where sealed sessions lie, in memory.
        node: the secret of this start of the service.
        idle: how long keys stay without a request.
        longest: when a session ends in any case.
    """

    def __init__(
        self, store: SessionStore, node: NodeSecret, idle: timedelta, longest: timedelta
    ) -> None:
        self._store = store
        self._node = node
        self.idle = idle
        self._longest = longest
        self._swept_at: datetime | None = None
        self._lock = Lock()

    def begin(self, principal: Principal, now: datetime) -> bytes:
        """
        Begin a session; the oldest beyond three of this person ends.

        Returns:
            The token for her cookie, 32 bytes, stored nowhere.
        """
        if principal.id is None:
            message = "a session needs a person"
            raise ValueError(message)
        self._store.delete_expired(now)
        # Before the new one is there: a clock that was set back must not make it the oldest.
        self._store.trim(principal.id, MOST_SESSIONS - 1)
        frame = Frame(staff_id=principal.id, expires_at=now + self._longest)
        return self._add(replace(principal, session_tag=split.new_tag()), frame, now, now)

    def _add(
        self, principal: Principal, frame: Frame, started_at: datetime, now: datetime
    ) -> bytes:
        token = split.new_token()
        self._store.add(
            SessionRow(
                id=split.row_id(token),
                staff_id=frame.staff_id,
                started_at=started_at,
                seen_at=now,
                expires_at=frame.expires_at,
                card=split.seal_card(token, self._node, frame, principal),
                sealed=split.seal(token, self._node, frame, principal),
            )
        )
        return token

    def look(self, token: bytes, now: datetime, *, is_use: bool = True) -> Seen | None:
        """
        Who is behind a cookie, or None when her session has ended.

        Args:
            token: of the cookie, any length.
            is_use: False when only asked whether it lives, which must not keep it alive.
        """
        self._sweep(now)
        row = self._row(token, now)
        if row is None:
            return None
        frame = Frame(staff_id=row.staff_id, expires_at=row.expires_at)
        card = split.unseal_card(token, self._node, frame, row.card)
        if card is None:
            return None
        if row.sealed is None or now - row.seen_at >= self.idle:
            self._store.cover(row.id)
            return Seen(principal=None, card=card)
        if is_use and now - row.seen_at >= TOUCH_AFTER:
            self._store.touch(row.id, now)
        principal = split.unseal(token, self._node, frame, row.sealed)
        return None if principal is None else Seen(principal=principal, card=card)

    def _row(self, token: bytes, now: datetime) -> SessionRow | None:
        if len(token) != split.TOKEN_SIZE:
            return None
        row = self._store.get(split.row_id(token))
        if row is not None and (now >= row.expires_at or now < row.started_at):
            self._store.delete(row.id)
            return None
        return row

    def _sweep(self, now: datetime) -> None:
        """Let the keys of all go who left their screens, whether or not they ever come back."""
        with self._lock:
            if self._swept_at is not None and abs(now - self._swept_at) < SWEEP_AFTER:
                return
            self._swept_at = now
        self._store.cover_idle(now - self.idle)
        self._store.delete_expired(now)

    def find(self, token: bytes, now: datetime) -> Principal | None:
        """The colleague behind a cookie with her keys, or None when she has none here."""
        seen = self.look(token, now)
        return None if seen is None else seen.principal

    def cover(self, token: bytes) -> None:
        """Let the keys of a session go at once."""
        if len(token) == split.TOKEN_SIZE:
            self._store.cover(split.row_id(token))

    def uncover(self, token: bytes, principal: Principal, now: datetime) -> bytes | None:
        """
        Bring a covered session back with fresh keys; its end stays where it was.

        Returns:
            The new token for her cookie; None when the session has ended meanwhile.
        """
        row = self._row(token, now)
        if row is None or row.staff_id != principal.id:
            return None
        frame = Frame(staff_id=row.staff_id, expires_at=row.expires_at)
        card = split.unseal_card(token, self._node, frame, row.card)
        if card is None:
            return None
        self._store.delete(row.id)
        return self._add(replace(principal, session_tag=card.tag), frame, row.started_at, now)

    def list(self, staff_id: StaffId, token: bytes) -> Sequence[Listed]:
        """The sessions of a person, newest first."""
        own = split.row_id(token) if len(token) == split.TOKEN_SIZE else b""
        return [
            Listed(
                handle=row.id.hex(),
                started_at=row.started_at,
                seen_at=row.seen_at,
                is_covered=row.sealed is None,
                is_this=row.id == own,
            )
            for row in self._store.of_staff(staff_id)
        ]

    def end_one(self, staff_id: StaffId, handle: str) -> bool:
        """End one of a person's sessions by its handle; False when she has none of that name."""
        try:
            row_id = bytes.fromhex(handle)
        except ValueError:
            return False
        return bool(self._store.delete_one(staff_id, row_id))

    def end_others(self, staff_id: StaffId, token: bytes) -> int:
        """End every session of a person but the one of this cookie, and count them."""
        keep = split.row_id(token) if len(token) == split.TOKEN_SIZE else b""
        return self._store.delete_others(staff_id, keep)

    def end_all(self, staff_id: StaffId) -> None:
        """End every session of a person."""
        self._store.delete_of_staff(staff_id)

    def end(self, token: bytes) -> None:
        """End the session of a cookie."""
        if len(token) == split.TOKEN_SIZE:
            self._store.delete(split.row_id(token))


def end_sessions_of(store: SessionStore, people: Iterable[StaffId]) -> None:
    """End all sessions of some people at once."""
    for staff_id in people:
        store.delete_of_staff(staff_id)
