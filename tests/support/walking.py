"""How every address of the service is tried by somebody; no fixture is here."""

import re
from uuid import uuid4

from browsers import typed_in
from houses import PASSWORD
from joining import AS_INVITED, NEW_PASSWORD

from journal.domain import pseudonyms

NOBODY = {"people": {"new": None}, "typed": {}}
LATER = "otte røde heste"
NOON = "2026-03-02T12:00"
AFTER_NOON = "2026-03-02T13:00"
WORDS = {"words": "Hun svarede ikke på døren."}
CASES_OF_THEIR_OWN = {
    "/indskrivning/<uuid:case>/kommet": "known_case",
    "/sag/<uuid:case>/ophold/afgoerelse": "opened_case",
    "/sag/<uuid:case>/ophold/afslag": "asked_case",
    "/sag/<uuid:case>/ophold/luk": "missed_case",
    "/sag/<uuid:case>/samtale": "talked_case",
    "/sag/<uuid:case>/myndig/": "grown_case",
    "/sag/<uuid:case>/kender-hende": "known_case",
    "/sag/<uuid:case>/noedadgang": "opened_case",
    "/sag/<uuid:case>/formaal": "opened_case",
    "/sag/<uuid:case>/team": "shared_case",
    "/sag/<uuid:case>/team/udeluk": "shared_case",
    "/sag/<uuid:case>/udskrivning": "leaving_case",
    "/sag/<uuid:case>/udskrivning/forslag": "shared_case",
    "/sag/<uuid:case>/udskrivning/luk": "left_case",
}
"""What is done there changes what somebody may do with that case afterwards."""
ENQUIRIES = {
    "/henvendelser/<uuid:enquiry>/genaabn": "closed_enquiry",
    "/henvendelser/<uuid:enquiry>/luk": "spare_enquiry",
    "/henvendelser/<uuid:enquiry>/samtale": "asking_enquiry",
    "/henvendelser/<uuid:enquiry>/visitation": "talk",
    "/henvendelser/<uuid:enquiry>/afgoerelse": "talk_over",
}
"""What is done there needs an enquiry that is so far, and takes it further."""
SET_APART = frozenset(CASES_OF_THEIR_OWN.values())


def addresses(app):
    """Return every address of the service."""
    return {rule.rule for rule in app.url_map.iter_rules()}


def path_of(address, places, people):
    """Return the address with its gaps filled."""
    filled = {
        "<uuid:case>": places[CASES_OF_THEIR_OWN.get(address, "case")],
        "<uuid:note>": places["moved_note" if address.endswith("/flyt") else "note"],
        "<uuid:draft>": places["draft"],
        "<uuid:grant>": places["grant"],
        "<uuid:line>": places["line"],
        "<uuid:item>": places["item"],
        "<week>": places["week"],
        "<uuid:room>": places["room"],
        "<uuid:out>": places["out"],
        "<uuid:deadline>": places["to_cancel" if address.endswith("/annuller") else "deadline"],
        "<uuid:enquiry>": places[ENQUIRIES.get(address, "enquiry")],
        "<uuid:decision>": places["decision"],
        "<uuid:delegation>": places["delegation"],
        "<uuid:person>": people.get(address.rsplit("/", 1)[-1], people["new"]),
        "<path:filename>": "vaern.css",
        "<int(min=2000, max=2999):year>": 2024,
        "<uuid:publication>": places["publication"],
    }
    return re.sub(r"<[^>]+>", lambda gap: str(filled[gap[0]]), address)


