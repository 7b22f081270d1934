"""What a house has beside cases and notes, for whoever walks its addresses; no fixture is here."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import leavers
from calls import admitted_after_talk, at_all_stages
from figures import publish
from houses import (
    FOUNDED,
    Clock,
    close_house,
    hire_into,
    open_in,
    open_settings,
    settings_in,
    sign_in_as,
)

from journal.domain.cases import PersonKind
from journal.domain.ids import EventId, StayId
from journal.domain.rooms import NewRoom, Nights, RoomType
from journal.domain.sheets import Sheet
from journal.domain.staff import Profession, Role
from journal.domain.stays import PRESENT, StayState
from journal.request import births, upkeep
from journal.services import cases, deadlines, leaving, room_upkeep, staff
from journal.services.work import perform
from journal.store.cases import CaseFileRow
from journal.store.oversight import ReviewItemRow
from journal.store.stays import StayRow
from journal.vault.desk import Fresh

SINCE = date(2026, 3, 2)
DEADLINES = {"deadline": "DL2", "to_cancel": "DL4"}
STAYS = {
    "known_case": StayState.EXPECTED,
    "opened_case": StayState.PROPOSED,
    "asked_case": StayState.PROPOSED,
    "missed_case": StayState.NO_SHOW,
    "leaving_case": StayState.RESIDENT,
}
ACTED_ON = {
    "pause": "pause.x",
    "genoptag": "genoptag.x",
    "nulstil": "nulstil.x",
    "fratraed": "fratraed.x",
}
"""Who is there for each act on an account, by the end of its address: her name at sign-in."""


def with_everything(template, folder, database="", *urls):
    """Let a copy of a house with a case have everything that an address can lead to."""
    house = open_settings(settings_in(folder, *urls), Clock(FOUNDED + timedelta(hours=3)))
    anna, lone = (house.context("web", sign_in_as(house, login)) for login in ("anna", "lone"))
    people = dict(template.people)
    open_case = partial(open_in, house, anna, people, ("anna", "birgit"))
    found = everything(house, open_case, anna, lone, people, template.case_id)
    people |= to_act_on(house, lone)
    close_house(house)
    return replace(template, folder=folder, database=database, people=people, beside=found)


def to_act_on(house, leader):
    """Take in a second leader and whom she acts on, one of them paused; return ids by login."""
    persons = [
        staff.Person(name="Lea Lund", login="lea", role=Role.LEADER, profession=Profession.OTHER),
        *(
            staff.Person(
                name="Ny Kollega", login=login, role=Role.NIGHT_GUARD, profession=Profession.OTHER
            )
            for login in ACTED_ON.values()
        ),
    ]
    hired = {one.login: hire_into(house, leader.principal, one) for one in persons}
    lea = house.context("web", sign_in_as(house, "lea"))
    fresh = Fresh(session_tag=lea.principal.session_tag, at=lea.clock())
    upkeep.follow_up(lea, perform(lea, leaving.suspend, hired[ACTED_ON["genoptag"]], fresh))
    return hired


def everything(house, open_case, anna, lone, people, case_id):
    """
    Make one of each; return their ids by the names that addresses use.

    Args:
        anna: context of a contact person.
        lone: context of the leader.
        people: ids by sign-in name.
        case_id: a case of Anna's; it becomes that of a resident.
    """
    found = {
        "known_case": open_case(pseudonym="Klar Sø"),
        "opened_case": open_case(pseudonym="Lun Vind"),
        "asked_case": open_case(pseudonym="Lun Sø"),
        "missed_case": open_case(pseudonym="Klar Vind"),
    }
    for name, rule in DEADLINES.items():
        began = anna.clock() - timedelta(hours=2)
        found[name] = perform(anna, deadlines.begin, rule, case_id, began, None)
    found |= leavers.cases(open_case, anna)
    found["grown_case"] = nearly_grown(house, anna, people)
    note_stay(house, case_id, StayState.RESIDENT)
    for name, state in STAYS.items():
        note_stay(house, found[name], state)
    found |= at_all_stages(anna, lone, people)
    found["talked_case"] = admitted_after_talk(house, anna, lone, people, "Abstrakt Aften")
    return found | one_out_one_free(lone)


def nearly_grown(house, contact, people):
    """Open the file of a child who is 18 three days after the house was founded; return its id."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.CHILD,
        pseudonym="Høj Sky",
        team=frozenset(people[login] for login in ("anna", "birgit")),
    )
    child = perform(contact, cases.create_case, new)
    births.save_sheet(contact, child, Sheet.IDENTITY, {"birth_date": "2008-03-05"}, 0)
    return child


def note_stay(house, case_id, state):
    """Give a case a stay in some state, since the house was founded."""
    with house.sessions() as session, session.begin():
        family = session.get(CaseFileRow, case_id).family_id
        row = StayRow(
            id=StayId(uuid4()),
            case_id=case_id,
            family_id=family,
            state=state.value,
            arrival="admission",
            is_visiting=False,
            changed_at=FOUNDED,
            decision_at=FOUNDED,
            move_in_at=FOUNDED if state in PRESENT else None,
        )
        session.add(row)


def one_out_one_free(leader):
    """Add two rooms and take the first out of service for a week; return their ids by a name."""
    room, free = (
        perform(leader, room_upkeep.add_room, NewRoom(name=name, type=RoomType.SINGLE, since=SINCE))
        for name in ("Værelse 1", "Værelse 2")
    )
    week = Nights(from_date=SINCE, until=date(2026, 3, 9))
    perform(leader, room_upkeep.take_out, room, week, "repair")
    (out,) = (shown for shown in perform(leader, room_upkeep.show_rooms) if shown.outs)
    return {"room": room, "free_room": free, "out": out.outs[0].id}


def child_of(house, leader, case_id, team):
    """Return the file of a child of hers, with this team."""
    new = cases.NewCase(
        id=cases.reserve(house.vault),
        kind=PersonKind.CHILD,
        pseudonym="Lille Spurv",
        team=frozenset(team),
        relative=case_id,
    )
    return perform(leader, cases.create_case, new)


def publication_for(request, leader):
    """Return a publication that the reader of a test can take further, or an id of none."""
    params = request.node.callspec.params if hasattr(request.node, "callspec") else {}
    person = params.get("person", "leader" if "filled" in request.fixturenames else "")
    if person not in ("leader", "deputy", "reviewer"):
        return uuid4()
    return publish(leader, 2025, is_proposed=person in ("deputy", "reviewer"))


def use_to_judge(house, guard, now):
    """Store something that the night guard did, for somebody to judge, and give its id."""
    row = ReviewItemRow(
        id=EventId(uuid4()),
        week="2026-W10",
        actor=guard.alias,
        rules="denials",
        uses=3,
        since=now,
        review_due=now + timedelta(days=3),
    )
    with house.sessions() as session, session.begin():
        session.add(row)
    return row.id
