"""The cases of an entry are found by the entry, as the verifier and the pruning ask for them."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_case_entry_id", "audit_case", ["entry_id"])


def downgrade() -> None:
    op.drop_index("ix_audit_case_entry_id", "audit_case")
