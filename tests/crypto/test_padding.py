"""The stored length tells little about the text, and only true padding is taken off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import padding
from crypto.errors import Malformed


@given(st.binary(max_size=2_000))
def test_a_padded_text_comes_back(text):
    """Whatever a text ends with, also zeros and the mark itself, it comes back."""
    assert padding.unpad(padding.pad(text)) == text
    tricky = text + b"\x80\x00\x00"
    assert padding.unpad(padding.pad(tricky)) == tricky


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 64), (63, 64), (64, 72), (85, 88), (999, 1024), (1500, 1536), (20_000, 20_480)],
)
def test_lengths_are_rounded(length, padded):
    """At least 64 bytes; above, a few high bits of the length stay."""
    assert len(padding.pad(b"x" * length)) == padded


def test_few_lengths_remain_for_little_room():
    """Notes of up to 20,000 letters have fewer than 200 lengths and grow by an eighth at most."""
    lengths = {length: len(padding.pad(bytes(length))) for length in range(20_001)}
    assert len(set(lengths.values())) < 200
    assert all(padded <= 1.125 * (length + 1) for length, padded in lengths.items() if length >= 64)
    assert all(padded > length for length, padded in lengths.items())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(64),
        b"\x80",
        b"\x80" + bytes(62),
        b"\x80" + bytes(71),
        b"x" * 64,
        b"\x80".ljust(128),
    ],
)
def test_padding_that_we_never_make_is_refused(data):
    """No mark, too little, too much, or something after it."""
    with pytest.raises(Malformed):
        padding.unpad(data)


@given(st.binary(max_size=300))
def test_one_padding_for_one_text(data):
    """What can be taken off is exactly what would be put on."""
    try:
        text = padding.unpad(data)
    except Malformed:
        return
    assert padding.pad(text) == data
