"""Her own extract: what the log tells the woman whose file it is, on screen and on paper."""

import html
import re
from uuid import UUID, uuid4

import pytest
from extracts import COLLEAGUES, DECISION, form_of, rows, shown, words_of

from journal.domain.audit import bytes_of, text_of
from journal.services import exclusions
from journal.services.work import perform

both_engines = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)


@both_engines
def test_the_table_is_what_happened(used_case, visit, extract_page, events, clock):
    """Each use a line, by function; emergencies and refusals marked, their reasons in words."""
    lone = visit("lone")
    answer = lone.get(extract_page)
    at = "2. marts 2026 kl. 13.0{}"

    assert [
        ["1", at.format(0), "Kontaktperson", "Skrev et notat", "Journalnotater", OF_TEAM],
        ["2", at.format(1), "Kontaktperson", "Læste dine notater", "Journalnotater", OF_TEAM],
        [
            *("3", at.format(2), "Nattevagt", "Åbnede din journal i en nødsituation Nødadgang"),
            *("Journalnotater", "Var på vagt. Begrundelse: Bekymring for et barn"),
        ],
        [
            *("4", at.format(2), "Nattevagt", "Læste dine notater Nødadgang", "Journalnotater"),
            "Nødadgang for den, der er på vagt. Begrundelse: Bekymring for et barn",
        ],
        [
            *("5", at.format(3), "Souschef", "Åbnede din journal for en time", "Journalnotater"),
            "Er med i ledelsen. Det giver ikke ret til at læse notater. Begrundelse: Tilsyn",
        ],
        [
            *("6", at.format(3), "Souschef", "Læste dine notater", "Journalnotater"),
            "Ledelsen skal sige hvorfor og har adgang i en time. Begrundelse: Tilsyn",
        ],
        [
            *("7", at.format(4), "Socialrådgiver", "Forsøgte: Læste notater Afvist", ""),
            "Fik ikke adgang og så ingenting",
        ],
    ] == rows(answer)
    (event,) = events("extract.read")
    assert ("leader", 7, None) == (event["basis"], event["n"], event["ref"])


OF_TEAM = "Er en af dine kontaktpersoner og arbejder med din sag"


def test_lines_and_numbers_together_are_the_log(
    used_case, visit, extract_page, events, case_id, ask, raw_id
):
    """What is no line is counted: nothing that names the case is left out."""
    said = rows(visit("lone").get(extract_page))
    answer = visit("lone").get(extract_page)
    numbers = re.findall(r'<td class="number">(\d+)</td>', answer.text)
    ((alias,),) = ask("SELECT alias FROM case_file WHERE id = :case", case=raw_id(case_id))
    alias = text_of(bytes(alias))
    before = events()[:-1]

    named = [each for each in before if alias in {case for case, _ in each["on"]}]
    assert len(named) == len(said) + sum(map(int, numbers))


def test_names_are_off(used_case, visit, extract_page):
    """Neither on the page nor on paper, though who leads could see them elsewhere."""
    lone = visit("lone")
    answer = lone.get(extract_page)
    file = lone.post(extract_page, form_of(answer, "udtraek"))

    for words in (shown(answer), words_of(file.data)):
        assert [] == [name for name in COLLEAGUES if name in words]
        assert "Navne på medarbejdere står her ikke" in words
    assert [] == [name for name in COLLEAGUES if name.encode() in file.data]


@both_engines
def test_a_decision_turns_names_on_for_one_extract(used_case, visit, extract_page, events, clock):
    """With a reason and her password; it is an event of its own and good for one PDF."""
    lone = visit("lone")
    answer = lone.post(f"{extract_page}/navne", DECISION | {"language": "en"})
    assert 303 == answer.status_code
    (decided,) = events("extract.names")
    assert ("leader", "complaint") == (decided["basis"], decided["why"])

    preview = lone.get(answer.location)
    assert "Anna Ager" in shown(preview)
    assert 'lang="en"' in preview.text
    file = lone.post(extract_page, form_of(preview, "udtraek"))
    said = words_of(file.data)
    assert [] == [name for name in ("Anna Ager", "Hanne Hald", "Carla Cramer") if name not in said]
    given = events("extract.done")[-1]
    assert ("names", decided["id"]) == (given["why"], given["ref"])

    again = lone.post(extract_page, form_of(preview, "udtraek"))
    assert 422 == again.status_code
    assert "Tag stilling igen" in html.unescape(again.text)
    assert 422 == lone.get(answer.location).status_code
    assert 1 == len(events("extract.done"))


