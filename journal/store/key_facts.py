"""What decides about a key, read in one statement: case, epochs, own wraps, relation, signers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, select
from sqlalchemy.orm import Session

from journal.domain.compartments import Compartment
from journal.domain.ids import CaseId, StaffId
from journal.store.cases import CaseFileRow
from journal.store.columns import Utc
from journal.store.exclusions import ExclusionRow
from journal.store.grants import PendingGrantRow
from journal.store.keys import KeyEpochRow, KeyWrapRow, WrapKind
from journal.store.staff import CertificateRow
from journal.store.teams import TeamMemberRow
from journal.store.timed_access import TimedAccessRow


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochFacts:
    """
    An epoch, the reader's wraps of it by kind, and the certificates its signer has had.

    ``wrap`` is that of a colleague in her own right; a timed one stands in ``timed``.
    """

    epoch: KeyEpochRow
    wrap: bytes | None
    timed: bytes | None
    signers: Sequence[CertificateRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """
    All that decides whether a colleague may open a compartment of a case, read at once.

    Args:
        place: hers in the team, as the database has it.
        epochs: newest first; more than one only while the key waits to be exchanged.
        has_grants: somebody waits for the key.
        has_run_out: a timed access to the case is over and its key not exchanged yet.
    """

    case: CaseFileRow
    epochs: Sequence[EpochFacts]
    place: TeamMemberRow | None
    is_excluded: bool
    has_grants: bool
    has_run_out: bool


_OWN_WRAP = and_(
    KeyWrapRow.key_id == KeyEpochRow.key_id,
    KeyWrapRow.kind.in_([WrapKind.STAFF.value, WrapKind.TIMED.value]),
    KeyWrapRow.recipient_id == bindparam("recipient"),
)
_OWN_PLACE = and_(
    TeamMemberRow.case_id == CaseFileRow.id,
    TeamMemberRow.staff_id == bindparam("staff"),
    TeamMemberRow.until.is_(None),
)
_IS_EXCLUDED = exists().where(
    ExclusionRow.case_id == CaseFileRow.id, ExclusionRow.staff_id == bindparam("staff")
)
_HAS_GRANTS = exists().where(
    PendingGrantRow.case_id == CaseFileRow.id, PendingGrantRow.comp == bindparam("comp")
)
_HAS_RUN_OUT = exists().where(
    TimedAccessRow.case_id == CaseFileRow.id,
    TimedAccessRow.comp == bindparam("comp"),
    TimedAccessRow.ended_at.is_(None),
    TimedAccessRow.expires_at <= bindparam("now", type_=Utc()),
)
_EPOCH = (KeyEpochRow, KeyWrapRow.kind, KeyWrapRow.blob, CertificateRow)
_FACTS = (
    select(CaseFileRow, TeamMemberRow, _IS_EXCLUDED, _HAS_GRANTS, _HAS_RUN_OUT, *_EPOCH)
    .outerjoin(TeamMemberRow, _OWN_PLACE)
    .outerjoin(
        KeyEpochRow,
        and_(KeyEpochRow.scope_id == CaseFileRow.id, KeyEpochRow.comp == bindparam("comp")),
    )
    .outerjoin(KeyWrapRow, _OWN_WRAP)
    .outerjoin(CertificateRow, CertificateRow.staff_id == KeyEpochRow.created_by)
    .where(CaseFileRow.id == bindparam("case"))
    .order_by(KeyEpochRow.epoch.desc())
)
_HOUSE_EPOCH = (
    select(*_EPOCH)
    .outerjoin(KeyWrapRow, _OWN_WRAP)
    .outerjoin(CertificateRow, CertificateRow.staff_id == KeyEpochRow.created_by)
    .where(KeyEpochRow.scope_id == bindparam("scope"), KeyEpochRow.comp == bindparam("comp"))
    .order_by(KeyEpochRow.epoch.desc())
)


def _grouped(rows: Iterable[Sequence[Any]]) -> list[EpochFacts]:
    """One value an epoch out of a line for each of its wraps and certificates, newest first."""
    found: dict[bytes, tuple[KeyEpochRow, dict[str, bytes], dict[UUID, CertificateRow]]] = {}
    for epoch, kind, blob, certificate in rows:
        if epoch is None:
            continue
        _, wraps, signers = found.setdefault(epoch.key_id, (epoch, {}, {}))
        if kind is not None:
            wraps[kind] = blob
        if certificate is not None:
            signers[certificate.id] = certificate
    return [
        EpochFacts(
            epoch=epoch,
            wrap=wraps.get(WrapKind.STAFF.value),
            timed=wraps.get(WrapKind.TIMED.value),
            signers=list(signers.values()),
        )
        for epoch, wraps, signers in found.values()
    ]


def facts(
    session: Session, case_id: CaseId, comp: Compartment, staff_id: StaffId, now: datetime
) -> KeyFacts | None:
    """What decides about one colleague and the keys of a case, or None for an unknown case."""
    asked = {
        "case": case_id,
        "comp": int(comp),
        "staff": staff_id,
        "recipient": staff_id.bytes,
        "now": now,
    }
    rows = session.execute(_FACTS, asked).all()
    if not rows:
        return None
    case, place, is_excluded, has_grants, has_run_out = rows[0][:5]
    return KeyFacts(
        case=case,
        epochs=_grouped(row[5:] for row in rows),
        place=place,
        is_excluded=is_excluded,
        has_grants=has_grants,
        has_run_out=has_run_out,
    )


def all_epochs(
    session: Session, scope: UUID, comp: Compartment, staff_id: StaffId
) -> list[EpochFacts]:
    """Every epoch of a compartment with one colleague's wraps, newest first."""
    rows = session.execute(
        _HOUSE_EPOCH, {"scope": scope, "comp": int(comp), "recipient": staff_id.bytes}
    )
    return _grouped(rows)


def live_epoch(
    session: Session, scope: UUID, comp: Compartment, staff_id: StaffId
) -> EpochFacts | None:
    """The newest epoch of a compartment with one colleague's wraps, or None without an epoch."""
    return next(iter(all_epochs(session, scope, comp, staff_id)), None)
