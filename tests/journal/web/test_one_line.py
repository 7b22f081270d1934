"""Whatever somebody types or sends, an event is one line of plain letters, and so is a log line."""

import json

import pytest

HOSTILE = {
    "line ends": 'anna\r\n{"act":"login.ok"}\n\x0b\x0c\x85\u2028\u2029',
    "escape": "\x1b[2J\x1b]0;title\x07\x9b31m",
    "right to left": "\u202egnp.exe\u2066\u200f",
    "marks": "\ufeff\u200b\u0000",
}


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE)
def text(request):
    """Return a text that would break a line, move a cursor or turn the order of letters round."""
    return request.param


def is_plain(line):
    """Tell whether a line is printable ASCII and nothing else."""
    return all(" " <= sign <= "~" for sign in line)


@pytest.fixture
def sent(visit, anna, case_id, text, technical_log):
    """Send the text wherever a stranger and a colleague can put it."""
    stranger, wire = visit(), text.replace("\0", "")
    head = {"User-Agent": repr(wire), "Accept-Language": "da", "X-Request-Id": repr(wire)}
    stranger.get("/log-ind", headers=head)
    stranger.post("/log-ind", name=text, password=text)
    stranger.post("/log-ind", name=f"anna{wire}", password="x")
    stranger.post("/log-ind", name="anna", password=wire)
    anna.get(f"/sag/{case_id}/", query_string={"page": wire, wire: wire})
    anna.get("/hvem-har-laest/", query_string={"case": wire, "kind": wire})
    anna.post(f"/sag/{case_id}/noedadgang", reason=wire, words=wire, password=wire)
    anna.post(f"/sag/{case_id}/notat", text=wire, id=wire, type=wire, occurred_at=wire)
    anna.get(f"/findes-ikke/{json.dumps(wire)}")


def test_an_event_is_one_line_of_plain_letters(sent, ask):
    """As it is stored, so that no page, terminal or spreadsheet shows something else."""
    entries = [bytes(row.entry).decode() for row in ask("SELECT entry FROM audit_entry")]
    assert len(entries) > 30
    assert all(map(is_plain, entries))


def test_a_line_of_the_technical_log_is_one_line(sent, technical_log):
    """Each is an object of its own, and none holds what was sent."""
    lines = technical_log.getvalue().split("\n")[:-1]
    assert len(lines) >= 8
    assert all(map(is_plain, lines))
    assert all(isinstance(json.loads(line), dict) for line in lines)
