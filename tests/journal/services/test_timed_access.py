"""Emergency and purpose access: who gets in, until when, what she sees, and what is left."""

import pytest


def test_somebody_on_shift_opens_one_journal_in_an_emergency(
    guard, case_id, break_glass, sign_in, write, read, events
):
    """The opening is on record before the first line is read, and the reading says by what right."""
    note_id = write(sign_in("anna"), case_id)
    before = len(events())
    opened = break_glass(guard, case_id)

    assert {note_id: "Hun sov roligt i nat."} == read(guard, case_id)
    said = events()[before:]
    assert ["bg.open", "key.wrap", "note.read"] == [event["act"] for event in said]
    assert opened.case_id == case_id
    assert "breakglass" == said[2]["basis"]
