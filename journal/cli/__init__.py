"""The command ``journal``: founding, running and keeping a house from a terminal."""

from journal.cli import words
from journal.cli.composition import Composition
from journal.cli.main import main

__all__ = ["Composition", "main", "words"]
