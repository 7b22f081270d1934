"""The table of addresses in the documents is the live URL map with the events it leaves."""

import re
from pathlib import Path

import pytest
from browsers import Browser

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


def test_every_address_leaves_the_event_that_is_told(visit, case_id, form, write, sign_in, events):
    """Done by somebody who may do it, it leaves exactly that; a page without an event none."""
    note = write(sign_in("anna"), case_id)
    filled = {"<uuid:case>": case_id, "<uuid:note>": note, "<path:filename>": "vaern.css"}
    sent = {
        "/log-ind": {"name": "anna", "password": "fire grønne heste"},
        "/udseende/sprog": {"language": "da"},
        "/udseende/tema": {"theme": "dark"},
    }
    for address, verb, who, _, event in table("address"):
        browser = visit("lone" if who.startswith("leader") else "anna")
        path = re.sub(r"<[^>]+>", lambda gap: str(filled[gap[0]]), code(address))
        fields = form(browser, text="Hun sov.") if address.endswith("notat`") else {}
        before = len(events())
        if verb == "POST":
            browser.post(path, fields | sent.get(path, {}))
        else:
            browser.get(path)
        assert [code(event)] * bool(code(event)) == [new["act"] for new in events()[before:]], path


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
