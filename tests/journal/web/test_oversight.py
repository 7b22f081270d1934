"""The week's review in a browser: each thing with its reason and three answers, and its views."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from houses import FOUNDED

from journal.domain.access import Face
from journal.domain.errors import AccessDenied
from journal.services import exclusions, notes
from journal.services.work import perform

WEEK = "/gennemgang/uge/2026-W10"
COMMENT = "Vi taler om det på tirsdag."


def main_of(answer):
    """Return the main part of a page as text."""
    page = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def forms_of(answer):
    """Return the addresses of the answers that can be given on a page, in order."""
    return re.findall(rf'action="({WEEK}/[^"]+)"', answer.text)


@pytest.fixture
def week(context, sign_in, people, case_id, clock, write, read):
    """Let Carla, who is kept away from a case, try to read it; and let the week pass."""
    anna, carla = sign_in("anna"), sign_in("carla")
    write(anna, case_id)
    read(anna, case_id)
    perform(context(carla), exclusions.exclude, case_id, people["carla"])
    clock.advance(hours=14)
    with pytest.raises(AccessDenied):
        perform(context(carla), notes.read_timeline, case_id, 1)
    clock.now = FOUNDED + timedelta(days=7)


def test_each_thing_says_who_when_which_case_what_and_why(week, visit):
    """In plain words, with the day of the house: two in the morning is the day after."""
    said = main_of(visit("lone").get(WEEK))

    for words in (
        "Uge 10",
        "2. marts 2026 \N{EN DASH} 8. marts 2026",
        "Carla Cramer, socialrådgiver",
        "tirsdag 3. marts kl. 03.00",
        "Stille Birk",
        "Læste notater",
        "Afvist",
        "Hun skal holdes væk fra sagen og har alligevel prøvet.",
    ):
        assert words in said


def test_the_first_look_finds_the_week_and_the_next_one_does_not(week, visit, events):
    """As a job of the service, not as an act of the leader."""
    lone = visit("lone")
    for _ in range(2):
        lone.get(WEEK)
    (found,) = events("review.find")

    assert (None, "job", "2026-W10") == (found["actor"], found["src"], found["why"])


def test_the_newest_week_is_one_link_away(week, visit):
    """From the overview, and from the list of what waits."""
    lone = visit("lone")
    for page in ("/", "/gennemgang/", "/hvem-har-laest/"):
        assert 'href="/gennemgang/uge/"' in lone.get(page).text
    assert WEEK == lone.get("/gennemgang/uge/").location


def test_an_answer_is_kept_and_stays_on_the_page(week, visit, events):
    """With who gave it and what she wrote."""
    lone = visit("lone")
    action = forms_of(lone.get(WEEK))[0]
    answer = lone.post(action, reason="ask_colleague", words=COMMENT)
    page = lone.get(answer.location)

    assert (303, f"{WEEK}?saved=saved") == (answer.status_code, answer.location)
    for words in ("Svaret er gemt", COMMENT, "Gennemgået af Lone Leder", "1 besvaret"):
        assert words in main_of(page)
    assert ["ask_colleague"] == [event["why"] for event in events("review.done")]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"reason": "", "words": COMMENT}, "reason"),
        ({"reason": "breach", "words": "Kort."}, "words"),
        ({"reason": "explained", "words": "x" * 1001}, "words"),
        ({"reason": "explained", "more": "x"}, None),
    ],
)
def test_a_wrong_answer_keeps_what_was_typed_where_it_was_typed(fields, place, week, visit):
    """Its comment is open; every field of the page has an id of its own."""
    lone = visit("lone")
    first, *_ = forms_of(lone.get(WEEK))
    answer = lone.post(first, fields)
    ids = re.findall(r' id="([^"]+)"', answer.text)

    assert 422 == answer.status_code
    assert place is None or f'<a href="#{place}">' in answer.text
    assert place is None or place in ids
    assert 1 == answer.text.count('<details class="fold" open>')
    assert sorted(set(ids)) == sorted(ids)


def test_a_leaders_use_is_the_deputys(break_glass, sign_in, case_id, visit, deputy, clock):
    """On her own page it is a number; whoever judges it comes back to the week."""
    break_glass(sign_in("lone"), case_id, "supervision", "", Face.PURPOSE)
    clock.now = FOUNDED + timedelta(days=7)
    dagny = visit("dagny")
    page = dagny.get(WEEK)
    (action,) = re.findall(r'action="(/gennemgang/[0-9a-f-]{36})"', page.text)
    answer = dagny.post(action, reason="explained", week="2026-W10")

    assert "Lone Leder, leder" in main_of(page)
    assert (303, f"{WEEK}?saved=saved") == (answer.status_code, answer.location)
    assert "1 ting fra ugen gennemgås af en anden" in main_of(visit("lone").get(WEEK))


def test_a_week_that_waits_is_red_everywhere_and_says_that_it_stops_nobody(week, visit, clock):
    """On the overview, on the queue, on the week."""
    visit("lone").get(WEEK)
    clock.advance(days=8)
    lone = visit("lone")
    for page in ("/", "/gennemgang/", WEEK):
        said = main_of(lone.get(page))
        assert "har ventet en uge eller mere" in said
    assert "hindrer ingen i at åbne en journal" in said


def test_a_vanished_line_is_an_alarm(week, visit, tamper):
    """The log named it."""
    lone = visit("lone")
    lone.get(WEEK)
    tamper("DELETE FROM review_item WHERE rules = 'kept_away'")

    assert "Der mangler 1 linje, som loggen nævner" in main_of(lone.get(WEEK))


def test_a_week_before_the_review_began_says_so(week, visit):
    """What was never looked at is said."""
    assert "aldrig gennemgået" in main_of(visit("lone").get("/gennemgang/uge/2026-W05"))
    assert "Ugen er ikke slut" in main_of(visit("lone").get("/gennemgang/uge/2026-W11"))


@pytest.mark.parametrize("name", ["2026-W60", "x", "2026-W1", "2026-W10%2F"])
def test_an_unknown_week_is_not_found(name, visit):
    """As is a page that one may not see."""
    lone = visit("lone")
    for address in ("/gennemgang/uge/", "/hvem-har-laest/uge/"):
        assert 404 == lone.get(address + name).status_code


def test_the_log_reviewer_knows_no_name(week, visit, reviewer):
    """References stand where the others see a colleague and a pseudonym."""
    page = visit("rikke").get(WEEK)

    assert [] == [name for name in ("Carla", "Stille Birk") if name in page.text]
    assert forms_of(page)


def test_an_unknown_thing_is_not_found(week, visit):
    """Whoever asks."""
    for login in ("lone", "anna"):
        browser = visit(login)
        browser.get("/log-ind")
        assert 404 == browser.post(f"{WEEK}/{uuid4()}", reason="explained").status_code
