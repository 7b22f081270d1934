"""What hangs on a note is a row beside it; a note that was moved names its first author."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("note") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="note"))
        table.add_column(sa.Column("original_author_id", ID, nullable=True))
        table.add_column(sa.Column("original_cert_id", ID, nullable=True))


def downgrade() -> None:
    # SQLite would make the table anew and lose what its rows stand for.
    with op.batch_alter_table("note", recreate="never") as table:
        table.drop_column("original_cert_id")
        table.drop_column("original_author_id")
        table.drop_column("kind")
