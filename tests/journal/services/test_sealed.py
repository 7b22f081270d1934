"""Who she is, left to her own code: no team, no leader, no recovery, and no way without it."""

import pytest

from journal.domain.access import Action
from journal.domain.broken import ChangedMeanwhile
from journal.domain.broken_sheets import CodeWrong, OnlyHers
from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.records import RecordKind
from journal.domain.sheets import Sheet
from journal.request import births, retrieval
from journal.request import references as giving
from journal.services import exclusions, keycare, records, references, sheets, upkeep
from journal.services.work import perform

FIELDS = {"names": "Ditlevine Plantholt"}
NEW = {"names": "Ditlevine Engholt", "languages": "Dansk"}


@pytest.fixture
def who(context, sign_in):
    """Return the contexts of Anna and Birgit of the team, Carla of another, and Lone who leads."""
    return {name: context(sign_in(name)) for name in ("anna", "birgit", "carla", "lone")}


@pytest.fixture
def code(case_id, who):
    """Return the code of a resident who has chosen that only it opens who she is."""
    births.save_sheet(who["anna"], case_id, Sheet.IDENTITY, FIELDS, 0)
    giving.give(who["anna"], case_id, "Kommunen")
    _, slip = retrieval.draw(who["anna"], case_id)
    retrieval.keep(who["anna"], case_id, slip.sealed, slip.code, seals=True)
    return slip.code


@pytest.fixture
def open_anyway(case_id):
    """Return a function that goes past every page and asks the door itself."""

    def read(work):
        case = work.open_case(case_id, Action.IDENTITY_READ, Compartment.IDENTITY, "complaint")
        unread = case.record(records.only(work, case_id, RecordKind.IDENTITY))
        return work.later(unread.document)

    def try_door(context):
        return perform(context, read)

    return try_door


def holders(ask, comp=1):
    """Return the kinds of the wraps of a compartment of every case."""
    rows = ask(
        "SELECT w.kind FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
        f"WHERE e.comp = {comp} ORDER BY w.kind"
    )
    return [kind for (kind,) in rows]


def test_only_her_code_reads_and_writes_it(code, who, case_id, ask, events, verify_log):
    """One wrap is left, hers; at the desk it opens for anybody and is written with her team."""
    assert ["resident"] == holders(ask)
    found = retrieval.collect(who["carla"], code)
    assert (FIELDS, True, False, 1) == (found.fields, found.is_sealed, found.is_mine, found.seen)
    with pytest.raises(AccessDenied):
        retrieval.write(who["carla"], code, NEW, 1)
    retrieval.write(who["birgit"], code, NEW, 1)
    with pytest.raises(ChangedMeanwhile):
        retrieval.write(who["anna"], code, FIELDS, 1)
    assert NEW == retrieval.collect(who["anna"], code).fields
    assert ["ok"] == [said["out"] for said in events("code.seal")]
    assert verify_log() is None


def test_team_and_leader_are_told_and_open_nothing(code, who, case_id, open_anyway, ask):
    """A calm page for who could read it otherwise, nothing for others; the door itself is shut."""
    for name in ("anna", "lone"):
        shown = perform(who[name], sheets.show, case_id, Sheet.IDENTITY, "complaint")
        assert (True, None) == (shown.is_sealed, shown.fields)
    assert perform(who["anna"], references.show, case_id).is_sealed
    for act in (
        lambda: births.save_sheet(who["anna"], case_id, Sheet.IDENTITY, NEW, 1),
        lambda: giving.give(who["anna"], case_id, "Skolen"),
        lambda: retrieval.draw(who["anna"], case_id),
    ):
        with pytest.raises(OnlyHers):
            act()
    for act in (
        lambda: perform(who["carla"], sheets.show, case_id, Sheet.IDENTITY),
        lambda: births.save_sheet(who["carla"], case_id, Sheet.IDENTITY, NEW, 1),
        lambda: perform(who["carla"], references.show, case_id),
        *(lambda name=name: open_anyway(who[name]) for name in ("anna", "birgit", "lone")),
    ):
        with pytest.raises(AccessDenied):
            act()
    assert ["resident"] == holders(ask)


def test_no_exchange_and_no_newcomer_gets_it_and_nothing_waits(
    code, who, case_id, set_team, ask, people
):
    """A new team, a colleague kept away, an upkeep: one wrap as before, and no concern about it."""
    set_team(case_id, "anna", "carla")
    perform(who["lone"], exclusions.exclude, case_id, people["birgit"])
    for name in ("anna", "lone"):
        perform(who[name], upkeep.of_case, case_id)
    assert ["resident"] == holders(ask)
    assert [] == ask("SELECT 1 FROM pending_grant WHERE comp = 1")
    concerns = perform(who["lone"], keycare.overview)
    assert [] == [one for one in concerns if Compartment.IDENTITY in one.comps]
    assert FIELDS == retrieval.collect(who["lone"], code).fields
    retrieval.write(who["anna"], code, NEW, 1)
    assert NEW == retrieval.collect(who["anna"], code).fields


def test_a_writer_of_the_database_opens_nothing(code, who, case_id, tamper, open_anyway):
    """Her wrap passed off as that of the team, and no row of hers: nothing opens, all is calm."""
    tamper(
        "UPDATE key_wrap SET kind = 'staff', recipient_id = :own WHERE kind = 'resident'",
        own=who["anna"].principal.id.bytes,
    )
    tamper("DELETE FROM resident_key")
    with pytest.raises(CodeWrong):
        retrieval.collect(who["anna"], code)
    with pytest.raises(OnlyHers):
        births.save_sheet(who["anna"], case_id, Sheet.IDENTITY, NEW, 1)
    for name in ("anna", "birgit", "lone"):
        shown = perform(who[name], sheets.show, case_id, Sheet.IDENTITY, "complaint")
        assert (True, None) == (shown.is_sealed, shown.fields)
    with pytest.raises(Tampered):
        open_anyway(who["anna"])
