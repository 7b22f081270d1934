"""A resident's code: forgiving to the hand that types it, unforgiving to a wrong sign."""

import random

import pytest

from crypto import retrieval, typed
from crypto.errors import Malformed


def test_a_drawn_code_is_read_back_however_it_is_typed():
    """Case, spaces, hyphens, O for 0, I and L for 1."""
    for _ in range(200):
        code = retrieval.draw()
        written = code.written()
        groups = written.split("-")
        assert [8, 4, 4, 4, 5] == [len(group) for group in groups]
        assert set("".join(groups)) <= set(typed.ALPHABET)
        sloppy = written.lower().replace("0", "o").replace("1", random.choice("iIlL"))
        for one in (written, sloppy, " ".join(groups), "".join(groups), f"  {sloppy}\t"):
            assert code == retrieval.read(one)


def test_every_single_slip_is_noticed():
    """One other sign at any place, or two neighbours changed about."""
    written = retrieval.draw().written().replace("-", "")
    for place, right in enumerate(written):
        for sign in typed.ALPHABET:
            if sign != right:
                with pytest.raises(Malformed):
                    retrieval.read(written[:place] + sign + written[place + 1 :])
    for place in range(len(written) - 2):
        first, second = written[place], written[place + 1]
        if first != second:
            with pytest.raises(Malformed):
                retrieval.read(written[:place] + second + first + written[place + 2 :])


@pytest.mark.parametrize("text", ["", "0", "0" * 24, "0" * 26, "U" * 25, "0" * 24 + "*", "æ" * 25])
def test_what_is_no_code_is_refused(text):
    """Length and signs."""
    with pytest.raises(Malformed):
        retrieval.read(text)


def test_no_two_codes_are_alike_and_none_shows_its_parts():
    """Each is drawn anew."""
    codes = [retrieval.draw() for _ in range(300)]
    assert 300 == len({code.secret for code in codes}) == len({code.locator for code in codes})
    assert not [code for code in codes if code.secret in repr(code)]
