"""R-X1 where the whole house is listed: one rule for board, stays, teams and cases."""

from dataclasses import replace
from uuid import uuid4

import pytest
from calls import admitted_after_talk, hold_talk

from journal.domain.admission import Decided, NewAdmission, NewPerson
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.deadlines import Ending
from journal.domain.errors import AccessDenied
from journal.domain.ids import StayId
from journal.request.admitting import admit
from journal.services import board, cases, deadline_list, exclusions, stay_pages
from journal.services.work import perform

FAMILY, ALONE = ("Stille Vind", "Rolig Lanterne"), "Klar Bæk"


@pytest.fixture
def dagny(context, deputy):
    """Return the context of the deputy."""
    return context(deputy)


@pytest.fixture
def house_of_three(house, lone, people, clock, tamper):
    """Let a woman with a child and one alone move in, whose teams lack a social worker."""
    team = frozenset({people["anna"], people["birgit"]})
    woman, child, alone = (
        NewPerson(kind=kind, pseudonym=said, anonymity=Anonymity.WITHHELD_OUTSIDE, team=team)
        for kind, said in zip(
            (PersonKind.WOMAN, PersonKind.CHILD, PersonKind.WOMAN), (*FAMILY, ALONE), strict=True
        )
    )
    new = NewAdmission(
        id=StayId(uuid4()),
        people=[woman, child],
        decided=Decided(reason="in_target"),
        move_in_at=clock(),
    )
    admitted = admit(house, lone(), new)
    admitted += admit(house, lone(), replace(new, id=StayId(uuid4()), people=[alone]))
    tamper("UPDATE team_member SET until = since WHERE profession = 'socialraadgiver'")
    return admitted


def lists(who):
    """Return the pseudonyms on each list of the house, as somebody sees them."""
    shown = perform(who, board.show)
    parties = [party for room in shown.rooms for party in room.parties]
    return {
        "board": {one.pseudonym for party in parties for one in party.people},
        "stays": {
            one.banner.pseudonym for family in perform(who, stay_pages.of_house) for one in family
        },
        "teams": {one.banner.pseudonym for one in perform(who, stay_pages.lacking)},
        "cases": {one.banner.pseudonym for one in perform(who, cases.list_cases)},
    }


@pytest.mark.parametrize("who", [0, 1], ids=["mother", "child"])
def test_r_x1_no_list_shows_the_family_of_whom_she_is_kept_away_from(
    who, house_of_three, dagny, lone, people
):
    """Whoever of them it is: the other one would tell her who is missing."""
    assert {frozenset({*FAMILY, ALONE})} == {frozenset(one) for one in lists(dagny).values()}
    perform(lone(), exclusions.exclude, house_of_three[who], people["dagny"])
    assert {frozenset({ALONE})} == {frozenset(one) for one in lists(dagny).values()}
    assert {frozenset({*FAMILY, ALONE})} == {frozenset(one) for one in lists(lone()).values()}


def test_r_x1_nor_when_the_talk_was_of_whom_she_is_kept_away_from(
    house, context, sign_in, dagny, lone, people, clock, tamper
):
    """The deadline of the decision tells its times; a changed row does not bring them back."""
    anna = context(sign_in("anna"))
    case_id = admitted_after_talk(house, anna, lone(), people, "Stille Vind")
    hold_talk(anna)  # of another woman

    def seen(who):
        return [one for one in perform(who, deadline_list.of_house) if one.rule_id == "DL1"]

    hers, other = sorted(seen(dagny), key=lambda one: one.ended_at is None)
    perform(lone(), exclusions.exclude, case_id, people["dagny"])
    clock.advance(days=2)
    dagny = context(sign_in("dagny"))
    for change in ("state = state", "case_id = NULL"):
        tamper(f"UPDATE decision SET {change}")
        assert [other.id] == [one.id for one in seen(dagny)]
        count, oldest = perform(dagny, deadline_list.late)
        assert (1, [other.id]) == (count, [one.id for one in oldest])
        for act, args in (
            (deadline_list.show, hers.id),
            (deadline_list.tick_off, Ending(deadline_id=hers.id, code="letter")),
            (deadline_list.call_off, Ending(deadline_id=hers.id, code="no_show")),
        ):
            with pytest.raises(AccessDenied):
                perform(dagny, act, args)
    assert {hers.id, other.id} == {one.id for one in seen(context(sign_in("lone")))}
