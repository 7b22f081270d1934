"""Min vagt: everything at hand while on shift, nothing of the house off it."""

from datetime import timedelta

import pytest

from journal.domain.access import Face
from journal.domain.broken import LastKeyHolder, LastToLead
from journal.domain.cases import CaseState, PersonKind
from journal.domain.errors import AccessDenied
from journal.domain.staff import Profession, Role
from journal.services import cases, exclusions, intake, nights, notes, teams, timed_access
from journal.services.work import perform

SECOND = timedelta(seconds=1)


@pytest.fixture
def shift(context):
    """Return a function that gives somebody's shift as her page shows it."""
    return lambda principal: perform(context(principal), nights.my_shift)


def at_hand(page):
    """Return the pseudonyms of the cases at hand, family by family."""
    return [[one.banner.pseudonym for one in family] for family in page.families]


def test_the_house_is_at_hand_with_families_together(
    guard, case_id, open_case, shift, context, sign_in, people, house, events, tamper, raw_id, clock
):
    """Open cases by pseudonym, mother before child; the look lists every case it showed."""
    open_case("dorte", "carla", pseudonym="Blid Ravn")
    closed = open_case("dorte", "carla", pseudonym="Afsluttet Sag")
    tamper(
        "UPDATE case_file SET state = :state WHERE id = :id",
        state=CaseState.CLOSED.value,
        id=raw_id(closed),
    )
    clock.advance(minutes=1)
    child = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.CHILD,
        pseudonym="Aaben Lærke",
        team=frozenset({people["dorte"], people["carla"]}),
        relative=case_id,
    )
    perform(context(sign_in("lone")), cases.create_case, child)
    page = shift(guard)

    assert [["Blid Ravn"], ["Stille Birk", "Aaben Lærke"]] == at_hand(page)
    assert (True, clock() + timedelta(hours=7) - timedelta(minutes=1), None) == (
        page.is_on,
        page.ends_at,
        page.next_at,
    )
    (looked,) = events("shift.read")
    assert ("duty", 3) == (looked["basis"], len(looked["on"]))


def test_what_she_can_do_with_each_case(
    guard, case_id, open_case, shift, break_glass, deputy, plan, clock
):
    """Emergency where she is a stranger, reading where she is not; by purpose for a leader."""
    other = open_case("dorte", "carla", pseudonym="Blid Ravn")
    break_glass(guard, other)
    plan("dagny", clock() - timedelta(hours=1), clock() + timedelta(hours=2))
    plan("lone", clock() - timedelta(hours=1), clock() + timedelta(hours=2))
    plan("anna", clock() - timedelta(hours=1), clock() + timedelta(hours=2))
    said = {
        login: [(one.is_readable, one.face) for family in page.families for one in family]
        for login, page in (
            ("hanne", shift(guard)),
            ("dagny", shift(deputy)),
        )
    }

    assert [(True, None), (False, Face.BREAK_GLASS)] == said["hanne"]
    assert [(False, Face.BREAK_GLASS)] * 2 == said["dagny"]


def test_a_leader_on_shift_opens_for_a_purpose_and_a_member_reads(
    case_id, shift, plan, clock, sign_in
):
    """Nobody is offered what would be refused."""
    for login, expected in (("lone", (False, Face.PURPOSE)), ("anna", (True, None))):
        plan(login, clock() - timedelta(hours=1), clock() + timedelta(hours=2))
        page = shift(sign_in(login))
        assert [expected] == [(one.is_readable, one.face) for (one,) in page.families]


def test_off_shift_there_is_no_house(case_id, hire, people, plan, clock, sign_in, shift, events):
    """Calm: when the next shift begins, and not one pseudonym; to the second."""
    people["natalie"] = hire("natalie", Role.TEMP, Profession.OTHER)
    temp = sign_in("natalie")
    assert (False, None, []) == (shift(temp).is_on, shift(temp).next_at, at_hand(shift(temp)))
    starts_at = clock() + timedelta(hours=3)
    plan("natalie", starts_at, starts_at + timedelta(hours=8))
    clock.now = starts_at - SECOND
    page = shift(temp)
    assert (False, starts_at, []) == (page.is_on, page.next_at, at_hand(page))
    assert [[]] * 4 == [event["on"] for event in events("shift.read")]
    clock.now = starts_at
    assert [["Stille Birk"]] == at_hand(shift(temp))


def test_after_the_shift_she_can_write_it_up_for_two_hours(guard, case_id, shift, clock):
    """The house is still there to send notes to, and nothing else; then it is gone."""
    ends_at = clock() + timedelta(hours=7)
    clock.now = ends_at
    page = shift(guard)
    assert (False, ends_at + timedelta(hours=2)) == (page.is_on, page.writes_until)
    assert [[None]] == [[one.face for one in family] for family in page.families]
    clock.now = ends_at + timedelta(hours=2)

    assert [] == at_hand(shift(guard))


