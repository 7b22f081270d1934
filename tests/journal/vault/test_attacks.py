"""Each attack on the log is found by exactly the detectors of the table, on both engines."""

import attacks
import pytest
from attacks import ATTACKS, DETECTORS, ENTRY, HEAD, LEAF, Hand, Told
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from crypto.merkle import Frontier, leaf_hash
from journal.cli import verify_log
from journal.domain.audit import bytes_of
from journal.services.record import sign_checkpoint
from journal.store import audit as audit_store
from journal.store.db import reading
from journal.vault.outside import OpenLog
from journal.vault.verifier import Verdict, verify


@pytest.fixture
def hand(owner, house):
    """Return somebody who can write the database, and holds the log key where she needs it."""
    return Hand(owner, house.vault.signer)


@pytest.fixture
def size(ask):
    """Return a function that gives the size of the log."""
    return lambda: ask("SELECT size FROM audit_head")[0].size


@pytest.fixture
def act(case_id, sign_in, read, clock):
    """Return a function that lets somebody read, a minute later each time."""
    birgit = sign_in("birgit")

    def read_on(count=1):
        for _ in range(count):
            clock.advance(minutes=1)
            read(birgit, case_id)

    return read_on


@pytest.fixture
def note(case_id, sign_in, write, clock, size):
    """Return a function that writes a note and gives the place of its event."""
    anna = sign_in("anna")

    def write_on():
        clock.advance(minutes=1)
        write(anna, case_id)
        return size() - 1

    return write_on


@pytest.fixture
def told(act, note, size, sign, unlock_log, house, clock, hand):
    """Tell a week: notes, readings and checkpoints, with a copy of the database now and then."""
    place = {"act": act, "clock": clock, "sign": sign}
    act()
    place |= {"written": note(), "read": size()}
    act(3)
    assert sign()
    note()
    assert sign()
    place |= {"older": size(), "copy_older": hand.copy()}
    act(2)
    note()
    assert sign()
    weekly = house.settings.last_checkpoint_path.with_name("weekly")
    weekly.write_text(house.vault.signer.outside_note())
    act()
    assert sign()
    place |= {"newer": size(), "copy_newer": hand.copy()}
    note()
    assert sign()
    place["reads"] = size()
    act(2)
    unlock_log()
    return Told(**place)


@pytest.fixture
def detect(house, owner, hand, told, tmp_path, capsys):
    """
    Return the detectors by name.

    Each is a function that gives None, or the first bad index it names (-1 where it names none).
    """
    lookout, signer = house.watch.lookout, house.vault.signer
    assert None is lookout.look(house.sessions, signer, None)
    carried = tmp_path / "carried"
    carried.write_text(lookout.attest(signer))
    weekly = house.settings.last_checkpoint_path.with_name("weekly")
    return {
        "row": lambda: row(owner),
        "chain": lambda: chain(owner),
        "signed": lambda: outsider(house, tmp_path / "signed", capsys),
        "outside": lambda: outsider(house, tmp_path / "outside", capsys, weekly),
        "session": lambda: outsider(house, tmp_path / "session", capsys, carried),
        "semantic": lambda: semantic(owner, signer),
        "request": lambda: request(house, carried),
    }


def row(owner):
    """The checksum beside each event."""
    query = select(LEAF.c.seq, ENTRY.c.entry, ENTRY.c.hash).join(
        LEAF, LEAF.c.entry_id == ENTRY.c.id
    )
    with owner.connect() as connection:
        for seq, data, digest in connection.execute(query.order_by(LEAF.c.seq)):
            if data is not None and leaf_hash(data) != digest:
                return seq
    return None


def chain(owner):
    """The tree over the stored bytes, against the head in the same database."""
    with Session(owner) as session:
        head = audit_store.head(session)
        leaves = [
            digest if data is None else leaf_hash(data)
            for _, digest, data in audit_store.stored_bytes(session, 1 << 40)
        ]
    return None if Frontier.empty().extend(leaves).pack() == head.frontier else -1


def outsider(house, folder, capsys, witness=None):
    """The verifier of one file, on an export of the attacked log."""
    sign_checkpoint(house.context("job"))  # as the command does, where the head can be signed
    folder.mkdir()
    with reading(house.sessions) as session:
        made = OpenLog(session=session, witness=house.witness, outside=()).export()
        (folder / verify_log.KEY).write_text(made.key)
        (folder / verify_log.LEAVES).write_bytes(b"".join(made.leaves))
        (folder / verify_log.CHECKPOINTS).write_text(made.checkpoints)
    words = ["log", str(folder), *(["--witness", str(witness)] if witness else [])]
    code = verify_log.main(words)
    said = capsys.readouterr().out
    assert code in {verify_log.SOUND, verify_log.TAMPERED, verify_log.UNWITNESSED}, said
    if code != verify_log.TAMPERED:
        return None
    return int(said.partition("first bad index ")[2].partition(",")[0])


def semantic(owner, signer):
    """What is left to find when every hash is made to fit and no checkpoint is there."""
    with Session(owner) as session:
        leaves = []
        for seq, digest, data in list(audit_store.stored_bytes(session, 1 << 40)):
            leaves.append(digest if data is None else leaf_hash(data))
            entry_id = select(LEAF.c.entry_id).where(LEAF.c.seq == seq).scalar_subquery()
            session.execute(update(ENTRY).where(ENTRY.c.id == entry_id).values(hash=leaves[-1]))
            session.execute(update(LEAF).where(LEAF.c.seq == seq).values(hash=leaves[-1]))
        frontier = Frontier.empty().extend(leaves)
        audit_store.move_head(session, frontier.size, frontier.pack())
        session.execute(delete(attacks.CHECKPOINT))
        report = verify(session, signer.signed, None)
        session.rollback()
    return report.first_bad if report.verdict is Verdict.TAMPERED else report.first_fall


def request(house, carried):
    """The next request of a running service, from a browser that was there before the attack."""
    found = house.watch.lookout.look(house.sessions, house.vault.signer, carried.read_text())
    return None if found is None else -1


def test_an_untouched_log_alarms_nobody(detect):
    """No detector cries wolf."""
    assert dict.fromkeys(DETECTORS) == {name: detect[name]() for name in DETECTORS}


@pytest.mark.parametrize(("attack", "expected"), ATTACKS.values(), ids=ATTACKS)
def test_an_attack_is_found_by_exactly_these(
    attack, expected, hand, told, detect, engine_name, record_property
):
    """Those that find it name no index behind the first wrong event; the others stay silent."""
    place = attack(hand, told)
    found = {name: detect[name]() for name in DETECTORS}
    record_property("attack", (name_of(attack), engine_name, place, found))
    assert expected == "".join("-" if found[name] is None else "D" for name in DETECTORS), found
    end = len(hand.events())  # what ends too early is named by its end
    outside = {index for name, index in found.items() if name != "semantic"}
    assert all(index <= place or index == end for index in outside - {None}), (place, found)
    if expected == "-----D-":  # of a note whose event is gone nobody can say where it stood
        assert place == found["semantic"]


def name_of(attack):
    """Return under which name an attack stands in the table."""
    return next(name for name, (how, _) in ATTACKS.items() if how is attack)


def test_the_table_has_every_event_bound_to_its_place():
    """Ids in it are 16 bytes, and each row has a letter for each detector."""
    assert {len(DETECTORS)} == {len(expected) for _, expected in ATTACKS.values()}
    assert 16 == len(bytes_of(attacks.other_actor()))
    assert HEAD.name == "audit_head"
