"""What somebody with the database's own password can do to the log, and a team that changes."""

import pytest
from recording import OF_A_CASE, read, write
from sqlalchemy.orm import Session

from crypto.merkle import Frontier
from journal.domain.errors import AccessDenied, RuleBroken, Tampered
from journal.domain.records import RecordKind
from journal.services import teams
from journal.services.record import sign_checkpoint
from journal.services.work import perform
from journal.store import audit as audit_store


@pytest.fixture
def verify(house):
    """Return a function that verifies the log, by default against the signer's own checkpoint."""

    def run(outside=None):
        with house.sessions() as session:
            return house.vault.verify(session, outside)

    return run


@pytest.fixture
def sign(house):
    """Return a function that signs a checkpoint now and tells whether it was signed."""
    return lambda: sign_checkpoint(house.context("job"))


@pytest.fixture
def note_ids(case_id, sign_in, write):
    """Return the notes of a small, true story."""
    anna = sign_in("anna")
    return [write(anna, case_id, words) for words in ("Nat", "Morgen", "Aften")]


@pytest.fixture
def story(note_ids, case_id, sign_in, read, sign, unlock_log, ask):
    """Tell the story, sign it, take the triggers away; the return value is the size of the log."""
    read(sign_in("birgit"), case_id)
    assert sign()
    unlock_log()
    return ask("SELECT size FROM audit_head")[0].size


@pytest.fixture
def leaf(ask):
    """Return a function that gives a leaf and its entry by place."""

    def at(place):
        (row,) = ask(
            "SELECT l.seq, l.entry_id, l.hash, e.entry FROM audit_leaf l "
            "JOIN audit_entry e ON e.id = l.entry_id WHERE l.seq = :place",
            place=place,
        )
        return row

    return at


@pytest.fixture
def forge_head(owner):
    """Return a function that makes the head fit the leaves that are there."""

    def fit():
        with Session(owner) as session:
            frontier = Frontier.empty()
            for _, digest in audit_store.leaf_hashes(session, 0, 10_000):
                frontier = frontier.append(digest)
            audit_store.move_head(session, frontier.size, frontier.pack())
            session.commit()

    return fit


@pytest.fixture
def staying(case_id, set_team, sign_in, read):
    """Put Eva into the team beside the others, with her key."""
    set_team(case_id, "anna", "birgit", "eva")
    read(sign_in("anna"), case_id)
    return sign_in("eva")


@pytest.fixture
def remove_birgit(context, sign_in, people, case_id):
    """Return a function with which the leader takes Birgit out of the team of three."""
    leader = sign_in("lone")

    def remove():
        wanted = frozenset({people["anna"], people["eva"]})
        return perform(context(leader), teams.set_team, case_id, wanted)

    return remove


@pytest.fixture
def documents(case_id, sign_in, context):
    """Return a document of each compartment of a case, and of the house with and without one."""
    anna = sign_in("anna")
    found = {kind: perform(context(anna), write, kind, case_id) for kind in OF_A_CASE}
    found["board"] = perform(context(anna), write, RecordKind.BOARD_ENTRY, case_id)
    found["enquiry"] = perform(context(anna), write, RecordKind.ENQUIRY_TEXT, None)
    return found


@pytest.fixture
def show(context):
    """Return a function that gives what somebody reads of a document, or why she does not."""

    def shown(principal, record_id, **values):
        try:
            return perform(context(principal), read, record_id, **values)
        except (AccessDenied, Tampered, RuleBroken) as error:
            return type(error)

    return shown
