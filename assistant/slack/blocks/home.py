"""What does App Home show? What the assistant does and does not, one's own questions, and for some the switches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from assistant.desk.precedent_list import Page
from assistant.desk.records import Asked, ChannelMode, HandOff, Health, Management, Switch
from assistant.escalation.offices import Office
from assistant.escalation.records import HandOffState
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import SIGNS
from assistant.slack.blocks.elements import (
    actions,
    any_channel,
    aside,
    button,
    confirmation,
    day,
    divider,
    header,
    link_button,
    modal,
    option,
    private_channel,
    question,
    section,
    section_with,
    select,
    text_field,
    time_of,
)
from assistant.slack.blocks.escape import defanged, escaped
from assistant.slack.blocks.hand_over_forms import office_options
from assistant.slack.blocks.handed_over import due_line, hand_off_line, is_awaited
from assistant.slack.blocks.home_offices import OfficeShown, Queued, office_blocks, queue_blocks
from assistant.slack.blocks.limits import cut, limit
from assistant.slack.blocks.precedent_list import precedent_blocks
from assistant.slack.blocks.records import Block, Look, View
from assistant.slack.blocks.written import in_one_line
from assistant.slack.wording import Words

SHOWN_QUESTIONS = 8
SHOWN_HAND_OFFS = 8
SHOWN_CHANNELS = 30
"""A Home has room for 100 blocks; each of these takes one. Of channels fewer are shown where there is less room."""
AROUND_CHANNELS = 8
"""Blocks that administrators see around the list of channels."""
LONGEST_BEGINNING = 90

BOX = "box"
"""The field of the box to ask; Slack tells of it with the button beside it alone."""
CHANNEL_MODE = "mode"
"""The field of the channel form."""

ANSWERED = frozenset({HandOffState.ANSWERED, HandOffState.CLOSED})

MODES = {
    ChannelMode.ANSWERS: ("answers", "mode-answers"),
    ChannelMode.PRIVATE: ("private", "mode-private"),
    ChannelMode.OFF: ("off", "mode-off"),
}
"""What a mode is called in the menu's values, which must outlive a change of words, and in the wording."""


@dataclass(frozen=True, slots=True)
class Home:
    """
    What is known when somebody opens Home.

    `links` are the addresses of answers by the id of their question. `modes`, by channel, and `management` are for
    administrators; `modes` is None for everybody else. `queue` is for managers: the open questions of their offices;
    None for everybody else. `set_up` is for administrators, too.
    """

    language: str = "en"
    recent: Sequence[Asked] = ()
    hand_offs: Sequence[HandOff] = ()
    links: Mapping[int, str] = field(default_factory=dict)
    switch: Switch = field(default_factory=Switch)
    health: Health = field(default_factory=lambda: Health(is_well=True))
    modes: Mapping[str, ChannelMode] | None = None
    queue: Sequence[Queued] | None = None
    management: Management = field(default_factory=Management)
    offices: Sequence[Office] = ()
    """Those to choose one's own from; none where there is only one."""
    office: str = ""
    """The id of the one that they chose, "" for none."""
    precedents: Page | None = None
    """Those of their offices, for managers; None for everybody else."""
    set_up: Sequence[OfficeShown] = ()
    """The offices as administrators see them."""
    may_see_report: bool = False
    """Are they of the policy section, or an administrator?"""
    others: ChannelMode = ChannelMode.OFF
    """What holds in channels that nothing is set for."""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    box: int = 0
    """The number of the box to ask; with another one it is empty."""
    refusal: str = ""
    """Why they may not ask, in their language; "": they may."""


def home_view(home: Home, look: Look) -> View:
    """Home for one person."""
    words = look.words(home.language)
    blocks = [header(words("home-title"))]
    if not home.switch.is_on:
        blocks += _off(home.switch, words)
    blocks += [section(words("home-does")), section(f"*{words('home-does-not')}*")]
    if home.refusal:
        blocks.append(section(escaped(home.refusal)))
    elif home.switch.is_on:
        blocks += _box(home, words)
    blocks += [*_recent(home, words), *_hand_offs(home, words), *_office(home, words)]
    blocks += [header(words("home-privacy")), section(words("home-privacy-note"))]
    if home.queue is not None:
        blocks += queue_blocks(home.queue, home.at, words)
    if home.precedents is not None:
        blocks += precedent_blocks(home.precedents, look, words)
    if home.may_see_report:
        open_it = button(act.HOME_REPORT, words("home-report-open"), act.write_value(0))
        blocks += [header(words("home-report")), section_with(words("home-report-note"), open_it)]
    end = [divider(), aside(*_health(home, words))]
    if home.modes is not None:
        end = [*(office_blocks(home.set_up, words) if home.set_up else ()), *end]
        room = limit("home", "blocks") - len(blocks) - len(end)
        blocks += _administration(home, home.modes, words, room)
    blocks += end
    return {"type": "home", "callback_id": act.HOME_VIEW, "blocks": blocks}


