"""Who has marked which note as read, and which notes a whole team must read."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "note_seen",
        sa.Column("note_id", ID, nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name="fk_note_seen_note_id_note"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_note_seen_staff_id_staff"),
        sa.PrimaryKeyConstraint("note_id", "staff_id", name="pk_note_seen"),
    )
    op.create_table(
        "must_read",
        sa.Column("note_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("asked_by", ID, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name="fk_must_read_note_id_note"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_must_read_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name="fk_must_read_asked_by_staff"),
        sa.PrimaryKeyConstraint("note_id", name="pk_must_read"),
    )
    op.create_index("ix_must_read_case_id", "must_read", ["case_id"])


def downgrade() -> None:
    op.drop_table("must_read")
    op.drop_table("note_seen")
