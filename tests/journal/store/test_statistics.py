"""The database itself holds that two people in two roles stand behind what goes out."""

from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from journal.store.statistics import PublicationRow


@pytest.fixture
def store(make, session, noon):
    """Return a function that stores a publication, and two people."""
    proposer, second = make.staff(), make.staff()
    certificate = make.certificate(proposer)

    def put(**values):
        row = {
            "id": uuid4(),
            "number": 1,
            "year": 2024,
            "until": 2024,
            "state": "proposed",
            "digest": bytes(32),
            "author_id": proposer.id,
            "cert_id": certificate.id,
            "written_at": noon,
            "event_id": uuid4(),
            "sig": bytes(64),
            "revision": 1,
            "body_sealed": b"\x01",
        }
        session.execute(insert(PublicationRow), [row | values])
        session.flush()

    return put, proposer.id, second.id


@pytest.mark.parametrize(
    ("proposer", "approver", "roles"),
    [
        (0, 0, ("leder", "souschef")),
        (0, 1, ("leder", "leder")),
        (None, 1, (None, "souschef")),
        (0, 1, ("leder", None)),
        (0, None, ("leder", None)),
    ],
    ids=["one person", "one role", "nobody proposed", "no role", "nobody approved"],
)
def test_approved_by_one_is_refused(store, proposer, approver, roles):
    """Whatever writes the row."""
    put, *people = store
    who = [None if one is None else people[one] for one in (proposer, approver)]
    with pytest.raises(IntegrityError, match=r"two_people|approved_by_somebody|CHECK"):
        put(
            state="approved",
            proposer_id=who[0],
            proposer_role=roles[0],
            approver_id=who[1],
            approver_role=roles[1],
        )
