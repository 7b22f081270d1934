"""Earlier stays on the screens: asked for, ticked, and never in an address or a line of the log."""

import logging

import pytest
from joining import words_on

WORDS = "Rolig Mose"
YES = {"agreed": "yes", "agreed_on": "2026-03-02"}


@pytest.fixture
def earlier(open_case):
    """Return the file of her first stay, of which Anna is in the team, too."""
    return open_case("anna", "dorte", pseudonym=WORDS)


@pytest.fixture
def page(case_id):
    """Return the address of her earlier stays."""
    return f"/sag/{case_id}/tidligere"


def test_a_contact_person_links_what_she_may_open(visit, page, case_id, earlier, give_code, caplog):
    """By word and by code; what was typed stays, but for the code; nothing of it is in a URL."""
    caplog.set_level(logging.DEBUG)
    anna, code = visit("anna"), give_code(earlier)
    assert "tidligere" in anna.get(f"/sag/{case_id}/identitet").text
    assert "Ingen sag er knyttet til denne" in words_on(anna.get(page))
    answer = anna.post(f"{page}/knyt", way="word", words="rolig  mose", **YES)
    assert (303, f"{page}?saved=yes") == (answer.status_code, answer.headers["Location"])
    for address, other in ((page, WORDS), (f"/sag/{earlier}/tidligere", "Stille Birk")):
        assert other in words_on(anna.get(address))
    undo = {"place": "0", "seen": "1"}
    assert 303 == anna.post(f"{page}/loes", undo).status_code
    assert [422, 422] == [
        anna.post(f"{page}/loes", undo | more).status_code for more in ({}, {"seen": "2"})
    ]
    assert 303 == anna.post(f"{page}/knyt", way="code", code=code.lower(), **YES).status_code
    assert "viste sin kode" in words_on(anna.get(page))
    birgit = visit("birgit").get(page).text
    assert "som du ikke kan åbne" in birgit
    assert [] == [word for word in (WORDS, str(earlier)) if word in birgit]
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert [] == [word for word in (code, *WORDS.split(), str(earlier)) if word in logged]


def test_what_is_missing_or_wrong_is_said_beside_its_field(visit, page, earlier, give_code):
    """No consent, a day to come, no way, words of nobody: 422, and everything typed stays."""
    anna = visit("anna")
    sent = {"way": "word", "words": WORDS}
    code = give_code(earlier)
    for fields, said in (
        (sent | {"agreed_on": "2026-03-02"}, "kun knyttet sammen, hvis hun vil"),
        (sent | {"agreed": "yes", "agreed_on": "2026-03-03"}, "kan ikke ligge i fremtiden"),
        (sent | {"agreed": "yes", "agreed_on": "i går"}, "år-måned-dag"),
        ({"words": WORDS, **YES}, "Vælg"),
        ({"way": "word", "words": " ", **YES}, "Udfyld"),
        (sent | YES | {"words": "Blid Hugorm"}, "Ingen sag, som du må åbne"),
        ({"way": "code", "code": code[:-2], "words": WORDS, **YES}, "Tegnene passer ikke"),
    ):
        answer = anna.post(f"{page}/knyt", fields)
        assert (422, True) == (answer.status_code, said in words_on(answer)), said
        assert "<title>Fejl:" in answer.text
        assert f'value="{fields["words"]}"' in answer.text
        assert code[:-2] not in answer.text
    assert "Ingen sag er knyttet til denne" in words_on(anna.get(page))


def test_a_leader_says_for_what_purpose_and_others_find_nothing(visit, page, earlier, events):
    """She is asked on each look; nobody outside the team finds a page."""
    lone = visit("lone")
    assert "Med hvilket formål?" in words_on(lone.get(page))
    assert 422 == lone.post(page, reason="curiosity").status_code
    assert [] == events("link.read")
    assert "Knyt sagerne sammen" in words_on(lone.post(page, reason="team_work"))
    made = lone.post(f"{page}/knyt", way="word", words=WORDS, reason="team_work", **YES)
    assert (200, True) == (made.status_code, WORDS in words_on(made))
    answers = [
        lone.post(f"{page}/knyt", way="word", words=WORDS, **YES),
        visit("carla").get(page),
        visit("carla").post(f"{page}/loes", place="0", seen="1"),
    ]
    assert [404] * 3 == [answer.status_code for answer in answers]
