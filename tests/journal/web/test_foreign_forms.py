"""No other site, and no page of another session, changes anything here."""

import re
from functools import cache

import pytest
from browsers import typed_in
from turns import has_turn

from journal.web.pages import TITLES

FOREIGN = {
    "another origin": {"Origin": "https://evil.example"},
    "our name on plain HTTP": {"Origin": "http://127.0.0.1"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Sec-Fetch-Site": "same-site"},
    "another site, no origin": {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
}
FORMS = {
    "/sag/{case}/notat": "anna",
    "/sag/{case}/notat/faelles": "anna",
    "/sag/{case}/notat/{note}/begraens": "lone",
    "/sag/{case}/notat/{note}/flyt": "anna",
    "/sag/{case}/notat/{note}/ophaev": "lone",
    "/sag/{case}/notat/{note}/streg": "anna",
    "/sag/{case}/notat/{note}/tillaeg": "anna",
    "/sag/{case}/notat/{note}/skal-laeses": "anna",
    "/sag/{case}/notat/{note}/skal-laeses/fortryd": "anna",
    "/sag/{case}/forloeb": "anna",
    "/sag/{case}/laest": "anna",
    "/sag/{case}/udskriv": "anna",
    "/overlevering/": "anna",
    "/overlevering/{line}/fjern": "lone",
    "/sag/{case}/send": "hanne",
    "/find": "anna",
    "/sag/{case}/find": "anna",
    "/sag/{case}/kladde": "anna",
    "/sag/{case}/kladde/{draft}/slet": "anna",
    "/sag/{case}/noedadgang": "hanne",
    "/sag/{case}/formaal": "lone",
    "/sag/{case}/kender-hende": "carla",
    "/adgang/{grant}/ord": "hanne",
    "/adgang/{grant}/slut": "hanne",
    "/gennemgang/{grant}": "lone",
    "/gennemgang/uge/{week}/{item}": "lone",
    "/statistik/{year}": "lone",
    "/statistik/{year}/fil": "lone",
    "/statistik/udgivelser/ny": "lone",
    "/statistik/udgivelser/{publication}": "lone",
    "/vagtplan/": "lone",
    "/vagtplan/csv": "lone",
    "/vagtplan/fjern": "lone",
    "/hvem-har-laest/efterproev": "lone",
    "/log-ind": None,
    "/log-ud": "anna",
    "/laas-op": "anna",
    "/session/aktiv": "anna",
    "/session/daek": "anna",
    "/sag/{case}/udtraek": "lone",
    "/sag/{case}/udtraek/navne": "lone",
    "/sag/{case}/udtraek/beviser": "lone",
    "/sag/{case}/team": "lone",
    "/sag/{case}/team/aendring": "lone",
    "/sag/{case}/team/udeluk": "lone",
    "/aktiver": None,
    "/glemt-adgangskode": None,
    "/medarbejdere/inviter": "lone",
    "/medarbejdere/{person}/kode": "lone",
    "/medarbejdere/{person}/godkend": "lone",
    "/medarbejdere/{person}/pause": "lone",
    "/medarbejdere/{person}/genoptag": "lone",
    "/medarbejdere/{person}/nulstil": "lone",
    "/medarbejdere/{person}/fratraed": "lone",
    "/mig/adgangskode": "anna",
    "/mig/kode": "anna",
    "/mig/kode/gem": "anna",
    "/mig/sessioner/afslut": "anna",
    "/mig/stjaalet": "anna",
    "/afgoerelse/{decision}/bekraeft": "lone",
    "/frister/{deadline}": "anna",
    "/frister/{deadline}/annuller": "anna",
    "/henvendelser/hvem-afgoer": "lone",
    "/henvendelser/hvem-afgoer/{delegation}/slut": "lone",
    "/henvendelser/ny": "anna",
    "/henvendelser/telefonkort": "anna",
    "/henvendelser/{enquiry}/afgoerelse": "anna",
    "/henvendelser/{enquiry}/genaabn": "anna",
    "/henvendelser/{enquiry}/luk": "anna",
    "/henvendelser/{enquiry}/opkald": "anna",
    "/henvendelser/{enquiry}/samtale": "anna",
    "/henvendelser/{enquiry}/visitation": "anna",
    "/huset/vaerelser/": "lone",
    "/huset/vaerelser/{room}/i-drift/{out}": "lone",
    "/huset/vaerelser/{room}/navn": "lone",
    "/huset/vaerelser/{room}/ude-af-drift": "lone",
    "/indskrivning/ny": "anna",
    "/indskrivning/ny/personer": "anna",
    "/indskrivning/{case}/kommet": "anna",
    "/sag/{case}/ophold/afgoerelse": "lone",
    "/sag/{case}/anonymitet": "anna",
    "/sag/{case}/sikkerhedskort/ret": "anna",
    "/sag/{case}/ophold/afslag": "lone",
    "/sag/{case}/ophold/luk": "lone",
    "/sag/{case}/ophold/barn": "anna",
    "/sag/{case}/ophold/barn/ord": "anna",
    "/sag/{case}/ophold/ord": "anna",
    "/sag/{case}/ophold/skift": "anna",
    "/sag/{case}/oplysninger": "anna",
    "/sag/{case}/tavle": "anna",
    "/sag/{case}/udskrivning": "lone",
    "/sag/{case}/udskrivning/forslag": "anna",
    "/sag/{case}/udskrivning/luk": "lone",
    "/sag/{case}/vaerelse": "anna",
    "/sag/{case}/foraeldremyndighed/ret": "anna",
    "/sag/{case}/identitet": "lone",
    "/sag/{case}/identitet/ret": "anna",
    "/sag/{case}/kode": "anna",
    "/sag/{case}/kode/gem": "anna",
    "/sag/{case}/kontakt/ret": "anna",
    "/sag/{case}/myndig/": "anna",
    "/sag/{case}/referencer": "anna",
    "/sag/{case}/samtale": "anna",
    "/sag/{case}/tidligere": "lone",
    "/sag/{case}/tidligere/knyt": "anna",
    "/sag/{case}/tidligere/loes": "anna",
    "/udlevering": "anna",
    "/udlevering/identitet": "anna",
    "/tilstand/reserve": "lone",
    "/udseende/sprog": "anna",
    "/udseende/tema": None,
    "/udseende/genveje": None,
}
COOKIES = ("__Host-sid", "__Host-device")
FIELDS = {
    "language": "en",
    "theme": "dark",
    "name": "anna",
    "password": "fire grønne heste",
    "reason": "child_concern",
    "words": "Hun svarede ikke på døren.",
    "plan": "anna;2026-03-06;07:00;15:00",
}


@pytest.fixture
def grant(guard, open_case, break_glass):
    """Return an emergency access of the night guard, still without her words."""
    return break_glass(guard, open_case(pseudonym="Blid Ravn"), words="").id


@pytest.fixture
def sending(visit, case_id, form, ask, grant, people, to_judge, beside):
    """
    Return a function that sends a form and gives the answer and whether something changed.

    Everybody keeps her browser from form to form: none of them may change anything in it.
    """

    @cache
    def browser_of(login):
        browser = visit(login)
        browser.get("/" if login else "/log-ind")
        return browser

    def state(browser):
        return [*ask("SELECT count(*) FROM audit_leaf"), *map(browser.cookie, COOKIES)]

    def send(path, headers=None, **fields):
        login = FORMS[path]
        browser = browser_of(login)
        is_note = "notat" in path or path.endswith("kladde")
        sent = form(browser) | {"text": "Hun sov."} if is_note else FIELDS
        before = state(browser)
        gaps = (
            dict.fromkeys(("publication", "draft", "note", "line"), grant)
            | beside
            | {"case": case_id, "grant": grant, "person": people["eva"]}
        )
        address = path.format(**gaps, week="2026-W10", item=to_judge, year=2025)
        answer = browser.post(address, sent | fields, headers=headers)
        is_same = before == state(browser) and [(0,)] == ask("SELECT count(*) FROM note")
        page = browser.get("/" if login else "/log-ind").text
        return answer, is_same and (login is None or 'action="/laas-op" novalidate' not in page)

    return send


def test_every_form_is_tried(app):
    """A new address that changes something belongs into this list."""
    unsafe = {
        re.sub(r"<(?:[^>]*:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods
    }

    assert set(FORMS) == unsafe


def test_a_form_without_a_token_changes_nothing(sending):
    """Signing out and choosing a language too: 403, and all is as it was."""
    for path in FORMS:
        answer, is_same = sending(path, csrf_token="")
        assert (403, True) == (answer.status_code, is_same), path
        assert not any("language" in line for line in answer.headers.getlist("Set-Cookie")), path


def test_a_token_of_another_session_changes_nothing(sending, visit):
    """A token is bound to the browser it was given to."""
    other = visit("carla")
    for path in FORMS:
        answer, is_same = sending(path, csrf_token=other.token)
        assert (403, True) == (answer.status_code, is_same), path


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_form_from_elsewhere_changes_nothing(kind, sending):
    """Even with the right token, which another site cannot know."""
    for path in (each for each in FORMS if has_turn(each, kind, one_in=5)):
        answer, is_same = sending(path, FOREIGN[kind])
        assert (403, True) == (answer.status_code, is_same), path


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_page_of_a_colleague_opens_from_elsewhere(kind, visit, people):
    """It names her and the cases she is contact person of."""
    lone = visit("lone")
    for act in ("", "/fratraed"):
        answer = lone.get(f"/medarbejdere/{people['eva']}{act}", headers=FOREIGN[kind])
        assert (403, False) == (answer.status_code, "Eva Eng" in answer.text)


@pytest.mark.parametrize("kind", FOREIGN)
def test_no_page_of_a_case_opens_from_elsewhere(kind, anna, case_id, events):
    """A link or a frame of another site reads nothing; it does not even leave an event."""
    before = len(events())
    for path in (f"/sag/{case_id}/", f"/sag/{case_id}/notat/nyt"):
        answer = anna.get(path, headers=FOREIGN[kind])
        assert 403 == answer.status_code
        assert "Stille Birk" not in answer.text
    assert before == len(events())


def test_a_token_from_before_the_sign_in_is_worth_nothing_after_it(visit):
    """So a token that was planted together with a cookie does not serve either."""
    browser = visit()
    browser.get("/log-ind")
    planted = browser.token
    browser.sign_in("anna")

    assert 403 == browser.post("/log-ud", csrf_token=planted).status_code
    assert 303 == browser.post("/log-ud").status_code


def test_a_note_with_a_stale_token_comes_back_and_can_be_sent_again(anna, case_id, form, texts):
    """Nothing she typed is lost: the page carries it with a fresh token."""
    typed = "Hun ringede.\r\n\r\n\u201eKan I komme?\u201c <b>&amp;\U0001f600"
    answer = anna.post(f"/sag/{case_id}/notat", form(anna, text=typed), csrf_token="gammel")
    again = typed_in(answer.text)

    assert 403 == answer.status_code
    assert typed == again["text"]
    assert 303 == anna.post(f"/sag/{case_id}/notat", again).status_code
    assert [typed.replace("\r\n", "\n")] == texts()


def test_a_sign_in_with_a_stale_token_keeps_the_name(visit):
    """The sign-in page had been open since yesterday: she types her password once more."""
    browser = visit()
    answer = browser.post("/log-ind", name="anna", password="x", csrf_token="gammel")

    assert 403 == answer.status_code
    assert "anna" == typed_in(answer.text)["name"]
    assert 303 == browser.post("/log-ind", name="anna", password=FIELDS["password"]).status_code


def test_a_refused_form_says_what_to_do(anna):
    """In the words of the house, without a trace."""
    page = anna.post("/log-ud", csrf_token="").text

    assert TITLES[403][0] not in page
    assert "Intet er ændret" in page
