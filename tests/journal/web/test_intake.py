"""A quick note loses no word: not a long one, not one sent twice, not one whose session ended."""

import re

import pytest
from browsers import carried_by, typed_in
from houses import PASSWORD
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

KEPT = "Hun bad om en kop te.\n<b>&amp; 🙂</b>"
HOSTILE = "\r\n\"'><script>alert(1)</script>\r\n{{ 7*7 }} &amp; æøå 😀 é"


@pytest.fixture
def hanne(guard, visit):
    """Return the browser of the night guard on shift."""
    return visit("hanne")


@pytest.fixture
def quick(case_id):
    """Return the address of the quick note of the case."""
    return f"/sag/{case_id}/send"


@pytest.fixture
def fields(hanne, quick):
    """Return what stands in the form, with a text."""
    return typed_in(hanne.get(quick).text) | {"text": KEPT}


def test_the_form_says_what_happens_with_her_words(hanne, quick, case_id):
    """Whom it is about, that the team sees it at once, that she can read it for a day."""
    page = hanne.get(quick).text

    assert "Stille Birk" in page
    assert "Teamet ser notatet med det samme. Du kan læse dine egne ord i 24 timer." in page
    assert "2026-03-02T13:00" == typed_in(page)["occurred_at"]
    assert f'action="{quick}"' in page


def test_it_is_sent_and_she_reads_it_back(hanne, quick, fields, texts):
    """The team has it, and her own page shows it with the hour until which it does."""
    answer = hanne.post(quick, fields)
    page = hanne.get(answer.location).text

    assert (303, "/min-vagt/skrevet?saved=saved") == (answer.status_code, answer.location)
    assert [KEPT] == texts()
    for words in ("Notatet er sendt", "Stille Birk", "&lt;b&gt;&amp;amp; 🙂&lt;/b&gt;"):
        assert words in page
    assert "Du kan læse det til 3. marts 2026 kl. 13.00" in page


def test_her_words_are_gone_for_her_after_a_day(hanne, quick, fields, clock, visit, plan):
    """To the second, on her page."""
    hanne.post(quick, fields)
    clock.advance(hours=24, seconds=-1)
    assert "kop te" in visit("hanne").get("/min-vagt/skrevet").text
    clock.advance(seconds=1)

    assert "kop te" not in visit("hanne").get("/min-vagt/skrevet").text


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"text": ""}, "text"),
        ({"text": "å" * 20_001}, "text"),
        ({"type": "novel"}, "type"),
        ({"occurred_at": "i går"}, "occurred_at"),
        ({"occurred_at": "2026-03-02T14:00"}, "occurred_at"),
        ({"id": "x"}, None),
        ({"more": "x"}, None),
        ({"text": [KEPT, "andet"]}, "text"),
    ],
)
def test_a_wrong_form_comes_back_with_its_text(changed, place, hanne, quick, fields, texts):
    """Nothing is sent, the error leads to its field, and what comes back can be sent."""
    answer = hanne.post(quick, fields | changed)
    again = typed_in(answer.text)
    sent = changed.get("text", KEPT)

    assert 422 == answer.status_code
    assert (sent[0] if isinstance(sent, list) else sent) == again["text"]
    assert place is None or f'<a href="#{place}">' in answer.text
    assert [] == texts()
    mended = again | {"text": KEPT, "type": "phone", "occurred_at": "2026-03-02T12:00"}
    assert 303 == hanne.post(quick, mended).status_code
    assert [KEPT] == texts()


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)
def test_the_same_form_twice_is_one_note(hanne, quick, fields, texts, engine_name):
    """A double click: the second answer says that it is saved already."""
    answers = [hanne.post(quick, fields) for _ in range(2)]

    assert ["saved", "already"] == [answer.location.split("=")[1] for answer in answers]
    assert "Allerede gemt" in hanne.get(answers[1].location).text
    assert [KEPT] == texts()


def test_words_that_were_changed_after_the_first_send_are_not_lost(hanne, quick, fields, texts):
    """They come back as a new note."""
    hanne.post(quick, fields)
    answer = hanne.post(quick, fields | {"text": "Og mere."})
    again = typed_in(answer.text)

    assert (409, "Og mere.") == (answer.status_code, again["text"])
    assert fields["id"] != again["id"]
    assert 303 == hanne.post(quick, again).status_code
    assert {KEPT, "Og mere."} == set(texts())