def test_what_she_did_on_this_shift(
    guard, case_id, shift, break_glass, read, context, draft, clock, sign_in, denials
):
    """Her own uses, newest first, by pseudonym; no look of others, no attempt that was refused."""
    opened = break_glass(guard, case_id)
    clock.advance(minutes=1)
    read(guard, case_id)
    read(sign_in("anna"), case_id)
    clock.advance(minutes=1)
    perform(context(guard), intake.send_note, draft(case_id))
    perform(context(guard), timed_access.close, opened.id)
    with pytest.raises(AccessDenied):
        read(guard, case_id)
    uses = shift(guard).uses

    assert ["bg.close", "note.send", "note.read", "bg.open"] == [use.action for use in uses]
    assert {"Stille Birk"} == {use.pseudonym for use in uses}
    assert ["note.read"] == denials()


def test_her_accesses_run_and_end_on_the_page(guard, case_id, shift, break_glass, context, clock):
    """Running ones, and those over that still want her words; none once that time is over."""
    opened = break_glass(guard, case_id, words="")
    (one,) = shift(guard).accesses
    assert (True, "Stille Birk", opened.expires_at) == (
        one.is_running,
        one.pseudonym,
        one.opened.expires_at,
    )
    perform(context(guard), timed_access.close, opened.id)
    (one,) = shift(guard).accesses
    assert not one.is_running
    clock.now = opened.words_until + SECOND

    assert () == tuple(shift(guard).accesses)


def test_an_opening_on_paper_is_not_shown_as_running(guard, case_id, shift, break_glass, tamper):
    """After a crash between its two works she sees that she must ask again."""
    break_glass(guard, case_id)
    tamper("DELETE FROM key_wrap WHERE kind = 'timed'")
    page = shift(guard)

    assert () == tuple(page.accesses)
    assert [[(False, Face.BREAK_GLASS)]] == [
        [(one.is_readable, one.face) for one in family] for family in page.families
    ]


def test_a_leader_sees_her_access_off_shift_too(deputy, case_id, shift, break_glass):
    """A purpose needs no shift, and its end must be seen."""
    break_glass(deputy, case_id, "supervision", "", Face.PURPOSE)
    page = shift(deputy)

    assert (False, ["Stille Birk"]) == (page.is_on, [one.pseudonym for one in page.accesses])


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LOG_REVIEWER])
def test_who_has_nothing_to_do_with_residents_has_no_such_page(
    role, hire, people, sign_in, shift, denials
):
    """Refused and logged."""
    people["ida"] = hire("ida", role, Profession.OTHER)
    with pytest.raises(AccessDenied):
        shift(sign_in("ida"))

    assert ["house.labels"] == denials()


def test_who_says_that_she_knows_her_sees_her_no_more(
    guard, case_id, shift, break_glass, read, context, people, ask, events, sign_in
):
    """Reading ends at once, safety key and all; the case is as if it were not there."""
    break_glass(guard, case_id)
    prepared = perform(context(guard), exclusions.prepare, case_id)
    assert ("Stille Birk", False) == (prepared.banner.pseudonym, prepared.is_member)
    perform(context(guard), exclusions.exclude, case_id, people["hanne"])

    assert ([], ()) == (at_hand(shift(guard)), tuple(shift(guard).accesses))
    for refused in (
        lambda: read(guard, case_id),
        lambda: break_glass(guard, case_id),
        lambda: perform(context(guard), exclusions.prepare, case_id),
        lambda: perform(context(guard), exclusions.exclude, case_id, people["hanne"]),
    ):
        with pytest.raises(AccessDenied):
            refused()
    held = (
        "SELECT e.comp FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
        "WHERE w.recipient_id = :who AND e.scope_id = (SELECT id FROM case_file)"
    )
    assert [] == ask(held, who=people["hanne"].bytes)
    before = len(events())
    sign_in("carla")
    rotated = [event["comp"] for event in events("key.rotate") if event in events()[before:]]
    assert 4 in rotated


def test_a_row_that_is_deleted_uncovers_nothing(
    guard, case_id, shift, context, people, tamper, sign_in, deputy
):
    """The log says who is kept away; lists, forms and pages of the team go by it."""
    for who in ("hanne", "dagny"):
        perform(context(sign_in(who)), exclusions.exclude, case_id, people[who])
    assert 2 == tamper("DELETE FROM exclusion")

    assert ([], []) == (at_hand(shift(guard)), perform(context(deputy), cases.list_cases))
    for refused in (
        lambda: perform(context(guard), exclusions.prepare, case_id),
        lambda: perform(context(deputy), teams.prepare, case_id),
        lambda: perform(context(deputy), cases.show_case, case_id),
    ):
        with pytest.raises(AccessDenied):
            refused()
    page = perform(context(sign_in("lone")), teams.prepare, case_id)
    away = {one.id for one in page.candidates if one.is_kept_away}
    assert {people["hanne"], people["dagny"]} == away


