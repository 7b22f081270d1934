"""
Commands and options that speak the language of the process and answer refusals in one sentence.

Help is kept as message id: the language is known when a command runs, not when it is imported.
"""

import os
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from config.settings import SettingsError
from journal.cli import words
from journal.cli.words import _
from journal.domain.errors import JournalError

Function = TypeVar("Function", bound=Callable[..., Any])

REFUSED = 1
"""Exit code of every act that was refused or could not be done."""


class _Spoken:
    """Gives ``help`` and ``epilog`` in the language of the process."""

    _help: str | None = None
    _epilog: str | None = None

    @property
    def help(self) -> str | None:
        """The help text."""
        return None if self._help is None else _(self._help)

    @help.setter  # noqa: A003 -- click's name
    def help(self, sentence: str | None) -> None:
        self._help = sentence

    @property
    def epilog(self) -> str | None:
        """What stands below the list of commands or options."""
        return None if self._epilog is None else _(self._epilog)

    @epilog.setter
    def epilog(self, sentence: str | None) -> None:
        self._epilog = sentence

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 -- click's signature
        """What stands in the list of commands: the first statement, never cut in the middle."""
        return re.split(r"[.:;](?:\s|$)", self.help or "", maxsplit=1)[0]


def _say_again(found: click.Option | None) -> click.Option | None:
    if found is not None:
        found.help = _("Show this message and exit.")
    return found


class Command(_Spoken, click.Command):
    """A command that speaks the language of the process."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option ``--help``, which click makes once in the language of that moment."""
        return _say_again(super().get_help_option(ctx))


class Option(_Spoken, click.Option):
    """An option that speaks the language of the process."""


class Group(_Spoken, click.Group):
    """A group of commands: chooses the language, and turns refusals into a sentence and a code."""

    command_class = Command
    group_class = type

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option ``--help``, as of a command."""
        return _say_again(super().get_help_option(ctx))

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

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 -- click's signature
        """A group's whole sentence: what its commands do."""
        return (self.help or "").removesuffix(".")

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal is a sentence and an exit code, never a trace."""
        try:
            return super().invoke(ctx)
        except (JournalError, SettingsError) as error:
            click.echo(words.sentence(error), err=True)
            ctx.exit(REFUSED)


def option(*names: str, **details: Any) -> Callable[[Function], Function]:
    """An option with a translated help text; like ``click.option``."""
    return click.option(*names, cls=Option, **details)


def confirm(question: str) -> bool:
    """
    Ask for a yes or a no, in either language, until it is one.

    Args:
        question: already translated.
    """
    known = {"j": True, "ja": True, "y": True, "yes": True, "n": False, "nej": False, "no": False}
    while True:
        typed = click.prompt(f"{question} [{_('y/n')}]", type=str).strip().casefold()
        if typed in known:
            return known[typed]


def lines(*said: str) -> None:
    """Print some lines."""
    for line in said:
        click.echo(line)


def field(label: str, value: object) -> str:
    """A labelled value in one line."""
    return f"{label}: {value}"


def listed(names: Sequence[str]) -> str:
    """Some names in one line."""
    return ", ".join(names)
