"""Where do the quotes of an answer lead, and what does the program show by HTTP to whom Slack did not send?"""

from __future__ import annotations

from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import unquote, urlsplit

from assistant.slack.manifest import COMMAND
from assistant.slack.running import Service
from assistant.slack.settings import Mode
from assistant.slack.standin import Person, StandIn
from tests.scenario.conftest import LONG, NO, OpenService, told
from tests.unit.corpus.test_pages import read

PUBLIC = "https://canipost.example.gov"


def ask(service: Service, method: str, path: str) -> tuple[int, str]:
    """As somebody does whom nobody sent."""
    assert service.web is not None
    connection = HTTPConnection("127.0.0.1", service.web.port, timeout=LONG)
    try:
        connection.request(method, path, body=b"{}" if method == "POST" else None)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def links(thing: object) -> Iterator[str]:
    """Addresses that rich text leads to."""
    if isinstance(thing, dict):
        if thing.get("type") == "link":
            yield thing["url"]
        for each in thing.values():
            yield from links(each)
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from links(each)


def quotes(thing: object) -> Iterator[str]:
    if isinstance(thing, dict):
        if thing.get("type") == "rich_text_quote":
            yield thing["elements"][-1]["text"].strip("“”")
        for each in thing.values():
            yield from quotes(each)
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from quotes(each)


def test_by_http_the_quotes_of_an_answer_lead_to_the_words_of_their_clauses(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    service = run_service(Mode.HTTP, public_url=PUBLIC)
    ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    addresses, quoted = list(links(answer.blocks)), list(quotes(answer.blocks))
    assert addresses
    assert len(addresses) == len(quoted)
    for address, words in zip(addresses, quoted, strict=True):
        assert address.startswith(f"{PUBLIC}/policy/")
        to = urlsplit(address)
        status, page = ask(service, "GET", to.path)
        assert status == 200
        assert words in read(page).words[unquote(to.fragment)]


def test_the_pages_are_for_everybody_and_everything_else_is_signed_or_not_there(
    slack: StandIn, run_service: OpenService
) -> None:
    service = run_service(Mode.HTTP)
    calls = len(slack.calls())

    assert ask(service, "GET", "/policy/")[0] == 200
    assert ask(service, "GET", "/policy/md-16-02.html")[0] == 200
    assert ask(service, "GET", "/healthz")[0] == 200
    assert ask(service, "POST", "/slack/events")[0] == 401
    for path in ("/", "/policy", "/slack", "/slack/events", "/slack/install", "/slack/oauth_redirect", f"/{COMMAND}"):
        assert ask(service, "GET", path)[0] == 404, path
    for path in ("/", "/policy", "/slack/install"):
        assert ask(service, "POST", path)[0] == 404, path
    for path in ("/policy/../pyproject.toml", "/policy/%2e%2e/pyproject.toml", "/policy//etc/passwd"):
        assert ask(service, "GET", path)[0] == 404, path
    assert ask(service, "POST", "/policy/md-16-02.html")[0] == 405
    assert len(slack.calls()) == calls


def test_without_a_public_address_a_quote_leads_nowhere_and_in_socket_mode_no_page_is_served(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    service = run_service()
    ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert list(links(answer.blocks)) == []
    assert ask(service, "GET", "/policy/md-16-02.html")[0] == 404
    assert ask(service, "GET", "/healthz")[0] == 200