def fields_of(address, login, places, typed):
    """Return a form that would be taken, for an address that takes one."""
    proof = {"password": PASSWORD}
    twice = proof | {"again": PASSWORD}
    if address.startswith("/medarbejdere/<"):
        act = address.rsplit("/", 1)[-1]
        more = {"kode": ("seen",), "godkend": ("heard", *AS_INVITED)}.get(act, ())
        aloud = {"aloud": "yes"} if "heard" in more else {}
        return proof | aloud | {name: typed.get(name, "") for name in more}
    return (
        fields_about_cases(places).get(address)
        or fields_at_the_phone(places).get(address)
        or fields_of_figures(login).get(address)
        or {
            "/laas-op": proof,
            "/aktiver": twice | {"name": "new", "code": typed.get("code", "")},
            "/glemt-adgangskode": twice | {"name": "eva", "code": typed.get("recovery", "")},
            "/medarbejdere/inviter": proof
            | {"name": "Ny", "login": "ny", "role": "vikar", "profession": "anden"},
            "/mig/adgangskode": {
                "present": PASSWORD,
                "password": NEW_PASSWORD,
                "again": NEW_PASSWORD,
            },
            "/mig/kode": {"proof": PASSWORD},
            "/mig/sessioner/afslut": {"others": "yes"},
            "/udlevering/identitet": {"code": places.get("sealed_code"), "seen": "0"},
            "/sag/<uuid:case>/kode/gem": typed.get("slip", {}),
            "/mig/kode/gem": {"sealed": typed.get("sealed", ""), "typed": typed.get("drawn", "")},
            "/mig/stjaalet": {"present": NEW_PASSWORD}
            | dict.fromkeys(("password", "again"), LATER),
            "/log-ind": {"name": login or "eva", "password": PASSWORD},
            "/udseende/sprog": {"language": "da"},
            "/udseende/tema": {"theme": "dark"},
            "/udseende/genveje": {"shortcuts": "on"},
            "/sag/<uuid:case>/forloeb": {"seen": "0", "talk_1": "held"},
            "/sag/<uuid:case>/udskriv": {"purpose": "complaint"},
            "/overlevering/": {"id": str(uuid4()), "text": "Fyret er slukket."},
            "/sag/<uuid:case>/laest": {"notes": str(places.get("note"))},
        }.get(address, {})
    )


def fields_of_figures(login):
    """Return the forms about the yearly figures that would be taken from somebody."""
    sent_back = {"step": "refuse", "reason": "Tallene skal ses igennem igen."}
    return {
        "/statistik/<int(min=2000, max=2999):year>": {"password": PASSWORD},
        "/statistik/<int(min=2000, max=2999):year>/fil": {"form": "csv"},
        "/statistik/udgivelser/ny": {"period": "2025"},
        "/statistik/udgivelser/<uuid:publication>": {"step": "propose", "password": PASSWORD}
        if login == "lone"
        else sent_back,
    }


def forms_of_stays(places):
    """Return the forms of admissions and moves that would be taken."""
    team = [str(places.get(login)) for login in ("anna", "birgit")]
    decided = {"decision": "phone", "decided_by": str(places.get("lone")), "reason": "in_target"}
    form = decided | {"decided_at": NOON, "here": "later", "member-0": team, "anonymity-0": "1"}
    woman, child = (
        form | {"id": str(uuid4()), "kind-0": kind, "pseudonym-0": pseudonyms.draw(())}
        for kind in ("woman", "child")
    )
    return {
        "/indskrivning/ny": woman,
        "/indskrivning/ny/personer": {"kind-0": "woman", "step": "add"},
        "/indskrivning/<uuid:case>/kommet": {"at": AFTER_NOON},
        "/sag/<uuid:case>/ophold/skift": {"move": "go_away", "at": AFTER_NOON},
        "/sag/<uuid:case>/ophold/afslag": {"refusal": "no_room"},
        "/sag/<uuid:case>/ophold/luk": {"password": PASSWORD},
        "/sag/<uuid:case>/anonymitet": {"level": "0", "reason": "own_wish"},
        "/sag/<uuid:case>/ophold/afgoerelse": {"reason": "in_target"},
        "/sag/<uuid:case>/ophold/barn": child | {"arrival": "later"},
        "/sag/<uuid:case>/ophold/barn/ord": {"kind-0": "child", "step": "draw-0"},
    }


