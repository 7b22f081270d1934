"""Opening a journal for a time in a browser: what she reads first, what she sees, how it ends."""

import html
import re

import pytest
from browsers import seen
from houses import PASSWORD

from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.services import cases
from journal.services.work import perform

WORDS = "Hun svarede ikke, da jeg bankede på."
ASKED = {"reason": "child_concern", "words": WORDS, "password": PASSWORD}


@pytest.fixture
def hanne(guard, visit):
    """Return the browser of the night guard on shift."""
    return visit("hanne")


@pytest.fixture
def emergency(case_id):
    """Return the address of the form for an emergency access to the case."""
    return f"/sag/{case_id}/noedadgang"


def main_of(answer):
    """Return the main part of a page as text."""
    page = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def head_of(answer):
    """Return what stands above the main part of a page as text."""
    page = answer.text[answer.text.index("<body") : answer.text.index("<main")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def test_she_reads_first_who_is_told_and_until_when(hanne, emergency):
    """Names of the team, the end of her shift, every reason of the list, a password field."""
    page = hanne.get(emergency)
    said = main_of(page)

    for words in ("Anna Ager, Birgit Bro, lederen og souschefen", "til 2. marts 2026 kl. 20.00"):
        assert words in said
    assert list(code_list("bg_reason")) == re.findall(
        r'type="radio" name="reason" value="(\w+)"', page.text
    )
    assert 'type="password"' in page.text
    assert "inden for 30 minutter" in said


def test_it_opens_and_says_so_on_every_page_of_the_case(hanne, emergency, case_id, sign_in, write):
    """Word, icon, end, seconds, a way to end it; a quick note in place of a new one."""
    note = write(sign_in("anna"), case_id)
    answer = hanne.post(emergency, ASKED)
    assert (303, f"/sag/{case_id}/") == (answer.status_code, answer.location)
    for path in (f"/sag/{case_id}/", f"/sag/{case_id}/notat/{note}"):
        page = hanne.get(path)
        assert "Nødadgang til kl. 20.00" in head_of(page)
        assert "Afslut nu" in head_of(page)
        assert f'data-seconds="{7 * 3600}"' in page.text
        assert 'data-over="/adgang/slut"' in page.text
        assert re.search(r'class="access">.*?<svg class="icon"', page.text, re.DOTALL)
    timeline = hanne.get(f"/sag/{case_id}/")
    assert f'href="/sag/{case_id}/send"' in timeline.text
    assert f'href="/sag/{case_id}/notat/nyt"' not in timeline.text
    assert "Skriv hvorfor" not in timeline.text


def test_a_member_sees_no_such_thing(anna, case_id):
    """Her own journal has no end and no red line."""
    page = anna.get(f"/sag/{case_id}/")

    assert "Afslut nu" not in page.text
    assert "data-seconds" not in page.text


def test_a_wrong_password_opens_nothing_and_keeps_what_she_typed(hanne, emergency, events, ask):
    """Reason and words stand there again, the password does not; the try is on record."""
    answer = hanne.post(emergency, ASKED | {"password": "forkert kodeord"})

    assert 422 == answer.status_code
    assert "Det er ikke din adgangskode." in main_of(answer)
    assert re.search(r'value="child_concern"[^>]* checked', answer.text)
    assert WORDS in answer.text
    assert "forkert kodeord" not in answer.text
    assert 1 == len(events("pw.fail"))
    assert [] == ask("SELECT 1 FROM timed_access")


def test_too_many_wrong_passwords_have_to_wait(hanne, emergency, ask):
    """And even the right one is not tried then."""
    for _ in range(5):
        answer = hanne.post(emergency, ASKED | {"password": "forkert kodeord"})
    late = hanne.post(emergency, ASKED)

    assert (429, 429) == (answer.status_code, late.status_code)
    assert WORDS in late.text
    assert [] == ask("SELECT 1 FROM timed_access")


@pytest.mark.parametrize(
    ("changed", "places"),
    [
        ({"reason": "", "words": "Kort.", "password": ""}, {"reason", "words", "password"}),
        ({"reason": "supervision"}, {"reason"}),
        ({"words": "x" * 14}, {"words"}),
        ({"words": "x" * 1001}, {"words"}),
        ({"reason": "acute_safety", "words": "Kort."}, {"words"}),
        ({"until": "2030-01-01"}, set()),
        ({"words": [WORDS, WORDS]}, {"words"}),
    ],
)
def test_a_wrong_form_says_everything_at_once(changed, places, hanne, emergency, ask):
    """Each error leads to its field; nothing is opened, and nobody sets her own end."""
    answer = hanne.post(emergency, ASKED | changed)

    assert 422 == answer.status_code
    assert places == set(re.findall(r'<a href="#(\w+)">', answer.text))
    assert 'id="error-summary"' in answer.text
    assert "<title>Fejl:" in answer.text
    assert [] == ask("SELECT 1 FROM timed_access")


def test_words_may_follow_in_acute_danger(hanne, emergency, case_id, clock, events):
    """The page says until when, and takes them; then it asks no more."""
    hanne.post(emergency, {"reason": "acute_safety", "words": "", "password": PASSWORD})
    page = hanne.get(f"/sag/{case_id}/")
    action = re.search(r'action="(/adgang/[^"]+/ord)"', page.text)[1]
    assert "Skriv hvorfor, inden kl. 13.30" in main_of(page)
    refused = hanne.post(action, words="For kort.")
    assert (422, True) == (refused.status_code, "For kort." in refused.text)
    assert "Stille Birk" not in refused.text
    kept = hanne.post(action, words=WORDS)

    assert (303, f"/sag/{case_id}/?saved=words") == (kept.status_code, kept.location)
    assert "Skriv hvorfor" not in hanne.get(kept.location).text
    assert 422 == hanne.post(action, words=WORDS).status_code
    assert 1 == len(events("bg.words"))


def test_words_that_come_after_the_end_are_taken_without_the_case(hanne, emergency, case_id, clock):
    """Half an hour counts from the opening; what is closed stays closed."""
    hanne.post(emergency, {"reason": "acute_safety", "words": "", "password": PASSWORD})
    page = hanne.get(f"/sag/{case_id}/").text
    words, close = (
        re.search(rf'action="(/adgang/[^"]+/{end})"', page)[1] for end in ("ord", "slut")
    )
    hanne.post(close)
    assert "Skriv hvorfor, inden kl. 13.30" in main_of(hanne.get("/min-vagt/"))
    kept = hanne.post(words, words=WORDS)

    assert "/min-vagt/?saved=words" == kept.location
    assert "Skriv hvorfor" not in main_of(hanne.get(kept.location))


def test_words_in_the_last_seconds_are_confirmed_on_a_page_that_stays(
    guard, visit, emergency, case_id, clock
):
    """The journal would cover the word with itself; her shift, loaded anew at the end, keeps it."""
    clock.advance(hours=6, minutes=55)
    hanne = visit("hanne")
    hanne.post(emergency, {"reason": "acute_safety", "words": "", "password": PASSWORD})
    words = re.search(r'action="(/adgang/[^"]+/ord)"', hanne.get(f"/sag/{case_id}/").text)[1]
    clock.advance(minutes=4, seconds=55)
    kept = hanne.post(words, words=WORDS)
    page = hanne.get(kept.location)

    assert "/min-vagt/?saved=words" == kept.location
    assert "Din begrundelse er gemt" in main_of(page)
    assert 'data-over="/min-vagt/?saved=words"' in page.text


def test_ending_it_covers_it(hanne, emergency, case_id, visit):
    """The calm page names no case; a second click is no error; the journal is a 404 like any."""
    hanne.post(emergency, ASKED)
    close = re.search(r'action="(/adgang/[^"]+/slut)"', hanne.get(f"/sag/{case_id}/").text)[1]
    for _ in range(2):
        answer = hanne.post(close)
        assert (303, "/adgang/slut") == (answer.status_code, answer.location)
    over = hanne.get("/adgang/slut")
    assert "Adgangen er slut" in main_of(over)
    assert "Stille Birk" not in over.text
    unknown = "00000000-0000-4000-8000-000000000000"

    assert seen(hanne.get(f"/sag/{case_id}/")) == seen(hanne.get(f"/sag/{unknown}/"))
    assert 404 == visit("carla").post(close).status_code


def test_after_its_end_it_is_the_same_404_and_logged(
    hanne, emergency, case_id, clock, events, visit
):
    """To the second, on an open session."""
    hanne.post(emergency, ASKED)
    clock.advance(hours=7, seconds=-1)
    hanne = visit("hanne")
    assert 200 == hanne.get(f"/sag/{case_id}/").status_code
    clock.advance(seconds=1)
    before = len(events())
    unknown = "00000000-0000-4000-8000-000000000000"

    assert seen(hanne.get(f"/sag/{case_id}/")) == seen(hanne.get(f"/sag/{unknown}/"))
    assert ["denied", "denied"] == [event["out"] for event in events()[before:]]


@pytest.fixture
def child(case_id, house, context, people, sign_in):
    """Return the case of a daughter of the woman of the case."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.CHILD,
        pseudonym="Lille Lærke",
        team=frozenset({people["dorte"], people["carla"]}),
        relative=case_id,
    )
    return perform(context(sign_in("lone")), cases.create_case, new)


def test_her_child_is_one_button_and_one_password_away(child, hanne, emergency, case_id, events):
    """Offered after the opening; same reason, same words, an event and a grant of its own."""
    hanne.post(emergency, ASKED)
    timeline = hanne.get(f"/sag/{case_id}/")
    assert "Også Lille Lærke, barn i samme familie?" in main_of(timeline)
    href = html.unescape(re.search(rf'href="(/sag/{child}/noedadgang[^"]+)"', timeline.text)[1])
    page = hanne.get(href)
    assert "Samme grund som før: Bekymring for et barn" in main_of(page)
    assert (0, 0) == (page.text.count('name="reason"'), page.text.count('name="words"'))
    along = re.search(r'name="along" value="([^"]+)"', page.text)[1]
    wrong = hanne.post(f"/sag/{child}/noedadgang", along=along, password="forkert kodeord")
    assert (422, True) == (wrong.status_code, f'value="{along}"' in wrong.text)
    opened = hanne.post(f"/sag/{child}/noedadgang", along=along, password=PASSWORD)

    assert (303, f"/sag/{child}/") == (opened.status_code, opened.location)
    assert 200 == hanne.get(opened.location).status_code
    assert "Også" not in main_of(hanne.get(f"/sag/{case_id}/"))
    first, second = (event for event in events("bg.open") if event["out"] == "ok")
    assert (first["id"], first["why"]) == (second["ref"], second["why"])
    assert first["bg"] != second["bg"]


@pytest.mark.parametrize("along", ["x", "00000000-0000-4000-8000-000000000000"])
def test_nothing_goes_along_with_what_is_not_there(along, hanne, emergency, ask):
    """A form that was bent opens nothing."""
    answer = hanne.post(emergency, along=along, password=PASSWORD)

    assert answer.status_code in (404, 422)
    assert [] == ask("SELECT 1 FROM timed_access")


def test_a_leader_opens_for_a_purpose_for_an_hour(visit, case_id, sign_in, write, clock):
    """From her overview; each purpose of the list; the red line says so; then it is over."""
    write(sign_in("anna"), case_id, "Ordene selv.")
    lone = visit("lone")
    href = f"/sag/{case_id}/formaal"
    assert f'href="{href}"' in lone.get("/").text
    page = lone.get(href)
    assert list(code_list("access_purpose")) == re.findall(
        r'name="reason" value="(\w+)"', page.text
    )
    assert "til 2. marts 2026 kl. 14.00" in main_of(page)
    answer = lone.post(href, reason="supervision", words="", password=PASSWORD)
    timeline = lone.get(answer.location)

    assert "Adgang med formål til kl. 14.00" in head_of(timeline)
    assert "Ordene selv." in timeline.text
    assert "Skriv hvorfor" not in timeline.text
    clock.advance(hours=1)
    assert 404 == visit("lone").get(answer.location).status_code


def test_the_team_is_told_at_once(hanne, emergency, case_id, visit, clock):
    """A line with a number on each contact person's list, and a page without name or word."""
    anna = visit("anna")
    assert "nødadgang" not in main_of(anna.get("/"))
    hanne.post(emergency, ASKED)
    for login in ("anna", "birgit"):
        home = visit(login).get("/")
        assert "1 nødadgang til dine sager de sidste 7 dage" in main_of(home)
        assert f'href="/sag/{case_id}/adgange"' in home.text
    page = anna.get(f"/sag/{case_id}/adgange")

    assert "2. marts 2026 kl. 13.00 løber til kl. 20.00 Nattevagt Nødadgang" in main_of(page)
    assert [] == [word for word in ("Hanne", WORDS, "Bekymring") if word in main_of(page)]
    assert "nødadgang" not in main_of(visit("carla").get("/"))


def test_who_leads_is_told_at_once(hanne, emergency, visit, deputy):
    """A line on the overview and a number in the menu, until somebody has looked at it."""
    for login in ("lone", "dagny"):
        assert "skal gennemgås" not in main_of(visit(login).get("/"))
    hanne.post(emergency, ASKED)
    for login in ("lone", "dagny"):
        home = visit(login).get("/")
        assert "1 ting skal gennemgås" in main_of(home)
        assert "Gennemgang (1)" in head_of(home)
    lone = visit("lone")
    judge = re.search(r'action="(/gennemgang/[^"]+)"', lone.get("/gennemgang/").text)[1]
    lone.post(judge, reason="explained")

    assert "skal gennemgås" not in main_of(visit("dagny").get("/"))
    assert "Gennemgang (1)" not in head_of(lone.get("/"))


def test_nothing_of_it_stands_in_the_technical_log(hanne, emergency, case_id, technical_log):
    """No reason, no word, no case, no access: routes and numbers only."""
    hanne.post(emergency, ASKED)
    hanne.get(f"/sag/{case_id}/")
    said = technical_log.getvalue()

    assert "/sag/<uuid:case>/noedadgang" in said
    assert [] == [word for word in (str(case_id), WORDS, "child_concern", "hanne") if word in said]
