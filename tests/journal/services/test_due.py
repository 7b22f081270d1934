"""What a timer does without a key: ends what is over, deletes what is old, says the rest."""

from datetime import timedelta

import pytest

from journal.domain.compartments import Compartment
from journal.request import due
from journal.services import due as due_service
from journal.services import intake
from journal.services.keycare import Concern
from journal.services.work import perform

JOB = "job"


@pytest.fixture
def run_due(house):
    """Return a function that does what is due."""
    return lambda: due.run(house.context(JOB))


def test_nothing_due_leaves_no_trace(case_id, run_due, events):
    """A timer that finds nothing to do writes nothing, every five minutes."""
    before = len(events())
    done = run_due()

    assert (0, 0, []) == (done.ended, done.dropped, list(done.concerns))
    assert before == len(events())


def test_an_access_whose_time_is_over_is_ended(
    guard, case_id, break_glass, run_due, clock, ask, events, read, write, sign_in
):
    """Its wrap goes, the journal waits for a new key, and the next member makes it."""
    note_id = write(sign_in("anna"), case_id)
    opened = break_glass(guard, case_id)
    clock.now = opened.expires_at - timedelta(seconds=1)
    assert 0 == run_due().ended
    clock.now = opened.expires_at
    done = run_due()

    assert (1, [Concern.EXCHANGE_WAITS]) == (
        done.ended,
        [one.concern for one in done.concerns],
    )
    assert [] == ask("SELECT 1 FROM key_wrap WHERE kind = 'timed'")
    (closed,) = events("bg.close")
    assert ("job", None, "ok") == (closed["basis"], closed["actor"], closed["out"])
    assert 0 == run_due().ended
    assert {note_id: "Hun sov roligt i nat."} == read(sign_in("anna"), case_id)
    assert [] == list(run_due().concerns)


def test_somebody_who_was_faster_does_not_stop_the_run(
    guard, case_id, open_case, break_glass, house, clock, sign_in, read, monkeypatch, run_due
):
    """A member's request ends one of two between the look and the act: the other is ended."""
    opened = break_glass(guard, case_id)
    break_glass(guard, open_case("dorte", "carla", pseudonym="Rolig Mose"))
    anna, run_out = sign_in("anna"), due_service.run_out
    clock.now = opened.expires_at
    found = perform(house.context(JOB), run_out)
    assert 2 == len(found)
    read(anna, case_id)
    monkeypatch.setattr(
        due,
        "perform",
        lambda context, use_case, *given: (
            found if use_case is run_out else perform(context, use_case, *given)
        ),
    )

    assert 1 == run_due().ended


def test_copies_older_than_a_day_are_deleted(
    guard, case_id, draft, context, run_due, clock, ask, events, read, sign_in
):
    """The writer's copy goes, counted in the log; the team's note stays."""
    perform(context(guard), intake.send_note, draft(case_id))
    clock.advance(hours=24, seconds=-1)
    assert 0 == run_due().dropped
    clock.advance(seconds=1)
    assert 1 == run_due().dropped

    assert [] == ask("SELECT 1 FROM draft")
    assert 1 == len(read(sign_in("anna"), case_id))
    assert [1] == [event["n"] for event in events("draft.drop")]


def test_every_case_with_too_few_keys_is_named_by_reference(
    case_id, run_due, tamper, raw_id, people, ask
):
    """Fewer than two living holders, no wrap for recovery, duty or purpose; with who must act."""
    ((alias,),) = ask("SELECT alias FROM case_file")
    reference = (alias if isinstance(alias, bytes) else alias.bytes).hex()[:8]
    journal = "key_id IN (SELECT key_id FROM key_epoch WHERE comp = 2)"
    for kind in ("recovery", "duty", "purpose"):
        assert 1 == tamper(f"DELETE FROM key_wrap WHERE kind = '{kind}' AND {journal}")
    tamper(
        f"DELETE FROM key_wrap WHERE recipient_id = :who AND {journal}", who=people["anna"].bytes
    )
    concerns = run_due().concerns

    assert {reference} == {one.case for one in concerns}
    assert {
        Concern.ONE_HOLDER,
        Concern.NO_RECOVERY,
        Concern.NO_DUTY,
        Concern.NO_PURPOSE,
    } == {one.concern for one in concerns}
    assert {(("socialraadgiver", 8),)} == {
        tuple((role, len(named)) for role, named in one.who) for one in concerns
    }


def test_a_case_that_nobody_can_open_is_named(case_id, run_due, tamper):
    """Then a leader must act: two slips open it."""
    journal = "key_id IN (SELECT key_id FROM key_epoch WHERE comp = 2)"
    tamper(f"DELETE FROM key_wrap WHERE kind = 'staff' AND {journal}")
    (one,) = run_due().concerns

    assert (Concern.NO_HOLDER, [], [Compartment.JOURNAL]) == (
        one.concern,
        list(one.who),
        list(one.comps),
    )


def test_a_weekly_key_that_was_just_passed_on_can_be_let_go(
    case_id, people, plan, clock, sign_in, ask
):
    """The sign-in that moves the last journal to the new week's key deletes the old one."""
    plan("anna", clock(), clock() + timedelta(hours=8))  # so she holds the key of this week
    clock.advance(days=7)
    sign_in("anna")  # makes the new week's key and wraps her journal to it

    assert 1 == len(ask("SELECT 1 FROM key_epoch WHERE comp = 10"))
