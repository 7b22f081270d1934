"""Own words that follow, access for a purpose, and her children as acts of their own."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from journal.domain.access import Face
from journal.domain.broken import (
    WordsTooLate,
    WordsTooShort,
)
from journal.domain.errors import AccessDenied
from journal.domain.ids import GrantId
from journal.domain.timed_access import Ask
from journal.services import cases, notes, timed_access
from journal.services.work import perform
from journal.vault.desk import Fresh

SECOND = timedelta(seconds=1)
TEXT = "Hun sov roligt i nat."


@pytest.fixture
def note_id(case_id, sign_in, write):
    """Return a note of the case, written by its team."""
    return write(sign_in("anna"), case_id)


def test_own_words_may_follow_within_half_an_hour(
    guard, deputy, case_id, break_glass, context, clock, events
):
    """In acute danger only, to the second, once, and by herself."""
    opened = break_glass(guard, case_id, words="")
    assert clock() + timedelta(minutes=30) == opened.words_until
    add = timed_access.add_words
    with pytest.raises(WordsTooShort):
        perform(context(guard), add, opened.id, "For kort.")
    with pytest.raises(AccessDenied):
        perform(context(deputy), add, opened.id, "x" * 15)
    clock.now = opened.words_until
    assert None is perform(context(guard), add, opened.id, "x" * 15).words_until
    with pytest.raises(WordsTooLate):
        perform(context(guard), add, opened.id, "y" * 15)

    (words,) = [event for event in events("bg.words") if event["out"] == "ok"]
    assert words["priv"] is not None


def test_own_words_that_come_too_late_are_refused(guard, case_id, break_glass, context, clock):
    """A second after the half hour she says it to whoever reviews."""
    opened = break_glass(guard, case_id, words="")
    clock.now = opened.words_until + SECOND
    with pytest.raises(WordsTooLate):
        perform(context(guard), timed_access.add_words, opened.id, "x" * 15)


def test_purpose_access_lasts_an_hour(
    deputy, case_id, note_id, break_glass, read, sign_in, clock, events
):
    """For who leads, on shift or not, with a purpose; the reading says so."""
    for leader in (deputy, sign_in("lone")):
        opened = break_glass(leader, case_id, "supervision", "", Face.PURPOSE)
        assert clock() + timedelta(hours=1) == opened.expires_at
        assert {note_id: TEXT} == read(leader, case_id)
    clock.now = opened.expires_at
    for leader in (deputy, sign_in("lone")):
        with pytest.raises(AccessDenied):
            read(leader, case_id)
    assert {"purpose"} == {event["basis"] for event in events("note.read") if event["bg"]}


def test_purpose_access_is_for_who_leads(guard, case_id, break_glass, sign_in, denials):
    """Nobody on shift, no member, no leader in the team of that very case."""
    for person in (guard, sign_in("dorte"), sign_in("anna")):
        with pytest.raises(AccessDenied):
            break_glass(person, case_id, "supervision", "", Face.PURPOSE)

    assert ["purpose.open"] * 3 == denials()


@pytest.fixture
def family(open_case, context, sign_in, people, house, write):
    """Return a mother and her daughter, each with her own file, team and note."""
    mother = open_case("anna", "birgit")
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=cases.PersonKind.CHILD,
        pseudonym="Lille Lærke",
        team=frozenset({people["dorte"], people["carla"]}),
        relative=mother,
    )
    child = perform(context(sign_in("lone")), cases.create_case, new)
    write(sign_in("dorte"), child, "Hun sov hele natten.")
    return mother, child


def open_along(context, clock, principal, case_id, first):
    """Open a journal along with a running access."""
    ask = Ask(case_id=case_id, face=Face.BREAK_GLASS, along=first.id)
    fresh = Fresh(session_tag=principal.session_tag, at=clock())
    released = perform(context(principal), timed_access.open_access, ask, fresh)
    return perform(context(principal), timed_access.grant, released)


def test_her_child_is_an_act_of_its_own(guard, family, break_glass, read, context, clock, events):
    """The mother's journal opens no child's; one button does, with its own event and grant."""
    mother, child = family
    first = break_glass(guard, mother, "child_concern")
    with pytest.raises(AccessDenied):
        read(guard, child)
    timeline = perform(context(guard), notes.read_timeline, mother, 1)
    assert [(child, "Lille Lærke")] == [
        (one.id, one.pseudonym) for one in timeline.banner.relatives
    ]
    second = open_along(context, clock, guard, child, first)

    assert ["Hun sov hele natten."] == list(read(guard, child).values())
    opening = [event for event in events("bg.open") if event["out"] == "ok"]
    assert ["child_concern", "child_concern"] == [event["why"] for event in opening]
    assert opening[0]["id"] == opening[1]["ref"]
    assert opening[0]["bg"] != opening[1]["bg"]
    assert first.id != second.id
    assert () == tuple(perform(context(guard), notes.read_timeline, mother, 1).banner.relatives)


@pytest.mark.parametrize("wrong", ["ended", "over", "of a colleague", "of a stranger", "unknown"])
def test_nothing_opens_along_with_what_does_not_run(
    wrong, guard, deputy, family, open_case, break_glass, context, clock, plan, denials
):
    """Her own, running, of the same family; anything else is refused and logged."""
    mother, child = family
    stranger = open_case("anna", "birgit", pseudonym="Rolig Mose")
    plan("dagny", clock() - timedelta(hours=1), clock() + timedelta(hours=2))
    first = break_glass(
        deputy if wrong == "of a colleague" else guard,
        stranger if wrong == "of a stranger" else mother,
        "child_concern",
    )
    if wrong == "ended":
        perform(context(guard), timed_access.close, first.id)
    if wrong == "over":
        plan("hanne", clock() + timedelta(hours=6), clock() + timedelta(hours=14))
        clock.now = first.expires_at
    if wrong == "unknown":
        first = replace(first, id=GrantId(uuid4()))
    with pytest.raises(AccessDenied):
        open_along(context, clock, guard, child, first)

    assert ["bg.open"] == denials()


def test_words_that_follow_count_for_the_whole_family(
    guard, family, break_glass, context, clock, ask
):
    """She writes why once, for everybody she opened along with it."""
    mother, child = family
    first = break_glass(guard, mother, words="")
    second = open_along(context, clock, guard, child, first)
    assert second.words_until is not None
    perform(context(guard), timed_access.add_words, first.id, "Begge var i fare på trappen.")

    assert 1 == len({row.words_event for row in ask("SELECT words_event FROM timed_access")})
    assert [] == ask("SELECT 1 FROM timed_access WHERE words_event IS NULL")
