"""What a document of links is, read strictly; the rules of a house are tried in the services."""

from datetime import date
from uuid import uuid4

import pytest

from journal.domain.broken_linking import AlreadyLinked, NotLinked
from journal.domain.errors import Tampered
from journal.domain.ids import CaseId
from journal.domain.linking import (
    Link,
    Way,
    folded,
    from_document,
    joined,
    to_document,
    without,
)

DAY = date(2026, 3, 2)


def link():
    """Return a link with some earlier file."""
    return Link(earlier=CaseId(uuid4()), way=Way.WORD, agreed_on=DAY)


def test_links_are_added_once_and_taken_back_once():
    """The others stay as they were."""
    one, other = link(), link()
    assert [one, other] == joined([one], other)
    with pytest.raises(AlreadyLinked):
        joined([one, other], other)
    assert [other] == without([one, other], 0)
    for place in (-1, 1):
        with pytest.raises(NotLinked):
            without([other], place)


def test_what_is_sealed_is_what_is_read():
    """Anything else is refused, never guessed."""
    links = [link(), link()]
    assert links == from_document(to_document(links))
    whole = to_document(links)["links"][0]
    for wrong in (
        {},
        {"links": [whole | {"way": "hope"}]},
        {"links": [whole | {"earlier": "x"}]},
        {"links": [whole | {"agreed_on": "2. marts"}]},
        {"links": None},
    ):
        with pytest.raises(Tampered):
            from_document(wrong)


def test_two_words_are_compared_as_they_are_said():
    """Capitals and spaces make no difference, letters do."""
    assert folded("  Rolig\tMOSE ") == folded("rolig mose") != folded("roligmose")
