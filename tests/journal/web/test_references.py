"""What recipients outside call a case: another reference for each, drawn and kept sealed."""

import re

import pytest

from journal.domain.references import draw


def test_references_are_drawn_and_say_nothing():
    """No sign that is mistaken for another; no two alike."""
    drawn = {draw() for _ in range(500)}
    assert 500 == len(drawn)
    assert all(re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}", one) for one in drawn)


@pytest.fixture
def page(case_id):
    """Return the address of the references of a case."""
    return f"/sag/{case_id}/referencer"


def listed(answer):
    """Return the references on a page, by recipient."""
    found = re.findall(r"<dt><bdi>(.*?)</bdi></dt><dd><strong[^>]*>(.*?)</strong>", answer.text)
    return dict(found)


def test_each_recipient_has_one_of_its_own(visit, page, ask):
    """A second for the same one is refused beside the field; nothing readable is stored."""
    anna = visit("anna")
    for name in ("Plantby Kommune", "Advokat Plant"):
        assert 303 == anna.post(page, recipient=name).status_code
    first = listed(anna.get(page))
    assert {"Plantby Kommune", "Advokat Plant"} == set(first)
    assert 2 == len(set(first.values()))
    for typed in (" plantby  KOMMUNE ", "", "   ", "x" * 201):
        again = anna.post(page, recipient=typed)
        assert 422 == again.status_code
        assert 'id="recipient-error"' in again.text
    assert first == listed(visit("birgit").get(page))
    stored = " ".join(
        str(row) for table in ("record", "audit_entry") for row in ask(f"SELECT * FROM {table}")
    )
    assert not [word for word in (*first, *first.values()) if word in stored]


def test_one_that_does_not_open_hides_no_other(visit, page, tamper, ask, events):
    """It is shown as a dash and reported."""
    anna = visit("anna")
    for name in ("Plantby Kommune", "Advokat Plant"):
        anna.post(page, recipient=name)
    ((one, _),) = [ask("SELECT id, kind FROM record")[0]]
    tamper("UPDATE record SET revision = 9 WHERE id = :id", id=one)
    shown = listed(anna.get(page))
    assert 2 == len(shown)
    assert "\N{EN DASH}" in shown
    assert 1 == len(events("open.error"))
