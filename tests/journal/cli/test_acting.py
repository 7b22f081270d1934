"""Whoever acts from the command line signs in, acts as herself, and is told what came of it."""

import os
from dataclasses import replace
from uuid import uuid4

import pytest
from terminals import PASSWORD

from journal.domain.clock import now_utc
from journal.domain.ids import StaffId
from journal.request import sign_in
from journal.services.signin import Attempt
from journal.store.sessions import SessionRow, SessionStore

WRONG = "ikke den rigtige"


def pipe(*lines):
    """Return a file descriptor from which a command reads lines."""
    reading, writing = os.pipe()
    os.write(writing, "".join(f"{line}\n" for line in lines).encode())
    os.close(writing)
    return reading


def test_a_case_is_opened_by_pseudonym_and_found_by_it(terminal):
    """Two harmless words are drawn; with them the case is named, never with a person's name."""
    opened = terminal.run(
        *("case", "add", "--kind", "child", "--as", "dorte"),
        *("--team", "dorte", "--team", "carla"),
        typed=[PASSWORD],
    )
    pseudonym = opened.output.split("Pseudonym: ")[1].splitlines()[0]
    shown = terminal.run("case", "show", pseudonym.upper(), "--as", "carla", typed=[PASSWORD])

    assert (0, 0) == (opened.exit_code, shown.exit_code), shown.output
    assert f"Pseudonym: {pseudonym}" in shown.output
    assert "Dorte Dal (Pedagogue)" in shown.output
    assert "No key waits for anybody." in shown.output


def test_who_leaves_a_team_is_told_apart_from_who_joins(terminal, case_id):
    """The leader learns whose next sign-in the new key waits for, and what cannot be undone."""
    done = terminal.run(
        *("team", "set", case_id, "--as", "lone", "--member", "anna", "--member", "carla"),
        typed=[PASSWORD],
    )
    shown = terminal.run("case", "show", case_id, "--as", "lone", typed=[PASSWORD])
    gone = terminal.run("case", "show", case_id, "--as", "birgit", typed=[PASSWORD])

    assert 0 == done.exit_code, done.output
    assert "1 joined, 1 left" in done.output
    assert "She still knows what she remembers" in done.output
    assert "next opens the case: Anna Ager." in done.output
    assert "next opens the case: Anna Ager." in shown.output
    assert 1 == gone.exit_code
    assert "Not found, or you have no access" in gone.output


def test_who_leaves_a_team_is_signed_out(terminal, case_id):
    """Her sessions end in the same act; those of the others go on."""
    ended = []
    terminal.composition = replace(
        terminal.composition, end_sessions=lambda _, people: ended.extend(people)
    )
    members = ("--member", "anna", "--member", "carla")
    for _ in range(2):  # the second time nobody leaves
        terminal.run("team", "set", case_id, "--as", "lone", *members, typed=[PASSWORD])

    assert [colleague(terminal, "birgit")] == ended


def colleague(terminal, login):
    """Return the id of a colleague."""
    house = terminal.composition.open_house(terminal.settings())
    found = sign_in(house.context("cli"), Attempt(name=login), PASSWORD)
    terminal.composition.close_house(house)
    return found.id


def test_sessions_of_a_running_service_end_by_person(terminal):
    """The store of the service is reached by its file; who is not named stays signed in."""
    settings = terminal.settings()
    store, (gone, stays) = (
        SessionStore(settings.sessions_path),
        (StaffId(uuid4()), StaffId(uuid4())),
    )
    now = now_utc()
    for number, staff_id in enumerate((gone, stays)):
        row = SessionRow(
            id=bytes([number]) * 32,
            staff_id=staff_id,
            started_at=now,
            seen_at=now,
            expires_at=now,
            card=b"name",
            sealed=b"sealed",
        )
        store.add(row)
    terminal.composition.end_sessions(settings, [gone])

    assert (0, 1) == (len(store.of_staff(gone)), len(store.of_staff(stays)))
    store.close()


def test_a_team_without_a_social_worker_is_refused(terminal, case_id):
    """The minimum of a team holds on the command line too; nothing is changed."""
    result = terminal.run(
        *("team", "set", case_id, "--as", "lone", "--member", "anna", "--member", "dorte"),
        typed=[PASSWORD],
    )

    assert 1 == result.exit_code
    assert "at least one pedagogue and one social worker" in result.output


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_a_wrong_password_and_an_unknown_name_get_one_answer(login, terminal):
    """The sentence and the code do not tell which of the two was wrong."""
    result = terminal.run("case", "list", "--as", login, typed=[WRONG])

    assert 1 == result.exit_code
    assert "User name or password is wrong." in result.output


