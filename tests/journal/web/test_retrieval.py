"""A nameless woman collects her papers: the slip, the desk, and nothing of it anywhere else."""

import logging
import re

import pytest
from browsers import typed_in
from joining import words_on

NAME = "Ditlevine Plantholt"


@pytest.fixture
def draw(visit, case_id):
    """Return a function that draws a code, and what its page says and carries."""

    def drawn():
        answer = visit("anna").post(f"/sag/{case_id}/kode")
        assert 200 == answer.status_code
        return answer, typed_in(answer.text)

    return drawn


def test_what_is_printed_names_nobody_and_no_house(draw, case_id, people):
    """Outside the form, which is not printed, stands the code and nothing else."""
    answer, carried = draw()
    assert 5 == len(carried["printed"].split("-"))
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    printed = re.sub(r"<form.*?</form>|<[^>]+>|\s|&\w+;", "", main, flags=re.DOTALL).split(">")[-1]
    assert carried["printed"].replace("-", "") == printed
    assert "<title>Kode</title>" in answer.text
    body = re.sub(r"<dialog.*?</dialog>|<form.*?</form>", "", answer.text, flags=re.DOTALL)
    body = body[body.index("<body") :]
    for word in ("Værn", "Stille", "Birk", "masthead", 'class="foot"', "banner"):
        assert word not in re.sub(r"<body[^>]*>", "", body), word


def test_a_nameless_woman_collects_her_papers(draw, visit, case_id, caplog, events):
    """Typed back, kept, and tried at the desk by somebody of no team; the team goes on to it."""
    caplog.set_level(logging.DEBUG)
    anna = visit("anna")
    anna.post(f"/sag/{case_id}/identitet/ret", seen="0", names=NAME, cpr="010190-1234")
    _, carried = draw()
    sent = {name: carried[name] for name in ("sealed", "printed")}
    wrong = anna.post(f"/sag/{case_id}/kode/gem", sent | {"typed": "0" * 25})
    assert (422, carried["printed"]) == (wrong.status_code, typed_in(wrong.text)["printed"])
    assert (
        303
        == anna.post(
            f"/sag/{case_id}/kode/gem", sent | {"typed": carried["printed"].lower()}
        ).status_code
    )
    assert "Hun har haft en kode siden" in anna.get(f"/sag/{case_id}/kode").text
    carla = visit("carla")
    found = carla.post("/udlevering", code=carried["printed"].replace("-", " "))
    said = words_on(found)
    assert 200 == found.status_code
    for word in ("Koden passer", "Stille Birk", NAME, "Anna Ager"):
        assert word in said
    assert "/udtraek" in visit("lone").post("/udlevering", code=carried["printed"]).text
    assert f"/sag/{case_id}/" in anna.post("/udlevering", code=carried["printed"]).text
    told = " ".join([*(record.getMessage() for record in caplog.records), str(events())])
    headers = str(found.headers) + re.search("<title>.*?</title>", found.text)[0]
    for secret in (carried["printed"], NAME, "010190-1234", "Stille Birk"):
        assert secret not in told + headers


def test_a_wrong_an_unknown_and_a_misread_code_say_what_to_do(draw, visit, give_code, case_id):
    """422 beside the field; the first two are the same page to the letter, and none says more."""
    code, carla = give_code(case_id), visit("carla")
    unknown, other = (draw()[1]["printed"] for _ in range(2))
    assert unknown.split("-")[0] != code.split("-")[0]
    pages = [carla.post("/udlevering", code=one) for one in (unknown, other, code[:-1], "")]
    assert [422] * 4 == [page.status_code for page in pages]
    assert words_on(pages[0]) == words_on(pages[1])
    assert "passer ikke til nogen sag" in words_on(pages[0])
    assert "Tegnene passer ikke sammen" in words_on(pages[2])
    assert all('id="code-error"' in page.text for page in pages)


def test_who_she_is_is_left_to_her_code(draw, visit, case_id):
    """Told first and ticked on the slip; then only the desk opens it, and others are told so."""
    anna, lone = visit("anna"), visit("lone")
    anna.post(f"/sag/{case_id}/identitet/ret", seen="0", names=NAME)
    slip, carried = draw()
    assert "væk for altid" in words_on(slip)
    sent = {"sealed": carried["sealed"], "printed": carried["printed"], "seals": "yes"}
    again = anna.post(f"/sag/{case_id}/kode/gem", sent | {"typed": "0" * 25})
    assert 'name="seals" value="yes" checked' in again.text
    code = carried["printed"]
    anna.post(f"/sag/{case_id}/kode/gem", sent | {"typed": code})
    assert "Der kan ikke laves en anden kode" in words_on(anna.get(f"/sag/{case_id}/kode"))
    assert 429 == anna.post(f"/sag/{case_id}/kode").status_code
    for path in ("identitet", "identitet/ret", "referencer"):
        page = anna.get(f"/sag/{case_id}/{path}")
        assert (200, True) == (page.status_code, "Kun hun kan åbne det her" in words_on(page)), path
        assert NAME not in page.text
    told = lone.post(f"/sag/{case_id}/identitet", reason="complaint")
    assert "Kun hun kan åbne det her" in words_on(told)
    found = anna.post("/udlevering", code=code)
    assert NAME in words_on(found)
    form = {"seen": typed_in(found.text)["seen"], "names": "Ditlevine Engholt"}
    wrong = anna.post("/udlevering/identitet", form | {"code": "0" * 25, "birth_date": "x"})
    assert (422, True) == (wrong.status_code, "Ditlevine Engholt" in wrong.text)
    assert 303 == anna.post("/udlevering/identitet", form | {"code": code}).status_code
    assert "Ditlevine Engholt" in words_on(visit("carla").post("/udlevering", code=code))
