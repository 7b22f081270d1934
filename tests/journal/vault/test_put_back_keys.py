"""Keys that somebody with the database's password puts back or plants: the log knows the newest."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from journal.domain.compartments import Compartment
from journal.domain.errors import AccessDenied, Tampered
from journal.domain.staff import Profession, Role
from journal.services import exclusions, intake
from journal.services.work import perform
from journal.store import keys as key_store
from journal.store import staff as staff_store
from journal.vault import epochs
from journal.vault.epochs import Recipient


@pytest.fixture
def saved(ask, raw_id, case_id):
    """Return a function that copies the rows of a journal key, its wraps and its notes."""

    def copy():
        case = raw_id(case_id)
        keys = ask("SELECT * FROM key_epoch WHERE scope_id = :c AND comp = 2", c=case)
        return {
            "key_epoch": keys,
            "key_wrap": [
                wrap
                for key in keys
                for wrap in ask("SELECT * FROM key_wrap WHERE key_id = :k", k=key.key_id)
            ],
            "note": ask("SELECT * FROM note WHERE case_id = :c", c=case),
        }

    return copy


@pytest.fixture
def put_back(tamper, saved):
    """Return a function that puts copied rows in place of those that are there now."""

    def write_back(rows):
        for key in saved()["key_epoch"]:
            tamper("DELETE FROM key_wrap WHERE key_id = :k", k=key.key_id)
            tamper("DELETE FROM key_epoch WHERE key_id = :k", k=key.key_id)
        for table in ("key_epoch", "key_wrap"):
            for row in rows[table]:
                names = ", ".join(row._fields)
                marks = ", ".join(f":{name}" for name in row._fields)
                tamper(f"INSERT INTO {table} ({names}) VALUES ({marks})", **row._mapping)
        for row in rows["note"]:
            tamper("UPDATE note SET body_sealed = :b WHERE id = :i", b=row.body_sealed, i=row.id)

    return write_back


@pytest.fixture
def carla_was_there(case_id, set_team, sign_in, read, write, saved):
    """Return the rows of the time when Carla was in the team; she has left, the key is new."""
    anna = sign_in("anna")
    write(anna, case_id, "Gammel.")
    set_team(case_id, "anna", "birgit", "carla")
    read(anna, case_id)
    rows = saved()
    set_team(case_id, "anna", "birgit")
    read(anna, case_id)
    return rows


def test_a_key_that_was_exchanged_takes_nothing_new(
    carla_was_there, put_back, case_id, sign_in, read, write
):
    """Key, wraps and texts as they once were: nobody writes under what a leaver can open."""
    put_back(carla_was_there)
    anna = sign_in("anna")
    with pytest.raises(Tampered):
        write(anna, case_id, "Nyt og hemmeligt.")
    with pytest.raises(Tampered):
        read(anna, case_id)


def test_a_place_that_ended_is_no_place(
    carla_was_there, case_id, people, tamper, raw_id, sign_in, read
):
    """A row without its end, under the key of today or of then: the log says that she left."""
    where = {"c": raw_id(case_id), "s": raw_id(people["carla"])}
    tamper("UPDATE team_member SET until = NULL WHERE case_id = :c AND staff_id = :s", **where)
    with pytest.raises(AccessDenied):
        read(sign_in("carla"), case_id)


def test_a_deleted_exclusion_still_counts(case_id, people, context, sign_in, tamper, draft):
    """Whoever is kept away sends no note into the case either, whatever the table says by now."""
    perform(context(sign_in("lone")), exclusions.exclude, case_id, people["dorte"])
    tamper("DELETE FROM exclusion")
    with pytest.raises(AccessDenied):
        perform(context(sign_in("dorte")), intake.send_note, draft(case_id, "Udefra."))


@pytest.fixture
def planted(house, owner, case_id, guard, people, clock, tamper, raw_id):
    """Return a mailbox that a guard has made for herself, in a case that seems to wait."""
    with Session(owner, expire_on_commit=False) as session:
        herself = [
            Recipient.colleague(one)
            for one in staff_store.certified(session)
            if one.staff.id == people["hanne"]
        ]
        provider, place = house.vault.keys.provider, (case_id, Compartment.JOURNAL, 2)
        made = epochs.make(provider, house.vault.house, guard, place, herself, clock())
        key_store.add_epoch(session, made.row)
        key_store.add_wraps(session, made.wraps)
        session.commit()
    bit = Compartment.JOURNAL.bit
    tamper("UPDATE case_file SET rotate_pending = :b WHERE id = :c", b=bit, c=raw_id(case_id))
    return made


@pytest.mark.usefixtures("planted")
def test_nothing_is_sent_under_a_planted_mailbox(
    case_id, people, hire, plan, clock, context, sign_in, draft, ask
):
    """She may make one in the way of work; this one the log has never seen made."""
    people["natalie"] = hire("natalie", Role.TEMP, Profession.OTHER)
    plan("natalie", clock() - timedelta(hours=1), clock() + timedelta(hours=5))
    with pytest.raises(Tampered):
        perform(context(sign_in("natalie")), intake.send_note, draft(case_id, "Til teamet."))

    assert [(0,)] == ask("SELECT count(*) FROM note")
