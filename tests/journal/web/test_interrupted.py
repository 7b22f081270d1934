"""A session ends while somebody writes: her words wait in the page alone, and for her alone."""

import html
import re

import pytest
from browsers import carried_by, typed_in
from houses import PASSWORD

HOSTILE = (
    "\r\n\"'><script>alert(1)</script>\r\n{{ 7*7 }} &amp; "
    "\u00e6\u00f8\u00e5 \u202e\U0001f600 e\u0301"
)


@pytest.fixture
def interrupted(anna, case_id, form, clock):
    """Return a function that sends a note on a session that has just ended."""

    def send(text):
        fields = form(anna, text=text)
        clock.advance(minutes=10)
        return fields, anna.post(f"/sag/{case_id}/notat", fields)

    return send


def sign_in_with(browser, name, carried, password=PASSWORD):
    """Send a sign-in form with what it carries."""
    return browser.post("/log-ind", carried, name=name, password=password)


@pytest.mark.parametrize("text", ["Hun sov.", HOSTILE, "\u00e6" * 20_000])
def test_her_words_come_back_in_the_form(text, interrupted, anna, case_id, texts):
    """The sign-in page carries them, the form shows them again, and one note is made."""
    fields, answer = interrupted(text)
    carried = carried_by(answer.text)
    restored = sign_in_with(anna, "anna", carried)
    again = typed_in(restored.text)

    assert (401, text) == (answer.status_code, carried["kept_text"])
    assert 200 == restored.status_code
    assert {name: fields[name] for name in ("id", "text", "type", "occurred_at")} == {
        name: again[name] for name in ("id", "text", "type", "occurred_at")
    }
    assert "Din tekst er tilbage" in restored.text
    assert 303 == anna.post(f"/sag/{case_id}/notat", again).status_code
    assert [text.replace("\r\n", "\n")] == texts()


def test_what_the_note_refers_to_comes_back_too(anna, case_id, form, clock, write, sign_in, texts):
    """An earlier note that she referred to, and her wish that the team reads this one."""
    earlier = str(write(sign_in("birgit"), case_id, "Hun ringede."))
    fields = form(anna, text="Igen.") | {"refers_to": earlier, "must_read": "yes"}
    clock.advance(minutes=10)
    answer = anna.post(f"/sag/{case_id}/notat", fields)
    again = sign_in_with(anna, "anna", carried_by(answer.text)).text
    ticked = dict(re.findall(r'name="(refers_to|must_read)" value="([^"]+)" checked', again))

    assert {"refers_to": earlier, "must_read": "yes"} == ticked
    assert 303 == anna.post(f"/sag/{case_id}/notat", typed_in(again) | ticked).status_code
    assert f'/notat/{earlier}">Henviser til notatet' in anna.get(f"/sag/{case_id}/").text
    assert 2 == len(texts())


def test_a_wrong_password_in_between_loses_nothing(interrupted, anna):
    """Wrong, empty, and with a stale token: each page goes on carrying the words."""
    _, answer = interrupted(HOSTILE)
    for fields in ({"password": "forkert"}, {"password": ""}, {"csrf_token": "gammel"}):
        carried = carried_by(answer.text)
        answer = anna.post("/log-ind", {"name": "anna", "password": "x"} | carried | fields)
        assert HOSTILE == carried_by(answer.text)["kept_text"]
    restored = sign_in_with(anna, "anna", carried_by(answer.text))

    assert HOSTILE == typed_in(restored.text)["text"]


def test_another_person_does_not_get_the_words(interrupted, anna, events):
    """Not in the form, not on the page, even when she is in the same team."""
    _, answer = interrupted("Kun for Anna.")
    before = len(events())
    other = sign_in_with(anna, "birgit", carried_by(answer.text))

    assert (303, "/") == (other.status_code, other.location)
    assert "Kun for Anna." not in other.text
    assert ["login.ok"] == [event["act"] for event in events()[before:]]


def test_somebody_who_left_the_team_does_not_write_into_the_file(
    interrupted, anna, case_id, set_team, ask
):
    """The words go back to her on a page, and not into a file that is no longer hers."""
    _, answer = interrupted("For sent.")
    set_team(case_id, "birgit", "dorte")
    after = sign_in_with(anna, "anna", carried_by(answer.text))

    assert "For sent." in after.text
    assert f"/sag/{case_id}" not in after.text
    assert "Stille Birk" not in after.text
    assert [(0,)] == ask("SELECT count(*) FROM note")


WAYS = pytest.mark.parametrize("way", ["/laas-op", "/log-ind"])
"""Over the cover of her session, or in a new one."""
RESTRICTING = ("note.restrict", "note.lift")


def come_back(browser, way, answer, login="anna"):
    """Send her password with all that the page carries; what comes names her session."""
    name = {"name": login} if way == "/log-ind" else {}
    page = browser.post(way, carried_by(answer.text) | name, password=PASSWORD)
    assert {"alive": True} == browser.get(
        re.search('data-session-url="([^"]+)"', page.text)[1]
    ).json
    return page


@pytest.fixture
def note(write, sign_in, case_id):
    """Return the address of a note of Anna's."""
    return f"/sag/{case_id}/notat/{write(sign_in('anna'), case_id)}"


