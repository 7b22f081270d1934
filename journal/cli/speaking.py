"""
Commands and options whose help is read in the language of the process, and whose refusals are one
sentence.

Help is kept as message id: the language is known only when a command runs, not when it is imported.
"""

import os
from collections.abc import Sequence
from typing import Any

import click

from config.settings import SettingsError
from journal.cli import words
from journal.cli.words import _
from journal.domain.errors import JournalError

REFUSED = 1
"""Exit code of every act that was refused or could not be done."""


class _Spoken:
    """Gives ``help`` and ``epilog`` in the language of the process."""

    _help: str | None = None
    _epilog: str | None = None

    @property
    def help(self) -> str | None:  # noqa: A003 -- click's name
        """The help text."""
        return None if self._help is None else _(self._help)

    @help.setter
    def help(self, sentence: str | None) -> None:  # noqa: A003 -- click's name
        self._help = sentence

    @property
    def epilog(self) -> str | None:
        """What stands below the list of commands or options."""
        return None if self._epilog is None else _(self._epilog)

    @epilog.setter
    def epilog(self, sentence: str | None) -> None:
        self._epilog = sentence


class Command(_Spoken, click.Command):  # type: ignore[misc] -- a property where click has a plain attribute
    """A command that speaks the language of the process."""


class Option(_Spoken, click.Option):  # type: ignore[misc] -- as above
    """An option that speaks the language of the process."""


class Group(_Spoken, click.Group):  # type: ignore[misc] -- as above
    """
    A group of commands that speaks the language of the process and answers refusals in one
    sentence.
    """

    command_class = Command
    group_class = type

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Choose the language before the first word is said."""
        if parent is None:
            words.speak(words.choose(os.environ))
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal is a sentence and an exit code, never a trace."""
        try:
            return super().invoke(ctx)
        except (JournalError, SettingsError) as error:
            click.echo(words.sentence(error), err=True)
            ctx.exit(REFUSED)


def option(*names: str, **details: Any) -> Any:
    """An option with a translated help text; like ``click.option``."""
    return click.option(*names, cls=Option, **details)


def lines(*said: str) -> None:
    """Print some lines."""
    for line in said:
        click.echo(line)


def listed(names: Sequence[str]) -> str:
    """Some names in one line."""
    return ", ".join(names)
