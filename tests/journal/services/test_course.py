"""Which weeks of a stay lack a talk, ticked by the team alone and sealed in the journal."""

from datetime import timedelta

import pytest
from beside import note_stay

from journal.domain.broken import ChangedMeanwhile
from journal.domain.course import NOTHING_TICKED, Course
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.stays import StayState
from journal.domain.weekly_talks import PeriodUnknown, Talk
from journal.services import cases, course, notes
from journal.services.work import perform


@pytest.fixture
def look(context, case_id):
    """Return a function with which somebody looks at the course."""
    return lambda principal: perform(context(principal), course.show, case_id)


def lacking(page):
    """Return the numbers of the weeks that lack a talk, the first one first."""
    return [one.number for one in page.periods if one.is_lacking][::-1]


def test_r_w1_a_week_counts_by_a_tick_or_by_a_note_of_the_team(
    case_id, sign_in, write, look, context, clock, ask, verify_log, events
):
    """A note of another kind or by nobody of the team does not count; codes stand nowhere open."""
    anna, began = sign_in("anna"), clock()
    clock.advance(days=35)
    anna = sign_in("anna")
    assert [1, 2, 3, 4, 5] == lacking(look(anna))
    talk = {"type": "weekly_talk", "occurred_at": began + timedelta(days=8)}
    write(anna, case_id, **talk)
    write(anna, case_id, type="phone", occurred_at=began + timedelta(days=1))
    ticked = Course(
        talks={1: Talk.DECLINED, 3: Talk.CANCELLED},
        topics={"divorce": "begun"},
        tasks=frozenset({"week1.safety_plan"}),
    )
    perform(context(anna), course.save, case_id, ticked, 0)
    shown = look(sign_in("birgit"))
    assert ([3, 4, 5], ticked, 1) == (lacking(shown), shown.course, shown.revision)
    assert "later" == shown.phase
    # The page of the case says so to its team; who leads learns what was noted in four weeks.
    told = [perform(context(anna), notes.read_timeline, case_id, page) for page in (1, 2)]
    assert [3, 3] == [one.talks_lacking for one in told]
    assert ["note.read", "course.read"] * 2 == [event["act"] for event in events()[-4:]]
    (card,) = perform(context(sign_in("lone")), cases.list_cases)
    assert (3, 0) == (
        card.talks_unnoted,
        perform(context(anna), cases.list_cases)[0].talks_unnoted,
    )
    for row in ask("SELECT body_sealed FROM record"):
        assert b"declined" not in bytes(row.body_sealed)
        assert b"divorce" not in bytes(row.body_sealed)
    assert {"course.read", "course.write"} <= {event["act"] for event in events()}
    assert verify_log() is None


def test_nobody_ticks_unseen_a_week_ahead_or_from_outside(
    case_id, sign_in, look, context, clock, denials, guard, break_glass
):
    """What a colleague ticked is not overwritten; the future and other people's cases are shut."""
    anna, birgit = sign_in("anna"), sign_in("birgit")
    one = Course(talks={1: Talk.HELD})
    perform(context(anna), course.save, case_id, one, 0)
    for seen in (0, 2):
        with pytest.raises(ChangedMeanwhile):
            perform(context(birgit), course.save, case_id, NOTHING_TICKED, seen)
    for number in (0, 2, 9999):
        with pytest.raises(PeriodUnknown):
            perform(context(birgit), course.save, case_id, Course(talks={number: Talk.HELD}), 1)
    assert one == look(birgit).course
    break_glass(guard, case_id)
    for who in (sign_in("carla"), sign_in("lone"), guard):
        with pytest.raises(AccessDenied):
            look(who)
        with pytest.raises(AccessDenied):
            perform(context(who), course.save, case_id, one, 1)
    assert ["course.read", "course.write"] * 3 == denials()


def test_a_case_is_silent_after_fourteen_days(case_id, sign_in, write, context, clock):
    """On the list of the team and on the leader's; one note ends it."""

    def silent(login):
        return [card.is_silent for card in perform(context(sign_in(login)), cases.list_cases)]

    assert [False] == silent("anna") == silent("lone")
    clock.advance(days=14)
    assert [True] == silent("anna") == silent("lone")
    write(sign_in("anna"), case_id)
    assert [False] == silent("anna")


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("stored", ["X'FF'", "CAST('1,2' AS BLOB)", "'soon'", "'1_000'"])
def test_an_instant_that_is_none_is_damage_and_not_a_talk(
    stored, case_id, sign_in, write, context, clock, tamper, events
):
    """SQLite keeps whatever is put into a column; who counts talks by the case looks at each."""
    write(sign_in("anna"), case_id, type="weekly_talk")
    clock.advance(days=20)
    tamper(f"UPDATE note SET occurred_at = {stored} WHERE type = 'weekly_talk'")
    lone = context(sign_in("lone"))
    with pytest.raises(Tampered):
        perform(lone, cases.list_cases)
    assert "open.error" == events()[-1]["act"]


def test_r_w1_before_she_moves_in_no_week_begins(case_id, sign_in, look, context, clock, house):
    """Somebody is expected for five weeks: nothing lacks, and no week is ticked in advance."""
    note_stay(house, case_id, StayState.EXPECTED)
    clock.advance(days=35)
    anna = sign_in("anna")
    assert [] == look(anna).periods
    with pytest.raises(PeriodUnknown):
        perform(context(anna), course.save, case_id, Course(talks={1: Talk.HELD}), 0)
    assert 0 == perform(context(anna), notes.read_timeline, case_id, 1).talks_lacking
    assert 0 == perform(context(sign_in("lone")), cases.list_cases)[0].talks_unnoted
