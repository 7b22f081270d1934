"""Dates of birth on the pages: refused beside their field, and no day where it is not to be."""

import re

import pytest
from browsers import typed_in
from joining import words_on

from journal.domain.cases import PersonKind
from journal.services import cases
from journal.services.work import perform


@pytest.fixture
def child(context, at_work, people, house, case_id):
    """Return the file of a child of the woman whose team is Anna and Birgit; Dorte is in it too."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.CHILD,
        pseudonym="Lille Fugl",
        team=frozenset(people[login] for login in ("anna", "birgit", "dorte")),
        relative=case_id,
    )
    return perform(context(at_work("anna")), cases.create_case, new)


@pytest.fixture
def write(anna):
    """Return a function that sends the form of who somebody is, with a date of birth."""

    def send(case, day, seen="0", browser=anna):
        fields = {"seen": seen, "names": "Pip Plantholt", "birth_date": day}
        return browser.post(f"/sag/{case}/identitet/ret", fields)

    return send


def test_a_date_that_cannot_be_is_named_at_its_field_and_nothing_is_lost(
    write, child, case_id, anna, visit, ask
):
    """Status 422; a close one is saved and worth a look; who may not read the other hears none."""
    assert 303 == write(case_id, "2012-05-05").status_code
    kept = ask("SELECT count(*) FROM record")
    for day, words in (
        ("2012-05-05", "ikke være yngre end sin mor"),
        ("2012-05-04", "ikke være yngre end sin mor"),
        ("2008-03-02", "fyldt 18 på dagen"),
        ("2026-03-03", "ikke kommet endnu"),
        ("1899-12-31", "mere end 120 år siden"),
    ):
        answer = write(child, day)
        assert 422 == answer.status_code
        assert 'id="birth_date-error"' in answer.text
        assert words in words_on(answer)
        typed = typed_in(answer.text)
        assert (day, "Pip Plantholt", "0") == (typed["birth_date"], typed["names"], typed["seen"])
    assert kept == ask("SELECT count(*) FROM record")
    dorte = visit("dorte")
    assert "saved=yes" in write(child, "2012-05-04", browser=dorte).location
    answer = write(child, "2020-01-01", seen="1")
    assert 303 == answer.status_code
    assert "mindre end 12 år" in words_on(anna.get(answer.location))


def test_the_house_sees_in_time_that_a_child_turns_18(write, child, anna, visit, clock):
    """On Frister and on the pages of the child; the day only for the team; noted, it is quiet."""
    page = f"/sag/{child}/myndig/"
    assert "Ikke noget at gøre" in words_on(anna.get(page))
    write(child, "2008-03-05")
    assert "18" not in re.search("<title>.*?</title>", anna.get(page).text, re.DOTALL)[0]
    lone = visit("lone")
    for path in ("/frister/", page):
        for browser, is_told in ((anna, True), (lone, False)):
            words = words_on(browser.get(path))
            assert "Fylder 18 inden for 30 dage" in words
            assert ("Børn, der fylder 18" in words) is (path == "/frister/")
            assert is_told is ("5. marts 2026" in words)
    for path in ("", "ophold", "foraeldremyndighed"):
        assert "Fylder 18 inden for 30 dage" in words_on(anna.get(f"/sag/{child}/{path}"))
    assert "inden for 30 dage" in words_on(lone.get(f"/sag/{child}/ophold"))
    for login in ("carla", "eva"):
        browser = visit(login)
        assert "Børn, der fylder 18" not in words_on(browser.get("/frister/"))
        assert 404 == browser.get(page).status_code
        assert 404 == browser.post(page, how="phone").status_code
    clock.advance(days=3)
    anna, lone = visit("anna"), visit("lone")
    assert "Fylder 18 i dag" in words_on(lone.get("/frister/"))
    clock.advance(days=1)
    anna, lone = visit("anna"), visit("lone")
    assert "Fyldt 18" in words_on(anna.get(f"/sag/{child}/foraeldremyndighed"))
    answer = lone.post(page, how="", occurred_at="2026-03-05T10:00")
    assert 422 == answer.status_code
    assert 'id="how-error"' in answer.text
    assert "2026-03-05T10:00" == typed_in(answer.text)["occurred_at"]
    answer = lone.post(page, how="in_person", occurred_at="2026-03-05T10:00")
    assert 303 == answer.status_code
    words = words_on(anna.get(answer.location))
    assert "Lone Leder" in words
    assert "Ved fremmøde" in words
    assert 422 == anna.post(page, how="phone", occurred_at="2026-03-05T10:00").status_code
    assert "Fyldt 18" not in words_on(anna.get("/frister/"))
    assert "Fyldt 18" in words_on(anna.get(f"/sag/{child}/ophold"))
