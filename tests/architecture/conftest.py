"""The checkout as the tests of its shape see it: the files that are under version control."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root():
    """Return the top folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def tracked():
    """Return every file under version control that is there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="session")
def modules(tracked):
    """Return every Python module under version control, with its syntax tree."""
    return {
        path.relative_to(ROOT): ast.parse(path.read_bytes())
        for path in tracked
        if path.suffix == ".py"
    }


@pytest.fixture(scope="session")
def texts(tracked):
    """Return every readable file under version control, with its text."""
    found = {}
    for path in tracked:
        try:
            found[path.relative_to(ROOT)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a font or a picture
    return found
