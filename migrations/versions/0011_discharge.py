"""Frozen rows of the statistics."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "fact",
        sa.Column("id", ID, nullable=False),
        sa.Column("year", NUMBER, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fact"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fact_year", "fact", ["year"])


def downgrade() -> None:
    op.drop_table("fact")