def form_of(page, address):
    """What stands in one form of a page, as a browser would send it; None without such a form."""
    found = re.search(rf'<form[^>]* action="{address}".*?</form>', page, re.DOTALL)
    return found and typed_in(f"<main>{found[0]}</main>")


def hangs(browser, note, act, way, clock, login):
    """Write something that hangs on a note while the session ends, and send it afterwards."""
    address = f"{note}/{act}"
    sent = form_of(browser.get(f"{note}/ret").text, address) | {"text": HOSTILE}
    clock.advance(minutes=10)
    answer = browser.post(address, sent)
    page = come_back(browser, way, answer, login)
    again = form_of(page.text, address)

    assert (401, 200) == (answer.status_code, page.status_code)
    assert (sent["id"], HOSTILE) == (again["id"], again["text"])  # sent twice it is one
    assert 1 == page.text.count("Din tekst er tilbage")
    boxes = re.findall(r"<textarea.*?</textarea>", page.text, re.DOTALL)
    assert 1 == sum("{{ 7*7 }}" in box for box in boxes)  # and in no other form
    assert 303 == browser.post(address, again).status_code


@WAYS
@pytest.mark.parametrize("act", ["tillaeg", "streg"])
def test_what_was_to_hang_on_a_note_comes_back_in_its_form(act, way, note, anna, clock):
    """An addendum is no new note, and the reason of a strike need not be thought out again."""
    hangs(anna, note, act, way, clock, "anna")
    assert html.escape("{{ 7*7 }}") in anna.get(note).text


@WAYS
def test_the_reason_of_a_restriction_comes_back_to_who_leads(
    way, note, case_id, visit, clock, new_events
):
    """In its own form, and that of lifting it likewise, while she reads the file for a purpose."""
    lone = visit("lone")
    lone.post(f"/sag/{case_id}/formaal", reason="supervision", password=PASSWORD)
    for act in ("begraens", "ophaev"):
        hangs(lone, note, act, way, clock, "lone")
    acts = [event["act"] for event in new_events()]
    assert ["note.restrict", "note.lift"] == [one for one in acts if one in RESTRICTING]


def test_a_reason_whose_form_is_gone_comes_back_to_be_copied(note, anna, clock):
    """It was struck meanwhile, or never hers to do: no form takes the words, and they are there."""
    written_by = typed_in(anna.get(f"{note}/ret").text)["written_by"]
    clock.advance(minutes=10)
    answer = anna.post(f"{note}/begraens", text="Hun vil det.", written_by=written_by)
    page = sign_in_with(anna, "anna", carried_by(answer.text))

    assert "Hun vil det." in page.text
    assert [] == [form for form in ("begraens", "tillaeg") if form_of(page.text, f"{note}/{form}")]


@WAYS
def test_a_line_for_the_next_shift_comes_back_in_its_form(way, anna, clock):
    """It is about the house, so no case leads back to it."""
    place = "/overlevering/"
    sent = form_of(anna.get(place).text, place) | {"text": "Fyret er slukket."}
    clock.advance(minutes=10)
    answer = anna.post(place, sent)
    page = come_back(anna, way, answer)
    again = form_of(page.text, place)

    assert "Din tekst er tilbage" in page.text
    assert (401, sent["id"], sent["text"]) == (answer.status_code, again["id"], again["text"])
    assert 303 == anna.post(place, again).status_code
    assert "Fyret er slukket." in anna.get(place).text


def test_the_words_are_stored_nowhere_meanwhile(interrupted, settings, technical_log):
    """No file of the house, no row, no line of the technical log holds them."""
    planted = "Rejnfan ved havelågen"
    interrupted(planted)
    files = [path for path in settings.state_dir.parent.rglob("*") if path.is_file()]
    needles = [planted.encode(), planted.encode("utf-16-le"), b"Rejnfan"]

    assert len(files) > 5
    assert [] == [path for path in files for needle in needles if needle in path.read_bytes()]
    assert "Rejnfan" not in technical_log.getvalue()
    assert '"status": 401' in technical_log.getvalue()


def test_only_a_note_is_carried(visit, case_id):
    """Other forms carry nothing: no token and no choice comes back into a page."""
    stranger = visit()
    for path in ("/log-ud", "/hvem-har-laest/efterproev"):
        page = stranger.post(path, {"text": "noget", "kept_text": "mere"}).text
        assert {} == carried_by(page)


def test_a_page_with_words_offers_no_other_form(interrupted):
    """A form in its head would throw the words away; who takes the screen over is told of them."""
    _, answer = interrupted("Hun sov.")
    page = html.unescape(answer.text)

    assert ["/laas-op", "/log-ud"] == re.findall(r'<form[^>]* action="([^"]+)"', page)
    assert "Teksten, der venter her, går så tabt." in page


def test_a_damaged_carried_form_hurts_nobody(anna, visit, form):
    """A case that is none, an id that is none: she is signed in, and there is no fault."""
    written_by = form(anna)["written_by"]
    for case in ("", "nej", "00000000-0000-0000-0000-000000000000"):
        browser = visit()
        browser.get("/log-ind")
        carried = {"kept_case": case, "kept_id": "x", "kept_written_by": written_by}
        assert sign_in_with(browser, "anna", carried).status_code in (200, 303)
        assert "Anna Ager" in browser.get("/").text
