"""The page's server: for this machine's browser alone, each with their own eyes."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any

import pytest

from assistant.slack.standin import Upload
from assistant.slack.standin.web.server import FILES
from tests.acceptance.slack.standin.web.conftest import Town


def request(
    town: Town, path: str, method: str = "GET", body: object = None, host: str | None = None, **headers: str
) -> tuple[int, str, dict[str, str]]:
    port = int(town.slack.url.rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.putrequest(method, path, skip_host=True)
        connection.putheader("Host", host or f"127.0.0.1:{port}")
        data = b"" if body is None else json.dumps(body).encode()
        if body is not None:
            connection.putheader("Content-Type", "application/json")
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())
    finally:
        connection.close()


def act(town: Town, role: str, **deed: Any) -> dict[str, Any]:
    status, text, _ = request(town, f"/page/deeds?as={role}", "POST", deed)
    assert status == 200, text
    answer: dict[str, Any] = json.loads(text)
    return answer


@pytest.mark.parametrize("path", ["/", "/page/start.js", "/page/office"])
def test_only_its_own_address_is_answered(town: Town, path: str) -> None:
    assert request(town, path)[0] == 200
    assert request(town, path, host="evil.example.org")[0] == 403
    assert request(town, path, host="127.0.0.1:1")[0] == 403
    assert request(town, path, Origin="https://evil.example.org")[0] == 403


def test_another_site_in_the_browser_can_open_the_page_and_nothing_else(town: Town) -> None:
    assert request(town, "/", Sec_Fetch_Site="cross-site")[0] == 200
    assert request(town, "/page/office", Sec_Fetch_Site="cross-site")[0] == 403
    deed = {"deed": "opens", "tab": "home"}
    assert request(town, "/page/deeds?as=ada", "POST", deed, Sec_Fetch_Site="cross-site")[0] == 403
    assert request(town, "/page/deeds?as=ada", "POST", deed, Origin=town.slack.url)[0] == 200


def test_a_deed_is_json_and_one_that_is_known(town: Town) -> None:
    assert request(town, "/page/deeds?as=ada", "POST")[0] == 415
    for wrong in ({}, {"deed": "hacks"}, {"deed": "opens", "tab": "home", "more": 1}, "text"):
        assert request(town, "/page/deeds?as=ada", "POST", wrong)[0] == 400
    assert request(town, "/page/deeds?as=nobody", "POST", {"deed": "opens", "tab": "home"})[0] == 404
    # The faults name the place in the deed, never what stood there.
    assert "secret" not in request(town, "/page/deeds?as=ada", "POST", {"deed": "opens", "tab": "secret"})[1]


def test_what_the_page_may_load_is_its_own(town: Town) -> None:
    _, _, headers = request(town, "/")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    outside = re.compile(r"""(?:src|href|from|import|url)\s*[=(]?\s*["'(](?:https?:)?//""")
    for file in FILES.iterdir():
        assert not outside.search(file.read_text(encoding="utf-8")), file.name
    assert request(town, "/page/..%2fserver.py")[0] == 404


def test_a_screen_holds_what_its_person_may_see_and_nothing_else(town: Town) -> None:
    town.ben.says(town.attic, "a secret of the attic")
    bot = town.slack.bot
    town.slack.workspaces.post(town.office, bot.id, "for Ben alone", bot_id=bot.bot_id, whispered_to=town.ben.id)
    town.ben.says(None, "to the app")
    ada = json.dumps(act(town, "ada", deed="opens", tab="home")["screen"])
    ben = json.dumps(act(town, "ben", deed="opens", tab="home")["screen"])
    for hidden in (town.attic.id, "a secret of the attic", "for Ben alone", "to the app"):
        assert hidden not in ada
        assert hidden in ben


def test_a_file_is_for_those_who_see_its_message_and_runs_nothing(town: Town) -> None:
    message = town.ben.says(town.attic, "draft", files=[Upload("a.html", b"<script>alert(1)</script>", "text/html")])
    path = f"/page/files/{message.files[0]}/a.html"
    status, text, headers = request(town, f"{path}?as=ben")
    assert (status, text) == (200, "<script>alert(1)</script>")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "script-src" not in headers["Content-Security-Policy"]
    assert request(town, f"{path}?as=ada")[0] == 404
    assert request(town, f"{path}?as=nobody")[0] == 404
    assert request(town, "/page/files/F0/a.html?as=ben")[0] == 404


def test_what_slack_would_not_let_one_do_is_refused_in_words(town: Town) -> None:
    said = town.ben.says(town.attic, "mine")
    here = {"channel": town.attic.id, "ts": said.ts}
    assert "sees no channel" in act(town, "ada", deed="deletes", **here)["error"]
    common = town.ada.says(town.office, "hers")
    there = {"channel": town.office.id, "ts": common.ts}
    assert "author" in act(town, "ben", deed="edits", text="changed", **there)["error"]
    assert "some text" in act(town, "ben", deed="says", channel=town.office.id, text="  ")["error"]
    assert "not open" in act(town, "ben", deed="submits", view="V1")["error"]
    assert "nothing called" in act(town, "ben", deed="uses", action_id="x", block_id="y", **there)["error"]
    assert act(town, "ada", deed="edits", text="changed", **there)["error"] == ""
    assert town.ada.sees(town.office)[-1].text == "changed"
