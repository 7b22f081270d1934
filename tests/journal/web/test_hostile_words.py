"""Words that are markup, formulas, or turn what stands around them: kept as words, or refused."""

from datetime import date
from html import escape

import pytest
from browsers import typed_in

from journal.services import rooms
from journal.services.work import perform

MARKUP = '"><script>alert(1)</script>'
FORMULA = "=HYPERLINK(1;2)"
TURNED = "Stue \N{RIGHT-TO-LEFT OVERRIDE}gidel"
ROOMS = "/huset/vaerelser/"
CALL = "/henvendelser/ny"


@pytest.fixture
def take_call(visit):
    """Return a function that sends the form of a call with some words, and gives the answer."""

    def send(text):
        anna = visit("anna")
        usual = {"channel": "phone", "by": "self", "region": "unknown", "children": "0"}
        return anna, anna.post(CALL, typed_in(anna.get(CALL).text) | usual | {"text": text})

    return send


def test_a_room_is_named_by_what_everybody_sees(visit, case_id, context, sign_in, guard):
    """Markup and formulas are words on every page; what turns or hides a word is refused."""
    lone = visit("lone")
    assert 200 == lone.get(ROOMS).status_code  # of a house that has none yet
    told = {"type": "single", "since": "2026-03-02"}
    for name in (TURNED, "\N{ZERO WIDTH SPACE}", "Stue\N{RIGHT-TO-LEFT ISOLATE}", "a" * 41):
        answer = lone.post(ROOMS, told | {"name": name})
        assert (422, True) == (answer.status_code, "<title>Fejl:" in answer.text)
    for name in (MARKUP, FORMULA):
        assert 303 == lone.post(ROOMS, told | {"name": name}).status_code
    anna = context(sign_in("anna"))
    (first, _) = perform(anna, rooms.choose, case_id).rooms
    perform(anna, rooms.assign, case_id, first.id, date(2026, 3, 2))
    for path in (ROOMS, "/huset/", "/huset/brandliste", f"/sag/{case_id}/vaerelse"):
        page = lone.get(path).text
        assert "<script>alert" not in page, path
        assert escape(MARKUP) in page or "&#34;&gt;&lt;script&gt;" in page, path


def test_the_words_of_a_call_are_200_characters_and_turn_nothing_around(take_call):
    """One more is refused with all that was typed; what turns a line stays within its own block."""
    longest = "\N{LATIN SMALL LETTER A WITH RING ABOVE}" * 200
    _, answer = take_call(longest + "x")
    assert 422 == answer.status_code
    assert "201" in answer.text
    assert longest + "x" in answer.text
    for text in (longest, TURNED + "\N{POP DIRECTIONAL FORMATTING}" + MARKUP):
        anna, answer = take_call(text)
        assert 303 == answer.status_code
        page = anna.get(answer.location).text
        assert "<script>alert" not in page
        assert text[:12] in page


def test_a_twelfth_child_is_more_than_one_form_takes(visit, people, ask):
    """Eleven beside their mother; the form offers no more, and one that is sent opens nothing."""
    lone = visit("lone")
    form = typed_in(lone.get("/indskrivning/ny").text) | {"kind-0": "woman"}
    for number in range(1, 12):
        form |= {f"kind-{number}": "child", f"same-{number}": "yes"}
    page = lone.post("/indskrivning/ny/personer", form | {"step": "add"}).text
    assert 'value="remove-11"' in page
    assert 'value="remove-12"' not in page
    assert 'value="add"' not in page
    more = {"kind-12": "child", "same-12": "yes", "anonymity-12": "1"}
    told = {"member-0": [str(people["anna"]), str(people["birgit"])], "anonymity-0": "1"}
    told |= {f"anonymity-{number}": "1" for number in range(1, 12)}
    told |= {"decision": "self", "reason": "in_target", "here": "later"}
    answer = lone.post("/indskrivning/ny", form | told | more)
    assert 422 == answer.status_code
    assert [(0,)] == ask("SELECT count(*) FROM case_file")
