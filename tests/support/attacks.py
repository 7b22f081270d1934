"""
The attack table: what is done to a log, and which detectors find it; data, with the hands for it.

A hand is somebody who can write the database as she likes, without guard or triggers; some hold
the log key too.
"""

import json
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from crypto.checkpoint import Checkpoint
from crypto.checkpoint import sign as sign_checkpoint
from crypto.merkle import Frontier, leaf_hash
from journal.domain.audit import bytes_of, text_of
from journal.store import audit as audit_store
from journal.store.db import Base

DETECTORS = ("row", "chain", "signed", "outside", "session", "semantic", "request")
"""
The checksum of a row; the tree in the database; its checkpoints; a checkpoint kept elsewhere since
before the attack; the head that a browser carries, given to the verifier; what the events say to
each other and to the rows; and the next request of a running service.
"""
ENTRY, CASE, LEAF = audit_store._ENTRY, audit_store._CASE, audit_store._LEAF
HEAD, CHECKPOINT = audit_store._HEAD, audit_store._CHECKPOINT
LOG = (ENTRY, CASE, LEAF, HEAD, CHECKPOINT)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the attacked story knows: places, sizes, copies of the database, ways to act on it."""

    written: int  # place of the first note's event, before the weekly witness
    read: int  # place of a reading before the weekly witness
    older: int  # a signed size before the weekly witness
    newer: int  # a signed size after it, before the last note
    reads: int  # a signed size after which only readings came
    copy_older: dict
    copy_newer: dict
    act: object  # lets the service read a page
    clock: object
    sign: object


class Hand:
    """Somebody with the database's own password, after the triggers were taken away."""

    def __init__(self, owner, signer):
        self.owner = owner
        self.origin = signer.origin
        self.key = signer._key

    def events(self):
        """Return the bytes of all events in order."""
        joined = select(ENTRY.c.entry).join(LEAF, LEAF.c.entry_id == ENTRY.c.id)
        with self.owner.connect() as connection:
            return list(connection.execute(joined.order_by(LEAF.c.seq)).scalars())

    def change(self, *statements):
        """Run some statements at once."""
        with self.owner.begin() as connection:
            for statement in statements:
                connection.execute(statement)

    def sizes(self):
        """Return the signed sizes."""
        with self.owner.connect() as connection:
            return list(connection.execute(select(CHECKPOINT.c.size)).scalars())

    def write(self, events, *, key=False):
        """Write the whole log anew; checkpoints with the key, else those that are too long go."""
        sizes = [size for size in self.sizes() if size <= len(events)]
        with Session(self.owner) as session:
            session.execute(delete(CHECKPOINT).where(CHECKPOINT.c.size > len(events)))
            for table in (CASE, LEAF, ENTRY):
                session.execute(delete(table))
            entries = [columns(data) for data in events]
            cases = [
                {"alias": UUID(bytes=bytes_of(alias)), "entry_id": entry["id"]}
                for entry in entries
                for alias, _ in json.loads(entry["entry"])["on"]
                if alias
            ]
            audit_store.append(session, entries, unique(cases), 0)
            frontier = Frontier.empty().extend(entry["hash"] for entry in entries)
            audit_store.move_head(session, frontier.size, frontier.pack())
            if key:
                session.execute(delete(CHECKPOINT))
                for size in {*sizes, len(events)}:
                    audit_store.add_checkpoint(session, size, self.note(entries[:size]))
            session.commit()

    def note(self, entries):
        """Return a checkpoint under the stolen key."""
        root = Frontier.empty().extend(entry["hash"] for entry in entries).root()
        head = Checkpoint(origin=self.origin, size=len(entries), root=root)
        return sign_checkpoint(head, self.key)

    def copy(self):
        """Return every row of the database."""
        with self.owner.connect() as connection:
            return {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in Base.metadata.sorted_tables
            }

    def put_back(self, copy, tables):
        """Put some tables back as they were."""
        with self.owner.begin() as connection:
            for table in reversed(tables):
                connection.execute(delete(table))
            for table in tables:
                if copy[table.name]:
                    connection.execute(insert(table), copy[table.name])


def columns(data):
    """Return the row of an event, with columns and hash that fit it."""
    said = json.loads(data)
    return {
        "id": UUID(bytes=bytes_of(said["id"])),
        "t": said["t"],
        "act": said["act"],
        "actor": None if said["actor"] is None else UUID(bytes=bytes_of(said["actor"])),
        "out": said["out"],
        "basis": said["basis"],
        "rid": UUID(bytes=bytes_of(said["rid"])),
        "entry": data,
        "hash": leaf_hash(data),
        "priv_ct": None,
    }


def unique(rows):
    """Return rows without those that stand there twice."""
    return [dict(pairs) for pairs in dict.fromkeys(tuple(row.items()) for row in rows)]


def edited(data, **values):
    """Return the bytes of an event that says something else."""
    said = json.loads(data) | values
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def other_actor():
    """Return somebody who was not there."""
    return text_of(uuid4().bytes)


def edit_bytes(hand, told):
    """Say in the stored bytes that somebody else did it."""
    return fix_row(hand, told, is_fixed=False)


def fix_row(hand, told, *, is_fixed=True):
    """The same, with a checksum of the row that fits."""
    row = columns(hand.events()[told.written])
    data = edited(row["entry"], actor=other_actor())
    digest = leaf_hash(data) if is_fixed else row["hash"]
    hand.change(update(ENTRY).where(ENTRY.c.id == row["id"]).values(entry=data, hash=digest))
    return told.written


