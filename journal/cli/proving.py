"""
``journal export-log``, ``journal prove`` and ``journal anchor``: the log for people outside.

Rules upheld here: they write nothing into the log but a checkpoint, and may run while the service
does; what they hand out names nobody; a folder with something in it is never written into.
"""

import shutil
from pathlib import Path

import click

from journal.cli import verify_log
from journal.cli.acting import composition, settings
from journal.cli.speaking import Command, lines, option
from journal.cli.words import _
from journal.domain.errors import N_
from journal.domain.outside import CheckpointForeign, FolderTaken

VERIFIER = Path(verify_log.__file__)
PUBLIC = 0o755


def _folder(folder: Path) -> Path:
    """A folder to write into: new, or empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderTaken(folder=folder.name)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _add_verifier(folder: Path) -> None:
    """Put the verifier beside what it shall check."""
    shutil.copyfile(VERIFIER, folder / VERIFIER.name)
    (folder / VERIFIER.name).chmod(PUBLIC)


def _add_past(folder: Path, former: str, restores: bytes = b"", pruned: int = 0) -> None:
    """What a house has that was once restored, or that erased old events; others have none."""
    if former:
        (folder / verify_log.FORMER).write_text(former, encoding="utf-8")
    if restores:
        (folder / verify_log.RESTORES).write_bytes(restores)
    if pruned:
        (folder / verify_log.PRUNED).write_text(f"{pruned}\n", encoding="utf-8")


@click.command(
    cls=Command,
    name="export-log",
    help=N_(
        "Write the log in hashes into a new folder, with its checkpoints and a verifier that needs "
        "nothing of this program, for somebody outside to check. No event can be read from it."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path))
def export_log(folder: Path) -> None:
    """Write an export of the log."""
    with composition().open_log(settings(), signs=True) as log:
        made = log.export()
        _folder(folder)
        (folder / verify_log.KEY).write_text(made.key, encoding="utf-8")
        (folder / verify_log.CHECKPOINTS).write_text(made.checkpoints, encoding="utf-8")
        with (folder / verify_log.LEAVES).open("wb") as file:
            file.writelines(made.leaves)
        _add_past(folder, made.former, made.restores, made.pruned)
        size = (folder / verify_log.LEAVES).stat().st_size // 32
    _add_verifier(folder)
    lines(
        _("%(size)s events in hashes. Whoever checks them brings a checkpoint kept elsewhere:")
        % {"size": size},
        f"    python3 {VERIFIER.name} log . --witness FILE",
    )


@click.command(
    cls=Command,
    help=N_(
        "Prove that an event is in the log: write its bytes, the proof and a verifier into a new "
        "folder. ENTRY is the reference that the log page shows, or the whole id. The bytes hold "
        "aliases, and no names."
    ),
)
@click.argument("entry")
@option(
    "--checkpoint",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=N_("A checkpoint kept elsewhere: prove also that the log has only grown since."),
)
@option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help=N_("The folder to write into; without it one named after the event is made here."),
)
def prove(entry: str, checkpoint: Path | None, folder: Path | None) -> None:
    """Write the proof of one event."""
    kept = None if checkpoint is None else _kept(checkpoint)
    with composition().open_log(settings(), signs=True) as log:
        made = log.prove(entry, kept)
    place = _folder(folder or Path(f"event-{made.index}"))
    (place / verify_log.KEY).write_text(made.key, encoding="utf-8")
    if made.event is None:
        (place / verify_log.LEAF).write_text(verify_log.encoded(made.leaf) + "\n", encoding="utf-8")
    else:
        (place / verify_log.EVENT).write_bytes(made.event)
    _add_past(place, made.former)
    (place / verify_log.INCLUSION).write_text(made.inclusion, encoding="utf-8")
    if made.consistency is not None:
        (place / verify_log.CONSISTENCY).write_text(made.consistency, encoding="utf-8")
    _add_verifier(place)
    if made.event is None:
        lines(_("This event was erased when its time was over. Only its hash is left to prove."))
    lines(
        _("The event stands at index %(index)s. Whoever checks it types, in the new folder:")
        % {"index": made.index},
        f"    python3 {VERIFIER.name} entry . --witness FILE",
    )


def _kept(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CheckpointForeign from error


@click.command(
    cls=Command,
    help=N_(
        "Print the newest checkpoint: name, size, root and signature, four lines and an empty one. "
        "Whoever keeps them outside the house can prove later what the log was today. Print them "
        "at a fixed time: the size tells how busy the house is."
    ),
)
def anchor() -> None:
    """Print the newest checkpoint."""
    with composition().open_log(settings(), signs=True) as log:
        note = log.anchor()
    click.echo(note, nl=False)
