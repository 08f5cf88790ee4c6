"""The methods of the Web API, one module a family."""

from __future__ import annotations

from assistant.slack.standin.methods import (
    assistant_threads,
    chat,
    conversations,
    files,
    identity,
    installing,
    manifests,
    streams,
    views,
)
from assistant.slack.standin.methods.call import Method

_FAMILIES = (assistant_threads, chat, conversations, files, identity, installing, manifests, streams, views)

METHODS: dict[str, Method] = {name: method for family in _FAMILIES for name, method in family.METHODS.items()}
