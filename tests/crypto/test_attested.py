"""What the log key signs outside the database: no message stands for another."""

import pytest

from crypto import attested
from crypto.errors import Malformed

HOUSE, OTHER = bytes(range(16)), bytes(range(1, 17))
BODY = b'{"act":"team.remove"}'


def test_each_message_is_its_own():
    """Another house, another place, another kind: another message."""
    after = attested.line_hash(attested.FIRST, BODY)
    messages = {
        attested.line_message(HOUSE, attested.FIRST, BODY),
        attested.line_message(OTHER, attested.FIRST, BODY),
        attested.line_message(HOUSE, after, BODY),
        attested.list_message(HOUSE, BODY),
        attested.list_message(OTHER, BODY),
    }

    assert 5 == len(messages)


def test_a_line_fixes_the_lines_above_it():
    """Two files that differ anywhere above differ in the hash below."""
    first = attested.line_hash(attested.line_hash(attested.FIRST, b"a"), b"b")
    second = attested.line_hash(attested.line_hash(attested.FIRST, b"c"), b"b")

    assert first != second


@pytest.mark.parametrize("house", [b"", bytes(15), bytes(17)])
def test_an_id_of_another_length_is_refused(house):
    """A message that could be read in two ways is none."""
    with pytest.raises(Malformed):
        attested.line_message(house, attested.FIRST, BODY)
    with pytest.raises(Malformed):
        attested.list_message(house, BODY)
