"""A screen that was left alone says whose it is, opens nothing, and comes back by one password."""

from uuid import uuid4

import pytest
from browsers import carried_by, typed_in
from houses import PASSWORD
from joining import act_on, words_on

COVERED = "Skærmen er dækket"
WRONG = "tre blå heste"
SESSION = "__Host-sid"
JSON = {"Accept": "application/json"}
HER_CASE = ("Stille Birk", "Sov til klokken syv", "Birgit Bro")
ELSEWHERE = (
    "//evil.example/",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/sag\r\nSet-Cookie: x=y",
    "javascript:alert(1)",
    "",
)


@pytest.fixture
def covered(anna, clock):
    """Return the browser of a contact person who went for coffee."""
    clock.advance(minutes=10)
    return anna


@pytest.fixture
def timeline(case_id, write, sign_in):
    """Return the address of a journal with one note."""
    write(sign_in("birgit"), case_id, "Sov til klokken syv.")
    return f"/sag/{case_id}/"


def unlock(browser, password=PASSWORD, headers=None, **more):
    """Send the form of the cover; the return value is the answer."""
    return browser.post("/laas-op", {"password": password} | more, headers=headers)


def is_covered(answer):
    """Tell whether an answer is the cover and not a page that could be covered."""
    return COVERED in answer.text.partition("</title>")[0]


def move_cookie(giver, taker):
    """Put the session cookie of one browser into another."""
    taker.client.set_cookie(SESSION, giver.cookie(SESSION), domain="127.0.0.1", secure=True)


@pytest.mark.parametrize(("seconds", "is_hidden"), [(599, False), (600, True)])
def test_ten_minutes_without_a_request_cover_the_screen(seconds, is_hidden, anna, clock, timeline):
    """To the second; it says whose screen it is and not a word of the case."""
    anna.get(timeline)
    clock.advance(seconds=seconds)
    answer = anna.get(timeline)

    assert is_hidden == is_covered(answer)
    for words in HER_CASE:
        assert is_hidden == (words not in answer.text)
    assert not is_hidden or "Anna Ager" in answer.text


def test_one_password_brings_the_same_page_back(anna, clock, timeline):
    """With what stood behind its question mark."""
    clock.advance(minutes=10)
    page = anna.get(f"{timeline}?page=1")
    answer = unlock(anna, next=typed_in(page.text)["next"])

    assert (200, f"{timeline}?page=1") == (page.status_code, typed_in(page.text)["next"])
    assert (303, f"{timeline}?page=1") == (answer.status_code, answer.location)
    assert "Sov til klokken syv" in anna.get(answer.location).text


def test_a_note_that_was_sent_waits_under_the_cover(anna, clock, case_id, form, texts):
    """Not saved, not lost: the password brings the form back, and it is signed once."""
    fields = form(anna, text="Skrevet før kaffen.")
    clock.advance(minutes=10)
    page = anna.post(f"/sag/{case_id}/notat", fields)
    carried = carried_by(page.text)
    assert (401, True, []) == (page.status_code, is_covered(page), texts())
    page = unlock(anna, WRONG, **carried)
    assert carried == carried_by(page.text)
    back = unlock(anna, **carried_by(page.text))

    assert (200, "Skrevet før kaffen.") == (back.status_code, typed_in(back.text)["text"])
    assert 303 == anna.post(f"/sag/{case_id}/notat", typed_in(back.text)).status_code
    assert ["Skrevet før kaffen."] == texts()


def test_another_form_is_not_done_under_the_cover(visit, clock, people, ask):
    """The leader's form ends nothing: she is asked for her password and begins it again."""
    lone = visit("lone")
    lone.get(f"/medarbejdere/{people['tove']}/fratraed")
    clock.advance(minutes=10)
    answer = lone.post(f"/medarbejdere/{people['tove']}/fratraed", password=PASSWORD)

    assert (401, True) == (answer.status_code, is_covered(answer))
    assert [(0,)] == ask("SELECT count(*) FROM staff WHERE active_to IS NOT NULL")


def test_hide_covers_at_once(anna, timeline):
    """The button of a browser without script: the page she was on stands behind the password."""
    anna.get(timeline)
    answer = anna.post("/session/daek", next=timeline)
    page = anna.get(timeline)

    assert (303, timeline) == (answer.status_code, answer.location)
    assert is_covered(page)
    assert timeline == unlock(anna, next=timeline).location
    assert not is_covered(anna.get(timeline))


