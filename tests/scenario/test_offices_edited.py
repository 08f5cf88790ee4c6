"""Somebody edits the file of offices while the assistant runs: it goes by it, and by no broken one."""

from __future__ import annotations

from pathlib import Path

from assistant.settings import Settings
from assistant.slack.standin import Channel, Person, StandIn
from tests.scenario.conftest import OpenService, wait_until
from tests.scenario.test_managing import ESCALATES
from tests.scenario.test_slack_buttons import LONG, told
from tests.scenario.test_slack_home import home_words


def write(file: Path, channel: Channel, name: str = "name") -> None:
    """One office with that channel, its name under that key."""
    row = f"{{id: north, {name}: North office, channel: {channel.id}}}"
    file.write_text(f"fallback: north\noffices: [{row}]\n", encoding="utf-8")


def cards(person: Person, channel: Channel) -> list[str]:
    return [each.words for each in told(person, channel) if "for office management" in each.words]


def test_a_change_moves_what_waits_and_a_mistake_is_told_to_administrators_alone(
    slack: StandIn, run_service: OpenService, tmp_path: Path, ada: Person, mia: Person
) -> None:
    old, new = (slack.channel(name, mia, is_private=True) for name in ("north-desk", "new-desk"))
    file = tmp_path / "offices.yaml"
    write(file, old)
    service = run_service(settings=Settings(offices=file))
    ada.says(None, ESCALATES)
    slack.wait_for(lambda: cards(mia, old), LONG)

    write(file, new)
    slack.wait_for(lambda: cards(mia, new), LONG)
    slack.wait_for(lambda: not cards(mia, old), LONG)

    write(file, new, name="nmae")
    wait_until(lambda: bool(service.health().troubles))
    mia.opens_home()
    slack.wait_for(lambda: "the file of offices has" in home_words(mia), LONG)
    ada.opens_home()
    slack.wait_for(lambda: "All is well" in home_words(ada), LONG)
    assert service.health().is_well
    ada.says(None, f"{ESCALATES} And of a colleague?")
    slack.wait_for(lambda: cards(mia, new)[1:], LONG)
