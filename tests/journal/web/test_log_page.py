"""Hvem har læst: the leader finds who did what, sees the log is whole, and is seen looking."""

import html
import re

import pytest

from journal.services import exclusions
from journal.services.work import perform

ROWS = re.compile(r"<tr(?: class=\"is-denied\")?>\s*<td><time.*?</tr>", re.DOTALL)
PAGE = "/hvem-har-laest/"


@pytest.fixture
def lone(visit):
    """Return the leader's browser."""
    return visit("lone")


@pytest.fixture
def day(anna, case_id, open_case, visit, clock):
    """Let a day of work happen: reading, a refusal, a wrong password, and the same a day later."""
    open_case("carla", "dorte", pseudonym="Rolig Mose", by="carla")
    anna.get(f"/sag/{case_id}/")
    visit("carla").get(f"/sag/{case_id}/")
    visit().sign_in("birgit", "forkert")
    clock.advance(days=1)
    visit("birgit").get(f"/sag/{case_id}/")


def rows(answer):
    """Return the lines of the log page as texts."""
    found = ROWS.findall(answer.text)
    return [html.unescape(" ".join(re.sub(r"<[^>]+>", " ", row).split())) for row in found]


def look(browser, **query):
    """Look at the log through a filter; the return value is its lines."""
    answer = browser.get(PAGE, query_string=query)
    assert 200 == answer.status_code
    return rows(answer)


def test_it_shows_who_did_what_with_which_case(day, lone):
    """Name, function, act, case and outcome, newest first; her own look comes last of all."""
    lines = look(lone)
    reading = [line for line in lines if "Læste notater" in line]

    readers = ["Birgit Bro", "Carla Cramer", "Anna Ager"]
    assert [True] * 3 == [name in line for name, line in zip(readers, reading, strict=True)]
    assert [False, True, False] == ["Afvist" in line for line in reading]
    assert all("Stille Birk" in line for line in reading)


def test_it_filters_by_case(day, lone, case_id):
    """Only what that case was used for."""
    lines = look(lone, case=str(case_id))

    assert 3 == sum("Læste notater" in line for line in lines)
    assert not any("Rolig Mose" in line for line in lines)


def test_it_filters_by_person(day, lone, people):
    """Everything one colleague did, and nothing of the others."""
    lines = look(lone, person=str(people["carla"]))

    assert lines
    assert all("Carla Cramer" in line for line in lines)


def test_it_filters_by_kind(day, lone):
    """Each kind shows its own, and refusals go across the kinds."""
    assert all("Læste" in line or "Åbnede" in line for line in look(lone, kind="reading"))
    refused = look(lone, kind="refusal")

    assert 2 == len(refused)
    assert "Carla Cramer" in refused[1]
    assert "Birgit Bro" in refused[0]
    assert not any("notat" in line for line in look(lone, kind="signing_in"))


def test_it_filters_by_day(day, lone, case_id):
    """Days of the house, both included; all filters together."""
    first = look(lone, day_from="2026-03-02", day_to="2026-03-02", kind="reading")
    second = look(lone, day_from="2026-03-03", kind="reading", case=str(case_id))

    assert (2, 1) == (len(first), len(second))
    assert "Birgit Bro" in second[0]
    assert [] == look(lone, day_from="2026-03-03", day_to="2026-03-02")
    assert [] == look(lone, day_to="2025-12-31")


@pytest.fixture
def kept_away(day, deputy, context, sign_in, case_id, people):
    """Let the leader say that she knows the woman of the case."""
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["lone"])


@pytest.mark.parametrize("is_deleted", [False, True], ids=["listed", "only logged"])
def test_who_is_kept_away_from_a_case_sees_none_of_its_lines(
    is_deleted, kept_away, lone, visit, case_id, tamper, people
):
    """Neither in the filter nor in a line; how many there are is said, and no filter tells more."""
    if is_deleted:
        tamper("DELETE FROM exclusion")
    page = lone.get(PAGE).text
    unshown = re.search(r"(\d+) linjer i loggen vises ikke her", page)[1]

    assert "Stille Birk" not in page
    assert str(case_id) not in page
    assert "Rolig Mose" in page
    assert [] == look(lone, case=str(case_id))
    assert any("Rolig Mose" in line for line in look(lone, person=str(people["carla"])))
    filtered = lone.get(f"{PAGE}?person={people['anna']}").text
    assert f"{unshown} linjer i loggen vises ikke her" in filtered
    whole = visit("dagny").get(PAGE).text
    assert "Stille Birk" in whole
    assert "vises ikke her" not in whole


