"""The guides for people at work: each in both languages, each button as the screens say it."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment

from journal.domain.codes import code_list

ROOT = Path(__file__).parents[2]
GUIDES = ROOT / "docs" / "guides"
LANGUAGES = ("da", "en")
NAMES = (
    "code",
    "correcting",
    "deadlines",
    "emergency",
    "extract",
    "figures",
    "find",
    "first-shift",
    "handover",
    "house",
    "joining",
    "leader",
    "leaving",
    "lost-password",
    "monday",
)
PAGES = [(language, name) for language in LANGUAGES for name in NAMES]
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
QUOTED = re.compile(r"[»“](.+?)[«”]", re.DOTALL)
GAP = re.compile(r"%\(\w+\)s")
LISTS = ("bg_reason", "extract_names", "review_outcome")
"""Lists of codes whose words stand on buttons of the guides."""


def read(language, name):
    """Return the text of a guide with its line breaks as spaces."""
    return " ".join((GUIDES / language / f"{name}.md").read_text("utf-8").split())


def plain(words):
    """Return words with every gap, and whatever a guide puts there, as one sign."""
    return " ".join(GAP.sub("…", words).split())


@pytest.fixture(scope="module")
def on_screens():
    """Return the message ids that the templates say."""
    parser = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    found = set()
    for path in (ROOT / "journal" / "web" / "templates").rglob("*.html"):
        for _, _, messages in parser.extract_translations(path.read_text("utf-8")):
            found |= {messages} if isinstance(messages, str) else {one for one in messages if one}
    return found


@pytest.fixture(scope="module")
def catalogue():
    """Return every message id of the program with its Danish words."""
    path = ROOT / "journal" / "translations" / "da" / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        messages = [one for one in read_po(file) if one.id]
    known = {}
    for message in messages:
        is_one = isinstance(message.id, str)
        ids, strings = (message.id,) if is_one else message.id, message.string
        known |= dict(zip(ids, (strings,) if is_one else strings, strict=True))
    return known


def labels(language):
    """Return the words of the code lists that the guides name."""
    return {code.label(language) for name in LISTS for code in code_list(name).values()}


def said(ids, catalogue, language):
    """Return the words for message ids in one language."""
    return {plain(one if language == "en" else catalogue[one]) for one in ids}


def test_each_guide_is_there_in_both_languages():
    """Nobody on shift reads a guide in a language that is not hers."""
    for language in LANGUAGES:
        assert list(NAMES) == sorted(path.stem for path in (GUIDES / language).glob("*"))


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_what_is_bold_stands_on_the_screens(language, name, on_screens, catalogue):
    """A button that was renamed is renamed in the guide, or this fails."""
    known = said(on_screens, catalogue, language) | labels(language)
    bold = {plain(words) for words in BOLD.findall(read(language, name))}

    assert bold
    assert set() == bold - known


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_what_is_quoted_is_what_the_program_says(language, name, catalogue):
    """A sentence is quoted whole, or from its beginning up to a full stop."""
    sentences = said(catalogue, catalogue, language)
    quoted = {plain(words) for words in QUOTED.findall(read(language, name))}

    assert set() == {
        words
        for words in quoted
        if not any(one == words or one.startswith(f"{words} ") for one in sentences)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_leader_finds_what_she_sees_to(language):
    """The week's review, the state of the house, backup, trial and restore, and a full disk."""
    said, restoring = read(language, "monday"), {"da": "gendannelse", "en": "restore"}[language]
    named = ("/tilstand/", "journal backup", "journal drill", "journal restore", "release-reserve")

    assert [] == [words for words in (*named, f"](../{restoring}.md)") if words not in said]
    assert f"(guides/{language}/monday.md)" in (ROOT / "docs" / "README.md").read_text("utf-8")
    assert "](monday.md)" in read(language, "emergency")


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_tell_the_same_steps(name, catalogue):
    """The same headings, numbered steps and buttons, in the same order."""

    def shape(language):
        lines = (GUIDES / language / f"{name}.md").read_text("utf-8").splitlines()
        return [found[0] for line in lines if (found := re.match(r"#+ |\d+\. |- |\| ", line))]

    words = {plain(one): plain(danish) for one, danish in catalogue.items()}
    for one in LISTS:
        words |= {code.label("en"): code.label("da") for code in code_list(one).values()}
    english = [words[plain(bold)] for bold in BOLD.findall(read("en", name))]
    danish = [plain(bold) for bold in BOLD.findall(read("da", name))]

    assert shape("da") == shape("en")
    assert danish == english
