"""Who has read this case, what is logged about me, and the week as a picture."""

import html
import re

import pytest
from joining import act_on

from journal.domain.errors import AccessDenied
from journal.services import exclusions, notes
from journal.services.work import perform

NAMES = ("Anna Ager", "Birgit Bro", "Hanne Hald", "Carla Cramer")


def table_of(answer):
    """Return the body of the first table of a page as text."""
    page = answer.text[answer.text.index("<table") : answer.text.index("</table>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


@pytest.fixture
def used(write, read, sign_in, case_id, guard, break_glass, context):
    """Let the team read and write, a guard open it in an emergency, and a stranger be refused."""
    anna = sign_in("anna")
    write(anna, case_id)
    for _ in range(3):
        read(anna, case_id)
    break_glass(guard, case_id)
    read(guard, case_id)
    with pytest.raises(AccessDenied):
        perform(context(sign_in("carla")), notes.read_timeline, case_id, 1)
    return case_id


def test_its_team_sees_functions_days_and_compartments(used, anna, events):
    """Never a name of a colleague; the look is in the log."""
    said = table_of(anna.get(f"/sag/{used}/hvem-har-laest"))

    for words in (
        "Mandag 2. marts",
        "Pædagog Læste notater Medlem af kontaktteamet Journalnotater 3",
        "Nattevagt Læste notater Nødadgang Journalnotater 1",
        "Socialrådgiver Læste notater Afvist",
    ):
        assert words in said
    assert [] == [name for name in NAMES if name in said]
    (event,) = events("log.read")
    assert ("team", 1) == (event["basis"], len(event["on"]))


def test_who_leads_sees_names(used, visit, events):
    """By her right to lead."""
    said = table_of(visit("lone").get(f"/sag/{used}/hvem-har-laest"))

    assert [] == [name for name in ("Anna Ager", "Hanne Hald", "Carla Cramer") if name not in said]
    assert "leader" == events("log.read")[-1]["basis"]


def test_it_is_cut_by_month(used, anna, clock):
    """With a way back to what is older, and no further than the case goes."""
    clock.advance(days=31)
    page = f"/sag/{used}/hvem-har-laest"
    browser = anna
    browser.sign_in("anna")
    now = browser.get(page)

    assert "Ingen i denne måned" in html.unescape(now.text)
    assert f"{page}?month=2026-03-01" in now.text
    older = browser.get(f"{page}?month=2026-03-01")
    assert "Pædagog" in table_of(older)
    assert "month=2026-02" not in older.text
    assert 422 == browser.get(f"{page}?month=x").status_code


def test_who_is_kept_away_learns_nothing(used, visit, context, sign_in, people, deputy):
    """Not even who else looked, though she leads."""
    perform(context(sign_in("dagny")), exclusions.exclude, used, people["dagny"])

    assert 404 == visit("dagny").get(f"/sag/{used}/hvem-har-laest").status_code


def test_everybody_sees_what_is_logged_about_her(used, visit, events, case_id):
    """Her own lines only, refusals too, with the pseudonym of the case."""
    carla = visit("carla")
    said = table_of(carla.get("/mig/log"))

    assert "Læste notater Stille Birk" in said.replace("  ", " ")
    assert "Afvist" in said
    assert "Nødadgang" not in said
    assert "self" == events("log.read")[-1]["basis"]


def test_what_others_did_to_her_account_stands_there(visit, places, people, events, set_team):
    """By function, never by name; what others did to others does not."""
    lone, stranger = visit("lone"), visit(address="127.0.0.9")
    act_on(lone, people["eva"], "pause")
    act_on(lone, people["eva"], "genoptag")
    act_on(lone, people["tove"], "pause")
    set_team(places["shared_case"], "birgit", "dorte", "eva")
    stranger.sign_in("eva", "ikke hendes ord")
    said = table_of(visit("eva").get("/mig/log"))

    for words in (
        "Satte konto på pause Gjort af: Leder",
        "Åbnede konto igen Gjort af: Leder",
        "Føjede til kontaktteam Gjort af: Leder Sen Sol",
        "Kunne ikke logge ind Afvist",
        "Godkendte en medarbejders nøgle Gjort af: Leder",
        "Loggede ind",
    ):
        assert words in said
    assert 1 == said.count("Satte konto på pause")
    assert "Lone" not in said


def test_a_review_of_her_use_is_told_without_what_it_found(visit, places):
    """Of a timed access and of a thing of the week; the outcome is told by a person."""
    lone = visit("lone")
    lone.get("/gennemgang/")
    lone.post(f"/gennemgang/{places['grant']}", reason="explained")
    lone.post(f"/gennemgang/uge/2026-W10/{places['item']}", reason="explained")
    said = table_of(visit("hanne").get("/mig/log"))

    assert 2 == said.count("Gennemgik en adgang Gjort af: Leder")
    assert "forklar" not in said.lower()
    assert "Gennemgik" not in table_of(visit("anna").get("/mig/log"))


def test_who_is_kept_away_is_not_told_here(visit, places, context, sign_in, people):
    """Neither that, nor by whom, nor the name of the case."""
    perform(context(sign_in("lone")), exclusions.exclude, places["shared_case"], people["eva"])
    said = table_of(visit("eva").get("/mig/log"))

    assert "Sen Sol" not in said
    assert "Gjort af: Leder Sen" not in said


def test_a_case_that_she_is_kept_away_from_has_no_name_in_it(used, visit, context, sign_in, people):
    """A short reference stands there instead."""
    perform(context(sign_in("carla")), exclusions.exclude, used, people["carla"])

    assert "Stille Birk" not in visit("carla").get("/mig/log").text


@pytest.mark.parametrize("login", ["rikke", "tove"])
def test_it_is_there_for_everybody(login, visit, reviewer):
    """For who holds no key of the house too; it is one link from her page."""
    browser = visit(login)

    assert 'href="/mig/log"' in browser.get("/mig/").text
    assert "Loggede ind" in table_of(browser.get("/mig/log"))
    assert 422 == browser.get("/mig/log?page=x").status_code


def test_pages_of_ones_own_log(visit, sign_in, case_id, read):
    """Fifty a page."""
    anna = sign_in("anna")
    for _ in range(60):
        read(anna, case_id)
    browser = visit("anna")

    assert 50 == browser.get("/mig/log").text.count("<tr") - 1
    assert "Nyere" in browser.get("/mig/log?page=2").text


def test_the_picture_shows_hours_of_the_house_and_its_colleagues(used, visit, clock):
    """Each with its table; what was refused is no use."""
    page = visit("lone").get("/hvem-har-laest/uge/2026-W10").text
    said = html.unescape(re.sub(r"<[^>]+>", " ", page))

    assert 2 == page.count('role="img"')
    assert page.count("<table") == 2
    assert re.search(r'<th scope="row">13</th><td class="number">5</td>', page)
    assert "Anna Ager, pædagog" in said
    assert "Carla" not in said
    assert " style=" not in page


def test_a_night_belongs_to_the_day_of_the_house(visit, sign_in, case_id, write, clock):
    """Half past midnight in Copenhagen is the evening before in UTC."""
    clock.advance(hours=11, minutes=30)
    write(sign_in("anna"), case_id)
    page = visit("lone").get("/hvem-har-laest/uge/2026-W10").text

    assert re.search(
        r'<th scope="row">00</th><td class="number">\W</td><td class="number">1</td>', page
    )


def test_who_does_not_lead_gets_no_picture(visit, anna):
    """Nobody but the leader and the deputy."""
    assert 404 == anna.get("/hvem-har-laest/uge/2026-W10").status_code