@pytest.mark.parametrize("whose", ["old", "another case", "another leader", "invented", "a note"])
def test_a_decision_that_is_not_hers_opens_no_name(
    whose, used_case, visit, extract_page, events, clock, open_case
):
    """Too old, of another case, of somebody else, or none at all."""
    lone = visit("lone")
    place = (
        f"/sag/{open_case(pseudonym='Klar Sø')}/udtraek"
        if whose == "another case"
        else extract_page
    )
    decider = visit("dagny") if whose == "another leader" else lone
    location = decider.post(f"{place}/navne", DECISION).location
    decision = re.search(r"decision=([0-9a-f-]{36})", location)[1]
    if whose == "old":
        clock.advance(hours=1)
        lone = visit("lone")
    if whose == "invented":
        decision = uuid4()
    if whose == "a note":
        decision = UUID(bytes=bytes_of(events("note.write")[0]["id"]))
    for answer in (
        lone.get(f"{extract_page}?decision={decision}"),
        lone.post(extract_page, decision=str(decision)),
    ):
        assert 422 == answer.status_code
        assert "Carla" not in answer.text.partition("<main")[2]
    assert [] == events("extract.done")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": ""}, "Vælg"),
        ({"reason": "x"}, "Vælg"),
        ({"password": "forkert kode her"}, "ikke din adgangskode"),
        ({"password": ""}, "Udfyld"),
    ],
)
def test_a_decision_needs_a_reason_and_the_password(
    changed, words, visit, extract_page, events, case_id
):
    """What is missing is said beside its field, and nothing is decided."""
    answer = visit("lone").post(f"{extract_page}/navne", DECISION | changed)

    assert 422 == answer.status_code
    assert "<title>Fejl:" in answer.text
    assert words in html.unescape(answer.text)
    assert [] == events("extract.names")


def test_a_leader_who_is_kept_away_finds_none(
    used_case, visit, extract_page, context, sign_in, people
):
    """Not the page, not the paper, not the proofs, not the names."""
    perform(context(sign_in("dagny")), exclusions.exclude, used_case, people["dagny"])
    dagny = visit("dagny")

    for path in (extract_page, f"{extract_page}/navne"):
        assert 404 == dagny.get(path).status_code
    for path, fields in (
        (extract_page, {}),
        (f"{extract_page}/beviser", {}),
        (f"{extract_page}/navne", DECISION),
    ):
        assert 404 == dagny.post(path, fields).status_code


def test_days_are_days_of_the_house(used_case, visit, extract_page, clock, read, sign_in):
    """Both included; an emergency of an earlier day keeps its reason."""
    clock.advance(hours=12)
    read(sign_in("anna"), used_case)
    lone = visit("lone")

    later = rows(lone.get(f"{extract_page}?day_from=2026-03-03"))
    assert ["1", "2", "3"] == [row[0] for row in later]
    assert ["Adgangen sluttede", "Adgangen sluttede Nødadgang", "Læste dine notater"] == sorted(
        row[3] for row in later
    )
    assert {"Systemet"} == {row[2] for row in later if row[3].startswith("Adgangen sluttede")}
    assert 7 == len(rows(lone.get(f"{extract_page}?day_to=2026-03-02")))
    assert "Ingen har brugt" in shown(lone.get(f"{extract_page}?day_from=2026-03-04"))
    turned = lone.get(f"{extract_page}?day_from=2026-03-03&day_to=2026-03-02")
    assert 422 == turned.status_code
    assert 'href="#day_to"' in turned.text
    for wrong in ("day_from=x", "language=kl", "size=-1", "decision=x", "x=1", "size=1&size=2"):
        assert 422 == lone.get(f"{extract_page}?{wrong}").status_code


def test_too_many_lines_are_refused(used_case, visit, extract_page, monkeypatch):
    """With the way out: fewer days."""
    monkeypatch.setattr("journal.domain.extract.MOST_LINES", 6)
    answer = visit("lone").get(extract_page)

    assert 422 == answer.status_code
    assert "mere end 6 linjer" in html.unescape(answer.text)


def test_the_look_is_one_link_away(used_case, visit, anna):
    """For who leads; a contact person has no such link and no such page."""
    place = f"/sag/{used_case}"

    assert f'href="{place}/udtraek"' in visit("lone").get(f"{place}/hvem-har-laest").text
    assert f'href="{place}/udtraek"' not in anna.get(f"{place}/hvem-har-laest").text
    assert 404 == anna.get(f"{place}/udtraek").status_code
