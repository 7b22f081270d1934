"""Links lead somewhere, every document is found from the index, every command in it exists."""

import re

import click
import pytest

from journal.cli.main import journal

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
MAKE = re.compile(r"\bmake ([.\w/-]+)")
COMMAND = re.compile(r"(?:^|`|bin/)journal ([a-z][a-z-]*)(?: ([a-z]+)\b)?", re.MULTILINE)
ADR_HEADINGS = ["Context and problem", "Considered options", "Decision", "Consequences"]


def anchors(text):
    """Return the anchors of a document's headings, as a forge makes them."""
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in plain}


def broken(path, target, prose):
    """Tell whether a link of a document leads nowhere."""
    if target.startswith("https://"):
        return False
    file, _, anchor = target.partition("#")
    there = (path.parent / file).resolve() if file else path
    if not there.exists():
        return True
    return bool(anchor) and anchor not in anchors(prose[there])


def test_every_link_between_documents_leads_somewhere(prose, root):
    """A link that broke is a document that cannot be found; anchors are checked too."""
    links = [(path, target) for path, text in prose.items() for target in LINK.findall(text)]

    assert [] == [
        f"{path.relative_to(root)}: {target}"
        for path, target in links
        if broken(path, target, prose)
    ]


def test_pictures_are_described(documents):
    """Who cannot see a picture reads what it shows, in more than a word."""
    described = re.compile(r"!\[([^\]]*)\]\([^)]+\)")
    found = [words for text in documents.values() for words in described.findall(text)]

    assert found
    assert [] == [words for words in found if len(words.split()) < 5]


def test_the_index_leads_to_every_document(documents, root):
    """A document that the index does not name is read by nobody."""
    index = root / "docs" / "README.md"
    linked = {(index.parent / link).resolve() for link in LINK.findall(documents[index])}
    ours = {path for path in documents if path.is_relative_to(root / "docs") and path != index}

    assert set() == ours - linked


def test_decisions_are_numbered_without_a_gap_and_have_the_same_headings(root):
    """A decision says its problem, the ways that were looked at, what was chosen, what it costs."""
    decisions = sorted((root / "docs" / "adr").glob("*.md"))
    headings = {
        path.name: re.findall(r"^## (.+)$", path.read_text(), re.MULTILINE) for path in decisions
    }

    assert [f"{n:04}" for n in range(1, len(decisions) + 1)] == [name[:4] for name in headings]
    assert dict.fromkeys(headings, ADR_HEADINGS) == headings


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/operations.md"])
def test_every_make_command_exists(root, name):
    """What a newcomer types must be there."""
    makefile = (root / "Makefile").read_text().replace("$(VENV)", ".venv")
    targets = set(re.findall(r"^([.\w/-]+):", makefile, re.MULTILINE))
    code = re.findall(r"`[^`]+`|^```.*?^```$", (root / name).read_text(), re.MULTILINE | re.DOTALL)

    assert set() == {target for part in code for target in MAKE.findall(part)} - targets


def test_every_journal_command_exists(documents, root):
    """A command that was renamed is renamed in every document."""
    pages = ["README.md", *(f"docs/{name}.md" for name in ("audit", "keys", "operations"))]
    code = re.compile(r"`[^`\n]+`|^```.*?^```$", re.MULTILINE | re.DOTALL)
    typed = {
        words
        for page in pages
        for part in code.findall(documents[root / page])
        for words in COMMAND.findall(part)
    }

    assert len(typed) > 5
    assert set() == {words for words in typed if not exists(*words)}


def exists(name, below):
    """Tell whether there is such a command, or such a command of a group."""
    found = journal.commands.get(name)
    return below in found.commands if isinstance(found, click.Group) else found is not None
