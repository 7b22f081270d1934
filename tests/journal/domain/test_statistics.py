"""The steps of a publication: only those of the table, by two people, and what was signed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain.errors import Tampered
from journal.domain.staff import Role
from journal.domain.statistics import (
    MOVES,
    ROLES,
    DownloadOver,
    Hand,
    State,
    Step,
    are_two,
    canonical,
    read,
    require_fetchable,
    walk,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEADER, OTHER = UUID(int=1), UUID(int=2)


def hand(step, staff=LEADER, role=Role.LEADER, at=NOON):
    """Return a step that somebody took."""
    return Hand(step=step, staff=staff, role=role, at=at)


def reviewed(step, staff=OTHER, at=NOON):
    """Return a step of the log reviewer."""
    return hand(step, staff, Role.LOG_REVIEWER, at)


TO_APPROVAL = [hand(Step.CHECK), hand(Step.PROPOSE), reviewed(Step.APPROVE)]
TO_RELEASE = [*TO_APPROVAL, reviewed(Step.RELEASE)]


def test_the_way_out_and_the_way_back():
    """Sent back it is a draft again, and is checked and proposed anew."""
    again = [*TO_APPROVAL[:2], reviewed(Step.REFUSE), *TO_APPROVAL]
    assert (State.APPROVED, State.APPROVED) == (walk(TO_APPROVAL), walk(again))
    assert State.RELEASED == walk([*TO_RELEASE, reviewed(Step.DOWNLOAD)])
    assert State.WITHDRAWN == walk([*TO_RELEASE, hand(Step.WITHDRAW)])


@pytest.mark.parametrize(
    ("staff", "role"),
    [(LEADER, Role.LOG_REVIEWER), (LEADER, Role.DEPUTY), (OTHER, Role.LEADER)],
)
def test_one_person_or_one_role_is_not_two(staff, role):
    """Switching the role makes nobody a second person; a second leader is no second role."""
    approving = hand(Step.APPROVE, staff, role)
    assert not are_two(hand(Step.PROPOSE), approving)
    with pytest.raises(Tampered):
        walk([*TO_APPROVAL[:2], approving])


@given(st.lists(st.sampled_from(Step), max_size=8))
def test_no_way_but_that_of_the_table(steps):
    """Whatever is written into the rows: it leads on by the table, or it is damage."""
    hands = [hand(one) if Role.LEADER in ROLES[one] else reviewed(one) for one in steps]
    state = State.DRAFT
    for one in steps:
        state = state and MOVES.get((state, one))
    if state is None:
        with pytest.raises(Tampered):
            walk(hands)
    else:
        assert state == walk(hands)


@pytest.mark.parametrize(
    ("staff", "after", "more"),
    [
        (OTHER, timedelta(hours=72, seconds=1), []),
        (OTHER, -timedelta(seconds=1), []),
        (LEADER, timedelta(), []),
        (OTHER, timedelta(), [reviewed(Step.DOWNLOAD)]),
    ],
)
def test_who_may_not_fetch(staff, after, more):
    """Too late, a clock that was set back, somebody else, a second time."""
    require_fetchable(TO_RELEASE, OTHER, NOON + timedelta(hours=72))
    with pytest.raises(DownloadOver):
        require_fetchable([*TO_RELEASE, *more], staff, NOON + after)


def test_a_document_is_what_its_hash_says():
    """One byte more, and it is another one."""
    document = canonical({"b": 1, "a": ["å"]})
    assert '{"a":["å"],"b":1}' == document.decode()
    with pytest.raises(Tampered):
        read(document + b" ", bytes(32))
