"""Rows of an account put back as they once were: nobody comes in by them."""

import pytest

from journal.domain.audit import text_of
from journal.domain.entry import CodeRefused, RecoveryRefused
from journal.domain.errors import Tampered


@pytest.fixture
def saved(ask, tamper, raw_id):
    """Return a function that copies somebody's rows and gives one that puts them back."""

    def copy(table, staff_id):
        rows = ask(f"SELECT * FROM {table} WHERE staff_id = :who", who=raw_id(staff_id))

        def put_back():
            for row in rows:
                marks = ", ".join(f":{name}" for name in row._fields)
                names = ", ".join(row._fields)
                tamper(f"INSERT INTO {table} ({names}) VALUES ({marks})", **row._mapping)

        return put_back

    return copy


def test_a_code_that_is_put_back_is_dead_once_she_is_confirmed(
    invite, activate, confirm, saved, enter
):
    """Whoever can write rows and knows the used code gets no password of hers in."""
    invited = invite("gry")
    put_back = saved("activation", invited.staff_id)
    confirm(invited.staff_id, activate("gry", invited.code))
    put_back()
    with pytest.raises(CodeRefused):
        activate("gry", invited.code, "otte røde heste")

    assert "Gry gry" == enter("gry").name


def test_a_reset_is_what_makes_a_second_code_good(join, reset, activate, confirm, enter):
    """It has revoked what the leader signed; the new keys wait to be signed."""
    staff_id = join("gry")
    invited, _ = reset(staff_id)
    confirm(staff_id, activate("gry", invited.code, "otte røde heste"))

    assert staff_id == enter("gry", "otte røde heste").id


@pytest.mark.parametrize("table", ["staff_secret", "recovery"])
def test_keys_of_before_a_reset_do_not_come_back_with_their_rows(
    table, join, keep_code, recover, reset, activate, confirm, enter, saved, tamper, raw_id, events
):
    """Neither with the old password nor the old recovery code; the log names the account."""
    staff_id = join("gry")
    code = keep_code("gry", enter("gry"))
    put_back = saved("staff_secret", staff_id)
    invited, _ = reset(staff_id)
    confirm(staff_id, activate("gry", invited.code, "otte røde heste"))
    tamper("DELETE FROM staff_secret WHERE staff_id = :who", who=raw_id(staff_id))
    put_back()
    before = len(events())
    if table == "recovery":
        with pytest.raises(RecoveryRefused):
            recover("gry", code)
    else:
        with pytest.raises(Tampered):
            enter("gry")

    (said,) = events()[before:]
    expected = ("pw.recover", "denied") if table == "recovery" else ("open.error", "error")
    assert expected == (said["act"], said["out"])
    assert text_of(staff_id.bytes) in str(said["on"])
