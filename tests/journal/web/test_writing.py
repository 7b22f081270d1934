"""The form for a note: every word comes through unchanged, or it comes back with a reason."""

import html
import re
from uuid import uuid4

import pytest
from browsers import typed_in
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy.orm import Session

from journal.domain.notes import MAX_CHARACTERS

KEPT = "\u00c6ble \U0001f469\u200d\U0001f467 \u05e9\u05dc\u05d5\u05dd e\u0301 \u0301"
TEXT_ON_PAGE = re.compile(r'<div class="note__text" dir="auto">(.*?)</div>', re.DOTALL)
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "{{ 7*7 }} {% raw %} {# x #} ${7*7} %(name)s %s",
    "&lt;b&gt; &amp;amp; &#x3c;",
    "]]><!--",
    "javascript:alert(1)",
    "'; DROP TABLE note; --",
    "\u202eevil\u202c \u2066x\u2069 \ufeff \x1b[31m \x07",
    '=HYPERLINK("x")',
]


@pytest.fixture
def send(anna, case_id, form):
    """Return a function that fills in and sends a fresh form, with some fields changed."""

    def send_note(**values):
        return anna.post(f"/sag/{case_id}/notat", form(anna, **values))

    return send_note


@pytest.fixture
def timeline(anna, case_id):
    """Return a function that gives the texts of the timeline as a browser shows them."""

    def shown():
        page = anna.get(f"/sag/{case_id}/").text
        return [html.unescape(found) for found in TEXT_ON_PAGE.findall(page)]

    return shown


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f600" * MAX_CHARACTERS,
        "\u05e9\u05dc\u05d5\u05dd " * (MAX_CHARACTERS // 5),
        "r\u00f8dgr\u00f8d p\u00e5 \u00e6 " * (MAX_CHARACTERS // 13),
        "e\u0301" * (MAX_CHARACTERS // 2),
        "a\r\n" * (MAX_CHARACTERS // 2),
    ],
    ids=["emoji", "right to left", "Danish", "combining", "lines"],
)
def test_a_note_of_full_length_comes_through(text, send, texts):
    """20,000 code points after CRLF is LF, whatever they are; nothing else is normalised."""
    assert 303 == send(text=text).status_code
    assert [text.replace("\r\n", "\n")] == texts()


@pytest.mark.parametrize("character", ["\U0001f600", "\u00e6", "a\n"])
def test_one_character_more_is_refused_and_kept(character, send, ask):
    """The error stands at the top and at the field, and the text is still in it."""
    text = (character * MAX_CHARACTERS)[:MAX_CHARACTERS] + "!"
    answer = send(text=text)

    assert 422 == answer.status_code
    assert '<a href="#text">Teksten er på 20.001 tegn.' in answer.text
    assert re.search(r'id="text-error">.*?Teksten er på 20\.001 tegn\.', answer.text, re.DOTALL)
    assert text == typed_in(answer.text)["text"]
    assert [(0,)] == ask("SELECT count(*) FROM note")


@pytest.mark.parametrize("text", ["", " ", "\r\n\t \u00a0\u2003"])
def test_a_note_without_words_is_refused(text, send, ask):
    """White space of any kind is not a note."""
    answer = send(text=text)

    assert 422 == answer.status_code
    assert '<a href="#text">' in answer.text
    assert [(0,)] == ask("SELECT count(*) FROM note")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("\r\nF\u00f8rste", "\nF\u00f8rste"),
        ("\n\n\nF\u00f8rste", "\n\n\nF\u00f8rste"),
        ("a\r\nb\nc\rd\r\r\ne", "a\nb\nc\rd\r\ne"),
        ("  to foran, to efter  ", "  to foran, to efter  "),
        ("\ufeffA\u030a \u00c5 \ufb01 \u2126", "\ufeffA\u030a \u00c5 \ufb01 \u2126"),
    ],
)
def test_only_line_ends_change(typed, stored, send, texts):
    """CRLF becomes LF; a leading line break, spaces and look-alike letters stay."""
    assert 303 == send(text=typed).status_code
    assert [stored] == texts()


def assert_harmless(page):
    """See that no payload stands on a page as markup."""
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_what_looks_like_code_is_text(send, timeline, anna, case_id):
    """On the timeline, in the form that comes back, and in no other shape anywhere."""
    for text in PAYLOADS:
        send(text=text)
        refused = send(text=text, type="ukendt").text
        assert text == typed_in(refused)["text"]
        assert_harmless(refused)
    assert sorted(PAYLOADS) == sorted(timeline())
    assert_harmless(anna.get(f"/sag/{case_id}/").text)


