"""The contact team through the pages: seen before it is done, and what each colleague gets then."""

import re
from uuid import uuid4

import pytest
from browsers import seen
from houses import PASSWORD
from joining import act_on, words_on
from teamwork import change, confirm, keep_away, suggest, ticked

from journal.domain.staff import Profession, Role

WRONG = "tre blå heste"
INCOMPLETE = "mindst én pædagog og én socialrådgiver: to forskellige personer"
LACKS = "mangler en pædagog eller en socialrådgiver"


@pytest.fixture
def lone(visit):
    """Return the browser of the leader."""
    return visit("lone")


def test_what_a_removed_member_can_still_know_is_said_before(lone, team, ids, members, events):
    """Who leaves, what is taken from her, what is not, who joins; and nothing is done yet."""
    before = len(events())
    question = suggest(lone, team, *ids("anna", "carla"))
    said = words_on(question)

    assert 200 == question.status_code
    for words in (
        "Intet er ændret endnu.",
        "Birgit Bro (socialrådgiver)",
        "Hun bliver logget ud, og nøglen tages fra hende i dette øjeblik.",
        "næste gang Anna Ager logger ind",
        "Det kan hun stadig vide",
        "Det, hun har læst og husker",
        "En gammel sikkerhedskopi",
        "I en nødsituation kan hun åbne journalen igen",
        "Carla Cramer (socialrådgiver)",
        "Hun læser hele journalen, også det, der er skrevet før i dag.",
    ):
        assert words in said
    assert ["anna", "birgit"] == members()
    assert {"case.read"} == {event["act"] for event in events()[before:]}


@pytest.mark.parametrize(
    "wanted",
    [
        (),
        ("anna",),
        ("birgit",),
        ("anna", "dorte"),
        ("birgit", "carla"),
        ("anna", "tove"),
        ("anna", "birgit", "nobody"),
    ],
)
def test_a_team_below_the_minimum_is_refused_and_what_was_ticked_stays(
    wanted, lone, team, people, members
):
    """One pedagogue and one social worker, two people; the sentence stands at the ticks."""
    chosen = [str(people.get(login, uuid4())) for login in wanted]
    for answer in (
        suggest(lone, team, *chosen),
        lone.post(team, member=chosen, password=PASSWORD),
    ):
        assert 422 == answer.status_code
        assert 'id="member-error"' in answer.text
        if wanted:
            assert INCOMPLETE in words_on(answer)
        assert {str(people[login]) for login in wanted if login in people} == ticked(answer.text)
    assert ["anna", "birgit"] == members()


def test_the_replacement_comes_in_the_same_act(lone, team, ids, members):
    """What would break the minimum in two steps is done in one."""
    assert 422 == suggest(lone, team, *ids("anna")).status_code
    answer = change(lone, team, *ids("anna", "carla"))

    assert (303, f"{team}?said=changed") == (answer.status_code, answer.location)
    assert "Teamet er sat" in lone.get(answer.location).text
    assert ["anna", "carla"] == members()


def test_who_is_trained_as_both_counts_once(lone, team, ids, hire, people, members):
    """She is not a team of her own; beside anybody of either training she completes it."""
    people["begga"] = hire("begga", Role.PEDAGOGUE, Profession.BOTH, "Begga Both")
    assert 422 == suggest(lone, team, *ids("begga")).status_code
    assert 422 == suggest(lone, team, *ids("begga", "tove")).status_code
    assert 303 == change(lone, team, *ids("anna", "begga")).status_code
    assert ["anna", "begga"] == members()


def test_the_whole_file_opens_to_who_joins_and_not_before(
    lone, visit, team, ids, case_id, write, sign_in
):
    """The leader holds no journal key: Carla waits, is told so, and reads all after Anna came."""
    write(sign_in("birgit"), case_id, "Skrevet længe før hun kom.")
    anna, carla = visit("anna"), visit("carla")
    change(lone, team, *ids("anna", "birgit", "carla"))
    waits = carla.get(f"/sag/{case_id}/")

    assert 422 == waits.status_code
    assert "Skrevet længe" not in waits.text
    assert "din nøgle til denne journal er ikke klar" in waits.text
    assert "Venter på nøglen" in words_on(lone.get(team))
    anna.get(f"/sag/{case_id}/")
    assert "Skrevet længe" in carla.get(f"/sag/{case_id}/").text
    assert "Venter på nøglen" not in words_on(lone.get(team))


