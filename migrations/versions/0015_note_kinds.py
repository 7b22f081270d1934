"""What hangs on a note is a row beside it; a note that was moved names its first author."""

import sqlalchemy as sa
from alembic import context, op

from journal.domain.errors import N_, StartRefused

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.LargeBinary(16).with_variant(sa.Uuid(), "postgresql")
HANGING = "SELECT count(*) FROM note WHERE kind <> 'note' OR original_author_id IS NOT NULL"
TOLD_APART = N_(
    "Notes of this house have addenda, strikes or restrictions, or were moved. An older version "
    "would show them as notes of their own. Restore a backup of its time instead."
)


def upgrade() -> None:
    with op.batch_alter_table("note") as table:
        table.add_column(sa.Column("kind", sa.String(), nullable=False, server_default="note"))
        table.add_column(sa.Column("original_author_id", ID, nullable=True))
        table.add_column(sa.Column("original_cert_id", ID, nullable=True))


def downgrade() -> None:
    # A copy that is taken away whole, as after a drill, shows nothing as what it is not.
    is_emptied = context.get_revision_argument() is None
    if not is_emptied and op.get_bind().execute(sa.text(HANGING)).scalar_one():
        raise StartRefused(TOLD_APART)
    # SQLite would make the table anew and lose what its rows stand for.
    with op.batch_alter_table("note", recreate="never") as table:
        table.drop_column("original_cert_id")
        table.drop_column("original_author_id")
        table.drop_column("kind")
