"""The methods of the Web API, one module a family."""

from __future__ import annotations

from assistant.slack.standin.methods import chat, conversations, identity, views
from assistant.slack.standin.methods.call import Method

METHODS: dict[str, Method] = {**identity.METHODS, **chat.METHODS, **conversations.METHODS, **views.METHODS}
