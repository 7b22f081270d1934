"""Frister on screen: by day, with both clocks; ticking off and calling off; who sees what."""

import re
from datetime import UTC, datetime

import pytest

THURSDAY = datetime(2026, 3, 5, 11, tzinfo=UTC)


@pytest.fixture
def deadline(begin, case_id, clock):
    """Return the address of the case's message to the municipality, begun on a Thursday."""
    return f"/frister/{begin('DL2', case_id, at(clock, THURSDAY))}"


def at(clock, instant):
    """Let it be another time; the return value is that time."""
    clock.advance(seconds=(instant - clock()).total_seconds())
    return instant


def words(page):
    """Return what stands on the page, without tags."""
    main = page.text.partition("<main")[2].partition("</main")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_the_page_goes_by_day_and_shows_both_clocks(visit, deadline, clock):
    """Reason, owner, case by pseudonym, law; what is late comes first, with icon and word (D4)."""
    anna = visit("anna")
    page = anna.get("/frister/")
    for said in (
        "søndag 8. marts",
        "Kommunen får besked om indskrivningen",
        "Stille Birk",
        "Frist: 10. marts 2026 kl. 23.59",
        "Husets mål: 8. marts 2026 kl. 23.59",
        "Socialrådgiveren i teamet Birgit",
        "Serviceloven § 109, stk. 5",
    ):
        assert said in words(page)
    assert "badge--alarm" not in page.text

    at(clock, datetime(2026, 3, 9, 11, tzinfo=UTC))
    page = visit("anna").get("/frister/")
    assert "Overskredet Frist Sag" in words(page)
    assert "Husets mål er overskredet" in words(page)
    at(clock, datetime(2026, 3, 11, 11, tzinfo=UTC))
    page = visit("anna").get("/frister/")
    assert re.search(r'badge--alarm">\s*<svg.+?</svg>\s*Overskredet', page.text, re.DOTALL)


def test_it_is_ticked_off_with_how_and_both_times(visit, deadline, clock):
    """An error keeps what was typed; afterwards who, when, entered when and how stay visible."""
    clock.advance(hours=3)
    anna = visit("anna")
    empty = anna.post(deadline, {"how": "", "occurred_at": "2026-03-05T14:00"})
    assert 422 == empty.status_code
    assert "<title>Fejl:" in empty.text
    assert "Vælg, hvordan det blev gjort." in empty.text
    assert 'value="2026-03-05T14:00"' in empty.text
    for moment, sentence in {
        "2026-03-05T11:00": "Fristen var ikke startet på det tidspunkt.",
        "2026-03-06T11:00": "Vælg et tidspunkt",
        "i går": "Skriv dag og klokkeslæt",
    }.items():
        wrong = anna.post(deadline, {"how": "letter", "occurred_at": moment})
        assert 422 == wrong.status_code
        assert sentence in wrong.text
        assert re.search(r'value="letter"[^>]* checked', wrong.text)
    done = anna.post(deadline, {"how": "secure_mail", "occurred_at": "2026-03-05T14:00"})
    assert 303 == done.status_code
    page = words(anna.get(done.location))
    for said in (
        "Fristen er klaret",
        "Klaret Kommunen får besked om indskrivningen",
        "Sikker mail, Anna",
        "gjort 5. marts 2026 kl. 14.00",
        "indført 5. marts 2026 kl. 15.00",
    ):
        assert said in page
    again = anna.post(deadline, {"how": "phone", "occurred_at": "2026-03-05T14:00"})
    assert 422 == again.status_code
    assert "Fristen er allerede afsluttet." in again.text


def test_it_is_called_off_with_a_reason_and_stays(visit, deadline, case_id):
    """R-M4: on the page, at its address and with its case."""
    anna = visit("anna")
    empty = anna.post(f"{deadline}/annuller", {"reason": "because"})
    assert 422 == empty.status_code
    assert "Vælg, hvorfor fristen ikke længere gælder." in empty.text
    done = anna.post(f"{deadline}/annuller", {"reason": "no_show"})
    assert 303 == done.status_code
    for address in ("/frister/", deadline, f"/sag/{case_id}/"):
        shown = words(anna.get(address))
        assert "Annulleret" in shown
        assert "Kom ikke" in shown
    assert "Sæt flueben" not in anna.get(deadline).text


@pytest.mark.parametrize("fields", [{}, {"how": "letter", "unknown": "x"}])
def test_a_form_that_is_none_changes_nothing(visit, deadline, fields, ask):
    """Nothing missing, nothing unknown."""
    for address in (deadline, f"{deadline}/annuller"):
        assert 422 == visit("anna").post(address, fields).status_code
    assert [("open",)] == ask("SELECT state FROM deadline")


def test_the_case_page_lists_its_deadlines(visit, deadline, case_id, events):
    """It rides on the reading of the notes: one event, not two."""
    anna = visit("anna")
    before = len(events())
    page = anna.get(f"/sag/{case_id}/")
    assert "Kommunen får besked om indskrivningen" in words(page)
    assert deadline in page.text
    assert ["note.read"] == [event["act"] for event in events()[before:]]


def test_the_overview_says_what_is_late(visit, deadline, clock, begin, case_id):
    """With its case and its day, and nothing at all while nothing is late."""
    assert "overskredet" not in words(visit("lone").get("/"))
    begin("DL1", None, clock(), case_id)
    clock.advance(days=4)
    page = visit("lone").get("/")
    assert "2 frister er overskredet" in words(page)
    assert "Stille Birk : 8. marts 2026 kl. 23.59" in words(page)
    assert "en henvendelse" in words(page)
    assert deadline in page.text


def test_who_is_kept_away_finds_no_trace(visit, deadline, case_id, deputy, clock):
    """R-X1: not on the list, not on the overview, not at the address."""
    dagny = visit("dagny")
    assert "Stille Birk" in dagny.get("/frister/").text
    assert 303 == dagny.post(f"/sag/{case_id}/kender-hende", {}).status_code
    clock.advance(days=9)
    dagny = visit("dagny")
    for address in ("/frister/", "/"):
        assert "Stille Birk" not in dagny.get(address).text
        assert "Kommunen får besked" not in dagny.get(address).text
    assert 404 == dagny.get(deadline).status_code


def test_no_pseudonym_in_a_title_or_an_address(visit, deadline):
    """What a browser keeps in its history names nobody."""
    for address in ("/frister/", deadline):
        page = visit("lone").get(address).text
        assert "Birk" not in re.search(r"<title>(.+?)</title>", page)[1]
        assert not re.search(r'href="[^"]*(Birk|birk)', page)


def test_it_speaks_english(visit, deadline):
    """The words of an entry and of the law too."""
    anna = visit("anna")
    anna.post("/udseende/sprog", {"language": "en"})
    shown = words(anna.get(deadline))
    for said in (
        "The municipality is told of the admission",
        "Social Services Act § 109(5)",
        "To be verified",
        "The decision on the admission, 5 March 2026 at 12:00",
    ):
        assert said in shown


def test_a_temp_in_no_team_sees_an_empty_page(visit, deadline):
    """And a contact person of other cases too."""
    for login in ("tove", "carla"):
        page = visit(login).get("/frister/")
        assert "Ingen frister løber" in words(page)
