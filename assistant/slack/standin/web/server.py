"""How does the page reach a browser? Its files, the live screen of a person, and deeds; for this machine alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web
from pydantic import ValidationError

from assistant.slack.standin.elements import NotThere
from assistant.slack.standin.journal import Entry, Happening
from assistant.slack.standin.people import CannotDoThat, InputRefused
from assistant.slack.standin.web.clock import CannotMove, what_came
from assistant.slack.standin.web.deeds import DEED, do
from assistant.slack.standin.web.office import Office, Role
from assistant.slack.standin.web.screen import office_json, screen_json

if TYPE_CHECKING:
    from assistant.slack.standin.stand_in import StandIn

FILES = Path(__file__).with_name("page")

TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

UNSEEN = frozenset(
    {Happening.CALLED, Happening.SENT, Happening.ACKNOWLEDGED, Happening.CONNECTED, Happening.DISCONNECTED}
)
"""What changes nothing on anybody's screen."""

PAUSE = 0.03
"""Seconds in which changes gather before a screen is sent again."""

HEARTBEAT = 15.0
"""Seconds after which a silent connection says that it is alive; a status that ran out goes with it."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class WebPage:
    """
    The addresses of the page: `/`, `/page/FILE`, `/page/live` (events), `/page/deeds`, `/page/clock`.

    Give `add_routes` to the stand-in and `open` the page once the people are there. Only a browser on this machine is
    answered, and no other site in it: `Host` and `Origin` are checked on every request.
    """

    def __init__(self) -> None:
        self._slack: StandIn | None = None
        self._office: Office | None = None
        self._watching: set[asyncio.Event] = set()
        self._is_ending = False

    def open(self, office: Office) -> None:
        """Show these people; until then the page says that it is not ready."""
        self._office = office

    def add_routes(self, application: web.Application, slack: StandIn) -> None:
        """Called by the stand-in as it starts."""
        self._slack = slack
        application.on_shutdown.append(self._end)
        for path, handler in (
            ("/", self._index),
            ("/page/live", self._live),
            ("/page/office", self._tell_office),
            ("/page/files/{id}/{name}", self._attached),
            ("/page/{file}", self._file),
        ):
            application.router.add_get(path, self._from_here(handler))
        application.router.add_post("/page/deeds", self._from_here(self._deed))
        application.router.add_post("/page/clock", self._from_here(self._move_clock))

    # -- what is asked for ----------------------------------------------------------------------------------------

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return _read(FILES / "index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["file"]
        known = {path.name: path for path in FILES.iterdir()}
        if name not in known:
            raise web.HTTPNotFound(text=f"The page has no file {name!r}.")
        return _read(known[name])

    async def _attached(self, request: web.Request) -> web.StreamResponse:
        """A file of a message, to somebody who sees that message."""
        slack, _ = self._ready()
        person, wanted = self._role(request).person, request.match_info["id"]
        seen = {id for channel in slack.sight.channels(person.user) for m in person.sees(channel) for id in m.file_ids}
        if wanted not in seen:
            raise web.HTTPNotFound(text="There is no such file, or not for you.")
        file = slack.workspaces.files[wanted]
        # Whatever is in it, it may run nothing here.
        headers = {**HEADERS, "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
        charset = "utf-8" if file.mimetype.startswith("text/") else None
        return web.Response(body=file.content, content_type=file.mimetype, charset=charset, headers=headers)

    async def _tell_office(self, request: web.Request) -> web.StreamResponse:
        slack, office = self._ready()
        return _json(office_json(slack, office))

    async def _deed(self, request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="Send application/json.")
        slack, office = self._ready()
        role = self._role(request)
        try:
            deed = DEED.validate_json(await request.read())
        except ValidationError as problem:
            places = ", ".join(".".join(map(str, error["loc"])) for error in problem.errors())
            raise web.HTTPBadRequest(text=f"Not a deed of this page: {places or 'no JSON'}.") from None
        error = ""
        try:
            do(slack, role.person, deed)
        except (CannotDoThat, InputRefused, NotThere) as refusal:
            error = str(refusal)
        return _json({"error": error, "screen": screen_json(slack, office, role.person)})

    async def _move_clock(self, request: web.Request) -> web.StreamResponse:
        """Put the clock forward by the jump that the body names; tells what came of it once all of that is done."""
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="Send application/json.")
        slack, office = self._ready()
        role = self._role(request)
        if office.clock is None:
            raise web.HTTPNotFound(text="This page has no clock to put forward.")
        name = (await request.read()).decode(errors="replace").strip().strip('"')
        since, error = len(slack.journal.entries()), ""
        try:
            await asyncio.to_thread(office.clock.move, name)
        except CannotMove as refusal:
            error = str(refusal)
        except KeyError:
            raise web.HTTPBadRequest(text=f"The clock knows no way {name!r}.") from None
        for changed in self._watching:
            changed.set()
        came = what_came(slack, office, role, since)
        return _json({"error": error, "came": came, "screen": screen_json(slack, office, role.person)})

    async def _live(self, request: web.Request) -> web.StreamResponse:
        """The screen of one person, again after each change: https://html.spec.whatwg.org/#server-sent-events"""
        slack, office = self._ready()
        role = self._role(request)
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        changed = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wake(entry: Entry) -> None:
            if entry.happening not in UNSEEN:
                loop.call_soon_threadsafe(changed.set)

        stop = slack.journal.listen(wake)
        self._watching.add(changed)
        try:
            sent = ""
            while not self._is_ending:
                changed.clear()
                screen = json.dumps(screen_json(slack, office, role.person))
                await response.write(f"data: {screen}\n\n".encode() if screen != sent else b": alive\n\n")
                sent = screen
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT)
                    await asyncio.sleep(PAUSE)
                except TimeoutError:
                    continue
        except ConnectionError:
            # The browser went away.
            pass
        finally:
            stop()
            self._watching.discard(changed)
        return response

    async def _end(self, application: web.Application) -> None:
        self._is_ending = True
        for changed in self._watching:
            changed.set()

    # -- small things ---------------------------------------------------------------------------------------------

    def _from_here(self, handler: Handler) -> Handler:
        """
        Answer only what comes from this page itself.

        `Host` keeps out a foreign name that was pointed at this machine, `Origin` another site in the browser.
        """

        async def checked(request: web.Request) -> web.StreamResponse:
            assert self._slack is not None
            port = self._slack.url.rpartition(":")[2]
            hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
            origin = request.headers.get("Origin")
            if request.host not in hosts or origin not in (None, *(f"http://{host}" for host in hosts)):
                raise web.HTTPForbidden(text="This page answers to its own address on this machine only.")
            # A link on another site may open the page; nothing else of it is for other sites.
            is_start = request.method == "GET" and request.path == "/"
            if not is_start and request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
                raise web.HTTPForbidden(text="This page answers to itself only.")
            return await handler(request)

        return checked

    def _ready(self) -> tuple[StandIn, Office]:
        if self._slack is None or self._office is None:
            raise web.HTTPServiceUnavailable(text="Nobody is there yet; load the page again in a moment.")
        return self._slack, self._office

    def _role(self, request: web.Request) -> Role:
        _, office = self._ready()
        name = request.query.get("as", "")
        role = office.role(name)
        if role is None:
            raise web.HTTPNotFound(text=f"Nobody here is called {name!r}.")
        return role


def _read(path: Path) -> web.Response:
    # Some twenty small files: reading one takes less time than handing it to another thread.
    return web.Response(body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8", headers=HEADERS)


def _json(value: object) -> web.Response:
    return web.json_response(value, headers=HEADERS)
