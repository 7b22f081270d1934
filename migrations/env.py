"""Runs the revisions on the connection that was handed over, inside its transaction."""

from alembic import context

from journal.store.db import is_sqlite
from journal.store.schema import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=is_sqlite(connection),
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
