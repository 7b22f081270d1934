"""The roster in a browser: a week for everybody, forms for who leads, tables pasted as they are."""

import html
import re

import pytest

PLAN = "bruger;dato;fra;til\r\nanna;2026-03-03;07:00;15:00\r\ntove;2026-03-07;23:00;07:00\r\n"


@pytest.fixture
def lone(visit):
    """Return the browser of the leader."""
    return visit("lone")


def main_of(answer):
    """Return the main part of a page as text."""
    page = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def shift_form(people, **changed):
    """Return a form for one shift."""
    fields = {
        "person": str(people["anna"]),
        "day": "2026-03-05",
        "begins": "23:00",
        "ends": "07:00",
    }
    return fields | changed


def test_a_week_from_monday_to_sunday(anna, lone):
    """Each day with who works from when to when, and the weeks before and after."""
    lone.post("/vagtplan/csv", plan=PLAN)
    page = anna.get("/vagtplan/")
    said = main_of(page)

    assert re.search(r"07\.00 . 15\.00 Anna Ager Pædagog", said)
    assert said.index("tirsdag 3. marts") < said.index("Anna Ager") < said.index("lørdag 7. marts")
    assert said.index("lørdag 7. marts") < said.index("Tove Tang")
    assert "mandag 2. marts i dag" in said
    for day in ("2026-02-23", "2026-03-09"):
        assert f'href="/vagtplan/?day={day}"' in page.text
    assert "Tove Tang" not in main_of(anna.get("/vagtplan/?day=2026-03-09"))


def test_only_who_leads_sees_forms(anna, visit, lone, plan, clock):
    """Nobody is offered what would be refused."""
    plan("anna", clock(), clock().replace(hour=20))
    for browser in (anna, visit("tove")):
        assert "<form" not in main_part(browser.get("/vagtplan/"))
    page = main_part(lone.get("/vagtplan/"))

    assert {"/vagtplan/", "/vagtplan/csv", "/vagtplan/fjern"} == set(
        re.findall(r'action="(/vagtplan/[^"]*)"', page)
    )


def main_part(answer):
    """Return the main part of a page."""
    return answer.text[answer.text.index("<main") : answer.text.index("</main>")]


def test_one_shift_is_added_and_taken_off(lone, people, events):
    """Both are on record, and the page comes back to the week it was in."""
    answer = lone.post("/vagtplan/", shift_form(people, day="2026-03-12"))
    page = lone.get(answer.location)
    assert "/vagtplan/?day=2026-03-12&saved=added" == answer.location
    assert "Anna Ager" in main_of(page)
    shift = re.search(r'name="shift" value="([^"]+)"', page.text)[1]
    removed = lone.post("/vagtplan/fjern", shift=shift, day="2026-03-09")

    assert "/vagtplan/?day=2026-03-09&saved=removed" == removed.location
    assert "Anna Ager" not in main_of(lone.get(removed.location)).split("Tilføj en vagt")[0]
    assert ["roster.set"] * 2 == [event["act"] for event in events("roster.set")]
    assert 404 == lone.post("/vagtplan/fjern", shift=shift).status_code


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"person": ""}, "person"),
        ({"person": "00000000-0000-4000-8000-000000000000"}, "begins"),
        ({"day": ""}, "day"),
        ({"day": "5. marts"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"day": "2026-03-29", "begins": "02:30"}, "begins"),
        ({"begins": ""}, "begins"),
        ({"begins": "syv"}, "begins"),
        ({"ends": "25:00"}, "ends"),
        ({"begins": "06:00", "ends": "23:00"}, "begins"),
        ({"begins": "07:00", "ends": "07:00"}, "begins"),
        ({"plan": "x"}, None),
    ],
)
def test_a_wrong_shift_is_said_at_its_field(changed, place, lone, people, ask):
    """What was typed stands there again, and nobody is planned."""
    fields = shift_form(people, **changed)
    answer = lone.post("/vagtplan/", fields)

    assert 422 == answer.status_code
    assert place is None or f'<a href="#{place}">' in answer.text
    for name in ("day", "begins", "ends"):
        assert f'id="{name}"' not in answer.text or f'value="{fields[name]}"' in answer.text
    assert [] == ask("SELECT 1 FROM shift")


def test_a_plan_is_taken_whole_and_once(lone, ask):
    """Twice pasted it is the same plan."""
    for _ in range(2):
        answer = lone.post("/vagtplan/csv", plan="\ufeff" + PLAN)
        assert (303, "/vagtplan/?saved=plan") == (answer.status_code, answer.location)

    assert 2 == len(ask("SELECT 1 FROM shift"))


@pytest.mark.parametrize(
    "line",
    ["anna;99999999999999999999-03-28;23:00;07:00", "anna;2026-03-28;23:00;" + "x" * 140_000],
    ids=["no such year", "no end"],
)
def test_what_somebody_pastes_by_mistake_is_a_wrong_line(line, lone):
    """A year past all years, a cell without an end: 422 and the number of the line."""
    answer = lone.post("/vagtplan/csv", plan=PLAN + line)

    assert (422, True) == (answer.status_code, "ingen vagt i linje 4." in main_of(answer))


def test_every_wrong_line_is_named_and_the_text_is_kept(lone, ask):
    """What is no shift and whom nobody knows, each with its numbers; nothing is stored."""
    plan = PLAN + "anna;2026-03-03;06:00;23:00\r\nukendt;2026-03-03;07:00;15:00\r\nvr\u00f8vl <b>"
    answer = lone.post("/vagtplan/csv", plan=plan)
    said = main_of(answer)

    assert 422 == answer.status_code
    assert "Der er ingen vagt i linje 4, 6." in said
    assert "Ingen, der arbejder her, logger ind med brugernavnet i linje 5." in said
    kept = re.search(r'<textarea[^>]* id="plan"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)[1]
    assert plan.replace("\r\n", "\n") == html.unescape(kept).replace("\r\n", "\n")
    assert [] == ask("SELECT 1 FROM shift")


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("", "Udfyld feltet."),
        ("anna;2026-03-03;07:00;15:00\n" * 3000, "Planen har 3.000 linjer."),
        ("=cmd|' /C calc'!A0;2026-03-03;07:00;15:00", "brugernavnet i linje 1"),
        ('"=HYPERLINK(""x"")",2026-03-03,07:00,15:00', "brugernavnet i linje 1"),
    ],
    ids=["empty", "too long", "formula", "formula in quotes"],
)
def test_a_plan_that_is_none_says_why(plan, words, lone, ask):
    """A formula is a name that nobody has; it is shown as text and never run."""
    answer = lone.post("/vagtplan/csv", plan=plan)

    assert 422 == answer.status_code
    assert words in main_of(answer)
    assert [] == ask("SELECT 1 FROM shift")


@pytest.mark.parametrize("day", ["x", "2026-02-30", "9999-12-31", "0001-01-01"])
def test_a_week_that_is_none_shows_this_one(day, anna):
    """With a sentence that says so."""
    answer = anna.get(f"/vagtplan/?day={day}")

    assert 422 == answer.status_code
    assert "mandag 2. marts" in main_of(answer)


@pytest.mark.parametrize("path", ["/vagtplan/", "/vagtplan/csv", "/vagtplan/fjern"])
def test_a_wrong_form_of_somebody_who_plans_nothing_tells_nothing_of_the_roster(path, anna, ask):
    """It is refused or comes back without a form, and changes nothing."""
    answer = anna.post(path, plan="x")

    assert answer.status_code in (404, 422)
    assert [] == ask("SELECT 1 FROM shift")
