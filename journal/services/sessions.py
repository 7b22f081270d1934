"""
Sessions of signed-in colleagues.

Begun at sign-in, ended by idling, by time, by signing out or by somebody else.

Ten minutes without a request end the keys; ten hours end the session in any case; at most three a
person.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from journal.domain.ids import StaffId
from journal.store.sessions import SessionRow, SessionStore
from journal.vault import session as split
from journal.vault.desk import Principal
from journal.vault.session import Frame, NodeSecret

MOST_SESSIONS = 3
TOUCH_AFTER = timedelta(seconds=15)
"""How stale the time of the last request may be: not every page writes."""


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
        self._idle = idle
        self._longest = longest

    def begin(self, principal: Principal, now: datetime) -> bytes:
        """
        Begin a session; the oldest beyond three of this person ends.

        Returns:
            The token for her cookie, 32 bytes, stored nowhere.
        """
        if principal.id is None:
            message = "a session needs a person"
            raise ValueError(message)
        token = split.new_token()
        frame = Frame(staff_id=principal.id, expires_at=now + self._longest)
        tagged = replace(principal, session_tag=split.new_tag())
        self._store.delete_expired(now, self._idle)
        # Before the new one is there: a clock that was set back must not make it the oldest.
        self._store.trim(principal.id, MOST_SESSIONS - 1)
        self._store.add(
            SessionRow(
                id=split.row_id(token),
                staff_id=principal.id,
                started_at=now,
                seen_at=now,
                expires_at=frame.expires_at,
                sealed=split.seal(token, self._node, frame, tagged),
            )
        )
        return token

    def find(self, token: bytes, now: datetime, *, is_use: bool = True) -> Principal | None:
        """
        The colleague behind a cookie, or None when her session has ended.

        Args:
            token: of the cookie, any length.
            is_use: False when only asked whether it lives, which must not keep it alive.
        """
        if len(token) != split.TOKEN_SIZE:
            return None
        row = self._store.get(split.row_id(token))
        if row is None:
            return None
        if now >= row.expires_at or now - row.seen_at >= self._idle or now < row.started_at:
            self._store.delete(row.id)
            return None
        if is_use and now - row.seen_at >= TOUCH_AFTER:
            self._store.touch(row.id, now)
        frame = Frame(staff_id=row.staff_id, expires_at=row.expires_at)
        return split.unseal(token, self._node, frame, row.sealed)

    def end(self, token: bytes) -> None:
        """End the session of a cookie."""
        if len(token) == split.TOKEN_SIZE:
            self._store.delete(split.row_id(token))


def end_sessions_of(store: SessionStore, people: Iterable[StaffId]) -> None:
    """End all sessions of some people at once."""
    for staff_id in people:
        store.delete_of_staff(staff_id)
