"""What waits for the next release has the form that the release expects."""

import re

import pytest

KINDS = ("security", "added", "changed", "fixed", "removed", "format")


@pytest.fixture(scope="module")
def fragments(root):
    """Return what waits, by its file name."""
    folder = root / "changelog.d"
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


def test_each_fragment_has_a_name_of_a_kind(fragments):
    """A file of another name would be left behind at a release."""
    shape = re.compile(rf"[a-z-]+\.({'|'.join(KINDS)})\.md|README\.md")

    assert set() == {name for name in fragments if not shape.fullmatch(name)}


def test_the_kinds_are_those_that_are_told(fragments):
    """Who writes a fragment finds every kind in one place."""
    told = re.search(r"where KIND is (.+?)\(", fragments["README.md"], re.DOTALL)[1]

    assert list(KINDS) == re.findall(r"`(\w+)`", told)


def test_a_fragment_is_short_and_names_nobody(fragments):
    """It is for the person who runs or uses the program: a few sentences, no number of an issue."""
    for name, text in fragments.items():
        assert len(text.split()) < 90, name
        assert not re.search(r"#\d+", text), name


def test_a_change_of_formats_says_what_to_do_first(fragments):
    """Whoever upgrades reads it before she does."""
    formats = [text for name, text in fragments.items() if name.endswith(".format.md")]

    assert [] == [text for text in formats if "Before the upgrade" not in text]
