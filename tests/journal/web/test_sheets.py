"""Who she is, how she is reached, whose child somebody is: on the pages, and nowhere else."""

import logging
import re

import pytest
from browsers import typed_in
from joining import words_on

from journal.services import exclusions
from journal.services.work import perform

PLANTED = {
    "identitet": {
        "names": "Ditlevine Plantholt",
        "cpr": "320190-9876",
        "birth_date": "1990-01-31",
        "citizenship": "Plantaniens borger",
        "languages": "plantansk",
        "phones": "40001111 (søster)\r\n40002222",
        "email": "plant@hus.invalid",
        "old_address": "Plantagevej 7\r\n0000 Plantby",
        "home_municipality": "Plantby Kommune",
        "acting_municipality": "Plantholm Kommune",
        "protection": "name_address",
        "protection_until": "2026-03-10",
    },
    "kontakt": {
        "never": "Aldrig 40003333",
        "channel": "phone",
        "reach": "40004444",
        "hours": "Plantagetid",
        "code_word": "plantekasse",
    },
    "foraeldremyndighed": {
        "custody": "shared",
        "lives_with": "mother",
        "collectors": "Mormor Plant",
        "school": "Planteskolen",
    },
    "sikkerhedskort": {
        "threat": "raised",
        "allergy": "Plantepollen",
        "medicine": "Plantemycin",
        "not_told": "En mand fra Plantforsikring",
    },
}
SECRETS = sorted(
    line
    for fields in PLANTED.values()
    for name, value in fields.items()
    if name not in ("protection", "protection_until", "channel", "custody", "lives_with", "threat")
    for line in value.split("\r\n")
)


@pytest.fixture
def anna(visit, case_id):
    """Return the browser of the pedagogue of the team."""
    return visit("anna")


def write(browser, case_id, sheet, seen="0", **changed):
    """Send the form of a sheet."""
    fields = PLANTED[sheet] | changed | {"seen": seen}
    return browser.post(f"/sag/{case_id}/{sheet}/ret", fields)


def test_what_is_planted_shows_on_its_page_and_nowhere_else(
    anna, visit, case_id, caplog, ask, events
):
    """No address, title, header or line of a log carries a value; the leader sees one page."""
    caplog.set_level(logging.DEBUG)
    lone = visit("lone")
    answers = []
    for sheet in PLANTED:
        answers.append(write(anna, case_id, sheet))
        assert 303 == answers[-1].status_code
        answers += [anna.get(f"/sag/{case_id}/{sheet}"), anna.get(f"/sag/{case_id}/{sheet}/ret")]
        answers += [write(anna, case_id, sheet), write(anna, case_id, sheet, seen="x")]
        assert [422, 422] == [answer.status_code for answer in answers[-2:]]
    path = f"/sag/{case_id}/identitet"
    answers += [lone.get(path), lone.post(path, reason=""), lone.post(path, reason="complaint")]
    shown = "".join(answer.text for answer in answers)
    assert [] == [one for one in SECRETS if one not in shown]
    assert [] == [one for one in SECRETS if one in answers[-3].text + answers[-2].text]
    hidden = [str(answer.headers) for answer in answers]
    hidden += [answer.request.url for answer in answers]
    hidden += re.findall("<title>.*?</title>", shown, re.DOTALL)
    hidden += [record.getMessage() for record in caplog.records]
    hidden += [str(event) for event in events()]
    for table in ("record", "audit_entry", "case_file"):
        hidden += [str(row) for row in ask(f"SELECT * FROM {table}")]
    assert [] == [one for one in SECRETS if any(one in text for text in hidden)]


def test_what_is_never_safe_stands_before_every_number(anna, case_id):
    """On both pages; until it is written, the page says that nobody has."""
    write(anna, case_id, "identitet")
    page = words_on(anna.get(f"/sag/{case_id}/identitet"))
    assert page.index("Ingen har skrevet, hvad der aldrig er sikkert") < page.index("40001111")
    write(anna, case_id, "kontakt")
    for sheet, number in (("identitet", "40001111"), ("kontakt", "40004444")):
        page = words_on(anna.get(f"/sag/{case_id}/{sheet}"))
        assert page.index("Aldrig 40003333") < page.index(number)


def test_an_odd_number_is_saved_and_named_and_covered(anna, case_id):
    """A warning stops nobody; the last four digits show only where somebody asks for them."""
    write(anna, case_id, "identitet")
    page = anna.get(f"/sag/{case_id}/identitet").text
    assert "CPR-nummeret ser usædvanligt ud" in page
    assert "320190-••••" in page
    summary = re.search(r"<summary>(.*?)</summary>320190-9876", page, re.DOTALL)[1]
    assert "9876" not in summary
    assert "slutter snart" in page
    write(anna, case_id, "identitet", "1", cpr="010190-9876", protection_until="2027-01-01")
    page = anna.get(f"/sag/{case_id}/identitet").text
    assert "ser usædvanligt ud" not in page
    assert "slutter snart" not in page


