"""Why a stay ended before it began. One that ended earlier has no reason: nobody was asked."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stay") as table:
        table.add_column(sa.Column("end_reason", sa.String(), nullable=True))


def downgrade() -> None:
    # SQLite would make the table anew and lose what its rows stand for.
    with op.batch_alter_table("stay", recreate="never") as table:
        table.drop_column("end_reason")
