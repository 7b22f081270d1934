"""Sealed documents that may change, one table for every compartment; and keys of residents."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
INSTANT = sa.BigInteger()
COUNT = sa.Integer().with_variant(sa.BigInteger(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "record",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("comp", COUNT, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("revision", COUNT, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("author_id", ID, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_record_case_id_case_file"),
    )
    op.create_table(
        "resident_key",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("locator_mac", sa.LargeBinary(), nullable=False),
        sa.Column("argon", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("auth_mac", sa.LargeBinary(), nullable=False),
        sa.Column("box_pub", sa.LargeBinary(), nullable=False),
        sa.Column("keys_blob", sa.LargeBinary(), nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name="pk_resident_key"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name="fk_resident_key_case_id_case_file"
        ),
        sa.UniqueConstraint("locator_mac", name="uq_resident_key_locator_mac"),
    )
    op.create_index("ix_record_case_id_kind", "record", ["case_id", "kind"])
    op.create_index("ix_record_comp_kind", "record", ["comp", "kind"])
    op.create_index("ix_record_expires_at", "record", ["expires_at"])


def downgrade() -> None:
    for name in ("resident_key", "record"):
        op.drop_table(name)
