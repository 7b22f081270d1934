"""The queue of reviews in a browser: what presses first, what was typed stays, never one's own."""

import html
import re

import pytest

from journal.domain.access import Face
from journal.domain.staff import Profession, Role

COMMENT = "Vi taler om overleveringen på tirsdag."


def main_of(answer):
    """Return the main part of a page as text."""
    page = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def forms_of(answer):
    """Return the addresses of the reviews that can be given on a page, in order."""
    return re.findall(r'action="(/gennemgang/[^"]+)"', answer.text)


@pytest.fixture
def grant(guard, case_id, break_glass):
    """Return an emergency access that waits."""
    return break_glass(guard, case_id).id


def test_it_shows_what_there_is_to_judge(grant, visit):
    """Who, which case, why, from when to when, until when to look, and her own words."""
    said = main_of(visit("lone").get("/gennemgang/"))

    for words in (
        "Nødadgang",
        "Hanne Hald, nattevagt",
        "Stille Birk",
        "Akut fare for liv eller helbred",
        "2. marts 2026 kl. 13.00",
        "2. marts 2026 kl. 20.00",
        "5. marts 2026 kl. 23.59",
        "Hun bad om hjælp gennem døren og svarede ikke mere.",
    ):
        assert words in said


def test_nothing_that_waits_is_a_calm_page(visit):
    """The link in the menu carries no number, and the page says that all is well."""
    page = visit("lone").get("/gennemgang/")

    assert "Intet venter" in main_of(page)
    assert "Gennemgang (" not in page.text


def test_a_review_is_kept_and_leaves_the_queue(grant, visit, events):
    """With its outcome and its comment, in one form."""
    lone = visit("lone")
    (action,) = forms_of(lone.get("/gennemgang/"))
    answer = lone.post(action, reason="fix_roster", words=COMMENT)

    assert (303, "/gennemgang/?saved=saved") == (answer.status_code, answer.location)
    assert "Gennemgangen er gemt" in main_of(lone.get(answer.location))
    assert ["fix_roster"] == [event["why"] for event in events("review.done")]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"reason": "", "words": COMMENT}, "reason"),
        ({"reason": "breach", "words": "Kort."}, "words"),
        ({"reason": "breach", "words": ""}, "words"),
        ({"reason": "explained", "words": "x" * 1001}, "words"),
        ({"reason": "explained", "more": "x"}, None),
    ],
)
def test_a_wrong_review_keeps_what_was_typed_where_it_was_typed(
    fields, place, guard, case_id, open_case, break_glass, visit
):
    """Of the one that was sent; the others stay untouched, and each field has an id of its own."""
    break_glass(guard, case_id)
    break_glass(guard, open_case("dorte", "carla", pseudonym="Rolig Mose"))
    lone = visit("lone")
    first, second = forms_of(lone.get("/gennemgang/"))
    answer = lone.post(second, fields)
    ids = re.findall(r' id="([^"]+)"', answer.text)

    assert 422 == answer.status_code
    assert place is None or f'<a href="#{place}">' in answer.text
    assert 1 >= answer.text.count(" checked")
    assert 1 == answer.text.count(fields.get("words", "")) or fields.get("words", "") == ""
    assert sorted(set(ids)) == sorted(ids)
    assert [first, second] == forms_of(answer)


def test_a_second_reviewer_hears_that_it_is_done(grant, visit, deputy):
    """Nothing is changed by a page that was left open."""
    lone, dagny = visit("lone"), visit("dagny")
    (action,) = forms_of(dagny.get("/gennemgang/"))
    lone.get("/gennemgang/")
    lone.post(action, reason="explained")
    answer = dagny.post(action, reason="breach", words=COMMENT)

    assert 422 == answer.status_code
    assert "Den er allerede gennemgået." in main_of(answer)


def test_ones_own_use_is_not_shown(deputy, case_id, break_glass, visit):
    """It is a number, and the page says that somebody else looks at it."""
    grant = break_glass(deputy, case_id, "supervision", "", Face.PURPOSE).id
    dagny = visit("dagny")
    page = dagny.get("/gennemgang/")

    assert "1 adgang venter på en anden" in main_of(page)
    assert "Intet venter på dig" in main_of(page)
    assert "Stille Birk" not in page.text
    assert [] == forms_of(page)
    assert 404 == dagny.post(f"/gennemgang/{grant}", reason="explained").status_code


def test_a_leaders_use_says_who_reviews_it(case_id, break_glass, visit, sign_in, hire, people):
    """Another leader has no button either."""
    people["liv"] = hire("liv", Role.LEADER, Profession.OTHER, "Liv Lund")
    break_glass(sign_in("lone"), case_id, "supervision", "", Face.PURPOSE)
    page = visit("liv").get("/gennemgang/")

    assert "det, en leder åbner, ser souschefen eller loggranskeren på" in main_of(page)
    assert "Lone Leder" not in main_of(page)
    assert [] == forms_of(page)


def test_what_is_late_and_what_lacks_words_says_so_in_words(
    guard, case_id, open_case, break_glass, visit, clock, plan
):
    """With an icon, not by colour alone; missing words stand first."""
    break_glass(guard, case_id)
    clock.advance(days=4)
    plan("hanne", clock(), clock().replace(hour=20))
    break_glass(guard, open_case("dorte", "carla", pseudonym="Rolig Mose"), words="")
    page = visit("lone").get("/gennemgang/")
    said = main_of(page)

    assert said.index("Egne ord mangler") < said.index("Overskredet")
    for words in ("Egne ord mangler", "Overskredet"):
        assert re.search(rf"<svg[^>]*>.*?</svg>{words}", page.text)


def test_the_log_reviewer_reads_words_and_knows_no_name(grant, visit, hire, people):
    """References stand where the others see a colleague and a pseudonym."""
    people["rikke"] = hire("rikke", Role.LOG_REVIEWER, Profession.OTHER, "Rikke Rask")
    rikke = visit("rikke")
    page = rikke.get("/gennemgang/")

    assert "Hun bad om hjælp gennem døren" in main_of(page)
    assert [] == [name for name in ("Hanne", "Stille Birk") if name in page.text]
    assert "Gennemgang (1)" in page.text
    assert 303 == rikke.post(forms_of(page)[0], reason="explained").status_code


def test_a_line_that_does_not_fit_the_log_is_pointed_at(grant, visit, tamper):
    """Somebody changed the database: the reviewer is told in plain words."""
    tamper("UPDATE timed_access SET reason_code = 'child_concern'")

    assert "Nogen har ændret i databasen." in main_of(visit("lone").get("/gennemgang/"))
