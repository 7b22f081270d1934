"""Every command explains itself, in Danish and in English, and stands in the documentation."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from journal.cli import words
from journal.cli.main import journal

ROOT = Path(__file__).parents[3]


def paths(group, above=()):
    """Return the words and the command of everything below a group."""
    for name, command in group.commands.items():
        yield (*above, name), command
        if hasattr(command, "commands"):
            yield from paths(command, (*above, name))


ALL = [((), journal), *paths(journal)]
LEAVES = [(way, command) for way, command in ALL if not hasattr(command, "commands")]


@pytest.mark.parametrize("way", [way for way, _ in ALL], ids=lambda way: " ".join(way) or "journal")
def test_help_is_there_in_both_languages(way, empty):
    """Each language has its own words from the first line to the last."""
    danish = empty.run(*way, "--help", JOURNAL_LANGUAGE="da")
    english = empty.run(*way, "--help", JOURNAL_LANGUAGE="en")

    assert (0, 0) == (danish.exit_code, english.exit_code)
    assert danish.output.startswith("Brug: journal")
    assert english.output.startswith("Usage: journal")
    assert "Vis denne hjælp." in danish.output
    common = set(danish.output.splitlines()) & set(english.output.splitlines())
    assert [] == [line for line in common if len(line.split()) > 4]


def test_the_exit_codes_stand_in_the_help(empty):
    """A program that calls us finds the meaning of each number there."""
    said = empty.run("--help", JOURNAL_LANGUAGE="en").output

    assert [] == [code for code in range(6) if f" {code} " not in said]


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "da"),
        ({"LANG": "C.UTF-8"}, "da"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "da_DK.UTF-8"}, "da"),
        ({"LANG": "da_DK.UTF-8", "JOURNAL_LANGUAGE": "en"}, "en"),
        ({"LANG": "en_GB.UTF-8", "JOURNAL_LANGUAGE": "xx"}, "en"),
    ],
)
def test_the_language_is_that_of_setting_terminal_house(environ, language):
    """The setting wins over the terminal; where both are silent it is Danish."""
    assert language == words.choose(environ)


def test_what_the_commands_say_is_all_there_in_danish():
    """A sentence that was forgotten would come in English at the worst moment."""
    with (words.TRANSLATIONS / "da/LC_MESSAGES/messages.po").open("rb") as file:
        known = {message.id for message in read_po(file) if message.string}
    asked = [
        text
        for _, command in ALL
        for text in (
            command._help,
            command._epilog,
            *(getattr(parameter, "_help", None) for parameter in command.params),
        )
        if text
    ]

    assert [] == [text for text in (*asked, *words.OF_CLICK) if text not in known]


@pytest.mark.parametrize("way", [way for way, _ in LEAVES], ids=" ".join)
def test_each_command_stands_in_the_documentation(way):
    """Once in the table of commands, once with its options."""
    page = (ROOT / "docs" / "commands.md").read_text()
    command = dict(LEAVES)[way]
    rows = [line for line in page.splitlines() if line.startswith(f"| `journal {' '.join(way)}")]
    options = {name for parameter in command.params for name in parameter.opts if "-" in name}

    assert 2 == len(rows), rows
    assert set() == {name for name in options if f"`{name}" not in rows[1]}
