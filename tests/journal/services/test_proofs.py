"""A password typed once more is good for the act that it was typed for."""

from dataclasses import replace
from datetime import timedelta

import pytest

from journal.domain.errors import AccessDenied
from journal.services import exclusions, leaving, teams
from journal.services.work import perform


def test_a_password_typed_for_one_team_changes_no_second(
    context, sign_in, fresh, people, case_id, clock
):
    """Nor keeps it anybody away; a minute later it is good for nothing."""
    lone, proof = context(sign_in("lone")), fresh()
    wanted = frozenset(people[login] for login in ("anna", "birgit", "carla"))
    perform(lone, teams.set_team, case_id, wanted, None, proof)
    with pytest.raises(AccessDenied):
        perform(lone, exclusions.exclude, case_id, people["carla"], proof)
    late = fresh()
    clock.advance(seconds=61)
    with pytest.raises(AccessDenied):
        perform(lone, exclusions.exclude, case_id, people["carla"], late)


def test_a_proof_serves_one_act(context, sign_in, fresh, people):
    """The second act asks for the password again, and so does one after a minute."""
    lone, proof = context(sign_in("lone")), fresh()
    perform(lone, leaving.suspend, people["tove"], proof)
    with pytest.raises(AccessDenied):
        perform(lone, leaving.suspend, people["eva"], proof)
    stale = replace(fresh(), at=fresh().at - timedelta(seconds=61))
    with pytest.raises(AccessDenied):
        perform(lone, leaving.suspend, people["eva"], stale)
