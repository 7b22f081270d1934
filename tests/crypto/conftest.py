"""What the crypto tests share: the published vectors' inputs, and no clock in property tests."""

import pytest
from hypothesis import settings

from crypto.encoding import Place, WrapPlace
from crypto.keys import CaseKey, EpochKey, Share, case_key

# A shared machine is slow now and then; a property is true or false however long it takes.
settings.register_profile("no clock", deadline=None, database=None)
settings.load_profile("no clock")


@pytest.fixture
def key_id() -> bytes:
    """The key id of both published envelopes."""
    return bytes.fromhex("a1a2a3a4a5a6a7a8")


@pytest.fixture
def epoch_key() -> EpochKey:
    """Their epoch key."""
    return EpochKey(bytes(range(0x20)))


@pytest.fixture
def vector_case_key(epoch_key: EpochKey, key_id: bytes) -> CaseKey:
    """Their case key, in compartment 2."""
    return case_key(epoch_key, Share(bytes(range(0x20, 0x40))), 2, key_id)


@pytest.fixture
def place() -> Place:
    """A text bound to an event and a case."""
    return Place(
        house=b"\x11" * 16,
        table="note",
        column="body",
        row=b"\x33" * 16,
        about=b"\x22" * 16,
        revision=1,
        event=b"\x44" * 16,
    )


@pytest.fixture
def wrap_place(key_id: bytes) -> WrapPlace:
    """A journal key on its way to a colleague."""
    return WrapPlace(
        house=b"\x11" * 16,
        scope=b"\x22" * 16,
        comp=2,
        epoch=1,
        key_id=key_id,
        kind="staff",
        recipient=b"\x66" * 16,
        recipient_pub=b"\x77" * 32,
    )
