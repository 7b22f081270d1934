"""What people sign when they decide: no byte moves, and nothing is filled in later."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import decided
from crypto.errors import Malformed

ids = st.binary(min_size=16, max_size=16)
codes = st.text(max_size=8)
times = st.integers(0, 2**64 - 1)
KINDS = {
    "delegation": st.builds(
        decided.DelegationStatement,
        house=ids,
        delegation=ids,
        giver=ids,
        holder=ids,
        certificate=ids,
        scope=codes,
        starts_ms=times,
        ends_ms=times,
        event=ids,
    ),
    "decision": st.builds(
        decided.DecisionStatement,
        house=ids,
        decision=ids,
        kind=codes,
        reason=codes,
        case=st.none() | ids,
        visitation=st.none() | ids,
        decided_by=st.none() | ids,
        decided_ms=st.none() | times,
        delegation=st.none() | ids,
        entered_by=ids,
        certificate=ids,
        entered_ms=times,
        due_ms=st.none() | times,
        late=codes,
        confirm_due_ms=st.none() | times,
        event=ids,
    ),
    "admitted": st.builds(
        decided.AdmittedStatement, house=ids, decision=ids, case=ids, certificate=ids, event=ids
    ),
    "confirmed": st.builds(
        decided.ConfirmedStatement, house=ids, decision=ids, certificate=ids, ms=times, event=ids
    ),
}
PROPOSAL = decided.DecisionStatement(
    house=b"\x11" * 16,
    decision=b"\x22" * 16,
    kind="admission",
    reason="in_target",
    case=b"\x33" * 16,
    visitation=None,
    decided_by=None,
    decided_ms=None,
    delegation=None,
    entered_by=b"\x44" * 16,
    certificate=b"\x55" * 16,
    entered_ms=1_700_000_000_000,
    due_ms=2,
    late="",
    confirm_due_ms=None,
    event=b"\x66" * 16,
)


@pytest.mark.parametrize("name", KINDS)
@given(data=st.data())
def test_each_opens_with_its_own_label_and_every_field_counts(name, data):
    """Whoever changes one field has a statement that nobody signed."""
    one, other = data.draw(KINDS[name]), data.draw(KINDS[name])
    assert one.message().startswith(f"SKJ1 {name}\x00\x10".encode())
    assert (one == other) == (one.message() == other.message())


def test_a_decision_is_laid_out_as_published():
    """What is not there is an empty field in its own place."""
    assert PROPOSAL.message() == (
        b"SKJ1 decision\x00\x10"
        + b"\x11" * 16
        + b"\x00\x10"
        + b"\x22" * 16
        + b"\x00\x09admission\x00\x09in_target\x00\x10"
        + b"\x33" * 16
        + b"\x00\x00" * 4
        + b"\x00\x10"
        + b"\x44" * 16
        + b"\x00\x10"
        + b"\x55" * 16
        + (1_700_000_000_000).to_bytes(8)
        + b"\x00\x08"
        + (2).to_bytes(8)
        + b"\x00\x00\x00\x00\x00\x10"
        + b"\x66" * 16
    )


def test_an_empty_id_is_no_id_and_none_flows_into_the_next():
    """Case and talk, and who decided and by whose leave, stand in places of their own."""
    moved = dataclasses.replace(PROPOSAL, case=None, visitation=PROPOSAL.case)
    assert PROPOSAL.message() != moved.message()
    for field, value in (("case", b""), ("event", b"\x66" * 15), ("entered_ms", -1)):
        with pytest.raises(Malformed):
            dataclasses.replace(PROPOSAL, **{field: value}).message()
