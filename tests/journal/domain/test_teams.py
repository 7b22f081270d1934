"""A contact team is a pedagogue and a social worker at least, and somebody who holds the key."""

from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journal.domain import teams
from journal.domain.broken import TeamIncomplete, TeamWithoutKey
from journal.domain.staff import Profession, sign_in_name
from journal.domain.teams import TeamMember

IDS = st.integers(0, 5).map(lambda number: UUID(int=number))
PEOPLE = st.frozensets(IDS)


def member(number, profession):
    """Return a contact person."""
    return TeamMember(staff_id=UUID(int=number), profession=profession)


@given(st.lists(st.sampled_from(Profession)))
def test_a_team_is_complete_when_two_people_fill_both_places(professions):
    """R-T1: however many others are in it, in whatever order."""
    team = [member(number, profession) for number, profession in enumerate(professions)]
    pairs = combinations(professions, 2)
    expected = any(
        (a.is_pedagogue and b.is_social_worker) or (b.is_pedagogue and a.is_social_worker)
        for a, b in pairs
    )
    assert expected == teams.is_complete(team) == teams.is_complete(team[::-1])


def test_the_same_person_twice_is_one():
    """Trained as both, she cannot stand on both places."""
    both = member(1, Profession.BOTH)
    with pytest.raises(TeamIncomplete):
        teams.require_complete([both, both])


@pytest.mark.parametrize(
    "profession", [Profession.PEDAGOGUE, Profession.SOCIAL_WORKER, Profession.BOTH]
)
def test_two_trained_as_both_or_either_are_a_team(profession):
    """Somebody trained as both completes any other."""
    teams.require_complete([member(1, Profession.BOTH), member(2, profession)])


@given(PEOPLE, PEOPLE)
def test_a_change_takes_the_old_team_to_the_new_one(present, wanted):
    """Nobody is in two of its parts, nobody is forgotten."""
    change = teams.change(present, wanted)
    assert wanted == (present - change.leaving) | change.joining
    assert present & wanted == change.staying
    assert not change.leaving & change.joining


@given(PEOPLE, PEOPLE)
def test_somebody_who_stays_holds_the_key(staying, holders):
    """Else nobody could pass it on."""
    if staying & holders:
        teams.require_key_holder(staying, holders)
    else:
        with pytest.raises(TeamWithoutKey):
            teams.require_key_holder(staying, holders)


@given(st.text())
def test_a_sign_in_name_has_one_form(typed):
    """Typed again from a screen, or with spaces around it, it is the same name."""
    once = sign_in_name(typed)
    assert len(once) <= 100
    assert once == sign_in_name(f"  {typed}\n")


@pytest.mark.parametrize("typed", ["Åse", "åse", "A\u030ase", " ÅSE ", "a\u030ase"], ids=range(5))
def test_a_name_with_danish_letters_is_found_however_composed(typed):
    """A Mac composes letters otherwise than a PC."""
    assert "åse" == sign_in_name(typed)
