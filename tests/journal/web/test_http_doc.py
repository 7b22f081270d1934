"""The table of addresses in the documents is the live URL map with the events it leaves."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from browsers import Browser
from houses import PASSWORD

from journal.web.application import BODY_SECONDS, LARGEST_BODY

DOCUMENT = Path(__file__).parents[3] / "docs" / "http.md"


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
    """Return everything that stands between backticks, in order."""
    return re.findall(r"`([^`]+)`", cell)


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


WHO = {
    "/noedadgang`": "hanne",
    "/ord`": "hanne",
    "/slut`": "hanne",
    "/send`": "hanne",
    "/kender-hende`": "carla",
    "/gennemgang/`": "lone",
    "/gennemgang/<uuid:grant>`": "lone",
}
"""Who does it, by the end of the address; those who lead do what is theirs, Anna the rest."""


@pytest.fixture
def filled(case_id, open_case, write, sign_in, guard, break_glass):
    """Return what fills the gaps of an address: a case, a note, an access without its words."""
    return {
        "<uuid:case>": case_id,
        "<uuid:note>": write(sign_in("anna"), case_id),
        "<uuid:grant>": break_glass(guard, open_case(pseudonym="Blid Ravn"), words="").id,
        "<path:filename>": "vaern.css",
    }


@pytest.fixture
def sent(people, ask):
    """Return the form that would be taken, by the end of the address it is sent to."""
    ((shift,),) = ask("SELECT id FROM shift")
    note = {"id": str(uuid4()), "text": "Hun sov.", "type": "phone"}
    why = {"reason": "child_concern", "words": "Hun svarede ikke på døren.", "password": PASSWORD}
    day = {"day": "2026-03-05", "begins": "07:00", "ends": "15:00"}
    return {
        "/notat": note | {"occurred_at": "2026-03-02T12:00"},
        "/send": note | {"id": str(uuid4()), "occurred_at": "2026-03-02T12:00"},
        "/noedadgang": why,
        "/formaal": why | {"reason": "supervision"},
        "/ord": {"words": why["words"]},
        "/vagtplan/": day | {"person": str(people["anna"])},
        "/csv": {"plan": "anna;2026-03-06;07:00;15:00"},
        "/fjern": {"shift": str(UUID(bytes=shift))},
        "/log-ind": {"name": "anna", "password": PASSWORD},
        "/laas-op": {"password": PASSWORD},
        "/sprog": {"language": "da"},
        "/tema": {"theme": "dark"},
    }


def test_every_address_leaves_the_event_that_is_told(filled, sent, visit, events):
    """Done by somebody who may do it, it leaves exactly that; a page without an event none."""
    for address, verb, who, _, told in table("address"):
        by_role = "lone" if who.startswith("leader") else "anna"
        login = next((WHO[end] for end in WHO if address.endswith(end)), by_role)
        browser = visit(login)
        path = re.sub(r"<[^>]+>", lambda gap: str(filled[gap[0]]), code(address))
        form = next((sent[end] for end in sent if path.endswith(end)), {"reason": "explained"})
        before = len(events())
        if verb == "POST":
            browser.post(path, form)
        else:
            browser.get(path)
        assert codes(told) == [new["act"] for new in events()[before:]], (path, verb)


def test_a_page_that_is_read_for_a_time_covers_itself(filled, visit, clock):
    """The header counts to the second of the end; a member's page has none."""
    hanne, case = visit("hanne"), filled["<uuid:case>"]
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
        name for name in ("__Host-sid", "__Host-vaern", "__Host-device") if browser.cookie(name)
    }


@pytest.mark.parametrize("told", [f"{BODY_SECONDS:.0f} seconds", f"{LARGEST_BODY // 1024} KiB"])
def test_the_limits_are_those_of_the_program(told):
    """A number that is changed in one place only fails here."""
    assert told in DOCUMENT.read_text("utf-8")