def forms_of_the_house(places):
    """Return the forms about rooms, the board and deadlines that would be taken."""
    return {
        "/huset/vaerelser/": {"name": "Værelse 9", "type": "single", "since": "2026-03-02"},
        "/huset/vaerelser/<uuid:room>/navn": {"name": "Værelse 8"},
        "/huset/vaerelser/<uuid:room>/ude-af-drift": {
            "from_date": "2026-06-01",
            "until": "2026-06-03",
            "reason": "repair",
        },
        "/sag/<uuid:case>/tavle": {"language": "ar", "hours": "12"},
        "/sag/<uuid:case>/sikkerhedskort/ret": {"seen": "0", "allergy": "Nødder"},
        "/sag/<uuid:case>/vaerelse": {
            "room": str(places.get("free_room")),
            "from_date": "2026-03-02",
        },
        "/frister/<uuid:deadline>": {"how": "letter", "occurred_at": NOON},
        "/sag/<uuid:case>/myndig/": {"how": "in_person", "occurred_at": NOON},
        "/frister/<uuid:deadline>/annuller": {"reason": "no_show"},
    }


def forms_with_code(code, reason):
    """Return the forms that try a code, and that link a file by it and undo that again."""
    start = "/sag/<uuid:case>/tidligere"
    yes = {"way": "code", "code": code, "agreed": "yes", "agreed_on": "2026-03-02"}
    return {
        "/udlevering": {"code": code},
        start: {"reason": "complaint"},
        f"{start}/knyt": yes | reason,
        f"{start}/loes": reason | {"place": "0", "seen": "1"},
    }


def forms_of_notes(places, note):
    """Return the forms that begin, mend and move a note, or write two at once."""
    start, reason = "/sag/<uuid:case>/notat/<uuid:note>", {"text": "Forkert."}
    joint = {"other": str(places.get("child_case")), "other_id": str(uuid4()), "other_text": "Ham."}
    marks = {
        f"{start}/{act}": reason | {"id": str(uuid4())}
        for act in ("tillaeg", "streg", "begraens", "ophaev")
    }
    return marks | {
        f"{start}/flyt": {"id": str(uuid4()), "target": str(places.get("other_case"))},
        "/sag/<uuid:case>/notat/faelles": note | joint | {"id": str(uuid4())},
        "/sag/<uuid:case>/kladde": note | {"type": "meeting"},
        "/sag/<uuid:case>/kladde/<uuid:draft>/slet": {"revision": "1"},
    }


def fields_about_cases(places):
    """Return the forms about cases, shifts and timed access that would be taken."""
    note = {"id": str(uuid4()), "text": "Hun sov roligt.", "type": "observation"}
    note |= {"occurred_at": NOON}
    proof = {"password": PASSWORD}
    leaving = {"day": "2026-03-02", "reason": "own_wish", "destination": "own_new"}
    leaving |= {"police_report_out": "no", "psychologist": "accepted"}
    shift = {"day": "2026-03-05", "begins": "07:00", "ends": "15:00"}
    return {
        **forms_of_stays(places),
        **forms_of_the_house(places),
        **dict.fromkeys(("/sag/<uuid:case>/notat", "/sag/<uuid:case>/send"), note),
        **{key: {"words": "sov"} for key in ("/find", "/sag/<uuid:case>/find")},
        **forms_of_notes(places, note),
        "/sag/<uuid:case>/identitet": {"reason": "complaint"},
        "/sag/<uuid:case>/identitet/ret": {"seen": "0", "names": "Åse Østergård"},
        **forms_with_code(places.get("code", ""), {"reason": "complaint"}),
        "/sag/<uuid:case>/referencer": {"recipient": str(uuid4())},
        "/sag/<uuid:case>/kontakt/ret": {"seen": "0", "reach": "40 00 00 00"},
        "/sag/<uuid:case>/foraeldremyndighed/ret": {"seen": "0", "custody": "shared"},
        "/sag/<uuid:case>/noedadgang": WORDS | proof | {"reason": "child_concern"},
        "/sag/<uuid:case>/formaal": proof | {"reason": "supervision"},
        "/sag/<uuid:case>/team": proof
        | {"member": places.get("team", ()), "before": places.get("team_before", ())},
        "/sag/<uuid:case>/team/aendring": {"member": places.get("team", ())},
        "/sag/<uuid:case>/team/udeluk": proof | {"colleague": str(places.get("eva"))},
        "/sag/<uuid:case>/oplysninger": {"revision": "0", "origin": "danish"},
        "/sag/<uuid:case>/udskrivning": proof | leaving,
        "/sag/<uuid:case>/udskrivning/forslag": leaving,
        "/sag/<uuid:case>/udskrivning/luk": proof | {"how": "her_wish"},
        "/sag/<uuid:case>/udtraek/navne": proof | {"reason": "complaint"},
        "/adgang/<uuid:grant>/ord": WORDS,
        "/gennemgang/<uuid:grant>": {"reason": "explained"},
        "/gennemgang/uge/<week>/<uuid:item>": {"reason": "explained"},
        "/vagtplan/": shift | {"person": str(places.get("anna"))},
        "/vagtplan/csv": {"plan": "anna;2026-03-06;07:00;15:00"},
        "/vagtplan/fjern": {"shift": str(places.get("shift"))},
    }


