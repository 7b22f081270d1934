"""The table of addresses in the documents is the live URL map with the events it leaves."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from begun import begin_draft
from beside import ACTED_ON
from browsers import Browser, typed_in
from houses import PASSWORD
from joining import (
    AS_INVITED,
    NEW_PASSWORD,
    activate,
    code_on,
    digits_on,
    draw_code,
    invite,
)
from walking import (
    CASES_OF_THEIR_OWN,
    ENQUIRIES,
    fields_about_cases,
    fields_at_the_phone,
    fields_of_figures,
    forms_with_code,
)

from journal.vault.condition import RESERVE
from journal.web.application import BODY_SECONDS, LARGEST_BODY

DOCUMENT = Path(__file__).parents[3] / "docs" / "http.md"


WORDS = {"words": "Hun svarede ikke på døren."}
NEW = {"present": PASSWORD, "password": NEW_PASSWORD, "again": NEW_PASSWORD}
SENT = {
    "/log-ind": {"name": "anna"},
    "/adgang/<uuid:grant>/ord": WORDS,
    "/gennemgang/<uuid:grant>": {"reason": "explained"},
    "/gennemgang/uge/<week>/<uuid:item>": {"reason": "explained"},
    "/sag/<uuid:case>/udtraek/navne": {"reason": "complaint"},
    "/frister/<uuid:deadline>": {"how": "letter", "occurred_at": "2026-03-02T12:00"},
    "/frister/<uuid:deadline>/annuller": {"reason": "no_show"},
    "/vagtplan/csv": {"plan": "anna;2026-03-06;07:00;15:00"},
    "/huset/vaerelser/": {"name": "Værelse 9", "type": "single", "since": "2026-03-02"},
    "/huset/vaerelser/<uuid:room>/navn": {"name": "Værelse 8"},
    "/huset/vaerelser/<uuid:room>/ude-af-drift": {
        "from_date": "2026-06-01",
        "until": "2026-06-03",
        "reason": "repair",
    },
    "/sag/<uuid:case>/tavle": {"language": "ar", "hours": "12"},
    "/udseende/sprog": {"language": "da"},
    "/udseende/tema": {"theme": "dark"},
    "/udseende/genveje": {"shortcuts": "on"},
    "/sag/<uuid:case>/forloeb": {"seen": "0", "talk_1": "held"},
    "/sag/<uuid:case>/udskriv": {"purpose": "complaint"},
    "/overlevering/": {"id": str(uuid4()), "text": "Fyret er slukket."},
    "/medarbejdere/inviter": {
        "name": "Gerd",
        "login": "gerd",
        "role": "vikar",
        "profession": "anden",
    },
    "/mig/kode": {"proof": PASSWORD},
    "/mig/sessioner/afslut": {"others": "yes"},
    "/mig/adgangskode": NEW,
    "/mig/stjaalet": NEW,
    **fields_of_figures("lone"),
}
WHO = {
    "/mig/adgangskode": "eva",
    "/mig/stjaalet": "carla",
    "/sag/<uuid:case>/noedadgang": "hanne",
    "/sag/<uuid:case>/send": "hanne",
    "/sag/<uuid:case>/kender-hende": "carla",
    "/adgang/<uuid:grant>/ord": "hanne",
    "/adgang/<uuid:grant>/slut": "hanne",
    "/huset/": "lone",
    "/overlevering/<uuid:line>/fjern": "lone",
    "/huset/brandliste": "lone",
    "/gennemgang/": "lone",
    "/henvendelser/<uuid:enquiry>/afgoerelse": "carla",
    "/gennemgang/<uuid:grant>": "lone",
    "/sag/<uuid:case>/notat/<uuid:note>/begraens": "lone",
    "/sag/<uuid:case>/notat/<uuid:note>/ophaev": "lone",
    "/sag/<uuid:case>/ophold/luk": "lone",
    "/sag/<uuid:case>/udskrivning": "lone",
    "/sag/<uuid:case>/udskrivning/forslag": "lone",
    "/gennemgang/uge/<week>/<uuid:item>": "lone",
}
"""Who does it; those who lead do what is theirs, Anna the rest."""
PROVEN = ("/medarbejdere", "/aktiver", "/glemt", "/laas", "/log-ind")
ALSO_PROVEN = ("/noedadgang", "/formaal", "/team", "/udeluk", "/navne")
"""Beginnings and ends of addresses at which a password is typed."""


def table(heading):
    """Return the lines of the first table that has this heading, cell by cell."""
    rows = []
    for line in DOCUMENT.read_text("utf-8").splitlines():
        if line.startswith(f"| {heading} |"):
            rows = [line]
        elif rows and line.startswith("|"):
            rows.append(line)
        elif rows:
            break
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def codes(cell):
    """Return everything that stands between backticks."""
    return set(re.findall(r"`([^`]+)`", cell))


def code(cell):
    """Return the one thing that stands between backticks, or nothing."""
    found = re.fullmatch(r"`([^`]+)`", cell)
    return found[1] if found else ""


def test_every_address_is_told(app):
    """None is missing, none is gone."""
    live = {
        (rule.rule, verb) for rule in app.url_map.iter_rules() for verb in rule.methods - {"HEAD"}
    }

    assert live == {(code(address), verb) for address, verb, *_ in table("address")}


@pytest.fixture
def accounts(visit, beside, people):
    """Return somebody for each act on an account, and what is typed into the forms."""
    lone, stranger = visit("lone"), visit()
    acted_on = {act: people[login] for act, login in ACTED_ON.items()}
    activation = code_on(invite(lone, "aktiver", name="Gry").text)
    waiting = code_on(invite(lone, "godkend", name="Gudrun").text)
    invite(lone, "kode", name="Gunver")
    digits = digits_on(activate(stranger, "godkend", waiting).text)
    listed = dict(
        re.findall(r'/medarbejdere/([0-9a-f-]{36})">(\w+)<', lone.get("/medarbejdere/").text)
    )
    acted_on |= {"kode": named(listed, "Gunver"), "godkend": named(listed, "Gudrun")}
    seen = typed_in(lone.get(f"/medarbejdere/{acted_on['kode']}/kode").text)["seen"]
    forms = {
        "kode": {"seen": seen},
        "godkend": {"heard": digits, "aloud": "yes", **AS_INVITED},
        "/aktiver": {"name": "aktiver", "code": activation, "again": PASSWORD},
        "/glemt-adgangskode": {
            "name": "dorte",
            "code": draw_code(visit("dorte")),
            "again": PASSWORD,
        },
    }
    return acted_on, forms


def named(listed, name):
    """Return the id of whoever has a name in the list of colleagues."""
    return next(person for person, shown in listed.items() if shown == name)


def recovery(browser):
    """Draw a recovery code; the return value is the form that keeps it."""
    found = typed_in(browser.post("/mig/kode", proof=PASSWORD).text)
    return {"sealed": found["sealed"], "typed": found["code"]}


@pytest.fixture
def filled(
    house,
    case_id,
    open_case,
    write,
    context,
    sign_in,
    guard,
    break_glass,
    to_judge,
    beside,
    publication,
    a_line,
):
    """Return what fills the gaps of an address: a case, a note, an access without words, a week."""
    (house.settings.state_dir / RESERVE).touch()
    named = ("decision", "delegation", "room", "out")
    return beside | {
        "case": case_id,
        "<uuid:note>": write(sign_in("anna"), case_id),
        "<uuid:draft>": begin_draft(context(sign_in("anna")), case_id),
        "<uuid:grant>": break_glass(guard, open_case(pseudonym="Blid Ravn"), words="").id,
        "<uuid:item>": to_judge,
        "<uuid:line>": a_line,
        "<week>": "2026-W10",
        "<path:filename>": "vaern.css",
        "<int(min=2000, max=2999):year>": 2024,
        "<uuid:publication>": publication,
        **{f"<uuid:{name}>": beside[name] for name in named},
    }


@pytest.fixture
def sent(people, ask, case_id, child_case, visit, give_code, open_case, beside, filled):
    """Return the forms that name somebody or something of the house, by their address."""
    code = give_code(open_case(pseudonym="Rask Sti"))
    hers = give_code(beside["opened_case"], seals=True)
    slip = typed_in(visit("anna").post(f"/sag/{case_id}/kode").text)
    ((shift,),) = ask("SELECT id FROM shift")
    note = {"text": "Hun sov.", "type": "phone", "occurred_at": "2026-03-02T12:00"}
    files = {"child_case": child_case, "other_case": open_case(pseudonym="Rolig Mose")}
    day = {"day": "2026-03-05", "begins": "07:00", "ends": "15:00"}
    return {
        **fields_about_cases(people | beside | files),
        **{f"/sag/<uuid:case>/{to}": note | {"id": str(uuid4())} for to in ("notat", "send")},
        "/sag/<uuid:case>/kladde": note | {"id": str(uuid4()), "type": "meeting"},
        "/sag/<uuid:case>/laest": {"notes": str(filled["<uuid:note>"])},
        "/sag/<uuid:case>/identitet": {"reason": "complaint"},
        "/sag/<uuid:case>/identitet/ret": {"seen": "0", "names": "Åse Østergård"},
        **forms_with_code(code, {}),
        "/udlevering/identitet": {"code": hers, "seen": "0"},
        "/sag/<uuid:case>/kode/gem": {
            "sealed": slip["sealed"],
            "printed": slip["printed"],
            "typed": slip["printed"],
        },
        "/sag/<uuid:case>/referencer": {"recipient": "Kommunen"},
        "/sag/<uuid:case>/kontakt/ret": {"seen": "0", "hours": "Mandag"},
        "/sag/<uuid:case>/foraeldremyndighed/ret": {"seen": "0", "custody": "shared"},
        "/sag/<uuid:case>/noedadgang": WORDS | {"reason": "child_concern"},
        "/sag/<uuid:case>/formaal": {"reason": "supervision"},
        "/sag/<uuid:case>/team": {
            "member": [str(people[one]) for one in ("anna", "eva")],
            "before": [str(people[one]) for one in ("anna", "birgit")],
        },
        "/sag/<uuid:case>/team/aendring": {"member": [str(people["anna"]), str(people["birgit"])]},
        "/sag/<uuid:case>/team/udeluk": {"colleague": str(people["eva"])},
        "/sag/<uuid:case>/vaerelse": {"room": str(beside["free_room"]), "from_date": "2026-03-02"},
        "/vagtplan/": day | {"person": str(people["anna"])},
        **fields_at_the_phone(people),
        "/vagtplan/fjern": {"shift": str(UUID(bytes=shift))},
    }


def fields_for(address, browser, forms):
    """Return the form that is sent to an address."""
    if address == "/mig/kode/gem":
        return recovery(browser)
    fields = SENT.get(address) or forms.get(address) or {}
    if "person" in address:
        fields = forms.get(address.rsplit("/", 1)[-1], {})
    is_proven = address.startswith(PROVEN) or address.endswith(ALSO_PROVEN)
    return fields | ({"password": PASSWORD} if is_proven else {})


def test_every_address_leaves_the_event_that_is_told(visit, filled, sent, events, accounts):
    """Done by somebody who may do it, it leaves exactly those; a page without an event none."""
    people, forms = accounts
    wrong = []
    for cell, verb, who, _, told in table("address"):
        address = code(cell)
        browser = visit("lone" if who.startswith("leader") else WHO.get(address, "anna"))
        filled["<uuid:person>"] = people.get(address.rsplit("/", 1)[-1], people["pause"])
        filled["<uuid:deadline>"] = filled["to_cancel" if "annuller" in address else "deadline"]
        filled["<uuid:enquiry>"] = filled[ENQUIRIES.get(address, "enquiry")]
        filled["<uuid:case>"] = filled[CASES_OF_THEIR_OWN.get(address, "case")]
        path = re.sub(r"<[^>]+>", lambda gap: str(filled[gap[0]]), address)
        fields = fields_for(address, browser, forms | sent) if verb == "POST" else {}
        before = len(events())
        if verb == "POST":
            browser.post(path, fields)
        else:
            browser.get(path)
        new = {each["act"] for each in events()[before:]}
        if codes(told) != new:
            wrong.append((address, verb, new))

    assert not wrong, "\n".join(map(str, wrong))


def test_a_page_that_is_read_for_a_time_covers_itself(filled, visit, clock):
    """The header counts to the second of the end; a member's page has none."""
    hanne, case = visit("hanne"), filled["case"]
    sent = {"reason": "child_concern", "words": "Hun svarede ikke.", "password": PASSWORD}
    assert 303 == hanne.post(f"/sag/{case}/noedadgang", sent).status_code
    for path in (f"/sag/{case}/", f"/sag/{case}/notat/{filled['<uuid:note>']}"):
        assert f"{7 * 3600}; url=/adgang/slut" == hanne.get(path).headers["Refresh"]
        assert "Refresh" not in visit("anna").get(path).headers
    clock.advance(hours=7, seconds=-1)
    hanne = visit("hanne")
    assert "1; url=/adgang/slut" == hanne.get(f"/sag/{case}/").headers["Refresh"]
    assert "Refresh" not in hanne.get(f"/sag/{case}/send").headers


def test_every_cookie_is_told(app):
    """A name that is set and not explained fails here."""
    browser = Browser(app)
    browser.sign_in("anna")

    assert {code(name) for name, *_ in table("name")} == {
        cookie.key for cookie in browser.client._cookies.values()
    }


@pytest.mark.parametrize("told", [f"{BODY_SECONDS:.0f} seconds", f"{LARGEST_BODY // 1024} KiB"])
def test_the_limits_are_those_of_the_program(told):
    """A number that is changed in one place only fails here."""
    assert told in DOCUMENT.read_text("utf-8")