def test_the_safety_card_is_read_by_who_is_there_and_written_by_the_team(
    anna, visit, case_id, guard, deputy, context, sign_in, people, events
):
    """Also of who is unknown to the house; off shift a temp reads none, nor who is kept away."""
    path = f"/sag/{case_id}/sikkerhedskort"
    unknown = {"level": "2", "reason": "own_wish"}
    assert 303 == anna.post(f"/sag/{case_id}/anonymitet", unknown).status_code
    assert 303 == write(anna, case_id, "sikkerhedskort").status_code
    for login in ("anna", "carla", "hanne", "lone", "dagny"):
        reader = visit(login)
        page = reader.get(path).text
        assert "Plantemycin" in page
        assert (login == "anna") is (f'href="{path}/ret"' in page)
        assert (200 if login == "anna" else 404) == reader.get(f"{path}/ret").status_code
    assert {"duty", "team"} >= {one["basis"] for one in events("safety.read")} - {None}
    assert 404 == visit("tove").get(path).status_code
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["carla"])
    assert 404 == visit("carla").get(path).status_code


def test_a_leader_says_for_what_purpose_each_time(anna, visit, case_id, events):
    """Nothing is opened before; what she says stands in the log, and counts once."""
    write(anna, case_id, "identitet")
    lone, path = visit("lone"), f"/sag/{case_id}/identitet"
    for answer in (lone.get(path), lone.post(path, reason="curiosity"), lone.get(path)):
        assert "Ditlevine" not in answer.text
    assert [] == events("identity.read")
    assert "Ditlevine" in lone.post(path, reason="statutory_notice").text
    said = events("identity.read")[-1]
    assert ("leader", "statutory_notice") == (said["basis"], said["why"])
    assert "Ditlevine" not in lone.get(path).text


def test_two_who_write_at_once_lose_nothing(anna, visit, case_id):
    """The second sees what stands there now, keeps what she typed, and may save it knowingly."""
    birgit = visit("birgit")
    forms = [typed_in(one.get(f"/sag/{case_id}/identitet/ret").text) for one in (anna, birgit)]
    assert ["0", "0"] == [form["seen"] for form in forms]
    write(anna, case_id, "identitet")
    path = f"/sag/{case_id}/identitet/ret"
    late = birgit.post(path, {"seen": forms[1]["seen"], "names": "Et andet navn"})
    assert 422 == late.status_code
    assert "Ditlevine Plantholt" in late.text
    typed = typed_in(late.text)
    assert ("Et andet navn", "1") == (typed["names"], typed["seen"])
    sent = {name: typed[name] for name in ("seen", "names")}
    assert 303 == birgit.post(path, sent).status_code
    assert "Et andet navn" in anna.get(f"/sag/{case_id}/identitet").text


@pytest.mark.parametrize(
    ("sheet", "field", "value"),
    [
        ("identitet", "names", "x" * 201),
        ("identitet", "phones", "x" * 2_001),
        ("identitet", "birth_date", "31-01-1990"),
        ("identitet", "birth_date", "1990-02-30"),
        ("identitet", "protection", "royal"),
        ("kontakt", "channel", "pigeon"),
        ("foraeldremyndighed", "custody", "x"),
        ("kontakt", "surname", "x"),
    ],
)
def test_what_does_not_fit_is_named_at_its_field_and_nothing_is_lost(
    sheet, field, value, anna, case_id, ask
):
    """Status 422; what was typed stands in the form, and nothing was saved."""
    answer = write(anna, case_id, sheet, **{field: value})
    assert 422 == answer.status_code
    assert (f'id="{field}-error"' in answer.text) is (field != "surname")
    kept = "code_word" if sheet == "kontakt" else "names" if field != "names" else "cpr"
    if sheet != "foraeldremyndighed":
        assert PLANTED[sheet][kept] == typed_in(answer.text)[kept]
    assert [] == ask("SELECT id FROM record")


def test_of_somebody_unknown_to_the_house_nothing_is_written(anna, case_id, tamper, raw_id, ask):
    """The page says so and has no form; a form that is sent all the same is refused."""
    tamper("UPDATE case_file SET anonymity = '2' WHERE id = :id", id=raw_id(case_id))
    for path in ("identitet", "identitet/ret"):
        page = anna.get(f"/sag/{case_id}/{path}").text
        assert "Ukendt, også for huset" in page
        assert 'name="names"' not in page
    assert 422 == write(anna, case_id, "identitet").status_code
    assert [] == ask("SELECT id FROM record")
    assert 303 == write(anna, case_id, "kontakt").status_code


def test_whoever_was_let_in_for_a_time_sees_safe_contact_until_it_ends(
    anna, visit, case_id, guard, break_glass
):
    """Whom not to call is needed at night; who she is is not."""
    write(anna, case_id, "kontakt")
    write(anna, case_id, "identitet")
    hanne = visit("hanne")
    assert 404 == hanne.get(f"/sag/{case_id}/kontakt").status_code
    break_glass(guard, case_id, reason="child_concern")
    shown = hanne.get(f"/sag/{case_id}/kontakt")
    assert "Aldrig 40003333" in shown.text
    assert shown.headers["Refresh"].endswith("url=/adgang/slut")
    assert 404 == hanne.get(f"/sag/{case_id}/identitet").status_code
    assert 404 == hanne.get(f"/sag/{case_id}/kontakt/ret").status_code
