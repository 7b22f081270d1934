"""The step from a copy that was laid out to a house that goes on: shares, removals, a new log."""

from journal.domain.ids import LogId
from journal.domain.replay import Act, owed
from journal.services import restore
from journal.services.house import House
from journal.services.record import sign_checkpoint
from journal.services.restore import Kept, Restored
from journal.services.work import perform


def catch_up(house: House, kept: Kept, former: LogId, seen: int, acts: tuple[Act, ...]) -> Restored:
    """
    Open the new log and do again what the copy does not know.

    Args:
        house: on the restored database, under its new log.
        kept: of the former log.
        former: id of the former log.
        seen: the largest size the former log is known to have had.
        acts: lines of the replay log.
    """
    context = house.context("job")
    restore.follow_from(house, kept.size)
    found = owed(acts, kept.known)
    restore.clear_shares(house, found)
    told = perform(context, restore.go_on, (former, kept.root, max(seen, kept.size)), found)
    sign_checkpoint(context)
    return told
