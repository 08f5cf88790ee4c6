"""Where does a locator of an answer lead in the demo? To a page with the clause as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from aiohttp import web

from corpus.errors import UnknownClause
from corpus.library import Library

ADDRESS = "/clauses/{clause}"
"""With the gap that `CANIPOST_CLAUSE_URL` has."""

HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'self'", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class ClausePages:
    """A page for each clause of the library."""

    library: Library

    def add_routes(self, application: web.Application) -> None:
        """At `ADDRESS`; an id has slashes in it."""
        application.router.add_get(ADDRESS.replace("{clause}", "{clause:.+}"), self.show)

    async def show(self, request: web.Request) -> web.Response:
        """One clause, with the sentence it hangs on."""
        try:
            clause = self.library.clause(request.match_info["clause"])
        except UnknownClause as problem:
            raise web.HTTPNotFound(text=str(problem)) from None
        parts = (self.library.lead_in(clause), clause)
        quoted = "".join(f"<blockquote>{escape(part.text)}</blockquote>" for part in parts if part is not None)
        title, document = escape(clause.locator), escape(self.library.document(clause.document).title)
        page = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="icon" href="/page/sign.svg"><link rel="stylesheet" href="/page/look.css">'
            '<link rel="stylesheet" href="/page/blocks.css"></head>'
            f'<body class="leaf"><main class="home rich"><h1>{title}</h1><p class="small">{document}</p>{quoted}</main>'
            "</body></html>"
        )
        return web.Response(text=page, content_type="text/html", headers=HEADERS)