def test_a_wrong_password_says_so_and_opens_nothing(covered, timeline):
    """The sentence stands at the field; where she wanted to go is kept; it is no sign-in page."""
    page = covered.get(timeline)
    answer = unlock(covered, WRONG, next=typed_in(page.text)["next"])

    assert (422, True) == (answer.status_code, is_covered(answer))
    assert 'id="password-error"' in answer.text
    assert "Det er ikke din adgangskode" in words_on(answer)
    assert "Brugernavn" not in words_on(answer)
    assert timeline == typed_in(answer.text)["next"]
    assert WRONG not in answer.text
    assert is_covered(covered.get(timeline))
    assert 422 == unlock(covered, "").status_code


def test_wrong_tries_are_limited_and_on_record(covered, timeline, clock, events, visit):
    """Four cost nothing, then she waits, the right password too; elsewhere she can sign in."""
    covered.get(timeline)
    before = len(events())
    answers = [unlock(covered, WRONG) for _ in range(6)]

    assert [422] * 4 + [429] * 2 == [answer.status_code for answer in answers]
    assert "Vent 1 minut, og prøv igen" in words_on(answers[-1])
    blocked = unlock(covered)
    assert (429, True) == (blocked.status_code, is_covered(blocked))
    assert 303 == visit().sign_in("anna").status_code
    assert 5 == [event["act"] for event in events()[before:]].count("login.fail")
    clock.advance(minutes=1)
    assert 303 == unlock(covered).status_code


def test_nobody_elses_password_opens_it(covered, timeline):
    """Birgit is in the same team, and it is not her screen."""
    covered.get(timeline)
    for password in ("otte røde heste", PASSWORD + " "):
        assert 422 == unlock(covered, password).status_code
    assert is_covered(covered.get(timeline))


def test_a_form_of_another_session_uncovers_nothing(covered, visit, timeline):
    """A cookie alone, or a form token alone, is no way in."""
    covered.get(timeline)
    thief = visit("carla")
    assert 403 == unlock(covered, csrf_token=thief.token).status_code
    move_cookie(covered, thief)
    assert 303 == unlock(thief).status_code  # all three together: cookie, form token, her password
    assert "Log ind" in covered.get(timeline).text  # and then the old cookie is dead


def test_each_covered_screen_is_its_own(visit, clock, timeline, people):
    """What Birgit unlocks is Birgit's; Anna's screen stays covered."""
    anna, birgit = visit("anna"), visit("birgit")
    clock.advance(minutes=10)
    assert is_covered(anna.get(timeline))
    birgit.get(timeline)
    assert 303 == unlock(birgit).status_code
    assert not is_covered(birgit.get(timeline))
    assert is_covered(anna.get(timeline))


def test_a_covered_session_opens_no_page(visit, clock, places, events):
    """Whatever is asked for: no word of a case, and no event."""
    anna = visit("anna")
    clock.advance(minutes=10)
    case, before = places["case"], len(events())
    for path in (
        "/",
        f"/sag/{case}/",
        f"/sag/{case}/notat/nyt",
        f"/sag/{case}/notat/{places['note']}",
        f"/sag/{places['other_case']}/",
        "/mig/",
        "/medarbejdere/",
        "/noegler/",
        "/vagtplan/",
    ):
        page = anna.get(path)
        assert is_covered(page)
        for words in ("Stille Birk", "Rolig Mose", "Birgit", "Hun sov"):
            assert words not in page.text
    assert {"alive": False} == anna.get("/session").json
    assert before == len(events())


def test_a_case_and_none_have_the_same_cover(covered, case_id):
    """The next one at the screen learns from no address whether there is such a case."""
    pages = [
        covered.get(f"/sag/{one}/").text.replace(str(one), "").replace(covered.token, "")
        for one in (case_id, uuid4())
    ]
    assert pages[0] == pages[1]


