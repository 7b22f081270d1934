"""The invented house is built once, is like a real one, and its log-ins open what they should."""

import logging
import sys
import tomllib
from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import structlog
from terminals import Terminal

from journal.cli.demo import building, command, story
from journal.cli.demo import nights as demo_nights
from journal.cli.demo.past.year import invent
from journal.domain.access import Action
from journal.domain.codes import code_list
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied
from journal.domain.facts import to_document
from journal.domain.logbook import LogQuery
from journal.domain.notes import NoteKind
from journal.domain.occupancy import tenths
from journal.domain.passwords import require_strong
from journal.request import sign_in
from journal.services import (
    audit,
    cases,
    course,
    earlier_years,
    handover,
    intake,
    nights,
    notes,
    occupancy,
    reviews,
    roster,
)
from journal.services.signin import Attempt
from journal.services.work import perform
from journal.store import enquiries as enquiry_store
from journal.store import facts as fact_store
from journal.vault import facts

ZONE = ZoneInfo("Europe/Copenhagen")
LEFTOVER = "left-by-a-start-that-was-broken-off"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the folder of a demo house, built over one that was half built."""
    folder = tmp_path_factory.mktemp("demo") / "house"
    folder.mkdir()
    (folder / command.MARK).touch()
    (folder / LEFTOVER).touch()
    terminal = Terminal(folder)
    terminal.environ = {"JOURNAL_LANGUAGE": "en"}
    result = terminal.run("demo", "--dir", str(folder), "--build-only")
    structlog.reset_defaults()  # the command wrote to a terminal that is gone
    logging.basicConfig(force=True, stream=sys.stderr)
    assert 0 == result.exit_code, result.output
    return folder


@pytest.fixture
def house(built):
    """Return the opened demo house."""
    parts = Terminal(built).composition
    opened = parts.open_house(command.settings_of(built, 8000))
    yield opened
    parts.close_house(opened)


@pytest.fixture
def enter(built, house):
    """Sign somebody of the demo in with the password that is shown for her."""
    passwords = tomllib.loads((built / command.LOGINS).read_text())

    def enter_as(login):
        principal = sign_in(house.context("web"), Attempt(name=login), passwords[login])
        return house.context("web", principal)

    return enter_as


def the_long_case(context):
    """Return the one case with more than a page of notes."""
    for card in perform(context, cases.list_cases):
        timeline = perform(context, notes.read_timeline, card.banner.id, 1)
        if timeline.pages > 1:
            return card.banner.id, timeline
    return None


def kept_of_earlier_years(work):
    """Return the rows of before this year as they were sealed, and the outcomes of its calls."""
    work.act(Action.LOG_READ)
    shop = work.vault.keys
    ring = shop.held(work.desk, shop.house, Compartment.STATISTICS, Action.LOG_READ, None)
    new_year = datetime(work.now.year, 1, 1, tzinfo=ZONE)
    rows = [row for row in fact_store.everything(work.session) if row.year < new_year.year]
    closed = enquiry_store.in_states(work.session, ["closed"])
    outcomes = [one.outcome for one in closed if one.received_at < new_year]
    return work.later(lambda: ([facts.opened(ring, row) for row in rows], outcomes))


def test_a_half_built_house_is_built_anew(built):
    """What a broken start left behind is gone; the mark of an end is written last."""
    assert not (built / LEFTOVER).exists()
    assert (built / command.LOGINS).exists()


def test_the_team_reads_three_weeks_of_notes(enter):
    """More than sixty, every one open, some by night, one entered late, one in three scripts."""
    _, timeline = the_long_case(enter("maja"))
    texts = [note.text for note in timeline.notes]

    assert timeline.total > 60
    assert None not in texts
    assert any(note.is_late for note in timeline.notes)
    assert any("🌷" in text and "نهاية" in text for text in texts)
    assert len({note.type for note in timeline.notes}) > 6


def test_notes_are_amended_struck_joined_and_waited_for(enter):
    """What may hang on a note hangs there; Hanne has not read what all must read, Maja has."""
    maja = enter("maja")
    case_id, timeline = the_long_case(maja)
    hung = {mark.kind for note in timeline.notes for mark in note.hanging}
    assert {NoteKind.ADDENDUM, NoteKind.STRIKE} <= hung
    assert any(note.link for note in timeline.notes)
    assert [True] == [draft.is_old for draft in timeline.drafts]
    page = perform(enter("amina"), handover.show)
    assert [["Hanne Vestbo"]] == [list(one.names) for one in page.waiting]
    assert 3 == len(page.lines)
    assert perform(maja, course.show, case_id).course.talks


def test_the_social_worker_reads_and_the_other_team_does_not(enter):
    """Her team's journal opens for her; for the contact person of another it is not there."""
    case_id, _ = the_long_case(enter("maja"))

    assert perform(enter("amina"), notes.read_timeline, case_id, 1).total > 60
    with pytest.raises(AccessDenied):
        perform(enter("kirsten"), notes.read_timeline, case_id, 1)


def test_the_leader_sees_a_lived_in_log(enter):
    """Readings, a refusal, a mistyped password, on many days; and it is sound."""
    context = enter("ingrid")
    page = perform(context, audit.review, LogQuery(), ZONE)
    refused = perform(context, audit.review, LogQuery(kind="refusal"), ZONE)

    assert page.total > 300
    assert len(page.per_day) > 15
    assert {"note.read", "login.fail"} <= {line.action for line in refused.lines}
    assert 18 == len(page.cases)
    assert "sound" == audit.check_log(context).verdict


