"""What a house has beside cases and notes, for whoever walks its addresses; no fixture is here."""

from datetime import date, timedelta
from uuid import uuid4

import leavers
from calls import admitted_after_talk, at_all_stages
from houses import FOUNDED

from journal.domain.cases import PersonKind
from journal.domain.ids import StayId
from journal.domain.rooms import NewRoom, Nights, RoomType
from journal.domain.sheets import Sheet
from journal.domain.stays import StayState
from journal.request import births
from journal.services import cases, deadlines, room_upkeep
from journal.services.work import perform
from journal.store.cases import CaseFileRow
from journal.store.stays import StayRow

SINCE = date(2026, 3, 2)
DEADLINES = {"deadline": "DL2", "to_cancel": "DL4"}
STAYS = {
    "known_case": StayState.EXPECTED,
    "opened_case": StayState.PROPOSED,
    "asked_case": StayState.PROPOSED,
    "missed_case": StayState.NO_SHOW,
    "leaving_case": StayState.RESIDENT,
}


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
