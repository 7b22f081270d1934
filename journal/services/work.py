"""
The unit of work: one way down, one way up.

Down: decide, find keys, write, append events, COMMIT. Up: open text, build the page.

Rules: events are appended as the last statements before COMMIT; nothing opens before it, nothing is
declared after it; a work without an event refuses to commit unless ``quiet`` names it; a
refusal is written in a transaction of its own.
"""

from collections.abc import Callable, Collection
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload
from uuid import uuid4

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError

from journal.domain.access import NO_FACTS, Action, Basis, Facts, Outcome
from journal.domain.audit import Event, Item
from journal.domain.broken import KeyWaits
from journal.domain.clock import to_milliseconds
from journal.domain.compartments import Compartment
from journal.domain.errors import (
    AccessDenied,
    Busy,
    NotCommitted,
    RotationDue,
    StaleKey,
    Tampered,
)
from journal.domain.ids import CaseAlias, CaseId, EventId, StaffId
from journal.domain.policy import decide
from journal.services.context import Context
from journal.services.quiet import QUIET
from journal.services.record import (
    follow_act,
    origin,
    record_refusal,
    report_damage,
    set_aside,
    sign_checkpoint,
    stopped,
)
from journal.store import staff as staff_store
from journal.vault import house_rotation, rotation
from journal.vault.desk import PERFORMING, Desk, Stage
from journal.vault.keys import Held
from journal.vault.opened import OpenCase
from journal.vault.opened_house import OpenHouse
from journal.vault.sent import SealOnly

P = ParamSpec("P")
T = TypeVar("T")

MAX_TRIES = 3


