"""Two at once on one key: whoever comes second finds it done, and overwrites nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from recording import FIELDS, write
from recording import read as read_record

from crypto.fields import Header
from journal.domain.access import Action
from journal.domain.compartments import OF_THE_TEAM, Compartment
from journal.domain.errors import RotationDue
from journal.domain.records import RecordKind
from journal.domain.staff import Profession, Role
from journal.services import notes, teams
from journal.services.work import perform
from journal.store import cases as case_store
from journal.vault import rotation
from journal.vault.workshop import Workshop

WAIT = 20
"""Seconds after which a thread that waits for another gives up: a test never hangs."""


@pytest.fixture
def meanwhile():
    """Return a function that does something in another thread, as another request does."""

    def do(act):
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(act).result(WAIT)

    return do


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_key_that_another_member_has_exchanged_is_not_exchanged_again(
    case_id, staying, remove_birgit, sign_in, read, context, events, meanwhile
):
    """She found it due, a colleague was quicker: one exchange is made, and she reads."""
    anna = sign_in("anna")
    remove_birgit()

    def read_late(work):
        try:
            return notes.read_timeline(work, case_id, 1)
        except RotationDue:
            meanwhile(lambda: read(staying, case_id))
            raise

    assert 0 == perform(context(anna), read_late).total
    assert [2] == [event["comp"] for event in events("key.rotate") if event["comp"] == 2]


@pytest.fixture
def replace_eva(people, hire, case_id, context, sign_in):
    """Return a function with which a deputy, who holds no key, puts Carla in the others' place."""
    hire("sus", Role.DEPUTY, Profession.OTHER)
    deputy = sign_in("sus")

    def replace():
        wanted = frozenset({people["anna"], people["carla"]})
        return perform(context(deputy), teams.set_team, case_id, wanted)

    return replace


@pytest.fixture
def waiting(ask, raw_id, case_id):
    """Return a function that gives the compartments of the case whose key waits."""

    def compartments():
        query = "SELECT rotate_pending FROM case_file WHERE id = :case"
        ((pending,),) = ask(query, case=raw_id(case_id))
        return {comp for comp in Compartment if pending & comp.bit}

    return compartments


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_an_exchange_leaves_what_another_removal_has_marked_meanwhile(
    case_id, staying, remove_birgit, replace_eva, sign_in, context, meanwhile, waiting
):
    """She had looked at the case before she held the log: the marks of now count, not those."""
    anna = sign_in("anna")
    remove_birgit()

    def exchange_late(work):
        seen = case_store.all_cases(work.session)
        meanwhile(replace_eva)
        rotation.settle(work.vault.keys, work.desk, case_id, Compartment.JOURNAL)
        assert seen

    perform(context(anna), exchange_late)
    assert {Compartment.IDENTITY, Compartment.REGISTER} == waiting()


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_note_that_is_sent_leaves_what_another_removal_has_marked_meanwhile(
    case_id, staying, remove_birgit, replace_eva, sign_in, context, meanwhile, waiting, monkeypatch
):
    """The fresh key that takes it in is for who is in the team now, and no mark is lost."""
    dorte, hold_log, times = sign_in("dorte"), Workshop.hold_log, []
    remove_birgit()

    def hold_late(shop, desk):
        times.append(1)
        if len(times) == 1:
            meanwhile(replace_eva)
        hold_log(shop, desk)

    def send(work):
        work.write_case(case_id, Action.NOTE_SEND)

    monkeypatch.setattr(Workshop, "hold_log", hold_late)
    perform(context(dorte), send)
    assert {*OF_THE_TEAM} == waiting()


@pytest.mark.parametrize("kind", [RecordKind.REGISTER_ANSWERS, RecordKind.IDENTITY])
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_a_record_that_is_written_while_its_key_is_exchanged_is_sealed_anew(
    kind, case_id, staying, remove_birgit, sign_in, context, meanwhile, ask, verify
):
    """Nothing is stored under a key that is gone: it is written once more, and opens."""
    anna, tries = context(sign_in("anna")), []

    def write_late(work):
        record_id = write(work, kind, case_id)
        tries.append(record_id)
        if len(tries) == 1:
            meanwhile(remove_birgit)
        return record_id

    record_id = perform(anna, write_late)
    assert 2 == len(tries)
    assert FIELDS == perform(anna, read_record, record_id)
    ((body,),) = ask("SELECT body_sealed FROM record")
    live = {bytes(row.key_id) for row in ask("SELECT key_id FROM key_epoch")}
    assert Header.parse(bytes(body)).key_id in live
    assert verify().check is None
