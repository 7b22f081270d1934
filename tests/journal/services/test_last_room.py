"""Twenty want the last room at once, on both engines by one code path."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from journal.domain.rooms import RoomTaken
from journal.services import rooms
from journal.services.work import perform

MONDAY = date(2026, 3, 2)
WRITERS = 20


def test_of_twenty_who_want_the_last_room_one_gets_it(lone, add_room, bare_case, ask):
    """Whoever comes first; each of the others is told in a sentence, and nobody overlaps."""
    room = add_room()
    cases = [bare_case() for _ in range(WRITERS)]

    def want(case):
        try:
            perform(lone(), rooms.assign, case, room, MONDAY)
        except RoomTaken as taken:
            return (taken.field, taken.sentence)
        return None

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(want, cases))

    assert 1 == answers.count(None)
    assert {("room", RoomTaken.sentence)} == {answer for answer in answers if answer}
    stored = ask("SELECT from_date, until FROM room_assignment")
    assert [("2026-03-02", None)] == [tuple(row) for row in stored]
