"""
The index of notes says all that lists ask of a note: whose it is, its kind, when, and by whom.

A note is a whole page of the file, so a list of cases that looked into every note read all of it.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = "ix_note_case_id_occurred_at"
NOW = "ix_note_in_lists"
COLUMNS = ["case_id", "kind", "occurred_at", "author_id", "original_author_id"]


def upgrade() -> None:
    op.create_index(NOW, "note", COLUMNS)
    op.drop_index(BEFORE, table_name="note")


def downgrade() -> None:
    op.create_index(BEFORE, "note", ["case_id", "occurred_at"])
    op.drop_index(NOW, table_name="note")
