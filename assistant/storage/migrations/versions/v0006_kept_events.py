"""PostgreSQL refuses to empty the events at once, as both databases refuse to change one or take one out."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Refuse TRUNCATE of the events, also where it comes by another table. SQLite has no such command."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER events_refuse_truncate BEFORE TRUNCATE ON events "
            "FOR EACH STATEMENT EXECUTE FUNCTION canipost_refuse_change()"
        )


def downgrade() -> None:
    """Allow it again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER events_refuse_truncate ON events")