def test_uncovering_does_not_move_the_end(anna, clock):
    """Ten hours after the sign-in it is over, however often she has unlocked it."""
    for _ in range(60 * 10 // 15 - 1):
        clock.advance(minutes=15)
        anna.get("/")
        assert 303 == unlock(anna).status_code
    clock.advance(minutes=5)
    assert not is_covered(anna.get("/mig/"))
    clock.advance(minutes=5)
    anna.get("/mig/")
    clock.advance(minutes=5)
    answer = anna.get("/mig/")
    assert not is_covered(answer)
    assert "Brugernavn" in answer.text


def test_a_session_that_ends_under_the_cover_wants_the_whole_sign_in(anna, clock, case_id, form):
    """Her words are still carried; a script is told in one word."""
    fields = form(anna, text="Skrevet før natten.")
    clock.advance(minutes=10)
    carried = carried_by(anna.post(f"/sag/{case_id}/notat", fields).text)
    clock.advance(hours=10)
    answer = unlock(anna, **carried)

    assert (401, True) == (answer.status_code, "Brugernavn" in answer.text)
    assert "Skrevet før natten." == carried_by(answer.text)["kept_text"]
    said = unlock(anna, headers=JSON)
    assert (401, {"over": True}) == (said.status_code, said.json)


def test_typing_keeps_it_alive_and_asking_does_not(anna, clock):
    """The page tells of typing; a page out of the browser's memory only asks."""
    for _ in range(3):
        clock.advance(minutes=9)
        answer = anna.post("/session/aktiv")
        assert (204, b"") == (answer.status_code, answer.data)
    clock.advance(minutes=9)
    assert {"alive": True} == anna.get("/session").json
    clock.advance(minutes=1)
    assert {"alive": False} == anna.get("/session").json
    answer = anna.post("/session/aktiv")
    assert (401, True) == (answer.status_code, is_covered(answer))


def test_the_next_colleague_takes_the_screen_over_in_two_steps(covered, visit, timeline, events):
    """Sign out on the cover, sign in: nothing of the first is left, and both acts are on record."""
    covered.get(timeline)
    old, before = covered.cookie(SESSION), len(events())
    out = covered.post("/log-ud")
    assert (303, "/log-ind") == (out.status_code, out.location)
    assert 303 == covered.sign_in("carla").status_code

    assert ["logout", "login.ok"] == [
        event["act"] for event in events()[before:] if event["act"].startswith("log")
    ]
    home = covered.get("/").text
    assert "Carla Cramer" in home
    assert "Anna Ager" not in home
    thief = visit()
    thief.client.set_cookie(SESSION, old, domain="127.0.0.1", secure=True)
    assert not is_covered(thief.get(timeline))
    assert "Brugernavn" in thief.get(timeline).text


def test_the_fourth_sign_in_ends_the_oldest_session_covered_or_not(visit, clock):
    """Three screens a person; the cover does not save the one that was forgotten."""
    first = visit("anna")
    clock.advance(minutes=10)
    others = []
    for _ in range(3):
        clock.advance(seconds=1)
        others.append(visit("anna"))
    page = first.get("/")

    assert not is_covered(page)
    assert "Brugernavn" in page.text
    assert [{"alive": True}] * 3 == [each.get("/session").json for each in others]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_an_unlocked_screen_goes_to_a_page_of_ours(path, covered):
    """Never to where a planted form would send her, with the password she has just typed."""
    covered.get("/")
    answer = unlock(covered, next=path)
    assert (303, "/") == (answer.status_code, answer.location)
    hidden = covered.post("/session/daek", next=path)
    assert (303, "/") == (hidden.status_code, hidden.location)


def test_a_script_is_answered_without_a_page(anna, timeline):
    """Covered: 204. Wrong: 422 with the sentence. Right: 204 and a new cookie. Nothing to keep."""
    anna.get(timeline)
    hidden = anna.post("/session/daek", headers=JSON)
    old = anna.cookie(SESSION)
    wrong = unlock(anna, WRONG, headers=JSON)
    empty = unlock(anna, "", headers=JSON)
    right = unlock(anna, headers=JSON)

    assert [204, 422, 422, 204] == [a.status_code for a in (hidden, wrong, empty, right)]
    assert {"errors": ["Det er ikke din adgangskode. Intet er ændret."]} == wrong.json
    assert ["errors"] == list(empty.json)
    assert b"" == hidden.data == right.data
    assert old != anna.cookie(SESSION)
    assert not is_covered(anna.get(timeline))
    assert "no-store" == right.headers["Cache-Control"]


def test_a_stranger_has_nothing_to_uncover(visit):
    """Without a session both forms lead to the sign-in page; nothing is said of anybody."""
    stranger = visit()
    stranger.get("/log-ind")
    answers = [unlock(stranger), unlock(stranger, headers=JSON)]
    assert [401, 401] == [answer.status_code for answer in answers]
    assert not is_covered(answers[0])
    assert 303 == stranger.post("/session/daek", next="/").status_code
    assert 401 == stranger.post("/session/aktiv").status_code


@pytest.mark.parametrize("act", ["pause", "fratraed"])
def test_who_is_stopped_meanwhile_does_not_come_back(act, visit, clock, people):
    """Her right password on her covered screen: the session is over, and so is the account."""
    tove = visit("tove")
    clock.advance(minutes=10)
    assert is_covered(tove.get("/"))
    assert 200 == act_on(visit("lone"), people["tove"], act).status_code
    answer = unlock(tove)

    assert (401, False) == (answer.status_code, is_covered(answer))
    assert 422 == tove.sign_in("tove").status_code


def test_a_cover_has_no_way_around_it(covered, timeline):
    """No link into the house, no name of a page: the password, or sign out."""
    page = covered.get(timeline)
    assert "<nav" not in page.text
    assert 'href="/sag' not in page.text
    assert "data-session-url" not in page.text
