"""Drafts beside the copies of what was sent: which kind of note, begun when, one of each."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ONE_EACH = "ix_draft_author_id_case_id_type"


def upgrade() -> None:
    op.add_column("draft", sa.Column("type", sa.String(), nullable=True))
    op.add_column("draft", sa.Column("started_at", sa.BigInteger(), nullable=True))
    op.create_index(ONE_EACH, "draft", ["author_id", "case_id", "type"], unique=True)


def downgrade() -> None:
    op.drop_index(ONE_EACH, table_name="draft")
    op.execute("DELETE FROM draft WHERE type IS NOT NULL")  # an older program would call them sent
    op.drop_column("draft", "started_at")
    op.drop_column("draft", "type")
