"""``journal run-due``: for a timer, without a password, in plain words and by reference."""

from journal.cli import due as due_commands
from journal.services.keycare import Concern


def test_nothing_to_do_is_said_and_is_no_failure(terminal):
    """Exit code 0, no question asked, no name told."""
    result = terminal.run("run-due")

    assert 0 == result.exit_code, result.output
    assert [
        "Timed accesses ended: 0. Copies deleted: 0.",
        "No key needs anybody.",
    ] == result.output.splitlines()


def test_what_is_over_is_ended_and_what_waits_is_named(terminal, opened, change):
    """By the reference of the case and of who must come; never by name or pseudonym."""
    change("UPDATE timed_access SET expires_at = opened_at + 1")
    result = terminal.run("run-due")
    again = terminal.run("run-due")

    assert (0, 0) == (result.exit_code, again.exit_code), result.output
    assert "Timed accesses ended: 1." in result.output
    assert "Timed accesses ended: 0." in again.output
    assert "a key waits to be exchanged: journal. It is done when one of these next signs in:" in (
        result.output
    )
    assert [] == [name for name in ("Anna", "Birgit", "Dorte") if name in result.output]


def test_every_concern_is_said_in_words(terminal, change):
    """Which case, what is wrong, who must act: each in one line."""
    journal = "key_id IN (SELECT key_id FROM key_epoch WHERE comp = 2)"
    for kind in ("recovery", "duty", "purpose"):
        change(f"DELETE FROM key_wrap WHERE kind = '{kind}' AND {journal}")
    lines = terminal.run("run-due").output.splitlines()[1:]

    assert 3 == len(lines)
    assert [True] * 3 == [line.startswith("Case ") and line.endswith(".") for line in lines]
    assert any("cannot be opened in an emergency" in line for line in lines)
    danish = terminal.run("run-due", JOURNAL_LANGUAGE="da").output
    assert "journalen kan ikke åbnes i en nødsituation" in danish


def test_no_concern_is_without_words():
    """A new one fails here before it fails at night."""
    assert set(Concern) == set(due_commands.CONCERNS)
