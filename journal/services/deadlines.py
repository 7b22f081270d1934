"""
Deadlines as they run: begun by what happens to a case, met or called off by what follows.

``begin``, ``meet`` and ``cancel`` are parts of another act, which has been decided: they decide
nothing themselves. So are ``on_talk_ended`` and its sisters, which an act calls by what it is and
which begin every deadline whose entry names that start: a new deadline needs no line here. Somebody
who ticks a deadline off on its page does so by ``deadline_list``.

Rules: one deadline of a rule runs about one thing at a time (R-M5: everybody her own); ending one
that does not run is no error, for nothing may stop a late decision (R-A3); what is called off stays
(R-M4). Each act leaves an event of its own, so that a deadline never begins or ends unseen.
"""

from datetime import datetime
from uuid import UUID, uuid4

from journal.domain.access import Action, Basis
from journal.domain.audit import Item
from journal.domain.calendar import version
from journal.domain.cases import PersonKind
from journal.domain.deadline_rules import About, Start, rules, started_by
from journal.domain.deadlines import IN_THE_JOURNAL, DeadlineRuns, Move, State, clocks, moved
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseAlias, CaseId, DeadlineId, EventId, StaffId
from journal.domain.staff import Profession
from journal.domain.teams import TeamMember, is_complete
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import deadlines as deadline_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store.cases import CaseFileRow
from journal.store.deadlines import DeadlineRow

DECISION = "DL1"
TEAM_COMPLETE = "DL6"


def begin(
    work: Work,
    rule_id: str,
    case_id: CaseId | None,
    started_at: datetime,
    about: UUID | None = None,
) -> DeadlineId:
    """
    Begin a deadline; begun twice from the same instant it is one.

    Args:
        rule_id: of an entry in ``journal/domain/deadlines``.
        case_id: the case it belongs to; None while there is none.
        started_at: with a time zone.
        about: what it is about where there is no case: an enquiry. By default the case.

    Raises:
        AccessDenied: no such case.
        DeadlineRuns: it runs already, from another instant.
        KeyError: no such rule.
    """
    work.vault.keys.hold_log(work.desk)  # of two acts at once the second sees what the first began
    rule, alias, about_id = rules()[rule_id], _alias(work, case_id), _about(case_id, about)
    if rule.start is Start.COMES_OF_AGE:
        message = "a day that tells a date of birth is never a row: see services.births"
        raise ValueError(message)
    running = deadline_store.running(work.session, rule_id, about_id)
    if running is not None:
        if running.started_at != started_at:
            raise DeadlineRuns
        return DeadlineId(running.id)
    limits = clocks(rule.due, rule.target, started_at, work.zone, work.days_off)
    deadline_id, event_id = DeadlineId(uuid4()), EventId(uuid4())
    row = DeadlineRow(
        id=deadline_id,
        rule_id=rule_id,
        case_id=case_id,
        about_id=about_id,
        started_at=started_at,
        due_at=limits.due_at,
        target_at=limits.target_at,
        calendar_version=version(work.days_off),
        event_id=event_id,
    )
    deadline_store.add(work.session, row)
    items = [Item(case=alias, row=deadline_id)]
    work.act(Action.DEADLINE_BEGIN, id=event_id, basis=Basis.JOB, items=items)
    return deadline_id


def meet(
    work: Work,
    rule_id: str,
    case_id: CaseId | None,
    how: str,
    at: datetime | None = None,
    about: UUID | None = None,
) -> DeadlineId | None:
    """
    Note that another act has met a deadline.

    Args:
        how: a code of ``deadline_how``.
        at: when, with a time zone; by default now.
        about: as for ``begin``.

    Returns:
        Which; None where none runs.
    """
    row = _running(work, rule_id, case_id, about)
    if row is None:
        return None
    end(work, row, Move.MEET, how, Basis.JOB, at or work.now)
    return DeadlineId(row.id)


def cancel(
    work: Work, rule_id: str, case_id: CaseId | None, reason: str, about: UUID | None = None
) -> DeadlineId | None:
    """
    Call a deadline off because of another act; it stays visible, with its reason.

    Args:
        reason: a code of ``deadline_cancel``.
        about: as for ``begin``.

    Returns:
        Which; None where none runs.
    """
    row = _running(work, rule_id, case_id, about)
    if row is None:
        return None
    end(work, row, Move.CANCEL, reason, Basis.JOB)
    return DeadlineId(row.id)


