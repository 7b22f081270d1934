"""
Two files of one woman: what is linked, linked anew, and undone again.

Rules: a link lies in her later file, sealed with who she is, and nothing is written into the
earlier one, neither into a table nor into the log: nobody who reads the database sees that the two
belong together. Whoever opens both sees it; who is kept away from one of them sees nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from journal.domain import linking as rules
from journal.domain.access import Action, Basis, Facts
from journal.domain.audit import Item
from journal.domain.broken_linking import HerCodeOnly
from journal.domain.cases import CaseState, PersonKind
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId
from journal.domain.linking import Consent, Link, Way
from journal.domain.records import RecordKind
from journal.domain.sheets import Sheet
from journal.domain.staff import Role
from journal.services import labels, places, records, retrieval, sheets
from journal.services.labels import Banner
from journal.services.retrieval import Found
from journal.services.work import Later, Work
from journal.store import cases as case_store
from journal.store import records as record_store
from journal.store.cases import CaseFileRow

KIND = RecordKind.FILE_LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """
    The links that lie in one file.

    Args:
        asks_purpose: nothing is opened until the reader says for what purpose.
        is_sealed: only her own code opens who she is, and so the links.
        has_links: something lies there, whether it opens here or not.
        may_link: the file is open, so one more can be added.
        seen: the revision that is shown; 0 where there is none.
        elsewhere: files with links of their own that the reader may open, any of which may lead
            here.
    """

    banner: Banner
    asks_purpose: bool = False
    is_sealed: bool = False
    has_links: bool = False
    may_link: bool = False
    listed: Sequence[Link] = field(default=(), repr=False)
    seen: int = 0
    elsewhere: Sequence[CaseId] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What she wants to be linked, as the actor says.

    Args:
        before: what the actor was shown of the later file just now.
        purpose: of a leader, a code of ``access_purpose``.
    """

    before: Links = field(repr=False)
    consent: Consent
    purpose: str | None = None


def show(work: Work, case_id: CaseId, purpose: str | None = None) -> Later[Links]:
    """
    Declare the links that lie in a file; they open after COMMIT.

    Args:
        purpose: a code of ``access_purpose``, said for this one look; only a leader needs it.

    Raises:
        AccessDenied: unknown case, a child's, or nobody of those who may read who she is.
    """
    row = _woman(work, case_id, Action.LINK_READ)
    is_member = case_id in _own(work)
    stored = records.only(work, case_id, KIND)
    if sheets.is_sealed(work, row) or not (is_member or purpose):
        closed = sheets.show(work, case_id, Sheet.IDENTITY)
        return work.later(
            lambda: _closed(closed.run(), is_member=is_member, has=stored is not None)
        )
    purpose = _said(work, case_id, purpose)
    case = work.open_case(case_id, Action.LINK_READ, Compartment.IDENTITY, purpose)
    unread = None if stored is None else case.record(stored)
    open_banners = labels.declare_banners(work, [row])
    elsewhere = _elsewhere(work, case_id, purpose)
    return work.later(
        lambda: Links(
            banner=open_banners()[case_id],
            has_links=stored is not None,
            may_link=row.state == CaseState.OPEN.value,
            listed=[] if unread is None else rules.from_document(unread.document()),
            seen=0 if stored is None else stored.revision,
            elsewhere=elsewhere,
        )
    )


def _closed(view: sheets.SheetView, *, is_member: bool, has: bool) -> Links:
    return Links(
        banner=view.banner,
        asks_purpose=view.asks_purpose,
        is_sealed=view.is_sealed,
        has_links=view.is_sealed and is_member and has,
    )


def read(work: Work, case_id: CaseId, purpose: str | None = None) -> Later[list[Link]]:
    """
    Declare the links of another file that may lead to the one that is shown.

    Raises:
        AccessDenied: as ``show``.
    """
    purpose = _said(work, case_id, purpose)
    case = work.open_case(case_id, Action.LINK_READ, Compartment.IDENTITY, purpose)
    stored = records.only(work, case_id, KIND)
    unread = None if stored is None else case.record(stored)
    return work.later(lambda: [] if unread is None else rules.from_document(unread.document()))


def name(
    work: Work, ids: Collection[CaseId], purpose: str | None = None
) -> Later[Mapping[CaseId, Banner | None]]:
    """
    Say what a page may show of linked files.

    Returns:
        After COMMIT: a banner for each file that the reader may open, None for one that is closed
        to her, and nothing of one that she is kept away from.
    """
    rows = {one: case_store.get(work.session, one) for one in ids}
    hidden = places.hidden(work)
    opened = [row for row in rows.values() if row and _may_open(work, row, purpose, hidden)]
    open_banners = labels.declare_banners(work, opened)

    def named() -> Mapping[CaseId, Banner | None]:
        banners = open_banners()
        return {one: banners.get(one) for one in ids if one not in hidden}

    return work.later(named)


def known(work: Work, case_id: CaseId, purpose: str | None = None) -> Later[Mapping[str, CaseId]]:
    """
    The two words of every file that the actor may open, to find the one that she is told.

    Raises:
        AccessDenied: unknown case, a child's, or the actor may link nothing to it.
    """
    _require(work, _woman(work, case_id, Action.LINK_MAKE), Action.LINK_MAKE, purpose)
    hidden, house = places.hidden(work), work.house()
    rows = [
        row for row in case_store.all_cases(work.session) if _may_open(work, row, purpose, hidden)
    ]
    house.prefetch(rows)
    declared = [(CaseId(row.id), house.pseudonym(row)) for row in rows]
    return work.later(lambda: {rules.folded(label.text()): one for one, label in declared})


