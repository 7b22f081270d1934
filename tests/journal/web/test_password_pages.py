"""Passwords through the pages: forgotten, begun anew, changed, stolen; codes on paper."""

import re

import pytest
from browsers import seen, typed_in
from houses import PASSWORD
from joining import (
    NEW_PASSWORD,
    act_on,
    activate,
    code_on,
    confirm,
    digits_on,
    draw_code,
    spoken,
    words_on,
)

from journal.domain.staff import Profession, Role

WRONG = "tre blå heste"
LATER = "otte røde heste"


def forgot(browser, name, code, password=NEW_PASSWORD, **more):
    """Use a recovery code by the form; the return value is the answer."""
    browser.get("/glemt-adgangskode")
    fields = {"name": name, "code": code, "password": password, "again": password}
    return browser.post("/glemt-adgangskode", fields | more)


def change(browser, present=PASSWORD, password=NEW_PASSWORD, **more):
    """Change a password by the form; the return value is the answer."""
    browser.get("/mig/")
    fields = {"present": present, "password": password, "again": password}
    return browser.post("/mig/adgangskode", fields | more)


def test_both_ways_stand_on_the_sign_in_page(visit):
    """Whoever has forgotten, and whoever has been given a code."""
    page = visit().get("/").text

    assert 'href="/glemt-adgangskode"' in page
    assert 'href="/aktiver"' in page


def test_a_page_that_carries_a_note_leads_nowhere_else(visit, case_id):
    """Her words would be lost on the way."""
    stranger = visit()
    stranger.get("/log-ind")
    page = stranger.post(f"/sag/{case_id}/notat", text="Hun sov.").text

    assert "Hun sov." in page
    assert 'href="/glemt-adgangskode"' not in page


def test_a_recovery_code_brings_everything_back_once(visit, case_id, write, sign_in):
    """Her sessions end, the new password works, her cases are there; the code is dead."""
    write(sign_in("anna"), case_id, "Første nat.")
    anna = visit("anna")
    code = draw_code(anna)
    stranger = visit(address="127.0.0.5")
    answer = forgot(stranger, "anna", code)
    assert (303, "/log-ind?said=recovered") == (answer.status_code, answer.location)
    assert "Din adgangskode er ny" in stranger.get(answer.location).text
    assert {"alive": False} == anna.get("/session").json

    assert 303 == stranger.sign_in("anna", NEW_PASSWORD).status_code
    assert "Første nat." in stranger.get(f"/sag/{case_id}/").text
    assert 422 == forgot(visit(address="127.0.0.6"), "anna", code, LATER).status_code


def test_a_known_and_an_unknown_name_get_the_same_answer_to_a_recovery_code(visit):
    """With a code on paper, without one, and unknown: status, headers and bytes."""
    draw_code(visit("anna"))

    def tried(browser, name):
        status, headers, page = seen(forgot(browser, name, "0000-" * 6 + "0000"))
        return (
            status,
            headers,
            page.replace(browser.token.encode(), b"").replace(name.encode(), b""),
        )

    names = ("anna", "tove", "otto")
    browsers = [visit(address=f"127.0.0.{end}") for end in range(2, 5)]
    rounds = [
        [tried(browser, name) for browser, name in zip(browsers, names, strict=True)]
        for _ in range(7)
    ]

    assert [422] * 5 + [429] * 2 == [answers[0][0] for answers in rounds]
    for answers in rounds:
        assert [answers[0]] * 3 == answers


def test_a_recovery_code_is_shown_once_and_counts_when_it_was_typed_back(visit, ask):
    """Before that nothing is kept; a slip shows the same code once more."""
    anna = visit("anna")
    assert "Du har ingen gendannelseskode" in anna.get("/").text
    page = anna.post("/mig/kode", proof=PASSWORD)
    code, sealed = code_on(page.text), typed_in(page.text)["sealed"]
    kept = "SELECT count(*) FROM staff_secret WHERE recovery_blob IS NOT NULL"
    assert (7, [(0,)]) == (len(spoken(page.text)), ask(kept))
    slip = anna.post("/mig/kode/gem", code=code, sealed=sealed, typed=code[:-1] + "?")
    assert (422, code, [(0,)]) == (slip.status_code, code_on(slip.text), ask(kept))
    assert 'id="typed-error"' in slip.text

    assert 303 == anna.post("/mig/kode/gem", code=code, sealed=sealed, typed=code).status_code
    assert [(1,)] == ask(kept)
    for path in ("/mig/?said=kept", "/"):
        shown = anna.get(path)
        assert [] == spoken(shown.text)
        assert "Du har ingen gendannelseskode" not in shown.text


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "<script>alert(1)</script>", "typed": "x"},
        {"code": "0000-" * 6 + "0000", "typed": "x"},
        {"sealed": "", "typed": "x"},
        {"sealed": "zz", "typed": "x"},
        {"typed": ""},
        {"more": "x"},
    ],
)
def test_what_the_code_page_carries_is_shown_only_if_we_made_it(fields, visit, ask):
    """Nobody's words come back as a code; a form that is damaged keeps nothing."""
    anna = visit("anna")
    carried = typed_in(anna.post("/mig/kode", proof=PASSWORD).text)
    sent = {"code": carried["code"], "sealed": carried["sealed"], "typed": carried["code"]} | fields
    answer = anna.post("/mig/kode/gem", sent)

    assert 422 == answer.status_code
    assert "script>alert" not in answer.text
    assert code_on(answer.text) in ("", carried["code"])
    assert [(0,)] == ask("SELECT count(*) FROM staff_secret WHERE recovery_blob IS NOT NULL")