def test_only_a_leader_takes_colleagues_in(terminal):
    """A pedagogue is refused in the words of every refusal."""
    result = terminal.run(
        *("staff", "add", "--as", "anna", "--name", "Eva Eng", "--login", "eva"),
        *("--role", "paedagog", "--profession", "paedagog"),
        typed=[PASSWORD, PASSWORD, PASSWORD, "y"],
    )

    assert 1 == result.exit_code
    assert "Not found, or you have no access" in result.output


def test_a_fingerprint_that_was_not_heard_is_not_signed(terminal):
    """The leader says no, and there is no new colleague."""
    result = terminal.run(
        *("staff", "add", "--as", "lone", "--name", "Eva Eng", "--login", "eva"),
        *("--role", "paedagog", "--profession", "paedagog"),
        typed=[PASSWORD, PASSWORD, PASSWORD, "n"],
    )
    listed = terminal.run("staff", "list", "--as", "lone", typed=[PASSWORD])

    assert 1 == result.exit_code
    assert "Eva Eng" not in listed.output
    assert "Anna Ager  Pedagogue, Pedagogue" in listed.output


def test_a_new_colleague_whose_password_is_weak_types_another(terminal):
    """She hears why, and neither she nor the leader begins again; in a file it ends the command."""
    named = ("staff", "add", "--as", "lone", "--name", "Eva Eng", "--login", "eva")
    named += ("--role", "paedagog", "--profession", "paedagog")
    result = terminal.run(
        *named, typed=[PASSWORD, "sommer", "sommer", *["en anden lang kode"] * 2, "y"]
    )
    descriptor = pipe("sommer")
    refused = terminal.run(*named, "--new-password-fd", str(descriptor), typed=[PASSWORD])
    os.close(descriptor)

    assert (0, 1) == (result.exit_code, refused.exit_code), result.output
    for each in (result, refused):
        assert 1 == each.output.count("Choose at least 12 characters")


def test_passwords_are_read_from_a_file_descriptor(terminal):
    """A program hands them over where no process list shows them; one line each."""
    descriptor = pipe(PASSWORD, "en anden lang kode")
    result = terminal.run(
        *("staff", "add", "--as", "lone", "--name", "Eva Eng", "--login", "eva"),
        *("--role", "paedagog", "--profession", "paedagog"),
        *("--password-fd", str(descriptor), "--new-password-fd", str(descriptor)),
        typed=["y"],
    )
    os.close(descriptor)

    assert 0 == result.exit_code, result.output
    assert "en anden lang kode" not in result.output
    listed = terminal.run("case", "list", "--as", "eva", typed=["en anden lang kode"])
    assert 0 == listed.exit_code


def test_a_closed_file_descriptor_is_a_mistyped_command(terminal):
    """Nothing is guessed and nobody is asked instead."""
    descriptor = pipe(PASSWORD)
    os.close(descriptor)
    result = terminal.run("case", "list", "--as", "lone", "--password-fd", str(descriptor))

    assert 2 == result.exit_code


def test_an_unknown_colleague_or_case_changes_nothing(terminal, case_id):
    """A name nobody has is a mistyped command; a case nobody may see is not found."""
    unknown = terminal.run(
        *("team", "set", case_id, "--as", "lone", "--member", "anna", "--member", "zoe"),
        typed=[PASSWORD],
    )
    missing = terminal.run("case", "show", "Ingen Sag", "--as", "lone", typed=[PASSWORD])

    assert (2, 1) == (unknown.exit_code, missing.exit_code)
    assert "Not found, or you have no access" in missing.output


@pytest.mark.parametrize("words", [["case", "list"], ["staff", "list"]])
def test_nothing_is_done_where_there_is_no_house(words, empty):
    """A sentence and exit code 1, never a trace."""
    result = empty.run(*words, "--as", "lone", typed=[PASSWORD])

    assert 1 == result.exit_code
    assert "Traceback" not in result.output
    assert "pins.toml" in result.output


def test_a_misspelt_setting_is_a_sentence(terminal):
    """A setting nobody knows stops a command as it stops the service."""
    result = terminal.run("migrate", JOURNAL_IDEL_MINUTES="5")

    assert 1 == result.exit_code
    assert "JOURNAL_IDEL_MINUTES: no such setting" in result.output
