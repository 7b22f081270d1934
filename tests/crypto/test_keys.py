"""Keys hide, stay apart by kind, and follow only from all that they should follow from."""

import copy
import json
import pickle

import pytest

from crypto import keys
from crypto.errors import Malformed, WrongKey
from crypto.identity import BoxPrivate, SignPrivate, UserKeys
from crypto.password import CHEAPEST, derive_keys

KINDS = (
    keys.EpochKey,
    keys.Share,
    keys.CaseKey,
    keys.FieldKey,
    keys.PasswordKey,
    keys.RootKey,
    BoxPrivate,
    SignPrivate,
)
RAW = bytes(range(0x41, 0x61))


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_shows_itself_nowhere(kind):
    """Neither repr, str, format nor a container's repr holds a byte of it."""
    key = kind(RAW)
    shown = [repr(key), str(key), f"{key}", f"{key!r}", f"{[key]} { ({'key': key}) }"]
    for text in shown:
        assert "hidden" in text
        assert RAW.decode("ascii")[:8] not in text
        assert RAW.hex()[:8] not in text


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_does_not_travel(kind):
    """It cannot be pickled, copied, turned into JSON or used as a dictionary key."""
    key = kind(RAW)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(key, protocol)
    with pytest.raises(TypeError):
        copy.copy(key)
    with pytest.raises(TypeError):
        copy.deepcopy(key)
    with pytest.raises(TypeError):
        json.dumps(key)
    with pytest.raises(TypeError):
        hash(key)
    assert not hasattr(key, "__dict__")


def test_what_holds_keys_hides_them_too():
    """User keys and password keys show and travel as little as what they hold."""
    user = UserKeys(box=BoxPrivate(RAW), sign=SignPrivate(RAW))
    password = derive_keys("blå cykel under broen", b"\x01" * 16, CHEAPEST)
    for holder, raw in ((user, RAW), (password, password.auth), (password, password.wrap.raw)):
        assert raw.hex() not in repr(holder)
        assert repr(raw)[2:-1] not in repr(holder)
        with pytest.raises(TypeError):
            pickle.dumps(holder)


def test_keys_of_different_kinds_are_never_equal():
    """A share does not pass for an epoch key, also with the same bytes."""
    for kind in KINDS:
        assert kind(RAW) == kind(RAW)
        assert kind(RAW) != kind(RAW[::-1])
        assert kind(RAW) != RAW
        for other in KINDS:
            assert (kind(RAW) == other(RAW)) == (kind is other)


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_has_thirty_two_bytes(length):
    """No kind of key takes another length."""
    for kind in KINDS:
        with pytest.raises(Malformed):
            kind(bytes(length))


def test_drawn_keys_and_key_ids_differ():
    """Everything drawn comes from the system's randomness."""
    assert len({keys.EpochKey.draw().raw for _ in range(100)}) == 100
    ids = {keys.draw_key_id() for _ in range(100)}
    assert len(ids) == 100
    assert {len(key_id) for key_id in ids} == {8}


def test_a_case_key_needs_every_part(epoch_key, key_id):
    """Another epoch key, share, compartment or key id gives another case key."""
    share = keys.Share(b"\x01" * 32)
    made = [
        keys.case_key(epoch_key, share, 2, key_id),
        keys.case_key(keys.EpochKey(b"\x02" * 32), share, 2, key_id),
        keys.case_key(epoch_key, keys.Share(b"\x02" * 32), 2, key_id),
        keys.case_key(epoch_key, share, 3, key_id),
        keys.case_key(epoch_key, share, 2, b"\xa2" * 8),
    ]
    assert len({key.raw for key in made}) == len(made)


def test_a_field_key_needs_every_part(vector_case_key):
    """Another case, table or column gives another key, also when the names run together."""
    made = [
        keys.field_key(vector_case_key, "note", "body"),
        keys.field_key(keys.CaseKey(b"\x01" * 32), "note", "body"),
        keys.field_key(vector_case_key, "noteb", "ody"),
        keys.field_key(vector_case_key, "note", "title"),
        keys.field_key(vector_case_key, "draft", "body"),
    ]
    assert len({key.raw for key in made}) == len(made)


def test_an_intake_key_belongs_to_its_epoch_and_case(vector_case_key, key_id):
    """Another case key or key id gives another pair; the same gives the same."""
    made = [
        keys.intake_private(vector_case_key, key_id),
        keys.intake_private(keys.CaseKey(b"\x01" * 32), key_id),
        keys.intake_private(vector_case_key, b"\xa2" * 8),
    ]
    assert len({key.raw for key in made}) == len(made)
    assert keys.intake_private(vector_case_key, key_id) == made[0]


def test_a_key_that_was_not_committed_to_is_refused(epoch_key, key_id):
    """Two members cannot be given two different keys for one epoch."""
    expected = keys.commitment(epoch_key, key_id)
    keys.check_commitment(epoch_key, key_id, expected)
    with pytest.raises(WrongKey):
        keys.check_commitment(keys.EpochKey.draw(), key_id, expected)
    with pytest.raises(WrongKey):
        keys.check_commitment(epoch_key, b"\xa2" * 8, expected)
    for wrong in (b"", expected[:-1], expected + b"\x00", bytes(32)):
        with pytest.raises(WrongKey):
            keys.check_commitment(epoch_key, key_id, wrong)


def test_what_is_no_compartment_or_key_id_is_refused(epoch_key, vector_case_key, key_id):
    """Eleven compartments, and key ids of eight bytes."""
    share = keys.Share(b"\x01" * 32)
    for comp in (0, 12, -1, 256):
        with pytest.raises(Malformed):
            keys.case_key(epoch_key, share, comp, key_id)
    for wrong in (key_id[:-1], key_id + b"\x00", b""):
        with pytest.raises(Malformed):
            keys.case_key(epoch_key, share, 2, wrong)
        with pytest.raises(Malformed):
            keys.commitment(epoch_key, wrong)
        with pytest.raises(Malformed):
            keys.intake_private(vector_case_key, wrong)
