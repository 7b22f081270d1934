"""Indskrivning: one form for everybody who comes, and what the pages say of a stay afterwards."""

import html
import re
from datetime import timedelta

import pytest
from calls import hold_talk
from houses import PASSWORD

from journal.domain import pseudonyms
from journal.domain.decisions import DecisionKind
from journal.domain.visitations import Verdict
from journal.services import visitations
from journal.services.work import perform

FIELD = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">')
CHOSEN = re.compile(r'type="(?:radio|checkbox)"[^>]*? name="([\w-]+)" value="([^"]*)"[^>]* checked')
TICKED = re.compile(r'id="([\w-]+)" name="[\w-]+" value="yes" checked')
TIME = re.compile(r'name="(\w+)" type="datetime-local" value="([^"]*)"')
NEW = "/indskrivning/ny"
STEP = "/indskrivning/ny/personer"


def form_on(answer):
    """Return the form of an admission as a browser would send it."""
    page = answer.text[answer.text.find("<main") : answer.text.find("</main>")]
    fields = dict(FIELD.findall(page)) | dict(TIME.findall(page))
    fields |= {name: value for name, value in CHOSEN.findall(page) if "member" not in name}
    fields |= dict.fromkeys(TICKED.findall(page), "yes")
    for name in {name for name, _ in CHOSEN.findall(page) if "member" in name}:
        fields[name] = [value for found, value in CHOSEN.findall(page) if found == name]
    return {
        name: [html.unescape(each) for each in value] if isinstance(value, list) else value
        for name, value in fields.items()
    }


def words_of(form):
    """Return the pseudonyms on a form."""
    return [value for name, value in sorted(form.items()) if name.startswith("pseudonym")]


@pytest.fixture
def team(people):
    """Return Anna and Birgit as a form names them."""
    return [str(people["anna"]), str(people["birgit"])]


@pytest.fixture
def admit(visit, team):
    """Return a function that sends a form to admit somebody, as the leader by default."""

    def send(browser=None, path=NEW, **more):
        browser = browser or visit("lone")
        form = form_on(browser.get(path))
        told = {"member-0": team, "decision": "self", "reason": "in_target"}
        return browser.post(path, form | told | more)

    return send


def test_a_family_grows_on_the_form_and_nothing_typed_is_lost(visit, team, ask, events):
    """Two children more, one less, other words for one; then everybody is admitted in one go."""
    leader = visit("lone")
    form = form_on(leader.get(NEW)) | {"member-0": team, "pending": "yes", "anonymity-0": "2"}
    form = form_on(leader.post(STEP, form | {"step": "add"}))
    form = form_on(leader.post(STEP, form | {"step": "add", "anonymity-1": "0"}))
    assert (3, team, "yes") == (len(words_of(form)), form["member-0"], form["pending"])
    assert {"2", "0", "1"} == {form[f"anonymity-{number}"] for number in range(3)}
    kept = words_of(form)
    form = form_on(leader.post(STEP, form | {"step": "draw-1"}))
    assert (kept[0], kept[2]) == (words_of(form)[0], words_of(form)[2])
    assert kept[1] != words_of(form)[1]
    form = form_on(leader.post(STEP, form | {"step": "remove-1"}))
    assert [kept[0], kept[2]] == words_of(form)
    assert [] == events("stay.admit")
    done = leader.post(NEW, form | {"decision": "self", "reason": "in_target"})
    assert 303 == done.status_code
    page = leader.get(done.location).text
    assert kept[0] in page
    assert kept[2] in page
    assert [("1",), ("2",)] == sorted(ask("SELECT anonymity FROM case_file"))
    assert [("resident",)] * 2 == ask("SELECT state FROM stay")
    again = leader.post(NEW, form | {"decision": "self", "reason": "in_target"})
    assert "/indskrivning/?said=already" == again.location
    assert [(2,)] == ask("SELECT count(*) FROM stay")