def test_the_house_has_the_years_before_its_journal(enter):
    """99,4 % of the room-nights of 2024, its calls and its rows; only who leads can enter such."""
    ingrid = enter("ingrid")
    told = {year: perform(ingrid, occupancy.show, year).all for year in (2023, 2024)}
    past = invent()

    assert (365 * 11, 366 * 11) == (told[2023].rooms, told[2024].rooms)
    assert 994 == tenths(told[2024])
    assert 994 > tenths(told[2023])
    rows, outcomes = perform(ingrid, kept_of_earlier_years)
    assert {fact.id: to_document(fact) for fact in past.facts} == {
        fact.id: to_document(fact) for fact in rows
    }
    assert Counter(call.outcome for call in past.enquiries) == Counter(outcomes)
    for use_case in (earlier_years.freeze_rows, earlier_years.enter_enquiries):
        with pytest.raises(AccessDenied):
            perform(enter("maja"), use_case, [])
    with pytest.raises(AccessDenied):
        perform(enter("maja"), earlier_years.enter_nights, {})


def test_the_second_start_builds_nothing(built):
    """Passwords and notes stay as they were shown the first time."""
    before = (built / command.LOGINS).read_bytes()
    result = Terminal(built).run("demo", "--dir", str(built), "--build-only")
    structlog.reset_defaults()
    logging.basicConfig(force=True, stream=sys.stderr)

    assert 0 == result.exit_code
    assert before == (built / command.LOGINS).read_bytes()


def test_a_folder_that_is_no_demo_house_is_not_emptied(tmp_path):
    """Whoever mistypes --dir loses nothing."""
    (tmp_path / "thesis.txt").write_text("years of work")
    result = Terminal(tmp_path).run("demo", "--dir", str(tmp_path), "--build-only")
    structlog.reset_defaults()
    logging.basicConfig(force=True, stream=sys.stderr)

    assert 1 == result.exit_code
    assert "years of work" == (tmp_path / "thesis.txt").read_text()


def test_somebody_is_on_shift_whenever_it_is_tried(enter, built):
    """Night guard and temp round the clock; the mother and her daughter stand together."""
    for login in ("hanne", "ulla"):
        page = perform(enter(login), nights.my_shift)
        assert page.is_on
        assert 3 == max(map(len, page.families))
    families = [family for family in page.families if len(family) > 1]
    assert len(families) > 3
    for family in families:
        assert ["woman", *["child"] * (len(family) - 1)] == [one.banner.kind for one in family]
    assert 15 == sum(map(len, page.families))  # of eighteen files one is closed, and two never came
    assert perform(enter("hanne"), intake.own_texts)


def test_there_were_emergencies_and_one_waits_for_review(enter):
    """One was looked at; the other is told to the team and to who leads."""
    ingrid = enter("ingrid")
    (item,) = perform(ingrid, reviews.waiting).items
    page = perform(ingrid, audit.review, LogQuery(kind="timed"), ZONE)

    assert ("Ulla Krogsvig", "contact_person_absent") == (item.who, item.reason)
    assert not item.is_altered
    assert {"bg.open", "bg.close", "review.done"} <= {line.action for line in page.lines}
    assert any(card.emergencies for card in perform(enter("kirsten"), cases.list_cases))


def test_a_house_that_was_built_long_ago_gets_new_shifts(built, house, enter):
    """At a start within a week of the end of its roster, and at no other."""
    today = datetime.now(ZONE).date()
    assert not demo_nights.is_stale(built, today)
    later = today + timedelta(days=60)
    assert demo_nights.is_stale(built, later)
    demo_nights.renew(enter("ingrid"), built, later)

    assert not demo_nights.is_stale(built, later)
    noon = datetime.combine(later, time(12), tzinfo=ZONE)
    shown = perform(enter("maja"), roster.between, noon, noon + timedelta(minutes=1))
    assert {"Hanne Vestbo", "Ulla Krogsvig"} <= {shift.name for shift in shown.shifts}
    demo_nights.note_planned(built, today + demo_nights.AHEAD)


def test_the_banner_says_demo_and_names_five_log_ins(built, capsys, monkeypatch):
    """Loudly, with the address and the passwords, at every start."""
    monkeypatch.setenv("COLUMNS", "120")
    command.show(built, command.settings_of(built, 8003))
    said = capsys.readouterr().out
    passwords = tomllib.loads((built / command.LOGINS).read_text())

    assert "DEMO" in said
    assert "http://127.0.0.1:8003/" in said
    assert [] == [
        who for who in ("maja", "amina", "kirsten", "ingrid", "hanne") if passwords[who] not in said
    ]


def test_the_story_keeps_the_rules_of_the_house():
    """Every author is in the team, every type is on the list, nothing lies ahead of its entry."""
    told = story.read(date(2026, 3, 30), ZONE)  # the clocks changed the day before
    types = code_list("note_type")
    for chapter in told.chapters:
        for note in chapter.notes:
            assert note.author in chapter.team, note.text
            assert note.type in types, note.text
            assert chapter.opened_at < note.entered_at, note.text
            assert timedelta() < note.entered_at - note.occurred_at, note.text


def test_drawn_passwords_are_strong_enough():
    """They pass the rule that all passwords pass."""
    for _ in range(200):
        require_strong(building.draw_password())
