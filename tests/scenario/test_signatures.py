"""By HTTP, is anything taken that Slack did not sign, or signed long ago? Through the address that Slack posts to."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import func, select

from assistant.slack.blocks import actions
from assistant.slack.manifest import COMMAND
from assistant.slack.running import Service
from assistant.slack.settings import Mode
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.delivery import Delivery, encode, sign
from assistant.storage.tables import arrivals
from tests.scenario.conftest import LONG, NO, OpenService, told
from tests.scenario.test_slack_installing import install, open_oauth

OLD = 60 * 10  # seconds; Slack's own libraries refuse what is older than five minutes
WRONG = "v0=" + "0" * 64


def anew(delivery: Delivery) -> Delivery:
    """The same deed done once more: what is taken in of it is an arrival of its own."""
    body: dict[str, Any] = dict(delivery.body)
    if "event" in body:
        ts = f"{time.time():.6f}"
        body |= {"event_id": f"Ev{ts}", "event": body["event"] | {"ts": ts, "event_ts": ts}}
    elif "actions" in body:
        body["actions"] = [each | {"action_ts": f"{time.time():.6f}"} for each in body["actions"]]
    else:
        body["trigger_id"] = f"{time.time():.6f}.1"
    return Delivery(delivery.kind, body)


def post(slack: StandIn, delivery: Delivery, signed: Mapping[str, str]) -> int:
    """Post it as Slack would, with these headers of a signature. The status."""
    body, content_type = encode(delivery)
    request = Request(slack.app.request_url, body, {"Content-Type": content_type, **signed})
    try:
        with urlopen(request, timeout=LONG) as reply:
            return int(reply.status)
    except HTTPError as refusal:
        with refusal:
            return refusal.code


def signatures(slack: StandIn, delivery: Delivery) -> dict[str, dict[str, str]]:
    """Every way in which a signature is not one, and `right`."""
    body, _ = encode(delivery)
    now, then = str(int(time.time())), str(int(time.time()) - OLD)
    secret = slack.app.signing_secret

    def of(timestamp: str, signature: str) -> dict[str, str]:
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}

    return {
        "none": {},
        "no time": {"X-Slack-Signature": sign(secret, now, body)},
        "no signature": {"X-Slack-Request-Timestamp": now},
        "wrong": of(now, WRONG),
        "another secret": of(now, sign("another", now, body)),
        "of another body": of(now, sign(secret, now, body + b" ")),
        "stale": of(then, sign(secret, then, body)),
        "stale, told as new": of(now, sign(secret, then, body)),
        "right": of(now, sign(secret, now, body)),
    }


def kept(service: Service) -> int:
    with service.desk.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(arrivals)).scalar_one())


@pytest.mark.parametrize("is_oauth", [False, True], ids=["one workspace", "by OAuth"])
def test_what_slack_did_not_sign_is_refused_and_leaves_nothing(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, is_oauth: bool
) -> None:
    if is_oauth:
        service = open_oauth(slack, run_service)
        install(slack, service, slack.team.id)
    else:
        service = run_service(Mode.HTTP)
    ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada), LONG)
    ada.runs(COMMAND, NO, office)
    ada.forges(answer, {"action_id": actions.WITHDRAW, "value": actions.write_value(1)})
    slack.wait_settled(LONG)
    kinds = {each.kind: each for each in reversed(slack.deliveries)}
    assert len(kinds) == 3, "an event, a command and a press"

    for delivery in map(anew, kinds.values()):
        before = kept(service)
        for name, signed in signatures(slack, delivery).items():
            if name != "right":
                assert post(slack, delivery, signed) == 401, (delivery.kind, name)
        assert kept(service) == before, delivery.kind
        assert post(slack, delivery, signatures(slack, delivery)["right"]) == 200
        assert kept(service) == before + 1, f"signed, the same {delivery.kind} is taken in"
        slack.wait_for(lambda: service.desk.health().waiting == 0, LONG)