def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_stays(
    admit, visit, team, people, ask
):
    """R-T1 with its sentence, no decision, a time ahead, a name for a pseudonym: 422, all kept."""
    two, leader = [str(people["anna"]), str(people["dorte"])], visit("lone")
    for more, said in (
        ({"member-0": two}, "to forskellige mennesker"),
        ({"member-0": []}, "Vælg mindst én kontaktperson"),
        ({"decision": ""}, "Vælg, hvem der har afgjort det"),
        ({"reason": ""}, "Vælg"),
        ({"at": "2026-03-09T12:00"}, "Vælg et tidspunkt, der har været"),
        ({"anonymity-0": "9"}, "Vælg en fra listen"),
        ({"pseudonym-0": "Mette Hansen"}, "Træk to andre"),
        ({"decision": "nobody"}, "før indskrivningen er afgjort"),
        ({"decision": "phone", "decided_by": ""}, "Vælg en kollega"),
        ({"decision": "phone", "decided_by": two[0], "decided_at": "2026-03-02T12:00"}, "Vælg"),
        ({"navn": "Mette"}, "ikke hører til"),
    ):
        answer = admit(leader, **more)
        assert (422, True) == (answer.status_code, said in answer.text), more
        assert "<title>Fejl:" in answer.text
        kept = form_on(answer)
        if "member-0" not in more:
            assert team == kept["member-0"], more
        assert pseudonyms.is_drawn(kept["pseudonym-0"])
    assert [(0,)] == ask("SELECT count(*) FROM case_file")


