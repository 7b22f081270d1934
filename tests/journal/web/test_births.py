"""Dates of birth on the pages: refused beside their field, and no day where it is not to be."""

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
