"""What people sign about each other: no byte moves, no field flows into the next."""

import dataclasses
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import statements
from crypto.errors import Malformed

ids = st.binary(min_size=16, max_size=16)
codes = st.text(max_size=8)
times = st.integers(0, 2**64 - 1)
posts = st.builds(
    statements.AppointmentStatement,
    house=ids,
    appointment=ids,
    staff=ids,
    certificate=ids,
    role=codes,
    profession=codes,
    ms=times,
    event=ids,
)
places = st.builds(
    statements.PlaceStatement,
    house=ids,
    case=ids,
    staff=ids,
    certificate=ids,
    profession=codes,
    ms=times,
    event=ids,
)
shifts = st.builds(
    statements.ShiftStatement,
    house=ids,
    shift=ids,
    staff=ids,
    certificate=ids,
    starts_ms=times,
    ends_ms=times,
    event=ids,
)
figures = st.builds(
    statements.FiguresStatement,
    house=ids,
    row=ids,
    certificate=ids,
    what=codes,
    ms=times,
    event=ids,
    digest=st.binary(min_size=32, max_size=32),
)
grants = st.builds(
    statements.GrantTerms,
    house=ids,
    case=ids,
    staff=ids,
    face=codes,
    comp=st.integers(1, 11),
    reason=codes,
    opened_ms=times,
    expires_ms=times,
    nonce=ids,
)


@pytest.fixture
def epoch():
    """A sound statement about an epoch."""
    return statements.EpochStatement(
        house=b"\x11" * 16,
        scope=b"\x22" * 16,
        comp=2,
        epoch=1,
        key_id=b"\xa1" * 8,
        commitment=b"\x31" * 32,
        intake_pub=b"\x32" * 32,
        creator=b"\x66" * 16,
        ms=1_700_000_000_000,
    )


@pytest.fixture
def certificate():
    """A sound statement about a colleague."""
    return statements.CertificateStatement(
        house=b"\x11" * 16,
        certificate=b"\x77" * 16,
        staff=b"\x66" * 16,
        sign_pub=b"\x31" * 32,
        box_pub=b"\x32" * 32,
        not_before_ms=1,
        not_after_ms=2,
    )


def test_the_epoch_statement_is_laid_out_as_published(epoch):
    """The reserved empty field stands before the creator; the time is u64 milliseconds."""
    assert epoch.message() == (
        b"SKJ1 epoch\x00\x10"
        + b"\x11" * 16
        + b"\x00\x10"
        + b"\x22" * 16
        + b"\x02\x00\x00\x00\x01"
        + b"\xa1" * 8
        + b"\x31" * 32
        + b"\x32" * 32
        + b"\x00\x00\x00\x10"
        + b"\x66" * 16
        + (1_700_000_000_000).to_bytes(8)
    )


def test_the_certificate_is_laid_out_as_published(certificate):
    """House, certificate, person, both keys, both ends of its time."""
    assert certificate.message() == (
        b"SKJ1 cert\x00\x10"
        + b"\x11" * 16
        + b"\x00\x10"
        + b"\x77" * 16
        + b"\x00\x10"
        + b"\x66" * 16
        + b"\x31" * 32
        + b"\x32" * 32
        + (1).to_bytes(8)
        + (2).to_bytes(8)
    )


@pytest.mark.parametrize(
    "field", ["house", "scope", "key_id", "commitment", "intake_pub", "creator"]
)
def test_a_field_of_another_length_is_refused_in_an_epoch(epoch, field):
    """A fixed field that is a byte short would shift all that follow."""
    short = dataclasses.replace(epoch, **{field: getattr(epoch, field)[:-1]})
    with pytest.raises(Malformed):
        short.message()


@pytest.mark.parametrize("field", ["house", "certificate", "staff", "sign_pub", "box_pub"])
def test_a_field_of_another_length_is_refused_in_a_certificate(certificate, field):
    """As for an epoch."""
    long = dataclasses.replace(certificate, **{field: getattr(certificate, field) + b"\x00"})
    with pytest.raises(Malformed):
        long.message()


@pytest.mark.parametrize(
    ("field", "value"),
    [("comp", 0), ("comp", 12), ("epoch", -1), ("epoch", 2**32), ("ms", 2**64), ("ms", -1)],
)
def test_numbers_out_of_range_are_refused(epoch, field, value):
    """No number is cut to fit."""
    with pytest.raises(Malformed):
        dataclasses.replace(epoch, **{field: value}).message()


@pytest.mark.parametrize(
    "kind", [posts, places, shifts, figures], ids=["post", "place", "shift", "figures"]
)
@given(data=st.data())
def test_different_statements_have_different_bytes(kind, data):
    """Whoever changes one field has a statement that nobody signed."""
    one, other = data.draw(kind), data.draw(kind)
    assert (one == other) == (one.message() == other.message())


@given(posts, places, shifts, figures)
def test_no_statement_passes_for_one_of_another_kind(post, place, shift, figure):
    """Each opens with its own label."""
    assert post.message().startswith(b"SKJ1 post\x00\x10")
    assert place.message().startswith(b"SKJ1 place\x00\x10")
    assert shift.message().startswith(b"SKJ1 shift\x00\x10")
    assert figure.message().startswith(b"SKJ1 figures\x00\x10")


def test_letters_do_not_flow_from_role_to_profession():
    """Moving a letter from one code to the next changes the bytes."""
    same = dict.fromkeys(("house", "appointment", "staff", "certificate", "event"), b"\x11" * 16)
    one = statements.AppointmentStatement(**same, role="leder", profession="anden", ms=1)
    other = statements.AppointmentStatement(**same, role="ledera", profession="nden", ms=1)
    assert one.message() != other.message()


@given(grants, st.data())
def test_every_term_of_a_grant_is_in_its_name(grant, data):
    """Person, case, reason, beginning and end: change one, and the name is another."""
    changed = data.draw(st.sampled_from([field.name for field in dataclasses.fields(grant)]))
    other = data.draw(grants)
    moved = dataclasses.replace(grant, **{changed: getattr(other, changed)})
    assert (moved == grant) == (moved.digest() == grant.digest())


def test_the_name_of_a_grant_is_laid_out_as_published():
    """The first half of a SHA-256 over label and terms."""
    grant = statements.GrantTerms(
        house=b"\x11" * 16,
        case=b"\x22" * 16,
        staff=b"\x66" * 16,
        face="breakglass",
        comp=2,
        reason="acute_safety",
        opened_ms=1,
        expires_ms=2,
        nonce=b"\x99" * 16,
    )
    message = (
        b"SKJ1 grant\x00\x10"
        + b"\x11" * 16
        + b"\x00\x10"
        + b"\x22" * 16
        + b"\x00\x10"
        + b"\x66" * 16
        + b"\x00\x0abreakglass\x02\x00\x0cacute_safety"
        + (1).to_bytes(8)
        + (2).to_bytes(8)
        + b"\x00\x10"
        + b"\x99" * 16
    )
    assert hashlib.sha256(message).digest()[:16] == grant.digest()