def channel_form(channel: str, mode: ChannelMode, words: Words) -> View:
    """What is done in a channel that was chosen from all there are."""
    blocks = [
        section(words("channel-intro", channel=f"<#{channel}>")),
        question(CHANNEL_MODE, words("channel-mode"), mode_menu(CHANNEL_MODE, mode, words)),
    ]
    return modal(
        act.CHANNEL_FORM, words("channel-title"), blocks,
        close=words("cancel"), submit=words("channel-submit"), carries=act.write_channel(channel),
    )  # fmt: skip


def read_channel_form(values: Mapping[str, Any]) -> ChannelMode:
    """The mode that was chosen there. Raises `ButtonTooOld` for what no release of ours has written."""
    chosen = ((values.get(CHANNEL_MODE) or {}).get(CHANNEL_MODE) or {}).get("selected_option") or {}
    return read_mode(str(chosen.get("value", "")))


def read_mode(value: str) -> ChannelMode:
    """The mode that was chosen in the menu. Raises `ButtonTooOld` for a value that no release of ours has written."""
    for mode, (name, _) in MODES.items():
        if name == value:
            return mode
    raise act.ButtonTooOld(f"no channel mode is called {value[:20]!r}; open Home again")


def _off(switch: Switch, words: Words) -> Iterator[Block]:
    yield header(f"■ {words('home-off')}")
    if switch.by is not None and switch.at is not None:
        said = words("home-off-by", person=f"<@{switch.by}>", date=time_of(switch.at))
    else:
        said = words("home-off-nobody")
    yield section(said)


def _box(home: Home, words: Words) -> Iterator[Block]:
    """A box to ask in, and beside its button the way to the form."""
    field = text_field(BOX, is_long=True, placeholder=words("ask-question-hint"))
    yield question(act.home_box(home.box), words("home-ask"), field, hint=words("home-ask-hint"))
    yield actions(
        button(act.HOME_ASK_BOX, words("home-ask-send"), act.write_value(0), style="primary"),
        button(act.HOME_ASK, words("home-ask-draft"), act.write_value(0)),
    )


def _recent(home: Home, words: Words) -> Iterator[Block]:
    yield header(words("home-recent"))
    if not home.recent:
        yield aside(words("home-recent-none"))
    for asked in home.recent[:SHOWN_QUESTIONS]:
        lines = (f"{_verdict(asked, words)} · {day(asked.asked_at)}", *_ruled(asked, words), _beginning(asked))
        said = "\n".join(lines)
        link = home.links.get(asked.id)
        show = link_button(act.home_open(asked.id), words("home-show"), link) if link else None
        yield section_with(said, show) if show else section(said)


def _verdict(asked: Asked, words: Words) -> str:
    if asked.answer is None:
        return escaped(words("unanswered"))
    if asked.is_outdated:
        return escaped(words("home-changed"))
    return f"{SIGNS[asked.answer.verdict]} {escaped(asked.answer.headline)}"


def _ruled(asked: Asked, words: Words) -> Iterator[str]:
    """What office management answered, where that stands: it counts, not the verdict of the assistant."""
    hand_off = asked.hand_off
    if hand_off is None or hand_off.ruling is None or hand_off.state not in ANSWERED:
        return
    verdict = hand_off.ruling.verdict
    yield words("home-ruled", verdict=f"{SIGNS[verdict]} {words(f'verdict-{verdict.value}')}")


def _beginning(asked: Asked) -> str:
    """The first words of the screened question, to know it by."""
    return f"“{defanged(cut(in_one_line(asked.text), LONGEST_BEGINNING))}”"


