"""The documents as people read them: Markdown files with their links, headings and tables."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def root():
    """Return the top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def documents():
    """Return every document with its text: what stands at the top, in docs/ and in crypto/."""
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "crypto").glob("*.md")]
    return {path: path.read_text(encoding="utf-8") for path in sorted(paths)}


@pytest.fixture(scope="session")
def prose(documents):
    """Return every document without what stands between fences."""
    return {path: FENCE.sub("", text) for path, text in documents.items()}


@pytest.fixture(scope="session")
def read(root):
    """Return a function that gives the text of one document by its name in docs/."""

    def read_one(name):
        return (root / "docs" / name).read_text(encoding="utf-8")

    return read_one
