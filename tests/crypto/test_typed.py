"""A code on paper can be typed by a tired person, and by nobody who has not got it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crypto import typed
from crypto.errors import Malformed

codes = st.integers(1, 8).map(lambda groups: typed.draw(4 * groups))
INFO = b"SKJ1 what for"


@given(codes)
def test_a_code_is_groups_of_four(code):
    """Nothing in it looks like something else."""
    assert all(4 == len(group) for group in code.split("-"))
    assert set() == set(code) - set(typed.ALPHABET) - {"-"}


def test_a_code_is_never_drawn_twice():
    """Eighty random bits do not meet."""
    assert 500 == len({typed.draw(16) for _ in range(500)})


@given(codes, st.randoms())
def test_case_spaces_and_hyphens_make_no_difference(code, chance):
    """Nor does O for 0, or I and L for 1."""
    count = len(typed.plain(code))
    swapped = code.replace("0", chance.choice("0Oo")).replace("1", chance.choice("1IlL"))
    shown = "".join(
        chance.choice((letter, letter.lower())) + chance.choice(("", " ")) for letter in swapped
    )
    assert typed.code_key(code, count, INFO) == typed.code_key(shown, count, INFO)


@given(codes, st.data())
def test_one_wrong_symbol_is_another_key(code, data):
    """Almost right is wrong."""
    symbols = typed.plain(code)
    at = data.draw(st.integers(0, len(symbols) - 1))
    other = data.draw(st.sampled_from(typed.ALPHABET.replace(symbols[at], "")))
    wrong = symbols[:at] + other + symbols[at + 1 :]
    count = len(symbols)
    assert typed.code_key(code, count, INFO) != typed.code_key(wrong, count, INFO)


def test_a_code_opens_for_one_purpose():
    """The same code for another person or another act gives another key."""
    assert typed.code_key("ABCD", 4, b"one") != typed.code_key("ABCD", 4, b"other")


@pytest.mark.parametrize("text", ["", "ABC", "ABCDE", "ABC*", "ABCU", "ÆBCD"])
def test_what_is_no_code_is_refused(text):
    """Another length, or a sign that no code has."""
    with pytest.raises(Malformed):
        typed.code_key(text, 4, INFO)