def test_a_member_who_knows_her_leaves_the_team_in_the_act(
    case_id, context, people, sign_in, read, write
):
    """Her place ends and her keys go, even where the team breaks by it; the file stays readable."""
    anna = sign_in("anna")
    note_id = write(anna, case_id)
    assert perform(context(anna), exclusions.prepare, case_id).is_member
    perform(context(anna), exclusions.exclude, case_id, people["anna"])
    with pytest.raises(AccessDenied):
        read(anna, case_id)

    assert {note_id: "Hun sov roligt i nat."} == read(sign_in("birgit"), case_id)


def test_the_last_who_can_open_a_journal_stays(case_id, context, people, sign_in, read):
    """Somebody else is added first, or nobody could ever read it again."""
    perform(context(sign_in("anna")), exclusions.exclude, case_id, people["anna"])
    birgit = sign_in("birgit")
    with pytest.raises(LastKeyHolder):
        perform(context(birgit), exclusions.exclude, case_id, people["birgit"])

    assert {} == read(birgit, case_id)


def test_somebody_who_leads_is_left_for_every_case(
    case_id, context, people, sign_in, deputy, suspend, resume
):
    """Who is suspended leads nobody; whoever does not lead may still go."""
    lone = context(sign_in("lone"))
    suspend(people["dagny"])
    with pytest.raises(LastToLead):
        perform(lone, exclusions.exclude, case_id, people["lone"])
    perform(lone, exclusions.exclude, case_id, people["carla"])
    resume(people["dagny"])
    perform(lone, exclusions.exclude, case_id, people["lone"])
    with pytest.raises(LastToLead):
        perform(context(sign_in("dagny")), exclusions.exclude, case_id, people["dagny"])

    assert 1 == len(perform(context(sign_in("dagny")), cases.list_cases))


def test_a_reader_for_a_time_hears_until_when(guard, case_id, write, sign_in, break_glass, context):
    """Every page of the case carries the end of her access; a member's carries none."""
    note_id = write(sign_in("anna"), case_id)
    opened = break_glass(guard, case_id)
    timeline = perform(context(guard), notes.read_timeline, case_id, 1)
    banner, _ = perform(context(guard), notes.read_note, case_id, note_id)

    assert [opened.expires_at] * 2 == [one.timed.expires_at for one in (timeline.banner, banner)]
    member = perform(context(sign_in("anna")), notes.read_timeline, case_id, 1)
    assert None is member.banner.timed


def test_the_team_sees_who_opened_it_by_function(
    guard, case_id, break_glass, context, sign_in, clock, deputy, events
):
    """When, how long, by which face; no name, no reason, no word; the look is on record."""
    break_glass(guard, case_id)
    clock.advance(hours=1)
    break_glass(deputy, case_id, "supervision", "", Face.PURPOSE)
    (card,) = perform(context(sign_in("anna")), cases.list_cases)
    before = len(events())
    banner, accesses = perform(context(sign_in("anna")), timed_access.of_case, case_id)

    assert (1, 1) == (card.emergencies, card.purposes)
    assert "Stille Birk" == banner.pseudonym
    assert [(Face.PURPOSE, "souschef", False), (Face.BREAK_GLASS, "nattevagt", False)] == [
        (one.face, one.function, one.is_over) for one in accesses
    ]
    assert ["case.read"] == [
        event["act"] for event in events()[before:] if event["act"] != "login.ok"
    ]


def test_the_notice_on_the_list_ends_after_a_week(
    guard, case_id, break_glass, context, sign_in, clock
):
    """The page of the case keeps it for good; so does the log."""
    break_glass(guard, case_id)
    clock.advance(days=7, seconds=1)
    anna = sign_in("anna")
    (card,) = perform(context(anna), cases.list_cases)

    assert 0 == card.emergencies
    assert 1 == len(perform(context(anna), timed_access.of_case, case_id)[1])


@pytest.mark.parametrize("login", ["carla", "hanne", "tove"])
def test_others_do_not_see_who_opened_a_case(login, guard, case_id, context, sign_in, denials):
    """Only its team, and those who lead."""
    with pytest.raises(AccessDenied):
        perform(context(sign_in(login)), timed_access.of_case, case_id)

    assert ["case.read"] == denials()


def test_a_leader_who_is_kept_away_has_no_such_case(case_id, deputy, context, people):
    """Her overview leaves it out, as for somebody on shift."""
    assert 1 == len(perform(context(deputy), cases.list_cases))
    perform(context(deputy), exclusions.exclude, case_id, people["dagny"])

    assert [] == perform(context(deputy), cases.list_cases)