def make_by_code(work: Work, case_id: CaseId, found: Found, wish: Wish) -> None:
    """
    Link a file with the one whose code was right.

    The code was only compared: nothing of the earlier file is opened, and no event names it.

    Raises:
        CodeWrong: the code has been exchanged meanwhile.
        as ``make_by_word``, but for ``HerCodeOnly``.
    """
    _, earlier = retrieval.proven(work, found)
    retrieval.clear(work, found)
    _make(work, case_id, earlier, Way.CODE, wish)


def make_by_word(work: Work, case_id: CaseId, earlier_id: CaseId, wish: Wish) -> None:
    """
    Link a file with one that she has named and the actor may open.

    Raises:
        AccessDenied: unknown case, a child's, or nobody of those who may write who she is.
        HerCodeOnly: she has left the earlier one to her code.
        OnlyHers: she has left this one to her code.
        ConsentMissing, ConsentAhead, AnotherFile, OnlyWomen, AlreadyLinked: see ``domain.linking``.
        ChangedMeanwhile: somebody else has changed the links since.
    """
    earlier = case_store.get(work.session, earlier_id)
    if earlier is None or not _may_open(work, earlier, wish.purpose, places.hidden(work)):
        raise AccessDenied(Action.LINK_MAKE)
    if sheets.is_sealed(work, earlier):
        raise HerCodeOnly
    _make(work, case_id, earlier, Way.WORD, wish)


def _make(work: Work, case_id: CaseId, earlier: CaseFileRow, way: Way, wish: Wish) -> None:
    row = _woman(work, case_id, Action.LINK_MAKE)
    sheets.require_open(work, case_id, Action.LINK_MAKE)
    purpose = _said(work, case_id, wish.purpose)
    case = work.open_case(case_id, Action.LINK_MAKE, Compartment.IDENTITY, purpose)
    rules.require_consent(wish.consent, work.now.astimezone(work.zone).date())
    rules.require_two_of_a_woman(
        (case_id, PersonKind(row.person_kind)),
        (CaseId(earlier.id), PersonKind(earlier.person_kind)),
    )
    link = Link(earlier=CaseId(earlier.id), way=way, agreed_on=wish.consent.on)
    document = rules.to_document(rules.joined(wish.before.listed, link))
    records.save_only(work, case, KIND, document, wish.before.seen)


def end(work: Work, case_id: CaseId, place: int, before: Links, purpose: str | None = None) -> None:
    """
    Undo a link, since she takes her consent back; who does it, and when, stays in the log.

    Args:
        place: of the link among those of the file, counted from 0.
        before: what the actor was shown of the file.

    Raises:
        AccessDenied: unknown case, a child's, or nobody of those who may write who she is.
        OnlyHers: she has left this one to her code.
        NotLinked: there is no such link.
        ChangedMeanwhile: somebody else has changed the links since.
    """
    _woman(work, case_id, Action.LINK_END)
    sheets.require_open(work, case_id, Action.LINK_END)
    purpose = _said(work, case_id, purpose)
    case = work.open_case(case_id, Action.LINK_END, Compartment.IDENTITY, purpose)
    document = rules.to_document(rules.without(before.listed, place))
    records.save_only(work, case, KIND, document, before.seen)


def end_all(work: Work, case_id: CaseId) -> None:
    """
    Erase every link of a file that is left to her code: that takes no key, and no code.

    Raises:
        AccessDenied: unknown case, a child's, or the actor is not in its team.
    """
    row = _woman(work, case_id, Action.LINK_END)
    basis = _require(work, row, Action.LINK_END, None)
    stored = records.only(work, case_id, KIND)
    if not sheets.is_sealed(work, row) or stored is None:
        raise AccessDenied(Action.LINK_END, CaseAlias(row.alias))
    item = Item(case=CaseAlias(row.alias), row=stored.id)
    work.act(Action.LINK_END, basis=basis, items=[item])
    records.erase(work, [stored], basis)


def _woman(work: Work, case_id: CaseId, action: Action) -> CaseFileRow:
    """The file of a woman; a child's has no such page."""
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(action)
    if row.person_kind != PersonKind.WOMAN.value:
        raise AccessDenied(action, CaseAlias(row.alias))
    return row


def _require(work: Work, row: CaseFileRow, action: Action, purpose: str | None) -> Basis:
    facts = Facts(
        is_member=CaseId(row.id) in _own(work),
        state=CaseState(row.state),
        is_excluded=places.is_hidden(work, row),
        has_purpose=purpose is not None,
    )
    return work.require(action, facts=facts, case=CaseAlias(row.alias))


def _own(work: Work) -> list[CaseId]:
    return [] if work.principal.id is None else places.of(work, work.principal.id)


def _said(work: Work, case_id: CaseId, purpose: str | None) -> str | None:
    """The purpose that goes into the log: a member of the team needs none."""
    return None if case_id in _own(work) else purpose


def _may_open(
    work: Work, row: CaseFileRow, purpose: str | None, hidden: Collection[CaseId]
) -> bool:
    """Whether the actor is in a team, or leads and has said for what purpose she looks."""
    if CaseId(row.id) in hidden:
        return False
    is_leading = work.principal.role is Role.LEADER and purpose is not None
    return is_leading or CaseId(row.id) in _own(work)


def _elsewhere(work: Work, case_id: CaseId, purpose: str | None) -> list[CaseId]:
    """The other files with links that the actor may open; always all, so that none stands out."""
    hidden, found = places.hidden(work), []
    for stored in record_store.of_kind(work.session, KIND):
        row = None if stored.case_id is None else case_store.get(work.session, stored.case_id)
        if row is None or row.id == case_id or sheets.is_sealed(work, row):
            continue
        if _may_open(work, row, purpose, hidden):
            found.append(CaseId(row.id))
    return found
