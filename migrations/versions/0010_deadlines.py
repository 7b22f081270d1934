"""Deadlines: when each began, its two clocks, how it ended."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
INSTANT = sa.BigInteger()
TABLE = "deadline"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", ID, nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("about_id", ID, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("target_at", INSTANT, nullable=True),
        sa.Column("calendar_version", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("met_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", ID, nullable=True),
        sa.Column("ended_code", sa.String(), nullable=True),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("ended_event", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_deadline"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_deadline_case_id_case_file"
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name="fk_deadline_ended_by_staff"),
    )
    for column in ("case_id", "about_id", "state"):
        op.create_index(f"ix_deadline_{column}", TABLE, [column])


def downgrade() -> None:
    op.drop_table(TABLE)
