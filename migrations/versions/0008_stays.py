"""Stays. A case file that is older has none: nobody knows from the file when she moved in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
INSTANT = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "stay",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("family_id", ID, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("arrival", sa.String(), nullable=False),
        sa.Column("is_visiting", sa.Boolean(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("decision_at", INSTANT, nullable=True),
        sa.Column("move_in_at", INSTANT, nullable=True),
        sa.Column("discharge_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_stay_case_id_case_file"),
        sa.PrimaryKeyConstraint("id", name="pk_stay"),
        sa.UniqueConstraint("case_id", name="uq_stay_case_id"),
    )
    op.create_index("ix_stay_family_id", "stay", ["family_id"])
    op.create_index("ix_stay_state", "stay", ["state"])


def downgrade() -> None:
    op.drop_table("stay")
