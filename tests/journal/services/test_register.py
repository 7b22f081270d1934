"""Coded answers: filled in as work happens, sealed for who is in the team and who leads."""

import pytest

from journal.domain.broken import ChangedMeanwhile
from journal.domain.errors import AccessDenied
from journal.domain.register import AnswerUnusable
from journal.request import registering
from journal.services import register
from journal.services.work import perform

SOME = {"origin": ["danish"], "violence": ["physical", "stalking"]}


@pytest.fixture
def shown(context, sign_in):
    """Return a function that shows the answers about a person to somebody."""
    return lambda login, case: perform(context(sign_in(login)), register.show, case)


@pytest.fixture
def save(context, sign_in):
    """Return a function that keeps answers as somebody."""

    def keep(login, case, answers, revision):
        registering.save(context(sign_in(login)), case, answers, revision)

    return keep


def test_the_team_fills_in_what_it_knows_and_the_leader_reads_it(
    case_id, shown, save, ask, denials, events
):
    """Sealed for who is in the team and who leads; nobody else, and no word of it in the file."""
    assert (register.NEW, {}) == (
        shown("anna", case_id).revision,
        shown("anna", case_id).kept.answers,
    )
    save("anna", case_id, SOME, register.NEW)
    for login in ("birgit", "lone"):
        assert SOME == shown(login, case_id).kept.answers
    save("birgit", case_id, {"origin": ["other"]}, 1)
    assert {"origin": ["other"]} == shown("lone", case_id).kept.answers
    for act in (lambda: shown("carla", case_id), lambda: save("tove", case_id, SOME, 2)):
        with pytest.raises(AccessDenied):
            act()
    assert ["register.read", "register.read"] == denials()
    (row,) = ask("SELECT * FROM record WHERE kind = 'register_answers'")
    assert b"danish" not in bytes(row.body_sealed)
    assert 2 == len(events("register.write"))


def test_nobody_overwrites_unseen_what_a_colleague_has_saved(case_id, shown, save):
    """Of two forms that were open at once the second is told, and nothing is lost."""
    save("anna", case_id, SOME, register.NEW)
    for revision in (register.NEW, 2):
        with pytest.raises(ChangedMeanwhile):
            save("birgit", case_id, {}, revision)
    with pytest.raises(AnswerUnusable):
        save("birgit", case_id, {"origin": ["x"]}, 1)
    assert SOME == shown("anna", case_id).kept.answers
