"""Text opens after its reading is on record, in the request that declared it, and never else."""

import pytest

from journal.domain.access import Action
from journal.domain.errors import AccessDenied, NotCommitted
from journal.domain.note_documents import content_of
from journal.services import notes, work
from journal.services.work import perform
from journal.store import notes as note_store
from journal.store import staff as staff_store
from journal.vault.desk import Stage


@pytest.fixture
def note_id(case_id, sign_in, write):
    """Return a note of the case."""
    return write(sign_in("anna"), case_id)


@pytest.fixture
def reader(sign_in):
    """Return the other contact person."""
    return sign_in("birgit")


def declare(work, case_id, note_id):
    """Open the case for reading and declare its note."""
    case = work.open_case(case_id, Action.NOTE_READ)
    return case.unread(note_store.get(work.session, note_id))


def test_a_declared_note_opens_after_commit(note_id, case_id, reader, context):
    """The whole way: declared on the way down, opened on the way up."""

    def read(work):
        unread = declare(work, case_id, note_id)
        return work.later(unread.text)

    assert "Hun sov roligt i nat." == perform(context(reader), read)


@pytest.mark.parametrize("stage", [Stage.DOWN, Stage.SEALED, Stage.DEAD])
def test_a_declared_note_does_not_open_at_another_moment(stage, note_id, case_id, reader, context):
    """Before COMMIT the reading is not on record; afterwards the request is over."""

    def read(work):
        unread = declare(work, case_id, note_id)
        if stage is Stage.DOWN:
            return unread.text()

        def later():
            work.desk.stage = stage
            return unread.text()

        return work.later(later)

    with pytest.raises(NotCommitted):
        perform(context(reader), read)


def test_what_is_kept_after_a_request_is_dead(note_id, case_id, reader, context):
    """Neither a note nor a label nor the work itself outlives its perform."""
    kept = {}

    def read(work):
        case, house = work.open_case(case_id, Action.NOTE_READ), work.house()
        row = note_store.get(work.session, note_id)
        colleague = staff_store.get(work.session, work.principal.id)
        kept["unread"], kept["label"] = case.unread(row), house.staff_name(colleague)
        kept["attempts"] = (
            kept["unread"].text,
            kept["label"].text,
            lambda: case.read(row),
            lambda: case.unread(row),
            lambda: case.seal(row.note, content_of({})),
            lambda: house.staff_name(colleague),
            lambda: house.seal_name(colleague, "Andet Navn"),
            lambda: work.act(Action.LOGOUT),
            lambda: work.later(list),
            lambda: work.open_case(case_id, Action.NOTE_READ),
            lambda: work.vault.keys.open_house(work.desk),
        )
        return work.later(lambda: None)

    perform(context(reader), read)
    for attempt in kept["attempts"]:
        with pytest.raises(NotCommitted):
            attempt()


def test_an_undeclared_note_does_not_open(note_id, case_id, reader, context, sign_in, write):
    """Only the ids that stand in the event can be opened, in the right case too."""
    other = write(sign_in("anna"), case_id, "Noget andet.")

    def read(work):
        case = work.open_case(case_id, Action.NOTE_READ)
        case.unread(note_store.get(work.session, note_id))
        undeclared = note_store.get(work.session, other)
        return work.later(lambda: case.read(undeclared))

    with pytest.raises(AccessDenied):
        perform(context(reader), read)


def test_a_note_is_declared_in_its_own_case_only(note_id, case_id, reader, context, open_case):
    """Opening one case gives no way to the notes of another of the same person."""
    other_case = open_case(pseudonym="Rolig Mose")

    def read(work):
        return declare(work, other_case, note_id)

    with pytest.raises(AccessDenied):
        perform(context(reader), read)


def test_nothing_is_declared_on_the_way_up(note_id, case_id, reader, context):
    """The events are fixed when the texts open, so nothing can join them."""

    def read(work):
        case = work.open_case(case_id, Action.NOTE_READ)
        row = note_store.get(work.session, note_id)
        return work.later(lambda: case.unread(row))

    with pytest.raises(NotCommitted):
        perform(context(reader), read)


def test_performs_are_not_nested(note_id, case_id, reader, context):
    """One request is a list of performs, one after the other."""

    def outer(work):
        work.act(Action.LOGOUT)
        return perform(context(reader), notes.read_timeline, case_id, 1)

    with pytest.raises(NotCommitted):
        perform(context(reader), outer)
    assert 1 == perform(context(reader), notes.read_timeline, case_id, 1).total


def test_a_later_runs_once(reader, context):
    """A page is made once; a second call finds nothing."""
    kept = []

    def twice(work):
        work.act(Action.LOGOUT)
        kept.append(work.later(lambda: "page"))
        return kept[0]

    assert "page" == perform(context(reader), twice)
    with pytest.raises(NotCommitted):
        kept[0].run()


def test_a_use_case_without_event_does_not_commit(reader, context, ask):
    """What leaves no trace changes nothing."""

    def silent(work):
        work.session.execute(note_store.update(note_store.NoteRow).values(type="plan"))

    with pytest.raises(NotCommitted):
        perform(context(reader), silent)
    assert [] == ask("SELECT 1 FROM note WHERE type = 'plan'")


LOOKS = {
    "signin.find",
    "signin.find_again",
    "joining.find_invited",
    "passwords.find_recovering",
    "passwords.has_recovery",
    "colleagues.may_invite",
    "retrieval.find",
    "retrieval.may_collect",
    "linking.name",
    "births.is_watched",
    "births.to_compare",
    "births.whose",
    "deadline_list.late",
    "drafts.find",
    "drafts.list_own",
    "drafts.old_ones",
    "drafts.way",
    "search.due",
    "delegations.require_may_issue",
}
COUNTS = {
    "signin.fail",
    "signin.fail_to_prove",
    "signin.prove",
    "joining.refuse_code",
    "passwords.refuse_recovery",
}
JOBS = {
    "retention.is_due",
    "losses.still_waiting",
    "upkeep.of_house",
    "upkeep.of_duty",
    "upkeep.of_review",
    "upkeep.waiting",
    "upkeep.of_case",
    "upkeep.follow",
    "due.run_out",
    "occupancy.count_nights",
    "due.sweep",
    "due.look",
    "oversight.newest",
    "oversight_finding.due_week",
}
SAVED_BETWEEN = {"drafts.save"}
THROWN_AWAY = {"drill.try_keys"}
MADE_BY_ANOTHER = {"journal.vault.rotation.settle"}


def test_these_use_cases_are_quiet():
    """Everything else leaves an event: a new name here is a decision, not a slip."""
    names = {name.removeprefix("journal.services.") for name in work.QUIET}
    assert LOOKS | COUNTS | JOBS | SAVED_BETWEEN | THROWN_AWAY | MADE_BY_ANOTHER == names


def test_a_receipt_comes_before_the_text(note_id, case_id, reader, context, events):
    """When the text opens, its event is in the log for everybody to see."""
    seen = {}

    def read(work):
        unread = declare(work, case_id, note_id)

        def later():
            seen["events"] = len(events("note.read"))
            return unread.text()

        return work.later(later)

    perform(context(reader), read)
    assert {"events": 1} == seen
