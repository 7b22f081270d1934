"""Retention of the log: inside the pruned prefix entries may go; outside it nothing may change."""

from alembic import op

from journal.store.append_only import create_triggers, drop_triggers

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    drop_triggers(op.get_bind())
    create_triggers(op.get_bind())


def downgrade() -> None:
    """Nothing: the rules of the triggers are those of the program, and stricter than before."""
