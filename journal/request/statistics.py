"""
Acts on the yearly figures that take several works: read and frozen, gathered and drafted, fetched.

Nothing opens before it is on record, and what was opened must be known to make the next document;
an attempt that a rule stops is put on record by a work of its own.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from journal.domain.ids import PublicationId
from journal.domain.statistics import DownloadOver, FiguresChanged, FiguresRefused
from journal.exports import alternatives, gate, ledger
from journal.exports.alternatives import Way
from journal.exports.protect import Published, Withheld
from journal.exports.reasons import Reason
from journal.exports.releases import Drafted
from journal.services import publishing, releases_shown, releasing, statistics
from journal.services.context import Context
from journal.services.publishing import HeldBack, Material
from journal.services.releases_shown import Shown
from journal.services.work import perform
from journal.vault.desk import Fresh


@contextmanager
def recorded(context: Context, publication_id: PublicationId | None = None) -> Iterator[None]:
    """Put on record what a rule of the figures stops in here, and let it stop it."""
    try:
        yield
    except FiguresRefused as refused:
        perform(context, releasing.record_refusal, refused, publication_id)
        raise


def freeze(context: Context, year: int, fresh: Fresh) -> int:
    """
    Freeze a year as it stands; see ``services.statistics.freeze``.

    Args:
        fresh: her password, typed just now.

    Returns:
        The version it became.
    """
    with recorded(context):
        inside = perform(context, statistics.read, year)
        return perform(context, statistics.freeze, inside, fresh)


def preview(context: Context, asked: str) -> tuple[Material, Drafted]:
    """
    What may go out of some years, and why the rest may not; nothing is kept.

    Args:
        asked: as somebody types it: ``2025``, or ``2025-2027``.

    Raises:
        HeldBack: nothing may go out, or it is no period.
        NotFrozen, FiguresChanged, PublishedBefore: as ``services.publishing``.
    """
    with recorded(context):
        material = _gather(context, asked)
        return material, publishing.prepare(material)


def look(context: Context, asked: str, way: Way) -> Mapping[str, Published | Withheld]:
    """
    What another way than recoding would show of some years; it never goes out.

    Raises:
        HeldBack: it is no period.
        NotFrozen, FiguresChanged: as ``services.publishing``.
    """
    with recorded(context):
        material = _gather(context, asked)
        people = publishing.cohorts(material)
        return alternatives.look(way, people, material.people, material.secret)


def _gather(context: Context, asked: str) -> Material:
    years = gate.period(asked)
    if isinstance(years, Reason):
        raise HeldBack([years])
    return perform(context, publishing.gather, years)


def draft(context: Context, asked: str) -> PublicationId:
    """Draft what ``preview`` shows, and have the machine check it."""
    material, made = preview(context, asked)
    with recorded(context):
        publication_id = perform(context, publishing.draft, material, made)
    check(context, publication_id)
    return publication_id


def check(context: Context, publication_id: PublicationId) -> None:
    """
    Make a draft once more from people, and put on record that it came out the same.

    Raises:
        FiguresChanged: it did not.
        HeldBack: it may not go out any more.
    """
    with recorded(context, publication_id):
        shown = perform(context, releases_shown.show, publication_id)
        material = perform(context, publishing.gather, shown.card.years)
        again = publishing.prepare(material)
        if ledger.canonical(again.release).decode() != shown.printed:
            raise FiguresChanged
        perform(context, releasing.check, publication_id)


def propose(context: Context, publication_id: PublicationId, fresh: Fresh) -> None:
    """Propose a draft; see ``services.releasing.propose``."""
    with recorded(context, publication_id):
        perform(context, releasing.propose, publication_id, fresh)


def approve(
    context: Context, publication_id: PublicationId, digest: str, reason: str, fresh: Fresh
) -> None:
    """Approve a proposal; see ``services.releasing.approve``."""
    with recorded(context, publication_id):
        perform(context, releasing.approve, publication_id, digest, reason, fresh)


def refuse(context: Context, publication_id: PublicationId, reason: str) -> None:
    """Send a proposal back; see ``services.releasing.refuse``."""
    with recorded(context, publication_id):
        perform(context, releasing.refuse, publication_id, reason)


def release(context: Context, publication_id: PublicationId) -> None:
    """Let go what was approved; see ``services.releasing.release``."""
    with recorded(context, publication_id):
        perform(context, releasing.release, publication_id)


def withdraw(context: Context, publication_id: PublicationId, fresh: Fresh) -> None:
    """Withdraw what was released; see ``services.releasing.withdraw``."""
    with recorded(context, publication_id):
        perform(context, releasing.withdraw, publication_id, fresh)


def to_fetch(context: Context, publication_id: PublicationId) -> Shown:
    """
    What a file is made of, for whoever may fetch it now.

    Raises:
        DownloadOver: she may not, or not any more.
    """
    with recorded(context, publication_id):
        shown = perform(context, releases_shown.show, publication_id)
        if shown.fetch_until is None:
            raise DownloadOver
        return shown


def fetched(context: Context, publication_id: PublicationId) -> None:
    """Put on record that a file is sent, before it is; see ``services.releasing.download``."""
    with recorded(context, publication_id):
        perform(context, releasing.download, publication_id)
