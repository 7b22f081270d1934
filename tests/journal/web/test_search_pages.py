"""Find, in a browser without scripts: the words stand in the form and nowhere else."""

import re
from html import escape, unescape

from browsers import seen, typed_in

from journal.services import search

WORD = "Grævlingehale"
MARKUP = "<script>alert(1)</script>"
FIND = "/find"


def marked(page):
    """Return what is marked on a page."""
    return [unescape(one) for one in re.findall(r"<mark>(.*?)</mark>", page)]


def test_what_is_found_is_marked_and_never_markup(anna, case_id, sign_in, write):
    """Of a note and of what was typed: words, between marks that are ours."""
    write(sign_in("anna"), case_id, f"Han skrev {MARKUP} og </mark><b> til hende.")
    for typed in (MARKUP, "</mark><b>", "script"):
        page = anna.post(FIND, {"words": typed}).text
        assert marked(page)[0].lower() == typed.lower()
        assert f'value="{escape(typed)}"'.replace("&#x27;", "&#39;") in page.replace("&#34;", '"')
        main = page.partition("<main")[2]
        assert "<script>alert" not in main
        assert "</mark><b>" not in main


def test_the_word_is_in_no_address_title_header_log_or_row(
    anna, case_id, sign_in, write, ask, technical_log, settings
):
    """After a search with hits, without any, a refused one, and words put into an address."""
    write(sign_in("anna"), case_id, f"Hun fandt en {WORD}.")
    own = f"/sag/{case_id}/find"
    answers = [
        anna.post(FIND, {"words": WORD}),
        anna.post(own, {"words": f'"{WORD}" findes ikke'}),
        anna.post(own, {"words": f"{WORD} x"}),
        anna.post(own, {"words": WORD, "kind": "nothing"}),
    ]
    assert [200, 200, 422, 422] == [answer.status_code for answer in answers]
    for answer in answers:
        assert WORD not in str(answer.headers)
        assert WORD not in answer.text.partition("</title>")[0]
        assert f'value="{WORD}' in answer.text or "&#34;" in answer.text
        assert WORD not in "".join(re.findall(r'(?:href|action|src)="([^"]*)"', answer.text))
        assert "no-store" in answer.headers["Cache-Control"]
        assert re.search(r'id="words"[^>]*autocomplete="off"[^>]*spellcheck="false"', answer.text)
    assert "<title>Fejl:" in answers[2].text
    tables = [name for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
    stored = str([ask(f"SELECT * FROM {table}") for table in tables]) + str(technical_log)
    for word in (WORD, "Graevlingehale", "vlingehale"):
        assert word.lower() not in stored.lower()
    for path in settings.run_dir.rglob("*"):
        assert not path.is_file() or b"vlingehale" not in path.read_bytes()
    for path in (f"{FIND}?words={WORD}", f"{own}?words={WORD}"):
        assert WORD not in anna.get(path).text


def test_a_long_search_says_how_far_it_is_and_goes_on_by_its_button(
    anna, case_id, sign_in, write, monkeypatch
):
    """Without a script: progress, and a form with the words, the place and the hits so far."""
    monkeypatch.setattr(search, "AT_ONCE", 2)
    for number in range(5):
        write(sign_in("anna"), case_id, f"{WORD} {number}")
    page, shown = anna.post(FIND, {"words": WORD}), []
    while "<progress" in page.text:
        shown.append(re.findall(r'<progress[^>]*value="(\d+)" max="(\d+)"', page.text)[0])
        form = page.text.partition("data-goes-on")[2]
        page = anna.post(FIND, typed_in("<main" + form.partition("</form>")[0] + "</main>"))
    assert [("2", "5"), ("4", "5")] == shown
    assert [WORD] * 5 == marked(page.text)
    assert "5 notater fundet" in page.text


def test_what_a_page_carries_is_believed_in_nothing(anna, case_id, open_case, sign_in, write):
    """Damaged, too much, of another's case, of none: a sentence, or the same answer as none."""
    other = open_case("dorte", "carla", pseudonym="Rolig Mose", by="carla")
    foreign = write(sign_in("carla"), other, WORD)
    own = write(sign_in("anna"), case_id, WORD)
    for wrong in (
        {"hits": "x"},
        {"hits": f"{own.hex}.." + own.hex},
        {"hits": ".".join([own.hex] * 501)},
        {"after": "1.2"},
        {"done": "-1"},
        {"page": "x"},
        {"other": "1"},
    ):
        assert 422 == anna.post(FIND, {"words": WORD} | wrong).status_code, wrong
    same = [
        seen(anna.post(path, {"words": WORD, "page": "1", "hits": one}))
        for path in (FIND, f"/sag/{case_id}/find")
        for one in (foreign.hex, "0" * 32)
    ]
    assert [404] * 4 == [answer[0] for answer in same]
    assert [same[0]] * 4 == same
    assert 404 == anna.post(f"/sag/{other}/find", {"words": WORD}).status_code
    again = anna.post(FIND, {"words": WORD, "page": "1", "hits": own.hex})
    assert [WORD] == marked(again.text)


def test_a_search_for_nothing_and_one_without_hits_say_what_to_do(anna, case_id):
    """A sentence beside the field, and an empty list that helps."""
    empty = anna.post(FIND, {"words": "  "})
    assert 422 == empty.status_code
    assert "Skriv et ord" in unescape(empty.text)
    assert "Der blev ikke fundet noget" in anna.post(FIND, {"words": "giraf"}).text