def fields_at_the_phone(places):
    """Return the forms about enquiries, decisions and who decides that would be taken."""
    contact = {"channel": "phone", "by": "self", "received_at": "2026-03-02T12:00"}
    start = "/henvendelser/<uuid:enquiry>"
    return {
        "/henvendelser/ny": contact
        | {"id": str(uuid4()), "region": "unknown", "children": "0", "outcome": "advice"},
        f"{start}/opkald": contact | {"again": "yes", "text": "Ringer igen.", "seen": "1"},
        f"{start}/luk": {"outcome": "advice"},
        f"{start}/visitation": {"q-violence": "yes", "text": "", "seen": "1", "do": "keep"},
        f"{start}/afgoerelse": {"way": "proposed", "reason": "refusal:no_room"},
        "/henvendelser/telefonkort": {
            "id": str(uuid4()),
            "kind": "asks_for_somebody",
            "channel": "phone",
            "occurred_at": "2026-03-02T12:00",
        },
        "/henvendelser/hvem-afgoer": {
            "to": str(places.get("anna")),
            "scope": "both",
            "until": "2026-03-05",
        },
    }


def act(browser, address, verb, login, places, subjects=NOBODY):
    """Do one thing."""
    path = path_of(address, places, subjects["people"])
    if verb in ("GET", "HEAD", "OPTIONS", "TRACE"):
        return browser.open(path, verb)
    answer = browser.post(path, fields_of(address, login, places, subjects["typed"]), verb)
    if address == "/mig/kode" and answer.status_code == 200 and login:
        found = typed_in(answer.text)
        subjects["typed"] |= {"drawn": found["code"], "sealed": found["sealed"]}
    if (
        address == "/sag/<uuid:case>/kode"
        and answer.status_code == 200
        and 'name="printed"' in answer.text
    ):
        found = typed_in(answer.text)
        slip = {"sealed": found["sealed"], "printed": found["printed"], "typed": found["printed"]}
        subjects["typed"] |= {"slip": slip}
    return answer


SIGN_IN = (b'action="/log-ind" novalidate', b'action="/laas-op" novalidate')


def called(answer, address):
    """Return the table's word for an answer; "done" is "yes" or "open"."""
    if any(mark in answer.data for mark in SIGN_IN) and address != "/log-ind":
        return "sign in"
    words = {200: "done", 204: "done", 303: "done", 404: "not found", 405: "refused"}
    return words.get(answer.status_code, answer.status_code)


def id_of(leader, login):
    """Return the id of whoever was invited under a name like her user name."""
    page = leader.get("/medarbejdere/").text
    return re.search(rf'/medarbejdere/([0-9a-f-]{{36}})">Gry {login}<', page)[1]
