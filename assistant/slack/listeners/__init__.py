"""What Bolt calls after the reception: acknowledge, open a form, say a sentence. A file for each kind of request."""

from slack_bolt import App

from assistant.slack.kit import Kit
from assistant.slack.listeners import (
    actions,
    asker,
    commands,
    events,
    management,
    policy_section,
    receipts,
    shortcuts,
    views,
)


def register(app: App, kit: Kit) -> None:
    """Let Bolt call all of them."""
    for kind in (events, actions, asker, management, receipts, policy_section, commands, shortcuts, views):
        kind.register(app, kit)
