"""Does everybody who takes hand-offs see them? Asks Slack about the channels and people of the offices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from assistant.desk.records import Management
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.escalation.office_file import load_offices
from assistant.escalation.offices import Office
from assistant.slack.calling import call
from assistant.slack.findings import Finding, Level, refused
from assistant.slack.management import Unfit, fault_of
from corpus.errors import FaultyData

CHOOSE_PRIVATE = "Choose a private channel of this office in App Home."
MANAGEMENT_FAULTS = {
    Unfit.ARCHIVED: ("is archived", "Choose another one in App Home, or restore it."),
    Unfit.OPEN: ("everybody in the workspace can read it", CHOOSE_PRIVATE),
    Unfit.SHARED: ("people of another organization are in it", CHOOSE_PRIVATE),
    Unfit.AWAY: ("the app is not in it", "In the channel, type /invite @Can I post this."),
}

OFFICE_FAULTS = {
    Unfit.ARCHIVED: ("is archived", "Name another one in the file of CANIPOST_OFFICES, or restore it."),
    Unfit.OPEN: ("everybody in the workspace can read it", "Name a private channel in the file of CANIPOST_OFFICES."),
    Unfit.SHARED: ("people of another organization are in it", "Name a channel of this office alone."),
    Unfit.AWAY: MANAGEMENT_FAULTS[Unfit.AWAY],
}

SEE_FILE = "Mend the file of CANIPOST_OFFICES; canipost offices check names every line."

AS_THEY_WERE = "Until then a program that runs keeps the offices as it read them last; none starts with that file."


def check_management(client: WebClient | None, management: Management) -> Iterator[Finding]:
    """Is there a channel of office management, can it be reached, and do only people of the office read it?"""
    about = "office management"
    if not management.channel:
        remedy = "Choose a private channel in App Home; until then askers are told to ask them themselves."
        yield Finding(Level.NOTE, about, "no channel is chosen: what is handed over is seen by nobody", remedy)
        return
    if client is None:
        return
    try:
        found: dict[str, Any] = call(client.conversations_info, channel=management.channel)["channel"]
    except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
        yield refused(f"{about}, channel {management.channel}", trouble)
        return
    about = f"{about}, channel #{found.get('name', management.channel)}"
    if (fault := fault_of(found)) is not None:
        yield Finding(Level.MEND, about, *MANAGEMENT_FAULTS[fault])
    elif management.trouble:
        says = f"the last hand-off could not be shown there ({management.trouble})"
        yield Finding(Level.NOTE, about, says, "Ask its people whether they know of all open questions.")
    else:
        yield Finding(Level.OK, about, "the app is in it, and it is private")


def check_offices(client: WebClient | None, file: Path | None) -> Iterator[Finding]:
    """Is the file of the offices right, can each one's channel be used, and is everybody whom it names still there?"""
    if file is None:
        return
    try:
        offices = load_offices(file)
    except FaultyData as problem:
        yield Finding(Level.MEND, "offices", str(problem).splitlines()[0], f"{SEE_FILE} {AS_THEY_WERE}")
        return
    if client is None:
        yield Finding(Level.OK, "offices", f"{len(offices.by_id)} in {file}")
        return
    for office in offices.by_id.values():
        yield _check_channel(client, office)
        named = (*office.managers, *([office.deputy] if office.deputy else []))
        yield from _check_people(client, f"office {office.id}", named)
        yield from _check_group(client, office)
    yield from _check_people(client, "policy section", offices.policy_section)


def _check_channel(client: WebClient, office: Office) -> Finding:
    about = f"office {office.id}"
    try:
        found: dict[str, Any] = call(client.conversations_info, channel=office.channel)["channel"]
    except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
        return refused(f"{about}, channel {office.channel}", trouble)
    about = f"{about}, channel #{found.get('name', office.channel)}"
    if (fault := fault_of(found)) is not None:
        return Finding(Level.MEND, about, *OFFICE_FAULTS[fault])
    return Finding(Level.OK, about, "the app is in it, and it is private")


def _check_people(client: WebClient, of: str, named: Sequence[str]) -> Iterator[Finding]:
    """Silent about everybody who is there."""
    for person in dict.fromkeys(named):
        about = f"{of}, {person}"
        try:
            found: dict[str, Any] = call(client.users_info, user=person)["user"]
        except SurfaceRefused as trouble:
            if trouble.reason in ("user_not_found", "user_not_visible"):
                yield Finding(Level.MEND, about, "there is nobody with that id", SEE_FILE)
            else:
                yield refused(about, trouble)
        except (SurfaceBusy, SurfaceDown) as trouble:
            yield refused(about, trouble)
        else:
            if found.get("deleted"):
                yield Finding(Level.MEND, about, "was deactivated", SEE_FILE)


def _check_group(client: WebClient, office: Office) -> Iterator[Finding]:
    """Silent about a group with somebody in it."""
    if not office.user_group:
        return
    about = f"office {office.id}, group {office.user_group}"
    try:
        found = call(client.usergroups_users_list, usergroup=office.user_group)["users"]
    except SurfaceRefused as trouble:
        if trouble.reason == "no_such_subteam":
            yield Finding(Level.MEND, about, "there is no group with that id", SEE_FILE)
        else:
            yield refused(about, trouble)
    except (SurfaceBusy, SurfaceDown) as trouble:
        yield refused(about, trouble)
    else:
        if not found and not office.managers:
            yield Finding(Level.MEND, about, "nobody is in it, so nobody may answer", "Add managers to it in Slack.")
