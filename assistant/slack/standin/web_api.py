"""The Web API over HTTP: who calls, with which right, what goes wrong; the methods themselves are in `methods`."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import secrets
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from aiohttp import web

from assistant.slack.standin.hooks import HookRefused
from assistant.slack.standin.journal import Happening
from assistant.slack.standin.methods import METHODS
from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.platform import Platform
from assistant.slack.standin.records import Json, Token
from assistant.slack.standin.trouble import CallTrouble, Mishap


class WebApi:
    """Handles `/api/METHOD`, response URLs and file downloads."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def add_routes(self, application: web.Application) -> None:
        """Every address of Slack's that the app may call."""
        application.router.add_route("*", "/api/{method}", self._method)
        application.router.add_post("/hooks/{kind}/{name:.+}", self._hook)
        application.router.add_get("/files-pri/{file}/{name}", self._file)
        application.router.add_post("/upload/v1/{file}", self._upload)
        application.router.add_get("/oauth/v2/authorize", self._approve)
        application.router.add_get("/link/", self._platform.sockets.accept)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            arguments, header_token = await _read(request)
        except ValueError:
            return _reply({"ok": False, "error": "invalid_json"}, ())
        trouble = self._platform.trouble.next_for(name)
        if trouble is not None and trouble.mishap is Mishap.SLOW:
            await asyncio.sleep(trouble.seconds)
        response = self._mishap(name, trouble)
        if response is None:
            body, scopes = self._answer(name, arguments, header_token)
            response = _reply(body, scopes)
            self._note(name, arguments, str(body.get("error", "")))
            if trouble is not None and trouble.mishap is Mishap.REPLY_LOST:
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
        return response

    def _note(self, name: str, arguments: Json, error: str) -> None:
        shown = {key: value for key, value in arguments.items() if key != "token"}
        self._platform.journal.write(Happening.CALLED, method=name, error=error, arguments=shown)

    def _mishap(self, name: str, trouble: CallTrouble | None) -> web.Response | None:
        if trouble is None:
            return None
        match trouble.mishap:
            case Mishap.RATE_LIMITED:
                self._note(name, {}, "ratelimited")
                headers = {"Retry-After": str(int(trouble.seconds))}
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
            case Mishap.BROKEN:
                self._note(name, {}, "internal_error")
                return web.Response(status=500, text="Internal Server Error")
            case Mishap.REFUSED:
                self._note(name, {}, trouble.word)
                return _reply({"ok": False, "error": trouble.word}, ())
            case _:
                return None

    def _answer(self, name: str, arguments: Json, header_token: str) -> tuple[Json, tuple[str, ...]]:
        scopes: tuple[str, ...] = ()
        try:
            method = METHODS.get(name)
            if method is None:
                raise Refused("unknown_method", req_method=name)
            with self._platform.journal.lock:
                token = self._authorize(method, header_token or str(arguments.get("token") or ""))
                scopes = tuple(token.scopes) if token is not None else ()
                call = Call(self._platform, name, arguments, token, header_token)
                return {"ok": True} | method.do(call), scopes
        except Refused as refusal:
            return {"ok": False, "error": refusal.error} | refusal.more, scopes

    def _authorize(self, method: Method, text: str) -> Token | None:
        if method.is_open:
            return None
        if not text:
            raise Refused("not_authed")
        token = self._platform.tokens.get(text)
        if token is None:
            raise Refused("invalid_auth")
        installation = self._platform.installations.get(token.team)
        if installation is not None and installation.is_removed:
            raise Refused("account_inactive")
        if token.is_revoked:
            raise Refused("token_revoked")
        if token.expires is not None and token.expires < time.time():
            raise Refused("token_expired")
        if token.kind not in method.tokens:
            raise Refused("not_allowed_token_type")
        if method.scopes and not set(method.scopes) & set(token.scopes):
            raise Refused("missing_scope", needed=",".join(method.scopes), provided=",".join(token.scopes))
        return token

    async def _hook(self, request: web.Request) -> web.Response:
        trouble = self._platform.trouble.next_for("response_url")
        if (response := self._mishap("response_url", trouble)) is not None:
            return response
        body = json.loads(await request.text() or "{}")
        try:
            self._platform.hooks.take(request.match_info["name"], body)
        except HookRefused as refusal:
            self._note("response_url", body, str(refusal))
            return web.json_response({"ok": False, "error": str(refusal)}, status=404)
        self._note("response_url", body, "")
        return web.Response(text="ok")

    async def _approve(self, request: web.Request) -> web.Response:
        """
        Slack's page that asks an administrator, who says yes at once: https://docs.slack.dev/authentication/installing-with-oauth

        `team` picks the workspace; without it the first one. `deny` says no.
        """
        query, platform = request.query, self._platform
        redirect = query.get("redirect_uri", "")
        back: dict[str, str] = {"state": query.get("state", "")}
        if query.get("client_id") != platform.app.client_id:
            return web.Response(status=400, text="invalid_client_id")
        if "deny" in query:
            raise web.HTTPFound(_with(redirect, back | {"error": "access_denied"}))
        team = query.get("team") or next(iter(platform.workspaces.teams))
        users = platform.workspaces.users.values()
        admin = next((u.id for u in users if u.team == team and (u.is_admin or u.is_owner)), "USLACKBOT")
        scopes = [scope.strip() for scope in query.get("scope", "").split(",") if scope.strip()]
        back["code"] = platform.approve(team, admin, scopes, redirect)
        raise web.HTTPFound(_with(redirect, back))

    async def _file(self, request: web.Request) -> web.Response:
        token = self._platform.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
        file = self._platform.workspaces.files.get(request.match_info["file"])
        if token is None or token.is_revoked or "files:read" not in token.scopes or file is None:
            # Slack sends people without a right to its sign-in page, which is HTML and not an error.
            return web.Response(text="<!DOCTYPE html><title>Sign in | Slack</title>", content_type="text/html")
        return web.Response(body=file.content, content_type=file.mimetype)

    async def _upload(self, request: web.Request) -> web.Response:
        """The content of a file, to the address that was given for it: it alone is the key, no token is asked for."""
        trouble = self._platform.trouble.next_for("upload")
        if (response := self._mishap("upload", trouble)) is not None:
            return response
        file, content = self._platform.workspaces.files.get(request.match_info["file"]), await request.read()
        if file is None or not file.awaited or file.channels or len(content) != file.awaited:
            return web.Response(status=400, text="invalid upload")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")


def _with(address: str, query: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def _reply(body: Json, scopes: tuple[str, ...]) -> web.Response:
    headers = {"x-oauth-scopes": ",".join(scopes), "x-slack-req-id": secrets.token_hex(16)}
    return web.json_response(body, headers=headers)


async def _read(request: web.Request) -> tuple[Json, str]:
    """The arguments, from the address and a form or JSON body, and the token of the header."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        body = json.loads(text) if text.strip() else {}
        arguments |= body if isinstance(body, Mapping) else {}
    elif request.can_read_body:
        arguments |= {name: str(value) for name, value in (await request.post()).items()}
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        try:
            user, _, password = base64.b64decode(header[6:]).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            user = password = ""
        return {"client_id": user, "client_secret": password} | arguments, ""
    return arguments, header.removeprefix("Bearer ").strip()
