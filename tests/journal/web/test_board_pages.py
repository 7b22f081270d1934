"""Huset, the fire list, rooms and occupancy as pages: what they show, keep back and give back."""

from datetime import date

import pytest
from beside import one_out_one_free

from journal.domain.board import BoardEntry
from journal.request import due
from journal.services import board_entries, exclusions, rooms
from journal.services.work import perform

MONDAY = date(2026, 3, 2)
SECRET = "Lys på gangen hele natten"


@pytest.fixture
def two_rooms(context, sign_in):
    """Return a room that is out of service for a week, and one that is free."""
    return one_out_one_free(context(sign_in("lone")))


@pytest.fixture
def lived_in(case_id, two_rooms, context, sign_in, guard):
    """Return a case in room 2, with something on the board about it, and a guard on shift."""
    anna = context(sign_in("anna"))
    perform(anna, rooms.assign, case_id, two_rooms["free_room"], MONDAY)
    entry = BoardEntry(case_id=case_id, language="so", alerts=["away"], text=SECRET)
    perform(anna, board_entries.write, entry)
    return case_id


def test_the_board_of_a_guard_stays_for_an_hour_and_keeps_no_session_alive(lived_in, visit):
    """As rendered: after an hour it is asked for anew; scrolling it tells the server nothing."""
    answer = visit("hanne").get("/huset/")

    for words in ("Stille Birk", "Værelse 2", "Somali", "Ikke i huset i nat", SECRET):
        assert words in answer.text
    assert answer.text.index("Værelse 1") < answer.text.index("Værelse 2")
    assert "3600; url=/huset/" == answer.headers["Refresh"]
    assert "data-active-url" not in answer.text
    assert "data-session-url" in answer.text  # it still hides with the other tabs
    assert "Skriv på tavlen" in answer.text


def test_the_fire_list_names_rooms_heads_and_pseudonyms_and_nothing_else(lived_in, visit):
    """And who is not in the house tonight; neither language nor what the board says."""
    page = visit("hanne").get("/huset/brandliste").text

    for words in ("Stille Birk", "Værelse 2", "Ikke i huset i nat", "Printet 2. marts 2026"):
        assert words in page
    for words in ("Somali", SECRET, "Refresh"):
        assert words not in page


@pytest.mark.parametrize("address", ["/huset/", "/huset/brandliste"])
def test_r_x1_the_page_of_who_is_kept_away_has_a_room_and_a_number(
    address, lived_in, visit, context, sign_in, people
):
    """Not in the words, not in an address, not in a hidden field."""
    perform(context(sign_in("lone")), exclusions.exclude, lived_in, people["hanne"])
    page = visit("hanne").get(address).text

    assert "Værelse 2" in page
    assert "1 person" in page
    for words in ("Birk", "Somali", "Ikke i huset", SECRET, str(lived_in)):
        assert words not in page


def test_a_form_that_is_not_taken_comes_back_with_its_words_beside_the_field(
    lived_in, two_rooms, visit
):
    """A taken name, days in the wrong order, a room out of service, a text that is too long."""
    lone, room = visit("lone"), two_rooms["room"]
    answers = {
        "name": lone.post(
            "/huset/vaerelser/", {"name": " værelse  2", "type": "single", "since": "2026-03-02"}
        ),
        "until": lone.post(
            f"/huset/vaerelser/{room}/ude-af-drift",
            {"from_date": "2026-05-03", "until": "2026-05-01", "reason": "water"},
        ),
        "room": lone.post(
            f"/sag/{lived_in}/vaerelse", {"room": str(room), "from_date": "2026-03-03"}
        ),
        "text": lone.post(f"/sag/{lived_in}/tavle", {"text": "å" * 201, "language": "ar"}),
    }
    for field, answer in answers.items():
        assert 422 == answer.status_code, field
        assert "<title>Fejl:" in answer.text
        assert f'id="{field}-error"' in answer.text
    assert 'value="2026-05-03"' in answers["until"].text
    assert "å" * 201 in answers["text"].text
    assert "kan bruges igen" in lone.get(f"/huset/vaerelser/{room}").text


def test_words_of_the_board_that_look_like_a_person_are_pointed_out_and_kept(lived_in, visit):
    """CPR, phone, street, given name: the page says so, whoever opens it, and blocks nothing."""
    lone, path = visit("lone"), f"/sag/{lived_in}/tavle"
    words = "Fatima, 320190-9876, Plantagevej 7, ring 40 00 11 11"
    done = lone.post(path, {"text": words, "language": "ar"})
    assert (303, True) == (done.status_code, path in done.location)
    for page in (lone.get(done.location).text, visit("hanne").get(path).text):
        for kind in ("Fatima", "Plantagevej 7", "40 00 11 11"):
            assert f"<bdi>{kind}</bdi>" in page
        assert "Det her ligner en person" in page
    assert words in lone.get("/huset/").text
    plain = lone.post(path, {"text": "Sover til klokken ti.", "language": "ar"})
    assert plain.location.startswith("/huset/")
    assert "Det her ligner en person" not in lone.get(path).text


def test_only_what_the_forms_offer_is_taken(lived_in, visit):
    """An unknown code, a field too many, a day that is none: refused, and nothing is changed."""
    lone = visit("lone")
    for path, form in (
        (f"/sag/{lived_in}/tavle", {"alerts": "dangerous"}),
        (f"/sag/{lived_in}/tavle", {"hours": "720"}),
        (f"/sag/{lived_in}/tavle", {"name": "Fatima"}),
        (f"/sag/{lived_in}/vaerelse", {"room": "1", "from_date": "2026-03-02"}),
        ("/huset/vaerelser/", {"name": "X", "type": "suite", "since": "i går"}),
    ):
        assert 422 == lone.post(path, form).status_code, form
    assert SECRET in lone.get("/huset/").text


def test_the_year_is_a_picture_with_its_table(lived_in, visit, clock, house):
    """Whole percent in the picture, one decimal in the table; an odd year is refused."""
    visit("lone")
    clock.advance(days=10)
    due.run(house.context("job"))
    page = visit("lone").get("/huset/belaegning").text

    assert "76,9 %" in page  # 10 of 13: one of two rooms was out of service for seven of ten nights
    assert "<svg" in page
    assert 422 == visit("lone").get("/huset/belaegning?year=otte").status_code
    assert "Ingen nat er talt endnu" in visit("lone").get("/huset/belaegning?year=2019").text
