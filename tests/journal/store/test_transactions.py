"""Writers queue from their first statement on; readers hold nobody up."""

from sqlalchemy import text

from journal.store import db, notes


def test_a_reader_reads_while_a_writer_writes(engine, make, session):
    """A long look such as the verifier's goes on beside open writing and sees none of it."""
    note = make.note(make.case(), make.staff())
    sessions = db.make_sessions(engine)
    with db.reading(sessions) as reader:
        assert notes.get(reader, note.id) is None
    session.commit()
    with db.reading(sessions) as reader, sessions() as writer:
        assert notes.get(reader, note.id) is not None
        writer.execute(text("UPDATE note SET type = 'phone'"))
        writer.commit()
        assert 1 == reader.execute(text("SELECT count(*) FROM note")).scalar_one()


def test_rows_stay_readable_after_commit(engine, make, session):
    """Text is opened after COMMIT, without asking the database again."""
    case = make.case()
    session.commit()
    with db.make_sessions(engine)() as other:
        row = other.get(type(case), case.id)
        other.commit()
    assert case.alias == row.alias
