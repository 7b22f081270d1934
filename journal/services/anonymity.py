"""
Another level of anonymity after the admission: for one person, by her team or the leader.

Rules: the level that she had, the one that she has and the reason stand in the log; of a change and
a sheet about who she is that are sent at once, the second sees the first.
"""

from dataclasses import dataclass

from journal.domain.access import Action
from journal.domain.anonymity import NewLevel, require_change
from journal.domain.audit import Item
from journal.domain.cases import Anonymity
from journal.domain.ids import CaseAlias, CaseId
from journal.domain.records import RecordKind
from journal.services import case_banner, records, stays
from journal.services.cases import look_at
from journal.services.labels import Banner
from journal.services.work import Later, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymityPage:
    """Somebody and the level that she has."""

    banner: Banner
    level: Anonymity


def prepare(work: Work, case_id: CaseId) -> Later[AnonymityPage]:
    """
    The level of somebody, for whoever may change it.

    Raises:
        AccessDenied: unknown case, kept away, closed, or neither in the team nor the leader.
    """
    case = look_at(work, case_id)
    stays.require(work, Action.ANONYMITY_SET, case)
    open_banners = case_banner.declare_banner(work, case)
    level = Anonymity(case.anonymity)
    return work.later(lambda: AnonymityPage(banner=open_banners()[case_id], level=level))


def change(work: Work, new: NewLevel) -> None:
    """
    Give somebody another level.

    Raises:
        AccessDenied: as ``prepare``.
        LevelReasonMissing, LevelUnchanged, IdentityWritten: as ``require_change`` says.
    """
    work.vault.keys.hold_log(work.desk)  # a sheet that is saved at once is seen, or sees this
    case = stays.case_of(work, new.case_id, Action.ANONYMITY_SET)
    basis = stays.require(work, Action.ANONYMITY_SET, case)
    written = records.only(work, new.case_id, RecordKind.IDENTITY)
    before = Anonymity(case.anonymity)
    require_change(before, new, is_written=written is not None)
    case.anonymity = new.level.value
    said = f"{before.value}-{new.level.value} {new.reason}"
    items = [Item(case=CaseAlias(case.alias))]
    work.act(Action.ANONYMITY_SET, basis=basis, items=items, reason=said)
