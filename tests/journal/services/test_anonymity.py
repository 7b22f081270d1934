"""Another level of anonymity after the admission: her own, with a reason, and by whom it may be."""

import pytest

from journal.domain.anonymity import (
    IdentityWritten,
    LevelReasonMissing,
    LevelUnchanged,
    NewLevel,
    require_change,
)
from journal.domain.broken_sheets import UnknownToHouse
from journal.domain.cases import Anonymity
from journal.domain.errors import AccessDenied
from journal.domain.sheets import Sheet
from journal.request import births
from journal.services import anonymity
from journal.services.work import perform

NAMED = {"names": "Ditlevine Plantholt"}
KNOWN, WITHHELD, UNKNOWN = Anonymity


@pytest.mark.parametrize("before", Anonymity)
@pytest.mark.parametrize("after", Anonymity)
@pytest.mark.parametrize("is_written", [True, False])
def test_d9_every_change_is_open_but_becoming_unknown_to_who_has_read(before, after, is_written):
    """A level may rise and fall; what the house has written down it cannot unknow."""
    new = NewLevel(case_id=None, level=after, reason="own_wish")
    if before is after:
        expected = LevelUnchanged
    else:
        expected = IdentityWritten if is_written and after is UNKNOWN else None
    if expected is None:
        require_change(before, new, is_written=is_written)
    else:
        with pytest.raises(expected):
            require_change(before, new, is_written=is_written)


def test_d9_once_she_gives_her_name_the_sheet_opens_and_she_stays_known_to_the_house(
    context, sign_in, case_id, ask, events
):
    """Unknown, known, withheld outside, and no way back to unknown; the log says why each time."""
    anna, lone = context(sign_in("anna")), context(sign_in("lone"))

    def change(who, level, reason):
        perform(who, anonymity.change, NewLevel(case_id=case_id, level=level, reason=reason))

    with pytest.raises(LevelReasonMissing):
        change(anna, UNKNOWN, "because")
    change(lone, UNKNOWN, "set_wrongly")
    with pytest.raises(UnknownToHouse):
        births.save_sheet(anna, case_id, Sheet.IDENTITY, NAMED, 0)
    change(anna, KNOWN, "told")
    births.save_sheet(anna, case_id, Sheet.IDENTITY, NAMED, 0)
    change(anna, WITHHELD, "safety")
    for who in (anna, lone):
        with pytest.raises(IdentityWritten):
            change(who, UNKNOWN, "own_wish")

    assert [("1",)] == ask("SELECT anonymity FROM case_file")
    said = [event["why"] for event in events("anonymity.set")]
    assert ["1-2 set_wrongly", "2-0 told", "0-1 safety"] == said
    assert WITHHELD is perform(anna, anonymity.prepare, case_id).level


def test_d9_nobody_else_changes_it(context, sign_in, case_id, deputy, guard, denials):
    """A colleague of another team, a deputy and a guard find no such case; it is on record."""
    new = NewLevel(case_id=case_id, level=KNOWN, reason="own_wish")
    for principal in (sign_in("carla"), deputy, guard):
        for use_case, given in ((anonymity.prepare, case_id), (anonymity.change, new)):
            with pytest.raises(AccessDenied):
                perform(context(principal), use_case, given)
    assert 6 == len(denials())