def end(
    work: Work,
    row: DeadlineRow,
    move: Move,
    code: str,
    basis: Basis,
    met_at: datetime | None = None,
) -> None:
    """
    End a deadline, with its event; the caller has held the log and decided.

    Raises:
        DeadlineOver: it runs no more.
    """
    state = moved(State(row.state), move)
    action = Action.DEADLINE_MEET if move is Move.MEET else Action.DEADLINE_CANCEL
    case_id = None if row.case_id is None else CaseId(row.case_id)
    items = [Item(case=_alias(work, case_id), row=row.id)]
    event = work.act(action, basis=basis, items=items, reason=code)
    row.state, row.ended_code, row.met_at = state.value, code, met_at
    row.ended_at, row.ended_by, row.ended_event = work.now, work.principal.id, event.id


def on_talk_ended(work: Work, enquiry: UUID, ended_at: datetime) -> None:
    """An admission talk has ended (R-A2): whoever asked has an answer on the same day."""
    _begin_all(work, Start.TALK_ENDED, None, ended_at, enquiry)


def on_decided(work: Work, enquiry: UUID, decided_at: datetime) -> None:
    """The talk has its answer, yes or no, in time or late (R-A3)."""
    meet(work, DECISION, None, IN_THE_JOURNAL, decided_at, enquiry)


def on_admission_decided(work: Work, case_id: CaseId, decided_at: datetime) -> None:
    """Somebody is to be admitted (R-M1); a child has a decision and clocks of its own (R-M5)."""
    _begin_all(work, Start.ADMISSION_DECIDED, _case(work, case_id), decided_at)


def on_move_in(
    work: Work, case_id: CaseId, moved_in_at: datetime, *, is_visiting: bool = False
) -> None:
    """
    Somebody has moved in, or was born here: for a child this begins its underretning (R-U1).

    Args:
        is_visiting: a child on a visit, for whom nothing begins (R-U5).
    """
    if not is_visiting:
        _begin_all(work, Start.MOVE_IN, _case(work, case_id), moved_in_at)
        on_team_changed(work, case_id)


def on_team_changed(work: Work, case_id: CaseId) -> None:
    """The contact team is another; once it is complete its deadline is met (R-T2)."""
    team = team_store.present(work.session, [case_id])[case_id]
    living = staff_store.certified(work.session, ids={StaffId(one.staff_id) for one in team})
    names = {one.staff.id for one in living}
    members = [
        TeamMember(staff_id=StaffId(one.staff_id), profession=Profession(one.profession))
        for one in team
        if one.staff_id in names
    ]
    if is_complete(members):
        meet(work, TEAM_COMPLETE, case_id, IN_THE_JOURNAL)


def on_stay_ended_early(work: Work, case_id: CaseId, reason: str) -> None:
    """She did not come, or the decision was annulled (R-M4): all that runs is called off."""
    work.vault.keys.hold_log(work.desk)
    for row in deadline_store.of_case(work.session, case_id):
        if row.state == State.OPEN.value:
            end(work, row, Move.CANCEL, reason, Basis.JOB)


def _begin_all(
    work: Work,
    start: Start,
    case: CaseFileRow | None,
    started_at: datetime,
    enquiry: UUID | None = None,
) -> None:
    """Begin every deadline that has this start and is about such a person."""
    about = {About.ENQUIRY} if case is None else {About.EVERYBODY}
    if case is not None and case.person_kind == PersonKind.CHILD.value:
        about.add(About.CHILD)
    case_id = None if case is None else CaseId(case.id)
    for rule in started_by(start):
        if rule.about in about:
            begin(work, rule.id, case_id, started_at, enquiry)


def _running(
    work: Work, rule_id: str, case_id: CaseId | None, about: UUID | None
) -> DeadlineRow | None:
    work.vault.keys.hold_log(work.desk)
    return deadline_store.running(work.session, rule_id, _about(case_id, about))


def _about(case_id: CaseId | None, about: UUID | None) -> UUID:
    found = about or case_id
    if found is None:
        message = "a deadline is about a case, or about an enquiry"
        raise ValueError(message)
    return found


def _case(work: Work, case_id: CaseId) -> CaseFileRow:
    row = case_store.get(work.session, case_id)
    if row is None:
        raise AccessDenied(Action.DEADLINE_BEGIN)
    return row


def _alias(work: Work, case_id: CaseId | None) -> CaseAlias | None:
    return None if case_id is None else CaseAlias(_case(work, case_id).alias)
