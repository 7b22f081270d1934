"""
What waits for a holder of the keys that the actor holds.

She exchanges what is due, passes on what is asked for, makes the key of a new duty week and wraps
her journals to it. So nothing needs a timer that holds keys, and nobody waits longer than for the
next colleague who signs in.
"""

from collections.abc import Sequence

from journal.domain.access import Action
from journal.domain.compartments import OF_A_CASE, Compartment
from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId, CertificateId
from journal.domain.policy_rules import WITH_RESIDENTS
from journal.services.work import Work
from journal.store import cases as case_store
from journal.store import grants as grant_store
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.store import teams as team_store
from journal.store import timed_access as timed_store
from journal.store.cases import CaseFileRow
from journal.vault import duty, house_rotation, making, rotation, welcome


def of_house(work: Work) -> None:
    """Make the actor's own key, if she has none yet, and exchange what the house waits for."""
    _begin_personal_key(work)
    if work.principal.role in WITH_RESIDENTS:
        house_rotation.settle_house(work.vault.keys, work.desk)


def of_duty(work: Work) -> None:
    """Make the key of a new duty week, and give it to who is on the roster."""
    if work.principal.role in WITH_RESIDENTS:
        duty.begin_week(work.vault.keys, work.desk, work.zone)
        duty.pass_on(work.vault.keys, work.desk)


def of_review(work: Work) -> None:
    """Give the key of words for reviewers to reviewers who lack it."""
    if work.principal.role in WITH_RESIDENTS:
        house_rotation.hand_on_review(work.vault.keys, work.desk)


def waiting(work: Work) -> list[CaseId]:
    """The cases of which some key waits for something, for ``of_case``; leaves no event."""
    if work.principal.role not in WITH_RESIDENTS:
        return []
    cases = case_store.all_cases(work.session)
    asked = grant_store.waiting_cases(work.session, [CaseId(case.id) for case in cases])
    run_out = {row.case_id for row in timed_store.run_out(work.session, work.now)}
    return [
        CaseId(case.id)
        for case in cases
        if case.rotate_pending or case.id in asked or case.id in run_out
    ]


def of_case(work: Work, case_id: CaseId) -> None:
    """Exchange or pass on the keys of one case, as far as the actor holds them."""
    case = case_store.get(work.session, case_id)
    if case is None:
        raise AccessDenied(Action.KEY_ROTATE)
    for comp in OF_A_CASE:
        _settle_case(work, case, comp)


def follow(work: Work) -> None:
    """Wrap the actor's journals to the newest key of duty, and end keys that nothing needs."""
    if work.principal.role in WITH_RESIDENTS:
        duty.follow(work.vault.keys, work.desk, _own_cases(work))
        duty.drop_unused(work.vault.keys, work.desk)


def _begin_personal_key(work: Work) -> None:
    """At her first sign-in a colleague makes her own key: nobody else can sign it."""
    own, certificate = work.principal.id, work.principal.certificate_id
    if own is None or certificate is None:
        return
    found = staff_store.signer(work.session, CertificateId(certificate))
    if found is not None and not key_store.of_scope(work.session, own, Compartment.PERSONAL):
        making.new_personal_key(work.vault.keys, work.desk, work.principal, found[0])


def _settle_case(work: Work, case: CaseFileRow, comp: Compartment) -> None:
    """Exchange or pass on one key of a case, if the actor holds all that it takes."""
    if not welcome.holds(work.desk, case, comp):
        return
    is_asked = bool(grant_store.of_case(work.session, CaseId(case.id), comp))
    is_run_out = comp is Compartment.JOURNAL and any(
        row.expires_at <= work.now
        for row in timed_store.open_of_case(work.session, CaseId(case.id))
    )
    if case.rotate_pending & comp.bit or is_asked or is_run_out:
        rotation.settle(work.vault.keys, work.desk, CaseId(case.id), comp)


def _own_cases(work: Work) -> Sequence[CaseFileRow]:
    if work.principal.id is None:
        return []
    places = team_store.of_staff(work.session, work.principal.id)
    found = [case_store.get(work.session, CaseId(place.case_id)) for place in places]
    return [case for case in found if case is not None]
