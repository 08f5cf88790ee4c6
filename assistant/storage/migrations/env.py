"""What Alembic runs for every command: our steps, on the connection that `assistant.storage.releases` hands over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from assistant.storage.tables import metadata

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # Both databases can take a change of tables back; Alembic believes it of SQLite only when told.
    transactional_ddl=True,
    # SQLite changes a column by making the table anew.
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