def test_a_leader_in_the_team_gives_the_key_in_the_act(visit, lone, team, ids, case_id, write):
    """She holds it herself, so nobody is waited for."""
    change(lone, team, *ids("anna", "birgit", "lone"))
    visit("anna").get(f"/sag/{case_id}/")
    question = suggest(lone, team, *ids("anna", "lone", "carla"))
    assert "med en ny nøgle nu" in words_on(question)
    confirm(lone, question, team)
    assert 200 == visit("carla").get(f"/sag/{case_id}/notat/nyt").status_code


def test_a_removed_member_is_out_with_her_next_request(lone, visit, team, ids, case_id, events):
    """Every session ends; signed in again, the case is to her one that does not exist."""
    browsers = [visit("birgit"), visit("birgit")]
    change(lone, team, *ids("anna", "carla"))

    assert [{"alive": False}] * 2 == [each.get("/session").json for each in browsers]
    assert "current-password" in browsers[0].get(f"/sag/{case_id}/").text
    birgit, before = visit("birgit"), len(events())
    answers = [birgit.get(f"/sag/{one}/") for one in (case_id, uuid4())]
    assert 404 == answers[0].status_code
    assert seen(answers[0]) == seen(answers[1])
    assert "Stille Birk" not in birgit.get("/").text
    assert ["denied"] * 2 == [event["out"] for event in events("note.read")][-2:]
    assert len(events()) > before


def test_somebody_who_stays_must_hold_the_key(lone, team, ids, members):
    """Two new colleagues would get it from nobody: refused in plain words, ticks kept."""
    answer = suggest(lone, team, *ids("dorte", "carla"))

    assert 422 == answer.status_code
    assert "Ingen af dem, der bliver, har nøglen til denne journal" in words_on(answer)
    assert set(ids("dorte", "carla")) == ticked(answer.text)
    assert ["anna", "birgit"] == members()


@pytest.mark.parametrize("act", ["pause", "nulstil"])
def test_the_last_living_key_holder_is_not_removed(act, lone, team, ids, people, members):
    """Birgit is in the team, but her account stands still: only Anna could pass the key on."""
    act_on(lone, people["birgit"], act)
    answer = suggest(lone, team, *ids("birgit", "dorte", "carla"))

    assert (422, True) == (answer.status_code, "Ingen af dem, der bliver" in words_on(answer))
    assert ["anna", "birgit"] == members()


def test_who_stands_still_is_missing(lone, team, people):
    """In the team, on a pause: its page, the overview and the page of the keys say the same."""
    act_on(lone, people["birgit"], "pause")
    assert LACKS in words_on(lone.get(team))
    assert "Der mangler en socialrådgiver" in words_on(lone.get("/"))
    assert LACKS in words_on(lone.get("/noegler/"))
    act_on(lone, people["birgit"], "genoptag")
    assert LACKS not in words_on(lone.get(team))


def test_a_team_that_lacks_somebody_is_said_to_who_leads(lone, team, people):
    """On the page of the team and on the overview, until it is mended."""
    assert LACKS not in words_on(lone.get(team))
    assert 303 == keep_away(lone, team, people["birgit"]).status_code
    assert LACKS in words_on(lone.get(team))
    assert "Der mangler en socialrådgiver" in words_on(lone.get("/"))
    change(lone, team, str(people["anna"]), str(people["carla"]))
    assert LACKS not in words_on(lone.get(team))
    assert "Der mangler" not in words_on(lone.get("/"))


