"""What a row shows in clear is what its author signed, or the note does not open."""

import pytest


@pytest.mark.parametrize(
    "change",
    [
        "type = 'incident_ref'",
        "occurred_at = occurred_at - 3600000000",
        "signed_at = signed_at + 1",
        "revision = 2",
    ],
)
def test_a_note_whose_row_was_rewritten_does_not_open(
    change, case_id, sign_in, write, read, tamper, raw_id, events
):
    """Who can write the database cannot move a note in time or give it another kind unseen."""
    anna = sign_in("anna")
    moved, kept = write(anna, case_id), write(anna, case_id)
    assert 1 == tamper(f"UPDATE note SET {change} WHERE id = :id", id=raw_id(moved))

    texts = read(anna, case_id)

    assert (None, "Hun sov roligt i nat.") == (texts[moved], texts[kept])
    assert 1 == len(events("open.error"))