@pytest.mark.parametrize("text", [KEPT, HOSTILE, "æ" * 20_000])
@pytest.mark.parametrize("how", ["covered", "signed out"])
def test_a_session_that_ended_costs_no_word(text, how, hanne, quick, fields, texts, clock, visit):
    """Covered or ended, the page carries her words back into the quick form, for her alone."""
    sent = fields | {"text": text}
    if how == "covered":
        clock.advance(minutes=10)
        answer = hanne.post(quick, sent)
        restored = hanne.post("/laas-op", carried_by(answer.text), password=PASSWORD)
    else:
        hanne.client.delete_cookie("__Host-sid", domain="127.0.0.1", path="/")
        answer = hanne.post(quick, sent)
        carried = carried_by(answer.text)
        stranger = visit()
        stranger.get("/log-ind")
        other = stranger.post("/log-ind", carried, name="birgit", password=PASSWORD)
        assert text not in other.text
        restored = hanne.post("/log-ind", carried, name="hanne", password=PASSWORD)

    assert (401, text) == (answer.status_code, carried_by(answer.text)["kept_text"])
    assert 200 == restored.status_code
    assert "Din tekst er tilbage" in restored.text
    assert f'action="{quick}"' in restored.text
    again = typed_in(restored.text)
    assert {name: sent[name] for name in ("id", "text", "type", "occurred_at")} == {
        name: again[name] for name in ("id", "text", "type", "occurred_at")
    }
    assert 303 == hanne.post(quick, again).status_code
    assert [text.replace("\r\n", "\n")] == texts()


def test_a_shift_that_ended_meanwhile_gives_the_words_back(hanne, quick, fields, clock, ask):
    """Not into the file, but on a page, to be written on paper or told to the team."""
    clock.advance(hours=9)
    answer = hanne.post(quick, fields)
    restored = hanne.post("/log-ind", carried_by(answer.text), name="hanne", password=PASSWORD)

    assert "kop te" in restored.text
    assert "Stille Birk" not in restored.text
    assert [(0,)] == ask("SELECT count(*) FROM note")


@pytest.mark.parametrize("form", ["signin.sign_out", "cases.index", "x", ""])
def test_a_carried_form_leads_to_no_other_page(form, hanne, visit, quick, fields):
    """Where the words go back to is one of the two forms of a note, whatever was sent."""
    carried = {f"kept_{name}": fields[name] for name in ("id", "text", "written_by")}
    answer = hanne.post("/log-ind", carried | {"kept_form": form}, name="hanne", password=PASSWORD)

    assert (303, "/min-vagt/") == (answer.status_code, answer.location)


def test_a_stale_token_gives_the_words_back_in_a_form_that_can_be_sent(hanne, quick, fields, texts):
    """The page had been open since yesterday."""
    answer = hanne.post(quick, fields, csrf_token="gammel")
    again = typed_in(answer.text)

    assert (403, KEPT) == (answer.status_code, again["text"])
    assert f'action="{quick}"' in answer.text
    assert 303 == hanne.post(quick, again).status_code
    assert [KEPT] == texts()


def test_a_log_that_cannot_be_written_gives_the_words_back(
    hanne, quick, fields, texts, monkeypatch
):
    """Nothing is sent, and the page itself can be sent again."""

    def stop(_session):
        raise OperationalError("", {}, Exception("disk I/O error"))

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", stop)
        answer = hanne.post(quick, fields)
    again = typed_in(answer.text)

    assert (503, KEPT) == (answer.status_code, again["text"])
    assert 303 == hanne.post(quick, again).status_code
    assert [KEPT] == texts()


def test_a_refusal_gives_the_words_back_and_tells_nothing(visit, case_id, quick):
    """A temp off shift who sends all the same keeps her text and learns of no case."""
    tove = visit("tove")
    answers = [
        tove.post(path, id="x", text=KEPT, type="phone", occurred_at="2026-03-02T12:00")
        for path in (quick, "/sag/00000000-0000-4000-8000-000000000000/send")
    ]

    assert [404, 404] == [answer.status_code for answer in answers]
    assert answers[0].data == answers[1].data
    assert "kop te" in answers[0].text


def test_a_quick_note_is_two_clicks_from_the_night_guards_home(hanne, quick):
    """Min vagt, the note, send: nothing in between."""
    assert f'href="{quick}"' in hanne.get("/min-vagt/").text
    assert re.search(r"<button[^>]*>.*?Send til teamet", hanne.get(quick).text, re.DOTALL)
