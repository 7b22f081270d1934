"""A colleague stops, through the pages: what the form asks, what the report says, what is dead."""

from uuid import uuid4

import pytest
from houses import PASSWORD
from joining import act_on, words_on

from journal.services import exclusions
from journal.services.work import perform

WRONG = "tre blå heste"


@pytest.fixture
def lone(visit):
    """Return the browser of the leader."""
    return visit("lone")


def test_a_colleague_leaves_with_a_report(lone, visit, case_id, people, write, sign_in):
    """The form says what she can still know; the report names team, key and next sign-in."""
    write(sign_in("anna"), case_id, "Første nat.")
    anna = visit("anna")
    form = words_on(lone.get(f"/medarbejdere/{people['anna']}/fratraed"))
    report = act_on(
        lone, people["anna"], "fratraed", **{f"instead-{case_id}": str(people["dorte"])}
    )

    for words in (
        "I teamet for Stille Birk",
        "Tilbage er: Birgit Bro",
        "Det, hun har læst og husker",
    ):
        assert words in form
    assert 200 == report.status_code
    said = words_on(report)
    for words in ("Hun er fratrådt", "Stille Birk", "Dorte Dal", "Journalnotater", "Birgit Bro"):
        assert words in said
    assert "current-password" in anna.get(f"/sag/{case_id}/").text
    assert 422 == anna.sign_in("anna").status_code
    assert "Første nat." in visit("birgit").get(f"/sag/{case_id}/").text
    assert "Første nat." in visit("dorte").get(f"/sag/{case_id}/").text


def test_her_session_ends_in_every_browser(lone, visit, people, case_id):
    """For good, for a time, and when she begins anew."""
    for login, act in (("tove", "fratraed"), ("eva", "pause"), ("carla", "nulstil")):
        browsers = [visit(login), visit(login)]
        assert 200 == act_on(lone, people[login], act).status_code
        for browser in browsers:
            assert {"alive": False} == browser.get("/session").json


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({}, "instead"),
        ({"instead": ""}, "instead"),
        ({"instead": "eva"}, "instead"),
        ({"instead": "anna"}, "instead"),
        ({"instead": "nobody"}, "instead"),
        ({"instead": "no id"}, "instead"),
        ({"instead": "dorte", "password": WRONG}, "password"),
        ({"instead": "dorte", "password": ""}, "password"),
        ({"instead": "dorte", "more": "x"}, ""),
        ({"instead": "dorte", "instead-x": "x"}, ""),
    ],
)
def test_a_form_that_is_not_filled_in_right_ends_nothing(
    fields, where, lone, visit, people, case_id, ask
):
    """The sentence stands at its case or at the password; what was chosen stands there again."""
    chosen = fields.get("instead", "")
    person = str(people.get(chosen, uuid4() if chosen == "nobody" else chosen))
    sent = {name: value for name, value in fields.items() if name != "instead"}
    if "instead" in fields:
        sent[f"instead-{case_id}"] = person
    answer = act_on(lone, people["anna"], "fratraed", **sent)

    field = f"instead-{case_id}" if where == "instead" else where
    assert 422 == answer.status_code
    assert not field or f'id="{field}-error"' in answer.text
    assert chosen != "dorte" or f'value="{person}" selected' in answer.text
    assert [(0,)] == ask("SELECT count(*) FROM staff WHERE active_to IS NOT NULL")
    assert 303 == visit().sign_in("anna").status_code


def test_the_last_key_holder_is_said(lone, people, open_case, ask):
    """In plain words, and nothing is changed."""
    open_case("anna", by="anna")
    said = {
        "fratraed": "Ingen anden kan åbne 1",
        "pause": "Ingen anden kan åbne 1",
        "nulstil": "Kun hun kan åbne 1",
    }
    for act, words in said.items():
        answer = act_on(lone, people["anna"], act)
        assert (422, True) == (answer.status_code, words in answer.text)
    assert [(0,)] == ask(
        "SELECT count(*) FROM staff WHERE active_to IS NOT NULL OR suspended_at IS NOT NULL"
    )


def test_a_case_that_the_leader_is_kept_away_from_is_not_named(
    lone, visit, people, case_id, context, sign_in, deputy
):
    """Not on her page, not on the form, not in the report; only that there is one."""
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["lone"])
    pages = [
        lone.get(f"/medarbejdere/{people['anna']}"),
        lone.get(f"/medarbejdere/{people['anna']}/fratraed"),
        act_on(lone, people["anna"], "fratraed"),
    ]

    assert [200] * 3 == [page.status_code for page in pages]
    for page in pages:
        assert "Stille Birk" not in page.text
    assert "En sag, som du holdes ude af" in pages[1].text
    assert "Souschefen ser, at teamet skal rettes" in pages[2].text


def test_a_pause_and_its_end(lone, visit, people, case_id, write, sign_in):
    """Out at once, in again with the same password, her journal with Birgit's next sign-in."""
    write(sign_in("anna"), case_id, "Første nat.")
    report = words_on(act_on(lone, people["anna"], "pause"))
    assert "Hun er sat på pause" in report
    assert 422 == visit().sign_in("anna").status_code
    visit("birgit")
    answer = act_on(lone, people["anna"], "genoptag")
    assert (303, f"/medarbejdere/{people['anna']}?said=resumed") == (
        answer.status_code,
        answer.location,
    )
    anna = visit("anna")
    assert "din nøgle" in anna.get(f"/sag/{case_id}/").text
    visit("birgit")

    assert "Første nat." in anna.get(f"/sag/{case_id}/").text


@pytest.mark.parametrize("act", ["pause", "nulstil", "fratraed"])
def test_a_wrong_password_stops_nobody(act, lone, people, visit, events):
    """It is on record, and she goes on working."""
    tove, before = visit("tove"), len(events())
    answer = act_on(lone, people["tove"], act, password=WRONG)

    assert 422 == answer.status_code
    assert 'id="password-error"' in answer.text
    assert WRONG not in answer.text
    assert "pw.fail" in [event["act"] for event in events()[before:]]
    assert {"alive": True} == tove.get("/session").json


def test_too_many_wrong_passwords_must_wait(lone, people):
    """A session that was left open is no way to guess."""
    answers = [act_on(lone, people["tove"], "pause", password=WRONG) for _ in range(6)]

    assert [422] * 4 + [429] * 2 == [answer.status_code for answer in answers]
    assert 429 == act_on(lone, people["tove"], "pause", password=PASSWORD).status_code


def test_the_same_form_twice_is_one_act(lone, people, ask):
    """The second one is told that the account is no longer as the page showed it."""
    fields = {"password": PASSWORD}
    path = f"/medarbejdere/{people['tove']}/fratraed"
    lone.get(path)
    first, second = (lone.post(path, fields) for _ in range(2))

    assert 200 == first.status_code
    assert (303, True) == (second.status_code, second.location.endswith("?said=elsewhere"))