def test_a_code_needs_her_password(visit):
    """A browser that was left open gives nobody a way back in."""
    anna = visit("anna")
    for wrong in ("", WRONG):
        answer = anna.post("/mig/kode", proof=wrong)
        assert (422, []) == (answer.status_code, spoken(answer.text))
        assert 'id="proof-error"' in answer.text


def test_a_new_password_ends_her_other_sessions_only(visit):
    """This one goes on under a fresh cookie; the old cookie is dead."""
    here, there, birgit = visit("anna"), visit("anna"), visit("birgit")
    before = here.cookie("__Host-sid")
    answer = change(here)
    assert (303, "/mig/?said=changed") == (answer.status_code, answer.location)

    assert before != here.cookie("__Host-sid")
    assert "Din adgangskode er ny" in here.get(answer.location).text
    assert [True, False, True] == [
        browser.get("/session").json["alive"] for browser in (here, there, birgit)
    ]
    old = visit()
    old.client.set_cookie("__Host-sid", before, domain="127.0.0.1", secure=True)
    assert {"alive": False} == old.get("/session").json
    assert 422 == visit().sign_in("anna").status_code
    assert 303 == visit().sign_in("anna", NEW_PASSWORD).status_code


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"present": WRONG}, "present"),
        ({"present": ""}, "present"),
        ({"password": "kort", "again": "kort"}, "password"),
        ({"password": PASSWORD, "again": PASSWORD}, "password"),
        ({"again": LATER}, "again"),
        ({"more": "x"}, ""),
    ],
)
@pytest.mark.parametrize("path", ["/mig/adgangskode", "/mig/stjaalet"])
def test_a_slip_changes_no_password(path, fields, field, visit, ask):
    """The sentence stands at its field, and no password comes back."""
    anna, before = visit("anna"), ask("SELECT * FROM staff_secret")
    anna.get("/mig/")
    new = {"present": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    answer = anna.post(path, new | fields)

    assert 422 == answer.status_code
    assert not field or f'id="{field}-error"' in answer.text
    for secret in (PASSWORD, NEW_PASSWORD, WRONG, LATER):
        assert secret not in answer.text
    assert before == ask("SELECT * FROM staff_secret")
    assert {"alive": True} == anna.get("/session").json


def test_beginning_anew_through_the_other_contact_person(visit, people, case_id, write, sign_in):
    """The leader never learns a password; the journal comes with Birgit's next sign-in."""
    write(sign_in("anna"), case_id, "Første nat.")
    lone, anna = visit("lone"), visit(address="127.0.0.5")
    page = act_on(lone, people["anna"], "nulstil")
    code = code_on(page.text)
    assert "Birgit Bro" in words_on(page)
    assert 422 == anna.sign_in("anna").status_code
    digits = digits_on(activate(anna, "anna", code).text)
    assert 303 == confirm(lone, people["anna"], digits).status_code
    assert 303 == anna.sign_in("anna", NEW_PASSWORD).status_code
    assert "Første nat." not in anna.get(f"/sag/{case_id}/").text
    visit("birgit")

    assert "Første nat." in anna.get(f"/sag/{case_id}/").text
    assert NEW_PASSWORD not in page.text


def test_a_stolen_password(visit, people, case_id, write, sign_in):
    """All her sessions end, this page's too; the leader hears new digits, and she is back."""
    write(sign_in("anna"), case_id, "Første nat.")
    anna, thief, lone = visit("anna"), visit("anna"), visit("lone")
    assert "Birgit Bro" in words_on(anna.get("/mig/stjaalet"))
    fields = {"present": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    page = anna.post("/mig/stjaalet", fields)
    digits = digits_on(page.text)

    assert (200, 4) == (page.status_code, len(spoken(page.text)))
    assert "Log ud" not in page.text
    assert [False, False] == [each.get("/session").json["alive"] for each in (anna, thief)]
    assert 422 == thief.sign_in("anna").status_code
    assert 303 == confirm(lone, people["anna"], digits).status_code
    assert 303 == anna.sign_in("anna", NEW_PASSWORD).status_code
    visit("birgit")
    assert "Første nat." in anna.get(f"/sag/{case_id}/").text


def test_the_only_leader_is_told_what_to_do_instead(visit, hire):
    """Change the password, take in a second leader; with her it works."""
    lone = visit("lone")
    lone.get("/mig/stjaalet")
    fields = {"present": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    refused = lone.post("/mig/stjaalet", fields)
    assert (422, True) == (refused.status_code, "Du er den eneste leder" in refused.text)
    hire("lea", Role.LEADER, Profession.OTHER)

    assert 200 == lone.post("/mig/stjaalet", fields).status_code


def test_password_fields_say_what_they_are(visit, people):
    """So that a browser offers the right thing, and never fills a new one in."""
    anna, lone, stranger = visit("anna"), visit("lone"), visit()
    expected = {
        "/aktiver": ["new-password", "new-password"],
        "/glemt-adgangskode": ["new-password", "new-password"],
        "/mig/": ["current-password", "current-password", "new-password", "new-password"],
        "/mig/stjaalet": ["current-password", "new-password", "new-password"],
        f"/medarbejdere/{people['anna']}/fratraed": ["current-password"],
    }
    for path, kinds in expected.items():
        browser = lone if "medarbejdere" in path else anna if "mig" in path else stranger
        page = browser.get(path).text
        main = page[page.find("<main") : page.find("</main>")]
        found = re.findall(r'type="password"[^>]*autocomplete="([\w-]+)"', main)
        assert kinds == found, path
    assert 'autocomplete="one-time-code"' in stranger.get("/aktiver").text