def test_a_list_of_several_cases_stays_a_line(kept_away, lone, anna, open_case):
    """It names no case, and is about others too; a list of that one case is not shown."""
    anna.sign_in("anna")
    anna.get("/")
    open_case("anna", "birgit", pseudonym="Lun Vind")
    anna.get("/")

    assert 1 == sum("Anna Ager" in line for line in look(lone, kind="listing"))


def test_an_id_that_is_unknown_finds_nothing(lone):
    """It is no error: it finds what a case without a use would find."""
    nobody = "00000000-0000-0000-0000-000000000000"

    assert [] == look(lone, case=nobody)
    assert [] == look(lone, person=nobody)


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("case=x", "case"),
        ("person=1", "person"),
        ("kind=alt", "kind"),
        ("day_from=2.3.2026", "day_from"),
        ("day_to=2026-02-30", "day_to"),
        ("day_to=9999-12-31", "day_to"),
        ("day_from=0001-01-01", "day_from"),
        ("page=0", None),
        ("page=to", None),
        ("page=1000001", None),
        ("unknown=1", None),
        ("kind=reading&kind=writing", "kind"),
    ],
)
def test_a_bad_filter_names_its_field(query, place, lone):
    """422, an error at the top that leads to the field, and the whole log below."""
    answer = lone.get(f"{PAGE}?{query}")

    assert 422 == answer.status_code
    assert 'id="error-summary"' in answer.text
    assert place is None or f'<a href="#{place}">' in answer.text
    assert place is None or f'id="{place}-error"' in answer.text
    assert rows(answer)


def test_long_logs_have_pages_that_keep_the_filter(anna, lone, case_id):
    """Fifty lines a page, each once; the way on keeps what was asked for."""
    for _ in range(52):
        anna.get(f"/sag/{case_id}/", query_string={"page": 1})
    first = lone.get(f"{PAGE}?kind=reading&case={case_id}")
    older = re.search(r'rel="next" href="([^"]+)"', first.text)[1]
    second = lone.get(html.unescape(older))
    references = [re.findall(r'reference">\D*?(\w{8})<', page.text) for page in (first, second)]

    assert (50, 2) == (len(references[0]), len(references[1]))
    assert 52 == len({*references[0], *references[1]})
    assert references[1] == re.findall(
        r'reference">\D*?(\w{8})<', lone.get(f"{PAGE}?kind=reading&case={case_id}&page=99").text
    )


def test_her_look_is_in_the_log(lone, case_id, events):
    """With the case she asked for; the next look shows it."""
    lone.get(f"{PAGE}?case={case_id}")
    looks = events("log.read")

    assert 1 == len(looks)
    assert looks[0]["on"]
    assert any("Lone Leder" in line for line in look(lone, kind="listing"))


def test_a_wrong_filter_is_a_look_too(lone, events):
    """What is shown below the error is the whole log."""
    lone.get(f"{PAGE}?kind=alt")

    assert 1 == len(events("log.read"))


def test_she_sees_that_the_log_is_whole(lone):
    """Against its last signed checkpoint; checking it now is on record."""
    lone.get(PAGE)
    assert "Loggen er intakt" in lone.get(PAGE).text
    answer = lone.post(f"{PAGE}efterproev")

    assert (303, PAGE) == (answer.status_code, answer.location)
    assert "Loggen er intakt" in lone.get(PAGE).text


WAYS = ("formaal", "identitet", "team", "hvem-har-laest")
"""Who she is opens for a purpose that is typed, too."""


def test_being_leader_opens_no_note(lone, case_id, sign_in, write):
    """
    No page of hers shows a word of a journal, or a way in but for a purpose.

    The page of a team is about people, not about the file.
    """
    write(sign_in("anna"), case_id, "Ordene selv.")
    for path in ("/", PAGE, f"{PAGE}?case={case_id}", f"/sag/{case_id}/"):
        shown = lone.get(path).text
        assert "Ordene selv." not in shown
        ways = {f"/sag/{case_id}/{page}" for page in WAYS}
        assert ways >= set(re.findall(r'href="(/sag/[^"]+)"', shown))
