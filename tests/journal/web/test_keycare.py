"""Which keys need somebody, and who must act: said to who leads, and to nobody else."""

import re

import pytest
from joining import act_on, words_on

from journal.domain.compartments import OF_A_CASE
from journal.domain.staff import Profession, Role
from journal.services import exclusions
from journal.services.work import perform

PAGE = "/noegler/"
IN_ORDER = "Ingen nøgler mangler noget"
NEXT = "Næste gang en af disse logger ind:"


@pytest.fixture
def lone(visit):
    """Return the browser of the leader."""
    return visit("lone")


@pytest.fixture
def lose(tamper, case_id, raw_id):
    """Return a function that takes wraps of a kind from keys of the case, as a damage would."""

    def take(kind, *comps, recipient=None):
        taken = [
            tamper(
                "DELETE FROM key_wrap WHERE kind = :kind AND key_id IN "
                "(SELECT key_id FROM key_epoch WHERE scope_id = :case AND comp = :comp) "
                "AND (:who IS NULL OR recipient_id = :who)",
                kind=kind,
                comp=int(comp),
                case=raw_id(case_id),
                who=recipient and recipient.bytes,
            )
            for comp in comps or [2]
        ]
        assert all(taken)

    return take


def rows(browser, path=PAGE):
    """Return the lines of the page: case, what is wrong, who must act."""
    page = browser.get(path).text
    body = page[page.find("<tbody>") : page.find("</tbody>")]
    return [
        tuple(
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        )
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def test_where_nothing_is_wrong_the_page_says_so(lone, case_id, open_case):
    """Calm words and no list; not even the names of the cases."""
    open_case("dorte", "carla", pseudonym="Rolig Mose", by="carla")
    said = words_on(lone.get(PAGE))

    assert IN_ORDER in said
    assert "Stille Birk" not in said
    assert [] == rows(lone)


def test_a_house_without_cases_has_nothing_to_mend(lone):
    """The first day."""
    assert IN_ORDER in words_on(lone.get(PAGE))


def test_one_holder_is_too_few(lone, lose, people):
    """Whoever is left is named nowhere as a culprit: the leader puts a second one into the team."""
    lose("staff", recipient=people["birgit"])
    ((case, wrong, who),) = rows(lone)

    assert "Stille Birk" == case
    assert "Kun én kollega kan åbne journalen Journalnotater" == wrong
    assert "Sæt en kollega mere i teamet." == who


def test_no_holder_calls_for_the_slips(lone, lose):
    """Nobody who signs in can help any more."""
    lose("staff")
    assert [
        (
            "Stille Birk",
            "Ingen kan åbne journalen Journalnotater",
            "Gendannelsessedlerne må bruges.",
        )
    ] == rows(lone)


def test_only_the_living_are_counted(lone, case_id, people, ask):
    """Birgit is on a pause: what she holds opens nothing, and the team lacks a social worker."""
    act_on(lone, people["birgit"], "pause")
    found = {wrong: who for _, wrong, who in rows(lone)}

    assert (
        "Sæt en kollega mere i teamet." == found["Kun én kollega kan åbne journalen Journalnotater"]
    )
    assert "Sæt en til i teamet." in found.values()
    waits = [who for wrong, who in found.items() if wrong.startswith("En ny nøgle venter")]
    assert [f"{NEXT} Anna Ager"] == waits


@pytest.mark.parametrize(
    ("kind", "comps", "wrong"),
    [
        ("recovery", (2,), "Gendannelsessedlerne åbner den ikke Journalnotater"),
        ("duty", (2,), "Den kan ikke åbnes i en nødsituation Journalnotater"),
        ("purpose", (2,), "En leder kan ikke åbne den med et formål Journalnotater"),
    ],
)
def test_a_wrap_that_is_missing_waits_for_a_member(kind, comps, wrong, lone, lose):
    """Either of the two who hold the key: both names, and no act of the leader."""
    lose(kind, *comps)
    assert [("Stille Birk", wrong, f"{NEXT} Anna Ager eller Birgit Bro")] == rows(lone)


def test_every_key_of_a_case_must_open_to_the_slips(lone, lose):
    """One line names all of them."""
    lose("recovery", *OF_A_CASE)
    ((_, wrong, _),) = rows(lone)
    assert 4 == len(wrong.removeprefix("Gendannelsessedlerne åbner den ikke ").split(", "))


def test_a_new_member_and_an_exchange_wait_for_whoever_holds_the_key(
    lone, visit, set_team, case_id
):
    """By name; her next sign-in takes both lines away."""
    set_team(case_id, "anna", "birgit", "carla")
    assert [
        (
            "Stille Birk",
            "En i teamet venter på nøglen Journalnotater",
            f"{NEXT} Anna Ager eller Birgit Bro",
        )
    ] == rows(lone)
    set_team(case_id, "anna", "carla")
    waiting = {wrong: who for _, wrong, who in rows(lone)}
    assert f"{NEXT} Anna Ager" == waiting["En ny nøgle venter på at blive lavet Journalnotater"]
    visit("anna")
    assert [] == rows(lone)


def test_the_words_for_keys_are_explained_beside_them(lone, lose):
    """A leader meets them here and in the log, and nowhere else; without a table there are none."""
    assert "formålsnøglen" not in lone.get(PAGE).text
    lose("duty")
    page = words_on(lone.get(PAGE))

    assert "formålsnøglen" in page
    assert "husets rodnøgle" in page


def test_each_line_leads_to_the_team(lone, lose, case_id, open_case):
    """Cases that are in order are not there."""
    open_case("dorte", "carla", pseudonym="Rolig Mose", by="carla")
    lose("duty")
    page = lone.get(PAGE).text

    assert f'href="/sag/{case_id}/team"' in page
    assert "Rolig Mose" not in page
    assert 'href="/noegler/"' in lone.get("/").text


@pytest.mark.parametrize("login", ["anna", "carla", "tove", "rikke", "adam"])
def test_nobody_else_finds_it(login, hire, visit, case_id, events):
    """Members, temps, log reviewers, administrators: not found, on record, and in no menu."""
    hire("rikke", Role.LOG_REVIEWER, Profession.OTHER, "Rikke Rask")
    hire("adam", Role.ADMINISTRATOR, Profession.OTHER, "Adam Ask")
    browser = visit(login)

    assert 404 == browser.get(PAGE).status_code
    assert ["denied"] == [event["out"] for event in events("key.read")]
    assert "noegler" not in browser.get("/mig/").text


def test_the_deputy_finds_it(deputy, visit, lose, events):
    """She leads while the leader is away; that she looked is on record with the cases shown."""
    lose("duty")
    assert 1 == len(rows(visit("dagny")))
    (event,) = events("key.read")
    assert ("ok", 1) == (event["out"], len(event["on"]))


def test_a_case_that_she_is_kept_away_from_is_not_shown(
    lone, lose, context, sign_in, people, case_id, deputy, visit
):
    """Neither its name nor that it needs somebody; the deputy sees it."""
    lose("duty")
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["lone"])
    assert "Stille Birk" not in lone.get(PAGE).text
    assert {"Stille Birk"} == {case for case, _, _ in rows(visit("dagny"))}


def test_the_page_speaks_both_languages(lone, lose, people):
    """What is wrong, who must act, and the calm words."""
    assert "Every journal can be opened" not in lone.get(PAGE).text
    lone.post("/udseende/sprog", language="en")
    assert "Nothing needs anybody" in words_on(lone.get(PAGE))
    lose("duty")
    lose("staff", recipient=people["birgit"])
    assert {
        ("Only one colleague can open the journal", "Put a second colleague into the team."),
        ("It cannot be opened in an emergency", "The next sign-in of: Anna Ager"),
    } == {(wrong.removesuffix(" Journal notes"), who) for _, wrong, who in rows(lone)}