class Later(Generic[T]):
    """What a use case wants done on the way up, once, after COMMIT."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make

    def run(self) -> T:
        """Do it; a second time raises ``NotCommitted``."""
        make, self._make = self._make, None
        if make is None:
            raise NotCommitted
        return make()


class Work:
    """One transaction and the person who acts in it, as a use case sees them."""

    def __init__(self, desk: Desk, context: Context) -> None:
        self._desk = desk
        self._house: OpenHouse | None = None
        self.vault, self.zone, self.days_off = context.vault, context.zone, context.days_off
        self.session = desk.session
        self.principal = desk.principal
        self.now = desk.now

    def open_case(
        self,
        case_id: CaseId,
        action: Action,
        comp: Compartment = Compartment.JOURNAL,
        purpose: str | None = None,
    ) -> OpenCase:
        """Decide, find the key and collect the event; see ``vault.keys.Keys.open_case``."""
        return self.vault.keys.open_case(self._desk, case_id, action, comp, purpose)

    def open_held(self, case_ids: Collection[CaseId], action: Action) -> Held:
        """Open those of some cases that the actor may open now; see ``vault.keys``."""
        return self.vault.keys.open_held(self._desk, case_ids, action)

    def write_case(self, case_id: CaseId, action: Action) -> SealOnly:
        """Decide, and find where a note is sealed that is only sent in; see ``vault.keys``."""
        return self.vault.keys.write_case(self._desk, case_id, action)

    def house(self) -> OpenHouse:
        """Open the house for labels; they ride on the event of this work."""
        if self._house is None:
            self._house = self.vault.keys.open_house(self._desk)
        return self._house

    def require(
        self, action: Action, *, facts: Facts = NO_FACTS, case: CaseAlias | None = None
    ) -> Basis:
        """
        Decide an act that opens no case file.

        Raises:
            AccessDenied: no rule speaks for the actor.
        """
        role = self.principal.role
        decision = None if role is None else decide(role, action, facts)
        if decision is None or decision.basis is None:
            raise AccessDenied(action, case)
        return decision.basis

    def own(self, action: Action) -> StaffId:
        """
        The id of the actor, for what is a person's own.

        Raises:
            AccessDenied: it is no person who acts.
        """
        if self.principal.id is None:
            raise AccessDenied(action)
        return self.principal.id

    def act(
        self,
        action: Action,
        *,
        basis: Basis | None = None,
        outcome: Outcome = Outcome.OK,
        items: list[Item] | None = None,
        **details: Any,
    ) -> Event:
        """
        Collect the event of an act without text.

        Args:
            items: the records it speaks of.
            details: further fields of ``Event``: ``id``, ``comp``, ``case``, ``count``, ``reason``,
                ``ref``, ``grant``, ``private``.
        """
        self._desk.require(Stage.DOWN)
        event = Event(
            id=details.pop("id", None) or EventId(uuid4()),
            action=action,
            outcome=outcome,
            basis=basis,
            items=items or [],
            **details,
        )
        self._desk.events.append(event)
        return event

    def later(self, make: Callable[[], T]) -> Later[T]:
        """Declare what is done after COMMIT."""
        self._desk.require(Stage.DOWN)
        return Later(make)

    @property
    def desk(self) -> Desk:
        """The desk of this work, for the acts of the vault that make and pass on keys."""
        return self._desk


@overload
def perform(
    context: Context,
    use_case: Callable[Concatenate[Work, P], Later[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T: ...


@overload
def perform(
    context: Context, use_case: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs
) -> T: ...


def perform(
    context: Context,
    use_case: Callable[Concatenate[Work, P], Any],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Any:
    """
    Carry out one use case as one unit of work.

    Args:
        context: where, with which vault, for whom.
        use_case: a function of a service; it may run again, so it has no effect but through its
            ``Work``.

    Returns:
        What the use case returns, or what its ``Later`` returns after COMMIT.

    Raises:
        AccessDenied: refused; the attempt is in the log, written in a transaction of its own.
        KeyWaits: as above, for a member whose key is not ready.
        LogStopped: the log could not be written, so nothing was opened or kept.
        Busy: the database was held by others for too long.
        NotCommitted: performs were nested, or a use case left no event.
    """
    if PERFORMING.get() is not None:
        raise NotCommitted
    token = PERFORMING.set(object())
    try:
        answer = _with_retries(
            context, lambda work: use_case(work, *args, **kwargs), _name(use_case)
        )
    except (AccessDenied, KeyWaits) as denied:
        record_refusal(context, denied)
        raise
    else:
        return answer
    finally:
        PERFORMING.reset(token)


def _name(use_case: Callable[..., Any]) -> str:
    return f"{use_case.__module__}.{use_case.__qualname__}"


class _TryAgain(Exception):  # noqa: N818 -- not an error: the database asks for another try
    pass


def _with_retries(context: Context, run: Callable[[Work], Any], name: str) -> Any:
    last: Exception | None = None
    for _ in range(MAX_TRIES):
        try:
            return _once(context, run, name)
        except RotationDue as due:
            _settle(context, due)
            last = due
        except (StaleKey, _TryAgain) as changed:
            last = changed
    raise Busy from last


def _settle(context: Context, due: RotationDue) -> None:
    """Exchange or pass on the key that waits, as a work of this member with events of its own."""

    def settle(work: Work) -> None:
        if due.case_id is None:
            house_rotation.rotate_house(work.vault.keys, work.desk, due.comp)
        else:
            rotation.settle(work.vault.keys, work.desk, due.case_id, due.comp)

    _with_retries(context, settle, "journal.vault.rotation.settle")


def _once(context: Context, run: Callable[[Work], Any], name: str) -> Any:
    desk: Desk | None = None
    try:
        with context.turnstile.pass_through(), context.sessions() as session:
            desk = Desk(session=session, principal=context.principal, now=context.clock())
            _require_standing(desk)
            result = run(Work(desk, context))
            session.flush()
            _seal(context, desk, name)
            session.commit()
            context.vault.ledger.committed(desk)
            desk.stage = Stage.COMMITTED
        follow_act(context, desk)
        answer = result.run() if isinstance(result, Later) else result
        report_damage(context, desk)
    except SQLAlchemyError as error:
        raise _plain(error) from error
    except Tampered:
        report_damage(context, desk, is_certain=True)
        raise
    finally:
        if desk is not None:
            desk.stage = Stage.DEAD
    _checkpoint_if_due(context)
    return answer


def _require_standing(desk: Desk) -> None:
    """
    Refuse whoever has left, was suspended, or has another role by now.

    A session or a command may have been begun before that.
    """
    principal = desk.principal
    if principal.id is None or principal.certificate_id is None:
        return
    role = staff_store.role_now(desk.session, principal.id, principal.certificate_id)
    if role is None or role != principal.role:
        raise AccessDenied(Action.LOGIN_FAIL)


def _seal(context: Context, desk: Desk, name: str) -> None:
    """Fix the events and append them; from here on nothing can be declared."""
    if desk.labels and not desk.events:
        event = Event(
            id=EventId(uuid4()), action=Action.HOUSE_LABELS, basis=Basis.SELF, count=desk.labels
        )
        desk.events.append(event)
    if not desk.events and name not in QUIET:
        raise NotCommitted
    desk.stage = Stage.SEALED
    set_aside(context, desk)
    if desk.events:
        context.vault.ledger.append(desk, origin(context), to_milliseconds(context.clock()))


def _plain(error: SQLAlchemyError) -> Exception:
    """
    An error of the database in the words of the journal.

    Try again, come back later, or the log has stopped.
    """
    cause = getattr(error, "orig", None)
    if isinstance(error, IntegrityError | StaleDataError) or getattr(cause, "sqlstate", None) in (
        "40001",
        "40P01",
    ):
        return _TryAgain()
    if "database is locked" in str(cause):
        return Busy()
    return stopped(error) if isinstance(error, DBAPIError) else error


def _checkpoint_if_due(context: Context) -> None:
    signer, ledger = context.vault.signer, context.vault.ledger
    if signer.is_due(ledger.size, context.clock()):
        sign_checkpoint(context)
