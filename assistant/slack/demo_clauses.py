"""Where does a locator of an answer lead in the demo? To the pages that the program itself serves by HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from assistant.slack.web_server import PAGE_HEADERS, PAGES_PATH
from corpus.pages import CLAUSE_PAGE, FIRST_PAGE

ADDRESS = PAGES_PATH + CLAUSE_PAGE
"""With the gaps that `CANIPOST_CLAUSE_URL` has."""


@dataclass(frozen=True, slots=True)
class ClausePages:
    """The pages of the texts, by name."""

    pages: Mapping[str, str]

    def add_routes(self, application: web.Application) -> None:
        """At `PAGES_PATH`."""
        application.router.add_get(PAGES_PATH + "{name:[^/]*}", self.show)

    async def show(self, request: web.Request) -> web.Response:
        """One page."""
        page = self.pages.get(request.match_info["name"] or FIRST_PAGE)
        if page is None:
            raise web.HTTPNotFound
        return web.Response(body=page.encode(), headers=dict(PAGE_HEADERS))
