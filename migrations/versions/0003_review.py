"""The week's review: weeks that were looked through, what explained uses, what is to be judged."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
INSTANT = sa.BigInteger()
COUNT = sa.BigInteger()


def upgrade() -> None:
    op.create_table(
        "review_week",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("checkpoint", COUNT, nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_review_week"),
    )
    op.create_table(
        "review_count",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("uses", COUNT, nullable=False),
        sa.PrimaryKeyConstraint("week", "explanation", name="pk_review_count"),
    )
    op.create_table(
        "review_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("actor", ID, nullable=False),
        sa.Column("case_alias", ID, nullable=True),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("uses", COUNT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("review_due", INSTANT, nullable=False),
        sa.Column("reviewed_event", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_review_item"),
    )
    op.create_index("ix_review_item_week", "review_item", ["week"])
    op.create_index("ix_review_item_reviewed_event", "review_item", ["reviewed_event"])


def downgrade() -> None:
    for name in ("review_item", "review_count", "review_week"):
        op.drop_table(name)
