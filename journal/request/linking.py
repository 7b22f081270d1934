"""
Linking two files, in several works: what stands there is read before anything is written.

Files that may lead to the one that is shown are opened each in a work of its own, so one that does
not open hides no other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from journal.domain.broken import KeyWaits
from journal.domain.broken_linking import EarlierUnknown, NotLinked
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import CaseId
from journal.domain.linking import Consent, Link, Way, folded, require_consent
from journal.request import retrieval
from journal.services import linking
from journal.services.context import Context
from journal.services.labels import Banner
from journal.services.linking import Links, Wish
from journal.services.work import perform


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """
    A link as a page shows it.

    Args:
        link: as it lies in the later file.
        other: the other file; None where the reader may not open it.
        place: of the link in this file, counted from 0; None where it lies in the other one.
    """

    link: Link
    other: Banner | None
    place: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What links a file with others, both ways, as far as the reader may open both."""

    links: Links
    listed: Sequence[Shown] = field(default=(), repr=False)


def show(context: Context, case_id: CaseId, purpose: str | None = None) -> Earlier:
    """
    What links a file with others; see ``services.linking``.

    Raises:
        AccessDenied: unknown case, a child's, or nobody of those who may read who she is.
    """
    links = perform(context, linking.show, case_id, purpose)
    later = {
        one: link
        for one in links.elsewhere
        for link in _read(context, one, purpose)
        if link.earlier == case_id
    }
    others = [*(link.earlier for link in links.listed), *later]
    if not others:
        return Earlier(links=links, listed=[])
    named = perform(context, linking.name, others, purpose)
    own = [
        Shown(link=link, other=named[link.earlier], place=place)
        for place, link in enumerate(links.listed)
        if link.earlier in named
    ]
    of_others = [Shown(link=link, other=named[one]) for one, link in later.items() if one in named]
    return Earlier(links=links, listed=[*own, *of_others])


def _read(context: Context, case_id: CaseId, purpose: str | None) -> list[Link]:
    try:
        return perform(context, linking.read, case_id, purpose)
    except (AccessDenied, KeyWaits, Tampered):
        return []  # on record; the page says what the others say


def make(
    context: Context,
    case_id: CaseId,
    way: Way,
    told: str,
    consent: Consent,
    *,
    purpose: str | None = None,
) -> None:
    """
    Link a file with an earlier one of the same woman, since she wants it.

    Args:
        told: her code, or the two words of the earlier file.
        purpose: of a leader.

    Raises:
        CodeMisread, CodeWrong, SigninBusy: see ``request.retrieval.collect``; a wrong code counts.
        EarlierUnknown: no file that the actor may open has these words.
        as ``services.linking.make_by_word``.
    """
    require_consent(consent, context.clock().astimezone(context.zone).date())  # no try without
    before = perform(context, linking.show, case_id, purpose)
    wish = Wish(before=before, consent=consent, purpose=purpose)
    if way is Way.CODE:
        retrieval.tried(
            context,
            told,
            lambda found, _: perform(context, linking.make_by_code, case_id, found, wish),
        )
        return
    known = perform(context, linking.known, case_id, purpose)
    earlier = known.get(folded(told))
    if earlier is None:
        raise EarlierUnknown
    perform(context, linking.make_by_word, case_id, earlier, wish)


def end(
    context: Context,
    case_id: CaseId,
    place: int | None,
    seen: int = 0,
    *,
    purpose: str | None = None,
) -> None:
    """
    Undo a link, since she takes her consent back.

    Args:
        place: of the link among those of the file, counted from 0; None for every one, where only
            her code opens them.
        seen: the revision in which it has that place.

    Raises:
        as ``services.linking.end``, or ``end_all``.
    """
    if place is None:
        perform(context, linking.end_all, case_id)
        return
    before = perform(context, linking.show, case_id, purpose)
    if before.seen != seen:
        raise NotLinked
    perform(context, linking.end, case_id, place, before, purpose)
