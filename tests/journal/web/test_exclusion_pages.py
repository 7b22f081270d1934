"""A colleague who knows the woman is kept away: out of the team, and of everything of that case."""

import re
from uuid import uuid4

import pytest
from browsers import seen
from houses import PASSWORD
from joining import words_on
from teamwork import keep_away, suggest

from journal.domain.staff import Profession, Role
from journal.services import exclusions
from journal.services.work import perform

WRONG = "tre blå heste"
INCOMPLETE = "mindst én pædagog og én socialrådgiver: to forskellige personer"


@pytest.fixture
def lone(visit):
    """Return the browser of the leader."""
    return visit("lone")


def test_who_is_kept_away_is_out_of_the_team_and_the_house_of_that_case(
    lone, visit, team, ids, people, case_id, members
):
    """Signed out; her answers look like any other; she cannot be ticked again."""
    birgit = visit("birgit")
    answer = keep_away(lone, team, people["birgit"])

    assert (303, f"{team}?said=kept_away") == (answer.status_code, answer.location)
    assert {"alive": False} == birgit.get("/session").json
    birgit = visit("birgit")
    for path in ("", "notat/nyt", "noedadgang", "formaal", "kender-hende", "team"):
        answers = [birgit.get(f"/sag/{one}/{path}") for one in (case_id, uuid4())]
        assert 404 == answers[0].status_code
        assert seen(answers[0]) == seen(answers[1])
    assert ["anna"] == members()
    page = lone.get(team).text
    box = re.search(rf'<input[^>]*value="{people["birgit"]}"[^>]*>', page)[0]
    assert "disabled" in box
    assert "Birgit Bro" in words_on(lone.get(f"{team}/udeluk")).split("Holdes allerede ude")[1]
    refused = suggest(lone, team, *ids("anna", "birgit"))
    assert (422, True) == (refused.status_code, INCOMPLETE in words_on(refused))


def test_who_is_kept_away_before_she_joins_never_joins(lone, visit, team, ids, people, members):
    """Carla is in no team of it yet; no later change lets her in."""
    keep_away(lone, team, people["carla"])
    assert 422 == suggest(lone, team, *ids("anna", "carla")).status_code
    direct = lone.post(team, member=ids("anna", "birgit", "carla"), password=PASSWORD)
    assert 422 == direct.status_code
    assert ["anna", "birgit"] == members()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"colleague": ""}, "colleague"),
        ({"colleague": "no id"}, "colleague"),
        ({"password": ""}, "password"),
        ({"password": WRONG}, "password"),
    ],
)
def test_an_exclusion_that_is_not_filled_in_right_keeps_nobody_away(
    fields, field, lone, team, people, ask
):
    """The sentence stands at its field; the password does not come back."""
    answer = keep_away(lone, team, people["carla"], **fields)

    assert 422 == answer.status_code
    assert f'id="{field}-error"' in answer.text
    assert WRONG not in answer.text
    if field == "password":
        assert f'value="{people["carla"]}" selected' in answer.text
    assert [(0,)] == ask("SELECT count(*) FROM exclusion")


def test_the_last_who_can_open_a_journal_is_not_kept_away(lone, team, people, ask):
    """Anna is the only one left with the key: the leader must give it to somebody first."""
    keep_away(lone, team, people["birgit"])
    answer = keep_away(lone, team, people["anna"])

    assert (422, True) == (answer.status_code, "Ingen anden kan åbne" in words_on(answer))
    assert [(1,)] == ask("SELECT count(*) FROM exclusion")


def test_the_last_who_leads_is_not_kept_away(lone, visit, team, case_id, hire, ask):
    """Somebody must be able to mend the team: a second who leads is taken in first."""
    own = hire("dagny", Role.DEPUTY, Profession.OTHER)
    assert 303 == lone.post(f"/sag/{case_id}/kender-hende").status_code
    dagny = visit("dagny")
    declared = dagny.post(f"/sag/{case_id}/kender-hende")
    excluded = keep_away(dagny, team, own)

    for answer in (declared, excluded):
        assert 422 == answer.status_code
        assert "ingen anden leder eller souschef" in words_on(answer)
    assert [(1,)] == ask("SELECT count(*) FROM exclusion")


def test_a_leader_who_is_kept_away_finds_no_team(
    lone, team, context, sign_in, case_id, people, deputy
):
    """She leads, and knows the woman: the case does not exist for her."""
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["lone"])
    answers = [lone.get(path) for path in (team, f"/sag/{uuid4()}/team")]
    assert 404 == answers[0].status_code
    assert seen(answers[0]) == seen(answers[1])
