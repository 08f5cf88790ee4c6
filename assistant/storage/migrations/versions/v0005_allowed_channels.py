"""The assistant answers in allowed channels alone: those in which it was asked so far stay allowed."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision: str | None = "0004"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """
    Allow each channel in which somebody was answered so far and for which nothing was set, set by nobody.

    Before this step a channel that nothing was set for was answered in; from now on an administrator allows it.
    """
    op.execute(
        """
        INSERT INTO channel_modes (workspace, channel, mode, set_by, set_at)
        SELECT asked.workspace, asked.channel, 'answers', '', MAX(asked.asked_at)
        FROM asked
        WHERE NOT asked.is_direct AND asked.entry IN ('mention', 'follow-up') AND asked.channel <> ''
        AND NOT EXISTS (
            SELECT 1 FROM channel_modes AS kept
            WHERE kept.workspace = asked.workspace AND kept.channel = asked.channel
        )
        GROUP BY asked.workspace, asked.channel
        """
    )


def downgrade() -> None:
    """
    Take what was set for every other channel, and what this step allowed.

    The release before answers wherever nothing is set.
    """
    op.execute("DELETE FROM channel_modes WHERE channel = '' OR set_by = ''")