def test_what_looks_like_code_is_text_in_every_other_field(send, visit):
    """Kind, time and id of a note, the name at the sign-in, a filter, a page to go to."""
    stranger, lone = visit(), visit("lone")
    stranger.get("/log-ind")
    for payload in PAYLOADS:
        answers = [
            send(text="Hun sov.", type=payload),
            send(text="Hun sov.", occurred_at=payload),
            send(text="Hun sov.", id=payload),
            stranger.post("/log-ind", name=payload, password="", next=payload, kept_text=payload),
            lone.get("/hvem-har-laest/", query_string={"day_from": payload, "case": payload}),
        ]
        assert {422} == {answer.status_code for answer in answers}
        for answer in answers:
            assert_harmless(answer.text)


def test_any_text_comes_through(send, texts):
    """Whatever people can type is read as it was written (by chance, many kinds of letters)."""
    characters = strategies.characters(exclude_categories=["Cs"], exclude_characters="\0\r")

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategies.text(characters, min_size=1, max_size=300).filter(str.strip))
    def round_trip(text):
        assert 303 == send(text=text).status_code
        assert text in texts()

    round_trip()


RAW = "application/x-www-form-urlencoded"


UNSTORABLE = [b"text=a%00b", b"text=%ED%A0%80", b"text=%FF", b"text=\xff", b"te%00xt=a"]


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)
def test_what_no_database_keeps_is_refused(anna, case_id, ask, engine_name):
    """NUL, half a surrogate pair and bytes that are no UTF-8: 400 on both engines."""
    for body in UNSTORABLE:
        sent = b"csrf_token=" + anna.token.encode() + b"&" + body
        answer = anna.open(f"/sag/{case_id}/notat", "POST", data=sent, content_type=RAW)
        assert 400 == answer.status_code
        assert "ikke kan gemmes" in answer.text
    assert [(0,)] == ask("SELECT count(*) FROM note")


def test_what_no_database_keeps_is_refused_in_an_address(anna, case_id):
    """The same for what stands behind the question mark."""
    for query in ("a=%00", "a=%ED%A0%80", "page=%FF"):
        assert 400 == anna.get(f"/sag/{case_id}/?{query}").status_code


def test_only_forms_are_taken(anna, case_id):
    """Another kind of body is refused before anything in it is looked at."""
    for kind in ("multipart/form-data; boundary=x", "application/json", "text/plain", ""):
        answer = anna.open(f"/sag/{case_id}/notat", "POST", data=b"text=a", content_type=kind)
        assert 415 == answer.status_code, kind


WRONG = [
    ({"unknown": "x"}, None),
    ({"author": "lone"}, None),
    ({"case_id": str(uuid4())}, None),
    ({"signed_at": "2020-01-01T00:00"}, None),
    ({"type": ["observation", "phone"]}, "type"),
    ({"type": "ukendt"}, "type"),
    ({"type": ""}, "type"),
    ({"occurred_at": "2026-03-03T12:00"}, "occurred_at"),
    ({"occurred_at": "i g\u00e5r"}, "occurred_at"),
    ({"occurred_at": "2026-03-02"}, "occurred_at"),
    ({"occurred_at": "2026-03-02T12:00+01:00"}, "occurred_at"),
    ({"occurred_at": "2025-03-30T02:30"}, "occurred_at"),
    ({"occurred_at": "0000-00-00T00:00"}, "occurred_at"),
    ({"occurred_at": ""}, "occurred_at"),
    ({"id": "ikke et id"}, None),
    ({"id": ""}, None),
    ({"id": [str(uuid4()), str(uuid4())]}, None),
]


def test_a_wrong_form_comes_back_with_its_text(send, anna, case_id, texts):
    """Nothing is stored, the error is said, and the form that comes back can be sent."""
    for sent, (changed, place) in enumerate(WRONG):
        text = f"{KEPT} {sent}"
        answer = send(text=text, **changed)
        again = typed_in(answer.text)
        assert (422, text) == (answer.status_code, again["text"]), changed
        assert 'id="error-summary"' in answer.text
        assert place is None or f'<a href="#{place}">' in answer.text
        assert text not in texts()
        mended = again | {"type": "phone", "occurred_at": "2026-03-02T12:00"}
        assert 303 == anna.post(f"/sag/{case_id}/notat", mended).status_code
        assert text in texts()


