"""Any two slips open the recovery key, one does not, and a mistyped slip is refused."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto import recovery
from crypto.encoding import recovery_info
from crypto.errors import Malformed, OpenFailed
from crypto.identity import BoxPrivate
from crypto.keys import Share
from crypto.sealing import derive, unseal
from crypto.typed import ALPHABET

HOUSE = b"\x11" * 16
shares = st.binary(min_size=32, max_size=32).map(Share)
numbers = st.integers(1, 3)


@pytest.fixture(scope="module")
def kit():
    """The recovery kit of one house."""
    return recovery.make(HOUSE)


def open_pair(kit, house, pair, first, second):
    """Open one of the sealed pairs with two shares."""
    sealed = {(1, 2): kit.pair_12, (1, 3): kit.pair_13, (2, 3): kit.pair_23}[pair]
    info = recovery_info(house, *pair)
    return unseal(derive(first.raw + second.raw, info), info + kit.public.to_bytes(), sealed)


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (2, 3)])
def test_any_two_slips_open_the_recovery_key(kit, pair):
    """Whichever custodian is away, the other two can."""
    first, second = (kit.shares[number - 1] for number in pair)
    private = BoxPrivate.from_bytes(open_pair(kit, HOUSE, pair, first, second))
    assert private.public() == kit.public


def test_one_slip_opens_nothing(kit):
    """One share twice, a guessed one, the wrong pair or another house: shut."""
    one, two, three = kit.shares
    attempts = [
        (HOUSE, (1, 2), one, one),
        (HOUSE, (1, 2), one, Share.draw()),
        (HOUSE, (1, 2), two, one),
        (HOUSE, (1, 2), one, three),
        (b"\x12" * 16, (1, 2), one, two),
    ]
    for house, pair, first, second in attempts:
        with pytest.raises(OpenFailed):
            open_pair(kit, house, pair, first, second)


def test_a_kit_shows_no_secret(kit):
    """Printing it by accident prints the public key only."""
    assert len(kit.pair_12) == len(kit.pair_13) == len(kit.pair_23) == 60
    for share in kit.shares:
        assert recovery.slip_text(1, share) not in repr(kit)
        assert share.raw.hex() not in repr(kit)
    assert "pair" not in repr(kit)
    assert "share" not in repr(kit)


def test_a_house_id_has_sixteen_bytes():
    """As everywhere."""
    with pytest.raises(Malformed):
        recovery.make(b"\x11" * 15)


def test_a_slip_as_it_is_printed():
    """Fourteen groups of four, and the same for ever."""
    text = recovery.slip_text(2, Share(bytes(range(32))))
    assert text == ("4001 081G 8186 0W40 J2GB 1G6G W3RG 2491 650N 2RBH G68T 3CE1 T7GZ 69X9")


@given(numbers, shares)
def test_a_slip_can_be_typed_back(number, share):
    """As printed, in small letters, with hyphens, without spaces, over two lines."""
    text = recovery.slip_text(number, share)
    for typed in (
        text,
        text.lower(),
        text.replace(" ", ""),
        text.replace(" ", "-"),
        f"  {text[:35]}\r\n{text[35:]}\t",
        text.replace("0", "O").replace("1", "l"),
        text.replace("0", "o").replace("1", "I"),
    ):
        assert recovery.read_slip(typed) == (number, share)


@settings(max_examples=20)
@given(numbers, shares)
def test_any_one_wrong_sign_is_caught(number, share):
    """Every sign of the slip, changed to every other sign there is."""
    symbols = recovery.slip_text(number, share).replace(" ", "")
    for at, symbol in enumerate(symbols):
        for wrong in ALPHABET + "U*":
            if wrong != symbol:
                with pytest.raises(Malformed):
                    recovery.read_slip(symbols[:at] + wrong + symbols[at + 1 :])


@given(numbers, shares)
def test_two_neighbours_changed_over_are_caught(number, share):
    """The other common mistake of a typist."""
    symbols = recovery.slip_text(number, share).replace(" ", "")
    for at, (left, right) in enumerate(itertools.pairwise(symbols)):
        if left != right:
            with pytest.raises(Malformed):
                recovery.read_slip(symbols[:at] + right + left + symbols[at + 2 :])


def test_missing_or_added_signs_are_caught():
    """A slip has its length."""
    text = recovery.slip_text(1, Share.draw())
    for typed in ("", text[:-1], text[1:], text + "0", text + text):
        with pytest.raises(Malformed):
            recovery.read_slip(typed)


@given(st.text(max_size=80))
def test_any_other_text_is_refused_and_never_a_crash(text):
    """Whatever is typed instead of a slip."""
    with pytest.raises(Malformed):
        recovery.read_slip(text)


@pytest.mark.parametrize("number", [0, 4, 15, -1])
def test_there_are_three_slips(number):
    """A fourth is neither written nor read."""
    with pytest.raises(Malformed):
        recovery.slip_text(number, Share.draw())


def test_a_fourth_slip_is_not_read(monkeypatch):
    """Also when it was made with a sound check."""
    monkeypatch.setattr(recovery, "SLIPS", 4)
    text = recovery.slip_text(4, Share.draw())
    monkeypatch.undo()
    with pytest.raises(Malformed):
        recovery.read_slip(text)
