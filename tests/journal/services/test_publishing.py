"""The year outside: two people, exactly what was seen, once, in time; refusals are on record."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from calls import take_call
from catalogue_year import YEAR, facts, women
from figures import put_in
from sqlalchemy.exc import IntegrityError

from journal.domain.access import Action
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.ids import FactId
from journal.domain.staff import Profession, Role
from journal.domain.statistics import (
    DownloadOver,
    FiguresChanged,
    NotFrozen,
    ReasonTooShort,
    SamePerson,
    State,
    Step,
    StepRefused,
)
from journal.exports.protect import Published, Withheld
from journal.exports.reasons import Why
from journal.request import statistics as acts
from journal.services import enquiries, releases_shown, releasing, staff
from journal.services.publishing import HeldBack, PublishedBefore
from journal.services.work import perform
from journal.store import staff as staff_store
from journal.vault.desk import Fresh

IN_THE_YEAR = int(datetime(YEAR, 3, 1, tzinfo=UTC).timestamp()) * 1_000_000
"""As the database stores it: microseconds."""
REASON = "Tallene kan stå i årsberetningen."


@pytest.fixture
def leader(context, at_work):
    """Return a function that gives a new request of the leader."""
    return lambda: context(at_work("lone"))


@pytest.fixture
def second(context, hire, people, sign_in):
    """Return a function that gives a new request of the log reviewer."""
    people["rikke"] = hire("rikke", Role.LOG_REVIEWER, Profession.OTHER, "Rikke Rask")
    rikke = sign_in("rikke")
    return lambda: context(rikke)


@pytest.fixture
def freeze(leader, fresh):
    """Return a function that freezes a year."""
    return lambda number=YEAR: acts.freeze(leader(), number, fresh())


@pytest.fixture
def drafted(leader, freeze):
    """Return a draft of the invented year, checked."""
    put_in(leader())
    freeze()
    return acts.draft(leader(), str(YEAR))


@pytest.fixture
def proposed(leader, drafted, fresh):
    """Return the same, proposed by the leader."""
    acts.propose(leader(), drafted, fresh())
    return drafted


@pytest.fixture
def look(leader):
    """Return a function that opens a publication, for the leader or for somebody else."""
    return lambda which, who=None: perform((who or leader)(), releases_shown.show, which)


@pytest.fixture
def approve(second, look, fresh):
    """Return a function with which the second person approves what she sees."""

    def say(which, who=None, **said):
        who = who or second
        digest = said.get("digest") or look(which, who).digest
        return acts.approve(who(), which, digest, said.get("reason", REASON), fresh())

    return say


def test_from_draft_to_the_file(proposed, second, approve, look, events, verify_log, leader):
    """Every step is an event with the hash, and none has a figure."""
    seen = look(proposed, second)
    assert {Step.APPROVE, Step.REFUSE} == set(seen.may)
    assert isinstance(seen.figures["R01"], Published)
    assert isinstance(seen.figures["R08"], Published | Withheld)
    approve(proposed)
    acts.release(second(), proposed)
    shown = acts.to_fetch(second(), proposed)
    assert [REASON] == [step.words for step in shown.steps if step.words]
    acts.fetched(second(), proposed)

    steps = ("check", "propose", "approve", "release", "download")
    told = events(*(f"release.{step}" for step in steps))
    assert [f"release.{step}" for step in steps] == [event["act"] for event in told]
    assert all(2 == len(event["on"][0][1]) for event in told)
    assert len({str(event["on"]) for event in told}) == 1
    assert [State.RELEASED] == [one.state for one in perform(leader(), releases_shown.list_all)]
    assert verify_log() is None


def test_it_is_fetched_once_by_who_approved_and_in_time(
    proposed, second, deputy, context, approve, clock, events, sign_in
):
    """Somebody else, a second time, after 73 hours: refused, and on record."""
    approve(proposed)
    acts.release(second(), proposed)
    with pytest.raises(DownloadOver):
        acts.fetched(context(deputy), proposed)
    clock.advance(hours=72)
    rikke = context(sign_in("rikke"))
    acts.fetched(rikke, proposed)
    with pytest.raises(DownloadOver):
        acts.to_fetch(context(sign_in("rikke")), proposed)
    assert ["denied", "ok", "denied"] == [one["out"] for one in events("release.download")]


def test_a_link_that_is_73_hours_old_gives_nothing(
    proposed, second, approve, clock, context, sign_in, events
):
    """The file is gone for ever; the figures stand on the page."""
    approve(proposed)
    acts.release(second(), proposed)
    clock.advance(hours=73)
    for act in (acts.to_fetch, acts.fetched):
        with pytest.raises(DownloadOver):
            act(context(sign_in("rikke")), proposed)
    assert ["download_over"] * 2 == [one["why"] for one in events("release.download")]


def test_nobody_approves_her_own_proposal_in_another_role_either(
    proposed, context, look, fresh, at_work
):
    """The leader may not; nor in a role that nobody has certified (and see ``are_two``)."""
    for acting in (at_work("lone"), replace(at_work("lone"), role=Role.DEPUTY)):
        with pytest.raises(AccessDenied):
            acts.approve(context(acting), proposed, look(proposed).digest, REASON, fresh())


def test_whoever_changes_her_role_does_not_become_the_second_person(
    proposed, hire, people, sign_in, context, look, fresh, events, ask, clock
):
    """She proposes as leader, is certified as deputy by another leader, and signs in as that."""
    hire("mette", Role.LEADER, Profession.OTHER, "Mette Munk")
    digest, mette = look(proposed).digest, context(sign_in("mette"))
    clock.advance(minutes=1)
    post = perform(mette, appoint, people["lone"], Role.DEPUTY)
    perform(mette, store_post, people["lone"], post)
    lone = context(sign_in("lone"))
    assert Role.DEPUTY == lone.principal.role
    assert Step.APPROVE not in look(proposed, lambda: lone).may
    with pytest.raises(SamePerson):
        acts.approve(lone, proposed, digest, REASON, fresh())
    assert ["same_person"] == [one["why"] for one in events("release.approve")]
    assert ["proposed"] == [row.state for row in ask("SELECT state FROM publication")]


def appoint(work, who, role):
    """Have the root sign another post of a colleague, for the keys that she has."""
    account = staff_store.account_of(work.session, who)
    certificate = account.certificate
    public = (certificate.sign_pub, certificate.box_pub)
    return staff.sign_post(work, who, public, role, Profession(account.staff.profession))


def store_post(work, who, post):
    """Put it into the place of the post she had."""
    work.act(Action.STAFF_ADD, basis=work.require(Action.STAFF_ADD))
    staff_store.add(work.session, *post)
    staff_store.account_of(work.session, who).staff.role = post[1].role


def test_the_database_itself_holds_two_people(proposed, tamper, people, second, raw_id):
    """Whoever writes into it cannot make one person approve her own figures."""
    for approver, role in (("lone", "souschef"), ("rikke", "leder")):
        with pytest.raises(IntegrityError):
            tamper(
                "UPDATE publication SET state = 'approved', approver_role = :role,"
                " approver_id = (SELECT id FROM staff WHERE id = :who)",
                role=role,
                who=raw_id(people[approver]),
            )
    with pytest.raises(IntegrityError):
        tamper("UPDATE publication SET state = 'released'")


def test_an_approval_that_nobody_signed_counts_for_nothing(
    proposed, tamper, people, second, look, raw_id
):
    """State and approver written into the row: the steps say something else."""
    tamper(
        "UPDATE publication SET state = 'approved', approver_role = 'log_reviewer',"
        " approver_id = :who",
        who=raw_id(people["rikke"]),
    )
    with pytest.raises(Tampered):
        look(proposed)
    with pytest.raises(Tampered):
        acts.release(second(), proposed)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM publication_step WHERE step = 'download'",
        "UPDATE publication_step SET at = at + 1000000 WHERE step = 'release'",
        "UPDATE publication SET digest = sig",
        "UPDATE publication SET until = 2025",
    ],
)
def test_no_step_and_no_row_can_be_changed(
    proposed, second, approve, look, tamper, statement, engine_name
):
    """A second download by deleting the first, a later release for a longer time: damage."""
    approve(proposed)
    acts.release(second(), proposed)
    acts.fetched(second(), proposed)
    tamper(statement)
    with pytest.raises(Tampered):
        look(proposed, second)


def test_approval_after_the_figures_changed_is_refused(
    proposed, leader, freeze, approve, look, second, fresh, events
):
    """Another hash than the one she saw; or the year was frozen anew while she read."""
    with pytest.raises(FiguresChanged):
        approve(proposed, digest="00" * 32)
    with pytest.raises(ReasonTooShort):
        approve(proposed, reason="  fint  ")
    digest, old = look(proposed, second).digest, facts()[0]
    answers = {**old.answers, "origin": ["other"]}
    put_in(leader(), [replace(old, id=FactId(uuid4()), replaces=old.id, answers=answers)])
    assert 2 == freeze()
    assert Step.APPROVE not in look(proposed, second).may
    with pytest.raises(FiguresChanged):
        approve(proposed, digest=digest)
    assert ["figures_changed", "reason_too_short", "figures_changed"] == [
        one["why"] for one in events("release.approve")
    ]
    acts.refuse(second(), proposed, REASON)
    with pytest.raises(FiguresChanged):
        acts.check(leader(), proposed)


def test_an_enquiry_that_came_after_the_freezing_stops_a_draft(
    drafted, leader, freeze, tamper, events
):
    """Of the frozen figures the enquiries count like the people: nothing goes out till then."""
    enquiry = take_call(leader())
    perform(leader(), enquiries.close, enquiry, "advice")
    tamper("UPDATE enquiry SET received_at = :at", at=IN_THE_YEAR)
    for act in (lambda: acts.draft(leader(), str(YEAR)), lambda: acts.check(leader(), drafted)):
        with pytest.raises(FiguresChanged):
            act()
    assert ["figures_changed"] * 2 == [
        one["why"] for one in events("release.approve") if one["out"] == "denied"
    ]
    assert 2 == freeze()
    acts.draft(leader(), str(YEAR))


def test_a_repeat_gives_the_old_publication_and_nothing_new(proposed, second, approve, leader, ask):
    """The same year once more: the number of the first."""
    approve(proposed)
    with pytest.raises(PublishedBefore) as before:
        acts.draft(leader(), str(YEAR))
    assert 1 == before.value.number
    assert 1 == len(ask("SELECT id FROM publication"))


@pytest.mark.parametrize("asked", ["2024-03", "2024-1", "marts 2024", "2024-2025", ""])
def test_a_month_is_refused(leader, asked, events, ask):
    """Whole years, or three together; nothing is gathered for it."""
    with pytest.raises(HeldBack) as held:
        acts.draft(leader(), asked)
    assert Why.PERIOD == held.value.reasons[0].why
    assert ["denied"] == [one["out"] for one in events("release.gate")]
    assert [] == events("figures.read")


def test_a_year_with_three_residents_has_no_table(leader, freeze, ask):
    """Totals only, and of three not even these: nothing goes out."""
    put_in(leader(), list(women())[:3])
    freeze()
    with pytest.raises(HeldBack):
        acts.draft(leader(), str(YEAR))
    assert [] == ask("SELECT id FROM publication")


def test_a_year_that_is_not_frozen_is_not_drafted(leader):
    """What goes out is measured against what was frozen."""
    put_in(leader())
    with pytest.raises(NotFrozen):
        acts.draft(leader(), str(YEAR))


def test_another_year_beside_it_and_the_same_women_again(
    proposed, second, approve, leader, freeze, fresh
):
    """A year of other women goes out beside the first; what is out cannot be proposed again."""
    approve(proposed)
    with pytest.raises(StepRefused):
        approve(proposed)
    others = [
        replace(one, id=FactId(uuid4()), year=2025, family=UUID(int=one.family.int + 1000))
        for one in facts()
    ]
    put_in(leader(), others)
    freeze(2025)
    which = acts.draft(leader(), "2025")
    acts.propose(leader(), which, fresh())
    approve(which)


def test_who_may_see_and_do_what(proposed, context, sign_in, look, fresh, second):
    """Care staff see nothing; who reviews the log never sees the exact year, nor drafts."""
    for login in ("anna", "tove"):
        with pytest.raises(AccessDenied):
            look(proposed, lambda login=login: context(sign_in(login)))
    for act in (
        lambda: acts.freeze(second(), YEAR, fresh()),
        lambda: acts.draft(second(), str(YEAR)),
        lambda: acts.propose(second(), proposed, fresh()),
        lambda: perform(second(), releasing.withdraw, proposed, fresh()),
    ):
        with pytest.raises(AccessDenied):
            act()
    stale, digest = Fresh(session_tag=None, at=fresh().at.replace(year=2025)), look(proposed).digest
    with pytest.raises(AccessDenied):  # a password typed long ago
        acts.approve(second(), proposed, digest, REASON, stale)