def test_a_form_with_a_field_missing_is_refused(anna, case_id, form, texts):
    """Nothing is guessed in its place."""
    for field in ("text", "type", "occurred_at", "id"):
        fields = form(anna, text=KEPT)
        del fields[field]
        answer = anna.post(f"/sag/{case_id}/notat", fields)
        assert 422 == answer.status_code
        assert field == "text" or KEPT == typed_in(answer.text)["text"]
    assert [] == texts()


def test_a_text_that_is_there_twice_is_refused(send, ask):
    """Which of the two was meant nobody knows; the first one is in the field again."""
    answer = send(text=["f\u00f8rste", "anden"])

    assert (422, "f\u00f8rste") == (answer.status_code, typed_in(answer.text)["text"])
    assert [(0,)] == ask("SELECT count(*) FROM note")


@pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)
def test_the_same_form_twice_is_one_note(anna, case_id, form, texts, engine_name):
    """A double click: the second answer says that it is saved already."""
    fields = form(anna, text=KEPT)
    answers = [anna.post(f"/sag/{case_id}/notat", fields) for _ in range(2)]

    assert [f"/sag/{case_id}/?saved=saved", f"/sag/{case_id}/?saved=already"] == [
        answer.location for answer in answers
    ]
    assert "Allerede gemt" in anna.get(answers[1].location).text
    assert [KEPT] == texts()


def test_words_that_were_changed_after_the_first_save_are_not_lost(anna, case_id, form, texts):
    """She went back, wrote on and sent the old form: the new words come back as a new note."""
    fields = form(anna, text="F\u00f8rst.")
    anna.post(f"/sag/{case_id}/notat", fields)
    answer = anna.post(f"/sag/{case_id}/notat", fields | {"text": "F\u00f8rst. Og s\u00e5."})
    again = typed_in(answer.text)

    assert (409, "F\u00f8rst. Og s\u00e5.") == (answer.status_code, again["text"])
    assert fields["id"] != again["id"]
    assert 303 == anna.post(f"/sag/{case_id}/notat", again).status_code
    assert {"F\u00f8rst.", "F\u00f8rst. Og s\u00e5."} == set(texts())


def test_an_answer_that_was_lost_makes_no_second_note(anna, case_id, form, texts, monkeypatch):
    """The note was stored but the page said it was not: sent again, it is one note."""
    commit, fields = Session.commit, form(anna, text=KEPT)

    def commit_and_break(session):
        commit(session)
        message = "the connection was lost"
        raise ConnectionError(message)

    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", commit_and_break)
        lost = anna.post(f"/sag/{case_id}/notat", fields)
    again = anna.post(f"/sag/{case_id}/notat", typed_in(lost.text))

    assert (500, KEPT) == (lost.status_code, typed_in(lost.text)["text"])
    assert f"/sag/{case_id}/?saved=already" == again.location
    assert [KEPT] == texts()


def test_a_note_is_three_clicks_from_home(anna, case_id, texts):
    """Home, case, form, sign: each step is a link or a button on the page before."""
    assert f'href="/sag/{case_id}/"' in anna.get("/").text
    assert f'href="/sag/{case_id}/notat/nyt"' in anna.get(f"/sag/{case_id}/").text
    fields = typed_in(anna.get(f"/sag/{case_id}/notat/nyt").text)

    assert {"type": "observation", "occurred_at": "2026-03-02T13:00"} == {
        name: fields[name] for name in ("type", "occurred_at")
    }
    assert 303 == anna.post(f"/sag/{case_id}/notat", fields | {"text": KEPT}).status_code
    assert [KEPT] == texts()


def test_a_timeline_of_more_than_fifty_notes_has_pages(anna, case_id, sign_in, write, clock):
    """Newest event first, each note once, and a page beyond the last is the last."""
    principal = sign_in("birgit")
    for number in range(53):
        clock.advance(seconds=1)
        write(principal, case_id, f"Notat {number}.")
    shown = [
        re.findall(r"Notat (\d+)\.", anna.get(f"/sag/{case_id}/?page={page}").text)
        for page in (1, 2, 99)
    ]

    assert [str(number) for number in reversed(range(53))] == shown[0] + shown[1]
    assert (50, shown[1]) == (len(shown[0]), shown[2])