def _hand_offs(home: Home, words: Words) -> Iterator[Block]:
    yield header(words("home-hand-offs"))
    waiting = [each for each in home.hand_offs if is_awaited(each)]
    if not waiting:
        yield aside(words("home-hand-offs-none"))
    for hand_off in waiting[:SHOWN_HAND_OFFS]:
        withdraw = button(act.home_withdraw(hand_off.number), words("withdraw"), act.write_value(hand_off.asked))
        lines = (hand_off_line(hand_off, words), *due_line(hand_off, words))
        yield section_with("\n".join(lines), withdraw)
    if (more := len(waiting) - SHOWN_HAND_OFFS) > 0:
        yield aside(words("home-more", count=more))


def _office(home: Home, words: Words) -> Iterator[Block]:
    """Which office is theirs, to be chosen or changed."""
    if len(home.offices) < 2:
        return
    options = office_options(home.offices)
    chosen = next((each for each in options if each["value"] == home.office), None)
    said = words("home-office-mine-note" if chosen else "home-office-unknown")
    menu = select(act.HOME_OFFICE, options, chosen=chosen, placeholder=words("choose-one"))
    yield header(words("home-office-mine"))
    yield section_with(said, menu)
    yield aside(words("home-office-channel"))


def _chooses_channel(home: Home) -> bool:
    """Does the channel chosen here count? Not where every office has its own in the file of offices."""
    return not home.offices or any(not office.channel for office in home.offices)


def _administration(home: Home, modes: Mapping[str, ChannelMode], words: Words, room: int) -> Iterator[Block]:
    """`room` is for how many blocks there is; of the channels as many are shown as have it."""
    yield header(words("home-admin"))
    yield section_with(words("home-admin-note"), _switch(home.switch, words))
    if _chooses_channel(home):
        menu = private_channel(act.HOME_MANAGEMENT, words("home-management-choose"), home.management.channel)
        yield section_with(words("home-management"), menu)
        if home.management.channel:
            yield actions(_no_management(words))
    yield section_with(words("home-others"), mode_menu(act.HOME_OTHER_CHANNELS, home.others, words))
    yield section_with(words("home-any-channel"), any_channel(act.HOME_ANY_CHANNEL, words("home-management-choose")))
    if not modes:
        yield aside(words("home-channels-none"))
    shown = max(0, min(SHOWN_CHANNELS, room - AROUND_CHANNELS))
    for channel, mode in list(modes.items())[:shown]:
        yield section_with(f"<#{channel}>", mode_menu(act.home_channel_mode(channel), mode, words))
    if (more := len(modes) - shown) > 0:
        yield aside(words("home-more-channels", count=more))


def mode_menu(action: str, mode: ChannelMode, words: Words) -> Block:
    """What is done in a channel, to be changed."""
    options = {each: option(words(sentence), name) for each, (name, sentence) in MODES.items()}
    return select(action, list(options.values()), chosen=options[mode])


def _no_management(words: Words) -> Block:
    """A menu of channels cannot be emptied, so a button does it; confirmed first."""
    confirm = confirmation(
        words("home-management-clear-title"),
        words("home-management-clear-text"),
        words("home-management-clear-yes"),
        words("cancel"),
    )
    return button(act.HOME_NO_MANAGEMENT, words("home-management-clear"), act.write_value(0), confirm=confirm)


def _switch(switch: Switch, words: Words) -> Block:
    """Off from on, or on from off; either is confirmed first. The value says what it is switched to."""
    name, to, style = ("off", act.OFF, "danger") if switch.is_on else ("on", act.ON, "primary")
    confirm = confirmation(
        words(f"home-switch-{name}-title"),
        words(f"home-switch-{name}-text"),
        words(f"home-switch-{name}"),
        words("cancel"),
    )
    return button(act.HOME_SWITCH, words(f"home-switch-{name}"), act.write_value(0, to), style=style, confirm=confirm)


def _health(home: Home, words: Words) -> Iterator[str]:
    """Is it well? What exactly is wrong is for administrators."""
    for_administrators = list(_troubles(home, words)) if home.modes is not None else []
    if not home.health.is_well:
        yield words("home-unwell")
    elif not for_administrators:
        yield words("home-well")
    if home.health.waiting:
        yield words("home-waiting", count=home.health.waiting)
    yield from map(escaped, for_administrators)


def _troubles(home: Home, words: Words) -> Iterator[str]:
    yield from home.health.troubles
    if not _chooses_channel(home):
        return
    if not home.management.channel:
        yield words("home-management-none")
    elif home.management.trouble:
        yield words("home-management-trouble", why=home.management.trouble)
