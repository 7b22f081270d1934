"""
The people of the house: who works here, and how each account stands.

Rules: names are labels and leave one line in the log; only a leader sees how accounts stand, and a
case that she is kept away from is not named to her.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from journal.domain.access import Action, Facts
from journal.domain.accounts import AccountState, state_of
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, StaffId
from journal.services import places
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import joining as joining_store
from journal.store import staff as staff_store
from journal.store.staff import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One colleague in a list; ``role`` and ``profession`` are codes."""

    name: str
    role: str
    profession: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """
    One colleague as a leader sees her.

    Args:
        role, profession: codes.
        since: when she was invited or taken in, with a time zone.
        code_until: end of the code that waits for her, past or to come; None without one.
        waits_since: since when her keys wait for a certificate; None if none do.
        cases: pseudonyms of the cases whose team she is in; empty in a list.
        is_self: it is the actor.
    """

    id: StaffId
    name: str
    role: str
    profession: str
    state: AccountState
    since: datetime
    code_until: datetime | None
    waits_since: datetime | None
    cases: Sequence[str]
    is_self: bool


def colleagues(work: Work) -> Later[list[Listed]]:
    """
    All colleagues by name; the look is a line in the log like any look-up of names.

    Raises:
        AccessDenied: the actor has no part in the house's names.
    """
    work.require(Action.HOUSE_LABELS)
    house = work.house()
    declared = [(row, house.staff_name(row)) for row in staff_store.all_staff(work.session)]

    def opened() -> list[Listed]:
        listed = [
            Listed(name=label.text(), role=row.role, profession=row.profession)
            for row, label in declared
        ]
        return sorted(listed, key=lambda each: each.name.casefold())

    return work.later(opened)


def may_invite(work: Work) -> None:
    """
    Whether the actor may take colleagues in, for the form with which she does; no event.

    Raises:
        AccessDenied: she is no leader.
    """
    work.require(Action.STAFF_INVITE)


def overview(work: Work) -> Later[list[Colleague]]:
    """
    Everybody there ever was, by name, with the state of her account.

    Raises:
        AccessDenied: the actor is no leader.
    """
    work.require(Action.STAFF_INVITE)
    declared = [declare_colleague(work, account) for account in staff_store.accounts(work.session)]
    return work.later(
        lambda: sorted((each.run() for each in declared), key=lambda one: one.name.casefold())
    )


def show(work: Work, staff_id: StaffId, action: Action = Action.STAFF_INVITE) -> Later[Colleague]:
    """
    One colleague, for her page or for the form of an act.

    Args:
        action: what the page is for.

    Raises:
        AccessDenied: unknown, the actor is no leader, or it is an act that nobody does to herself.
    """
    work.require(action, facts=Facts(is_own=staff_id == work.principal.id))
    account = staff_store.account_of(work.session, staff_id)
    if account is None:
        raise AccessDenied(action)
    hidden = places.hidden(work)
    shown = [case_id for case_id in places.of(work, staff_id) if case_id not in hidden]
    return declare_colleague(work, account, shown)


def declare_colleague(
    work: Work, account: Account, case_ids: Sequence[CaseId] = ()
) -> Later[Colleague]:
    """Declare what a leader sees of a colleague; it opens after COMMIT."""
    row, house = account.staff, work.house()
    staff_id = StaffId(row.id)
    code = joining_store.activation(work.session, staff_id)
    keys = joining_store.enrolment(work.session, staff_id)
    cases = case_store.by_ids(work.session, case_ids)
    house.prefetch(cases)
    name = house.staff_name(row)
    pseudonyms = [house.pseudonym(case) for case in cases]
    return work.later(
        lambda: Colleague(
            id=staff_id,
            name=name.text(),
            role=row.role,
            profession=row.profession,
            state=state(account),
            since=row.active_from,
            code_until=None if code is None else code.expires_at,
            waits_since=None if keys is None else keys.made_at,
            cases=sorted(label.text() for label in pseudonyms),
            is_self=staff_id == work.principal.id,
        )
    )


def state(account: Account) -> AccountState:
    """Where an account is in its life."""
    return state_of(
        has_left=account.staff.active_to is not None,
        is_suspended=account.staff.suspended_at is not None,
        is_certified=account.is_open,
        has_keys=account.secret is not None,
    )
