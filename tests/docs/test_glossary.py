"""The words of the house lead to names that stand in the program."""

import re

import pytest

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"


@pytest.fixture(scope="module")
def rows(read):
    """Return the rows of the glossary without its head."""
    return [
        row
        for row in ROW.findall(read("glossary.md"))
        if row[0] not in ("dansk", "---") and not row[0].startswith("-")
    ]


@pytest.fixture(scope="module")
def program(root):
    """Return the whole text of the program, and the names of its modules."""
    folders = [root / name for name in ("journal", "crypto", "config")]
    files = [
        path for folder in folders for ending in ("*.py", "*.toml") for path in folder.rglob(ending)
    ]
    return "\n".join([*(path.stem for path in files), *(path.read_text("utf-8") for path in files)])


def is_said(name, program):
    """Tell whether the program has a name, or what stands after the dot of a listed word."""
    words = [name] if re.search(rf"\b{re.escape(name)}\b", program) else name.split(".")
    return all(re.search(rf"\b{re.escape(word)}\b", program) for word in words)


def test_every_code_word_is_in_the_program(rows, program):
    """A word that was renamed is renamed here."""
    named = {name for *_, code in rows for name in re.findall(r"`([^`]+)`", code)}

    assert len(named) > 40
    assert set() == {name for name in named if not is_said(name, program)}


def test_what_is_not_there_yet_says_so(rows):
    """A row without a code word is for a word of people only, or for later."""
    later = [danish for danish, english, code in rows if "(later)" in english and "`" in code]

    assert [] == later
    assert {"not in the code"} == {code for *_, code in rows if "`" not in code}


def test_the_words_stand_in_the_order_of_the_danish_alphabet(rows):
    """A page that is looked up is sorted."""

    def place(word):
        return [LETTERS.index(letter) for letter in word.casefold() if letter in LETTERS]

    words = [danish.strip("* ") for danish, *_ in rows]

    assert sorted(words, key=place) == words
