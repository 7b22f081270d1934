"""Two at once on one key: whoever comes second finds it done, and overwrites nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from journal.domain.compartments import Compartment
from journal.domain.errors import RotationDue
from journal.services import notes
from journal.services.work import perform
from journal.store import cases as case_store
from journal.vault import rotation

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
