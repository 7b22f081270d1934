"""A note with what hangs on it, as a browser gets it: shown safely, refused with words."""

import html
import re
from uuid import uuid4

import pytest
from browsers import carried_by
from houses import PASSWORD

from journal.domain.notes import MAX_CHARACTERS

JOINT = ("id", "other", "other_id", "text", "type", "occurred_at")
PAYLOADS = [
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "\u202eevil\u202c \u2066x",
    "=cmd|' /C calc'!A0",
]


@pytest.fixture
def note(write, sign_in, case_id):
    """Return the address of a note of Anna's."""
    return f"/sag/{case_id}/notat/{write(sign_in('anna'), case_id, 'Hun sov roligt i nat.')}"


@pytest.fixture
def hang(anna, note):
    """Return a function that sends a form about the note."""
    return lambda act, **values: anna.post(f"{note}/{act}", {"id": str(uuid4())} | values)


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_hangs_on_a_note_is_text_and_nothing_else(text, note, anna, hang):
    """An addendum and a reason are escaped, in a box of their own direction (bidi)."""
    assert 303 == hang("tillaeg", text=f"Vurdering: {text}").status_code
    assert 303 == hang("streg", text=text).status_code
    page = anna.get(note).text

    assert "onerror=alert(1)>" not in page
    assert (
        f"</bdi> {html.escape(text)}</div>".replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
        in page
    )
    assert re.search(
        r"<p><bdi>"
        + re.escape(html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")),
        page,
    )
    assert page.index("Overstreget") < page.index("Hun sov roligt i nat.") < page.index("Tillæg")


def test_what_was_changed_since_a_form_was_kept_is_not_lost(
    note, hang, anna, case_id, child_case, form
):
    """An addendum, two notes, a line: the same form twice is one; with other words it is told."""
    drawn = str(uuid4())
    assert [303, 303] == [hang("tillaeg", text="Et.", id=drawn).status_code for _ in range(2)]
    changed = hang("tillaeg", text="Et andet.", id=drawn)
    assert (409, True, False) == (
        changed.status_code,
        "Det er allerede gemt" in changed.text and "Et andet.</textarea>" in changed.text,
        drawn in changed.text,
    )
    both = form(anna, text="Mors ord.") | {"other": str(child_case), "other_id": str(uuid4())}
    both = {name: value for name, value in both.items() if name in JOINT}
    for path, sent, name in (
        (f"/sag/{case_id}/notat/faelles", both | {"other_text": "Barnets ord."}, "other_text"),
        ("/overlevering/", {"id": drawn, "text": "Fyret er slukket."}, "text"),
    ):
        assert [303, 303] == [anna.post(path, sent).status_code for _ in range(2)]
        changed = anna.post(path, sent | {name: "Noget nyt."})
        assert (409, True) == (changed.status_code, "Noget nyt.</textarea>" in changed.text)
        assert "Det er allerede gemt" in changed.text
    assert "Noget nyt." not in anna.get(f"/sag/{child_case}/").text


def test_two_texts_come_back_each_for_its_own_file(anna, visit, case_id, child_case, form):
    """R-N4 over a sign-in: from the child's page the mother's words do not come into its note."""
    both = form(anna, text="Barnets ord.") | {"other": str(case_id), "other_id": str(uuid4())}
    both |= {"other_text": "Mors ord."}
    stranger = visit()
    carried = carried_by(stranger.post(f"/sag/{child_case}/notat/faelles", both).text)
    signed_in = {"name": "anna", "password": PASSWORD}
    back = stranger.post("/log-ind", carried, **signed_in)
    texts = [text.strip() for text in re.findall(r"<textarea[^>]*>([^<]*)<", back.text)]
    assert (200, ["Barnets ord.", "Mors ord."]) == (back.status_code, texts)
    gone = stranger.post("/log-ind", carried | {"kept_other": str(uuid4())}, **signed_in)
    assert all(words in gone.text for words in ("Barnets ord.", "Mors ord."))
    assert "<form" not in gone.text.partition("<main")[2].partition("</main>")[0]


def test_an_addendum_that_comes_too_late_is_given_back(hang, set_team, case_id):
    """She left the team while she wrote: the answer of an unknown note, with her words."""
    set_team(case_id, "birgit", "dorte")
    answer = hang("tillaeg", text="Hun ringede igen.")
    assert (404, True) == (answer.status_code, "Hun ringede igen." in answer.text)


@pytest.mark.parametrize(
    ("act", "text", "said"),
    [
        ("tillaeg", "", "Skriv notatets tekst."),
        ("tillaeg", "a" * (MAX_CHARACTERS + 1), "20.001 tegn"),
        ("streg", " ", "højst 500 tegn"),
        ("streg", "b" * 501, "højst 500 tegn"),
    ],
)
def test_words_that_do_not_fit_come_back_with_a_reason(act, text, said, note, hang, ask):
    """422, the sentence at the top and at the field, what was typed is still there."""
    answer = hang(act, text=text)
    place = {"tillaeg": "addendum", "streg": "strike"}[act]
    assert 422 == answer.status_code
    assert "<title>Fejl:" in answer.text
    assert re.search(rf'<a href="#{place}">[^<]*{re.escape(said)}', answer.text)
    assert text in answer.text
    assert [(1,)] == ask("SELECT count(*) FROM note")


def test_characters_that_no_database_keeps_are_refused(note, anna, ask):
    """NUL and half a surrogate pair, before anything is read of the form."""
    for odd in (b"%00", b"%ED%A0%80"):
        body = b"id=" + str(uuid4()).encode() + b"&text=a" + odd
        answer = anna.client.post(
            f"{note}/tillaeg", data=body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in (400, 403)
    assert [(1,)] == ask("SELECT count(*) FROM note")


def test_an_act_that_came_too_late_is_told(note, hang):
    """A second strike, and an addendum to what was moved meanwhile."""
    assert 303 == hang("streg", text="Forkert.").status_code
    answer = hang("streg", text="Igen.")
    assert 422 == answer.status_code
    assert "En anden kom først" in answer.text
    assert 1 == answer.text.count(">Overstreget<")


def test_a_moved_note_leaves_a_tombstone_on_the_page(note, anna, hang, open_case):
    """Nothing of the text, nor of where it went."""
    target = open_case("anna", "birgit", pseudonym="Rolige Eg")
    assert "Rolige Eg" in anna.get(f"{note}/ret").text
    assert 422 == hang("flyt", target="").status_code
    assert 303 == hang("flyt", target=str(target)).status_code
    page = anna.get(note).text
    assert "Det hørte hjemme i en anden sag og er flyttet" in page
    assert "sov roligt" not in page
    assert "Rolige Eg" not in page
    assert "sov roligt" in anna.get(f"/sag/{target}/").text
    assert "flyttet hertil af Anna Ager" in html.unescape(anna.get(f"/sag/{target}/").text)


def test_the_fields_of_a_kind_are_kept_and_those_of_another_refused(anna, case_id, form):
    """What belongs to another kind comes back with a reason; a code must be of its list."""
    send = lambda **values: anna.post(f"/sag/{case_id}/notat", form(anna, text="Ord.", **values))  # noqa: E731
    for values, said in (
        ({"type": "phone", "talk_form": "video"}, "Det hører til en anden slags notat"),
        ({"type": "aftercare_visit", "talk_form": "telegram"}, "Vælg"),
        ({"type": "phone", "with_whom": "a" * 201}, "højst 200 tegn"),
        ({"type": "phone", "unknown": "x"}, "felt, der ikke hører til"),
    ):
        answer = send(**values)
        assert 422 == answer.status_code
        assert said in html.unescape(answer.text)
    assert 303 == send(type="phone", with_whom=" Hendes <b>søster</b> ").status_code
    assert 303 == send(type="aftercare_visit", talk_form="video").status_code
    page = anna.get(f"/sag/{case_id}/").text
    assert "<bdi>Hendes &lt;b&gt;søster&lt;/b&gt;</bdi>" in page
    assert "<bdi>Video</bdi>" in page


def test_a_note_can_begin_with_the_headings_of_its_kind(anna, case_id, form):
    """Statement 14: headings only, never an earlier text; they may be left empty."""
    page = anna.get(f"/sag/{case_id}/notat/nyt?type=weekly_talk").text
    assert "Aftaler til næste gang" in page
    assert '<option value="weekly_talk" selected>' in page
    assert 200 == anna.get(f"/sag/{case_id}/notat/nyt?type=secret").status_code
    sent = form(anna, text="Siden sidst\n\n\nAftaler til næste gang\n", type="weekly_talk")
    assert 303 == anna.post(f"/sag/{case_id}/notat", sent).status_code


def test_the_page_of_a_child_does_not_lead_to_the_mothers_note(anna, case_id, child_case):
    """R-N4 on the pages: hers links to the child's; the child's names nobody."""
    hers, its = str(uuid4()), str(uuid4())
    sent = {
        "id": hers,
        "other_id": its,
        "other": str(child_case),
        "text": "Mors ord.",
        "other_text": "Barnets ord.",
        "type": "mother_child_talk",
        "occurred_at": "2026-03-02T08:00",
    }
    start = f"/sag/{case_id}/notat/faelles"
    assert "Lille Spurv" in anna.get(start).text
    answer = anna.post(start, sent | {"text": " ", "other_text": ""})
    assert 422 == answer.status_code
    said = [
        html.unescape(one) for one in re.findall(r'<a href="#[a-z_]*text">([^<]+)', answer.text)
    ]
    (first, second) = said
    assert first != second
    assert "I den anden sag: Skriv notatets tekst." == second
    assert 303 == anna.post(start, sent).status_code

    assert f'href="/sag/{child_case}/notat/{its}"' in anna.get(f"/sag/{case_id}/notat/{hers}").text
    for page in (
        f"/sag/{child_case}/",
        f"/sag/{child_case}/notat/{its}",
        f"/sag/{child_case}/notat/{its}/ret",
    ):
        answer = anna.get(page).text
        main = answer[answer.index("<main") : answer.index("</main>")]
        assert "Barnets ord." in main
        assert "fælles hændelse" in main
        for hidden in ("Mors ord.", hers, str(case_id)):
            assert hidden not in main.split("<select")[0]