def test_r_a3_what_was_decided_last_week_is_asked_why_and_recorded(
    admit, visit, people, ask, clock
):
    """A reason of the list will do; what is years back is a wrong year and said so."""
    anna, told = visit("anna"), {"decision": "phone", "decided_by": str(people["lone"])}
    ago = {days: (clock() - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M") for days in (8, 4000)}
    asked = admit(anna, **told, decided_at=ago[8], here="later")
    assert (422, True) == (asked.status_code, "mere end 7 dage siden" in asked.text)
    assert 'name="late_reason"' in asked.text
    for late, at in (("nonsense", ago[8]), ("entered_late", ago[4000])):
        answer = admit(anna, **told, decided_at=at, here="later", late_reason=late)
        assert 422 == answer.status_code
        assert 'name="late_reason"' in answer.text
    done = admit(anna, **told, decided_at=ago[8], here="later", late_reason="entered_late")
    assert 303 == done.status_code
    assert [("by_phone", "entered_late")] == ask("SELECT state, late_code FROM decision")


def test_a_hostile_form_is_answered_and_changes_nothing(visit, ask):
    """Numbers without end, people without a kind, words that are markup: never a fault of ours."""
    leader = visit("lone")
    leader.get(NEW)
    for form in (
        {},
        {f"kind-{number}": "child" for number in range(99)},
        {"kind-0": "<b>", "pseudonym-0": "<script>", "member-0": "x", "id": "x"},
        {"step": "remove-0"},
        {"step": "remove-\N{SUPERSCRIPT TWO}", "kind-1": "child"},
        {"step": "draw-99999", "at": "<i>"},
    ):
        assert 200 == (stepped := leader.post(STEP, form)).status_code
        assert "<script>" not in stepped.text
        assert 422 == leader.post(NEW, form).status_code
    assert [(0,)] == ask("SELECT count(*) FROM case_file")


def test_the_stay_is_moved_by_buttons_for_those_who_may(admit, visit, clock, people):
    """The team notes away and back; only who leads sees that somebody did not come."""
    leader, anna = visit("lone"), visit("anna")
    done = admit(leader, here="later")
    path = done.location.partition("?")[0]
    assert "Kom ikke" in leader.get(path).text
    assert "Kom ikke" not in (page := anna.get(path)).text
    assert "Er flyttet ind" in page.text
    at = {"at": "2026-03-02T13:00"}
    assert 404 == anna.post(f"{path}/skift", at | {"move": "no_show"}).status_code
    early = anna.post(f"{path}/skift", {"move": "move_in", "at": "2026-03-02T11:00"})
    assert (422, True) == (early.status_code, "før indskrivningen er afgjort" in early.text)
    assert 303 == anna.post(f"{path}/skift", at | {"move": "move_in"}).status_code
    assert "Bor her" in anna.get("/").text
    assert "Bor her" in leader.get("/").text
    again = anna.post(f"{path}/skift", at | {"move": "move_in"})
    assert (422, True) == (again.status_code, "Intet er ændret" in again.text)
    assert 303 == anna.post(f"{path}/skift", at | {"move": "go_away"}).status_code
    assert "Er tilbage" in anna.get(path).text
    before = re.search(r"<bdi>([^<]+)</bdi>", anna.get(path).text)[1]
    assert 303 == anna.post(f"{path}/ord").status_code
    assert before not in anna.get(path).text
    assert 404 == visit("carla").get(path).status_code


def test_whose_team_lacks_somebody_stands_red_when_the_time_is_over(admit, visit, clock, people):
    """R-T2: on the leader's page, the lists and the stay, with what is missing and who must act."""
    alone = [str(people["anna"])]
    done = admit(**{"member-0": alone, "pending": "yes"})
    path = done.location.partition("?")[0]
    leader = visit("lone")
    assert "1 team mangler nogen" in leader.get("/").text
    page = leader.get("/indskrivning/hold").text
    assert "Der mangler en socialrådgiver" in page
    assert "tirsdag 3. marts kl. 23.59" in page
    assert "Lederen gør teamet færdigt" in visit("anna").get(path).text
    clock.advance(hours=36)
    for login, where in (("lone", "/indskrivning/hold"), ("anna", path), ("anna", "/")):
        assert "Skulle have været der" in visit(login).get(where).text
    assert 404 == visit("anna").get("/indskrivning/hold").status_code


def test_a_child_comes_to_the_family_by_a_form_of_its_own(admit, visit, ask, guard, people):
    """The guard notes a visiting child at night; the team is the mother's unless said otherwise."""
    done = admit()
    mother = done.location.partition("?")[0]
    hanne = visit("hanne")
    page = hanne.get("/indskrivning/")
    path = re.search(r'href="(/sag/[0-9a-f-]+/ophold/barn)"', page.text)[1]
    assert f"{mother}/barn" == path
    form = form_on(hanne.get(path))
    assert "yes" == form["same-0"]
    other = form_on(hanne.post(f"{path}/ord", form | {"step": "draw-0", "arrival": "visit"}))
    assert ("visit", True) == (other["arrival"], words_of(other) != words_of(form))
    assert 303 == hanne.post(path, other).status_code
    assert 303 == admit(path=path, arrival="born", **{"member-0": []}).status_code
    rows = ask("SELECT arrival, is_visiting, decision_at IS NULL FROM stay ORDER BY arrival")
    assert [("admission", 0, 0), ("born", 0, 0), ("later", 1, 1)] == [tuple(row) for row in rows]
    assert [(6,)] == ask("SELECT count(*) FROM team_member")
    shown = visit("anna").get(mother).text
    assert "På besøg" in shown
    pages = [visit("anna").get(f"/sag/{one}/ophold").text for one in ids_in(shown)]
    assert 1 == sum("Født i huset" in page for page in pages)


def ids_in(page):
    """Return the ids of the cases that a page leads to."""
    return re.findall(r'href="/sag/([0-9a-f-]+)/ophold"', page)


def test_r_a1_only_a_child_visits_and_so_comes_undecided(anna, admit, ask):
    """A woman who is said to visit is one whose admission nobody has decided."""
    undecided = {"decision": "", "reason": "", "visiting-0": "yes"}
    assert 422 == admit(anna, **undecided).status_code
    assert [] == ask("SELECT id FROM stay")

    assert 303 == admit(anna, **undecided, **{"kind-0": "child"}).status_code
    assert [("resident", None)] == [
        tuple(row) for row in ask("SELECT state, decision_at FROM stay")
    ]


def test_r_m5_a_child_who_comes_later_takes_no_decision_of_another_family(
    anna, admit, ask, context, sign_in, case_id
):
    """The decision of a talk waits for the woman it is about."""
    lone = context(sign_in("lone"))
    admits = Verdict(kind=DecisionKind.ADMISSION, reason="in_target")
    follows = str(perform(lone, visitations.decide, hold_talk(lone), admits))
    path = f"/sag/{case_id}/ophold/barn"
    for arrival in ("later", "visit"):
        sent = admit(anna, path, decision="", follows=follows, arrival=arrival)
        assert 422 == sent.status_code
    visiting = {"kind-0": "child", "visiting-0": "yes"}
    assert 422 == admit(anna, decision="", follows=follows, **visiting).status_code
    assert [(None,)] == [tuple(row) for row in ask("SELECT case_id FROM decision")]

    assert 303 == admit(anna, decision="", follows=follows).status_code


def test_the_children_of_the_call_stand_on_the_form_of_the_admission(anna, context, sign_in):
    """Nobody types again what the enquiry said; the rest of the form is as it always begins."""
    lone = context(sign_in("lone"))
    admits = Verdict(kind=DecisionKind.ADMISSION, reason="in_target")
    decided = perform(lone, visitations.decide, hold_talk(lone, children=2), admits)
    page = anna.get(f"/afgoerelse/{decided}").text
    button = page[page.index('action="/indskrivning/ny/personer"') :]
    sent = dict(re.findall(r'name="((?:kind|same)-[0-9]|follows)" value="([^"]+)"', button))
    form = anna.post("/indskrivning/ny/personer", sent).text
    assert ["woman", "child", "child"] == re.findall(r'name="kind-[0-9]" value="([a-z]+)"', form)
    assert f'name="follows" value="{decided}"' in form
    assert re.search(r'name="here" value="yes"[^>]* checked', form)


def test_a_button_with_a_number_that_is_none_changes_nothing(anna):
    """However many digits it has."""
    anna.get(NEW)
    for step in ("remove-" + "9" * 5_000, "remove-\N{SUPERSCRIPT TWO}", "remove-1"):
        form = {"kind-0": "woman", "step": step, "kind-" + "9" * 5_000: "child"}
        assert 200 == anna.post(STEP, form).status_code


def test_who_never_came_has_a_reason_and_a_file_that_the_leader_closes(admit, visit):
    """R-M4: asked beside the button; refused files stand on the page of the house until closed."""
    leader = visit("lone")
    path = admit(leader, here="later").location.partition("?")[0]
    gone = {"move": "no_show", "at": "2026-03-02T13:00"}
    asked = leader.post(f"{path}/skift", gone)
    assert (422, True) == (asked.status_code, 'id="why-error"' in asked.text)
    assert 303 == leader.post(f"{path}/skift", gone | {"why": "elsewhere"}).status_code
    assert "Hun er kommet et andet sted hen" in leader.get(path).text
    assert f'href="{path}/luk"' in leader.get("/indskrivning/").text
    assert f'href="{path}/luk"' not in visit("anna").get("/indskrivning/").text
    assert 422 == leader.post(f"{path}/luk", password="gættet").status_code
    assert 303 == leader.post(f"{path}/luk", password=PASSWORD).status_code
    assert f'href="{path}/luk"' not in leader.get(path).text + leader.get("/indskrivning/").text

    nobody = {"decision": "nobody", "here": "later"}
    answer = admit(leader, **nobody)
    assert "Det indskriver ingen" in leader.get(answer.location).text
    path = answer.location.partition("?")[0]
    wrong = leader.post(f"{path}/afslag", refusal="in_target")
    assert (422, True) == (wrong.status_code, 'id="refusal-error"' in wrong.text)
    assert 303 == leader.post(f"{path}/afslag", refusal="no_room").status_code
    assert "Intet ledigt værelse" in leader.get(path).text