@pytest.mark.parametrize("login", ["anna", "carla", "tove"])
def test_only_who_leads_finds_the_page(login, visit, team, case_id, people, members, events):
    """A member, another team, a temp: the answer for a case that does not exist, and on record."""
    browser, before = visit(login), len(events())
    forms = {
        "": {"member": [str(people["anna"])], "password": PASSWORD},
        "/aendring": {"member": [str(people["anna"])]},
        "/udeluk": {"colleague": str(people["birgit"]), "password": PASSWORD},
    }
    for tail, fields in forms.items():
        real, invented = [f"/sag/{one}/team{tail}" for one in (case_id, uuid4())]
        answers = [browser.post(path, fields) for path in (real, invented)]
        if tail != "/aendring":
            answers += [browser.get(path) for path in (real, invented)]
        assert {404} == {answer.status_code for answer in answers}
        assert 1 == len({str(seen(answer)) for answer in answers})
    assert ["anna", "birgit"] == members()
    refusals = [event for event in events()[before:] if event["out"] == "denied"]
    assert len(refusals) >= 10


def test_every_change_stands_in_the_log(lone, team, ids, people, events):
    """Who was taken out, who came, who was kept away, and every wrong password on the way."""
    question, before = suggest(lone, team, *ids("anna", "carla")), len(events())
    assert 422 == confirm(lone, question, team, WRONG).status_code
    assert ["pw.fail"] == [each["act"] for each in events()[before:] if each["act"] != "case.read"]
    before = len(events())
    confirm(lone, question, team)
    keep_away(lone, team, people["carla"])
    acts = [event["act"] for event in events()[before:]]

    for act in ("team.remove", "team.add", "key.rotate", "exclusion.add"):
        assert act in acts
    assert acts.index("team.remove") < acts.index("team.add") < acts.index("exclusion.add")
    assert {"ok"} == {each["out"] for each in events()[before:]}


def test_a_wrong_password_changes_nothing_and_the_question_stands(lone, team, ids, members):
    """The same words once more, the sentence at the password, no password sent back."""
    question = suggest(lone, team, *ids("anna", "carla"))
    answer = confirm(lone, question, team, WRONG)

    assert (422, True) == (answer.status_code, 'id="password-error"' in answer.text)
    assert "Birgit Bro (socialrådgiver)" in words_on(answer)
    assert WRONG not in answer.text
    assert ["anna", "birgit"] == members()
    assert 303 == confirm(lone, answer, team).status_code


def test_a_question_that_is_out_of_date_is_asked_again(lone, visit, team, ids, members):
    """Two tabs: who joined in the other one is not put out by a page that did not know her."""
    carla, question = visit("carla"), suggest(lone, team, *ids("anna", "birgit", "dorte"))
    change(lone, team, *ids("anna", "birgit", "carla"))
    answer = confirm(lone, question, team)

    assert 422 == answer.status_code
    said = words_on(answer)
    assert "Teamet er ændret imens" in said
    assert "Carla Cramer" in said[said.index("Går ud af teamet") :]
    assert ["anna", "birgit", "carla"] == members()
    assert {"alive": True} == carla.get("/session").json
    assert 303 == confirm(lone, answer, team).status_code
    assert ["anna", "birgit", "dorte"] == members()


def test_the_same_form_twice_is_one_change(lone, team, ids, events):
    """The second one is told that the team was so already."""
    question, before = suggest(lone, team, *ids("anna", "carla")), len(events("team.add"))
    first, second = (confirm(lone, question, team) for _ in range(2))

    assert [f"{team}?said=changed", f"{team}?said=already"] == [first.location, second.location]
    assert "Intet er ændret" in words_on(lone.get(second.location))
    assert 1 == len(events("team.add")[before:])


def test_a_page_names_nobody_in_its_title(lone, team, ids):
    """A title stays in the history of the browser, and an address too."""
    for answer in (
        lone.get(team),
        lone.get(f"{team}/udeluk"),
        suggest(lone, team, *ids("anna", "carla")),
    ):
        title = re.search(r"<title>(.*?)</title>", answer.text)[1]
        assert not re.search("Birk|Anna|Birgit|Carla", title)