def edit(hand, told, *, key):
    """A writing becomes a reading, and everything that can be computed is computed anew."""
    events = hand.events()
    events[told.written] = edited(events[told.written], act="note.read", env=[])
    hand.write(events, key=key)
    return told.written


def take_out(hand, told, *, key):
    """A writing was never there."""
    events = hand.events()
    del events[told.written]
    hand.write(events, key=key)
    return told.written


def reorder(hand, told):
    """Two readings change places."""
    events = hand.events()
    first, second = told.read, told.read + 1
    events[first], events[second] = events[second], events[first]
    hand.write(events, key=True)
    return first


def back_date(hand, told):
    """A reading was three hours earlier."""
    events = hand.events()
    said = json.loads(events[told.read])
    events[told.read] = edited(events[told.read], t=said["t"] - 3 * 3_600_000)
    hand.write(events, key=True)
    return told.read


def cut(hand, told, *, to):
    """The newest events were never there."""
    size = getattr(told, to)
    hand.write(hand.events()[:size])
    return size


def put_back(hand, told, *, copy, is_whole=False, goes_on=False):
    """An older state stands there again; the service may go on writing into it."""
    before = getattr(told, copy)
    size = before[HEAD.name][0]["size"]
    hand.put_back(before, Base.metadata.sorted_tables if is_whole else LOG)
    if goes_on:
        for _ in range(12):
            told.act()
        told.sign()
    return size


def fork(hand, told):
    """The reviewer is shown another history from some place on."""
    events = hand.events()
    shown = [edited(data, id=other_actor(), salt=other_actor()) for data in events[told.written :]]
    hand.write([*events[: told.written], *shown], key=True)
    return told.written


def fresh(hand, told):
    """A new log under the old key, in which only readings were done."""
    data = hand.events()[told.read]
    again = [edited(data, id=other_actor(), salt=other_actor()) for _ in range(told.reads + 9)]
    hand.write(again, key=True)
    return 0


def replay(hand, told):
    """An old event happens again, and the service signs it."""
    events = hand.events()
    row = columns(events[told.read]) | {"id": uuid4()}
    with Session(hand.owner) as session:
        audit_store.append(session, [row], [], len(events))
        frontier = Frontier.empty().extend(map(leaf_hash, [*events, row["entry"]]))
        audit_store.move_head(session, frontier.size, frontier.pack())
        session.commit()
    told.sign()
    return len(events)


def turn_back(hand, told):
    """The clock of the machine goes back three hours, and somebody reads."""
    told.clock.advance(hours=-3)
    told.act()
    told.sign()
    return len(hand.events()) - 2  # the event ``clock.jump`` stands before the reading


def turn_forward(hand, told):
    """Somebody reads while the clock is three hours ahead; then it is put right."""
    told.clock.advance(hours=3)
    told.act()
    return turn_back(hand, told)


def change_column(hand, told):
    """What the log page filters by says something else than the event."""
    row = columns(hand.events()[told.read])
    hand.change(update(ENTRY).where(ENTRY.c.id == row["id"]).values(act="logout"))
    return told.read


def erase(hand, told):
    """One event is erased as if its time were over."""
    row = columns(hand.events()[told.read])
    hand.change(
        update(HEAD).values(pruned=told.read + 1),
        delete(CASE).where(CASE.c.entry_id == row["id"]),
        delete(ENTRY).where(ENTRY.c.id == row["id"]),
    )
    return told.read


def serve_unlogged(hand, told):
    """A changed program shows a note and leaves no event."""
    hand.copy()


ATTACKS = {
    # what is done: (how, which detectors find it, in their order)
    "edit the bytes of an event": (edit_bytes, "DDDDDD-"),
    "edit them, fix the checksum of the row": (fix_row, "-DDDDD-"),
    "edit, compute all hashes anew, without the key": (partial(edit, key=False), "--DDDDD"),
    "delete, compute all hashes anew, without the key": (partial(take_out, key=False), "--DDDDD"),
    "edit, signed anew with the stolen key": (partial(edit, key=True), "---DDDD"),
    "delete, signed anew with the stolen key": (partial(take_out, key=True), "---DDDD"),
    "reorder, signed anew with the stolen key": (reorder, "---DDDD"),
    "back-date, signed anew with the stolen key": (back_date, "---DDDD"),
    "cut to an older signed size": (partial(cut, to="older"), "---DDDD"),
    "cut behind the last witness, writings lost": (partial(cut, to="newer"), "----DDD"),
    "cut behind the last witness, only readings lost": (partial(cut, to="reads"), "----D-D"),
    "put an old log back": (partial(put_back, copy="copy_older"), "---DDDD"),
    "put an old log back and go on": (
        partial(put_back, copy="copy_older", goes_on=True),
        "---DDDD",
    ),
    "put back a log newer than the last witness, go on": (
        partial(put_back, copy="copy_newer", goes_on=True),
        "----DDD",
    ),
    "put the whole database back": (
        partial(put_back, copy="copy_older", is_whole=True),
        "---DD-D",
    ),
    "put a whole database newer than the last witness back": (
        partial(put_back, copy="copy_newer", is_whole=True),
        "----D-D",
    ),
    "show the reviewer a fork": (fork, "---DDDD"),
    "a fresh log under the same key": (fresh, "---DDDD"),
    "replay an old event as new": (replay, "-----D-"),
    "clock back three hours": (turn_back, "-----D-"),
    "clock forward, then put right": (turn_forward, "-----D-"),
    "change a query column, leave the event": (change_column, "-----D-"),
    "erase one event for retention": (erase, "-----D-"),
    "a changed program serves without an event": (serve_unlogged, "-------"),
}
