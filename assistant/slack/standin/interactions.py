"""What is the app told when a person presses, chooses, submits, runs a command or uses a shortcut?

https://docs.slack.dev/reference/interaction-payloads and docs.slack.dev/interactivity/implementing-slash-commands
"""

from __future__ import annotations

from assistant.slack.standin.delivery import Delivery, DeliveryKind
from assistant.slack.standin.elements import elements_of, initial_state, is_stateful
from assistant.slack.standin.hooks import HookRefused
from assistant.slack.standin.limits import fault_in_blocks, fault_in_view
from assistant.slack.standin.platform import Platform
from assistant.slack.standin.records import Channel, ChannelKind, Json, Message, User, View, ViewKind
from assistant.slack.standin.shapes import message_json, view_json

_TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    """Builds payloads, delivers them, and does with the app's answers what Slack does."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self.entered: dict[tuple[str, str], dict[str, Json]] = {}
        """What a user chose on the stateful elements of a message, by user and time stamp."""

    # -- what is sent ---------------------------------------------------------------------------------------------

    def on_message(self, user: User, message: Message, action: Json) -> Delivery:
        """Something was used on a message."""
        channel = self._platform.workspaces.channels[message.channel]
        bot = self._platform.bot_of(self._home(user, channel))
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": bool(message.whispered_to),
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        body = self._common("block_actions", user) | {
            "container": container,
            "trigger_id": self._platform.surfaces.pull_trigger(user.id),
            "channel": {"id": channel.id, "name": _shown_name(channel)},
            "state": {"values": self.state_of_message(user, message)},
            "response_url": self._platform.hooks.give("actions", user, channel.id, bot, message),
            "actions": [action],
        }
        if not message.whispered_to:
            body["message"] = self._message(message)
        return self._send(body, user)

    def on_view(self, user: User, view: View, action: Json) -> Delivery:
        """Something was used in a modal or on the home tab."""
        body = self._common("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self._platform.surfaces.pull_trigger(user.id, view.id),
            "view": self._view(view),
            "actions": [action],
        }
        return self._send(body, user)

    def submission(self, user: User, view: View) -> Delivery:
        """A modal was submitted; the app's answer closes, changes or refuses it."""
        body = self._common("view_submission", user) | {
            "trigger_id": self._platform.surfaces.pull_trigger(user.id, view.id),
            "view": self._view(view),
            "response_urls": self._response_urls(user, view),
        }
        delivery = Delivery(DeliveryKind.INTERACTION, body, user.id)
        delivery.on_response = lambda response: self._after_submission(user, view, response or {})
        delivery.on_failure = lambda reason: self._after_no_answer(user, view)
        view.is_being_sent = True
        return self._platform.courier.deliver(delivery)

    def closing(self, user: User, view: View) -> Delivery | None:
        """A modal was closed; the app is told if it asked for that."""
        self._platform.surfaces.close_modal(view)
        if not view.content.get("notify_on_close"):
            return None
        body = self._common("view_closed", user) | {"view": self._view(view), "is_cleared": False}
        return self._send(body, user)

    def command(self, user: User, channel: Channel, command: str, text: str) -> Delivery:
        """A slash command was run in a channel."""
        bot = self._platform.bot_of(user.team)
        body = {
            "token": self._platform.app.verification_token,
            "team_id": user.team,
            "team_domain": self._platform.workspaces.teams[user.team].domain,
            "channel_id": channel.id,
            "channel_name": _shown_name(channel),
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self._platform.app.id,
            "is_enterprise_install": "false",
            "response_url": self._platform.hooks.give("commands", user, channel.id, bot),
            "trigger_id": self._platform.surfaces.pull_trigger(user.id),
        }
        delivery = Delivery(DeliveryKind.COMMAND, body, user.id)
        delivery.on_response = lambda response: self._after_command(user, channel, bot, response)
        delivery.on_failure = lambda reason: self._platform.warn(user.id, f"{command} failed: {reason}")
        return self._platform.courier.deliver(delivery)

    def shortcut(self, user: User, callback_id: str, message: Message | None = None) -> Delivery:
        """A shortcut was used, from the menu of a message or from anywhere."""
        body = self._common("shortcut" if message is None else "message_action", user) | {
            "callback_id": callback_id,
            "trigger_id": self._platform.surfaces.pull_trigger(user.id),
            "action_ts": self._platform.workspaces.new_ts(),
        }
        if message is not None:
            channel = self._platform.workspaces.channels[message.channel]
            bot = self._platform.bot_of(self._home(user, channel))
            body |= {
                "channel": {"id": channel.id, "name": _shown_name(channel)},
                "message_ts": message.ts,
                "message": self._message(message),
                "response_url": self._platform.hooks.give("actions", user, channel.id, bot, message),
            }
        return self._send(body, user)

    def _response_urls(self, user: User, view: View) -> list[Json]:
        """One for each conversation that was chosen where the app asked to be able to answer into it."""
        state, urls = self.state_of_view(view), []
        for element in elements_of(view.content.get("blocks", [])):
            chosen = state.get(element.block_id, {}).get(element.action_id, {})
            channel = chosen.get("selected_conversation") or chosen.get("selected_channel")
            if element.content.get("response_url_enabled") and channel:
                url = self._platform.hooks.give("app", user, channel, self._platform.bot_of(view.team))
                where = {"block_id": element.block_id, "action_id": element.action_id, "channel_id": channel}
                urls.append(where | {"response_url": url})
        return urls

    # -- what is answered -----------------------------------------------------------------------------------------

    def _after_no_answer(self, user: User, view: View) -> None:
        view.is_being_sent = False
        self._platform.warn(user.id, _TROUBLE)

    def _after_submission(self, user: User, view: View, response: Json) -> None:
        view.is_being_sent = False
        surfaces, action = self._platform.surfaces, response.get("response_action")
        if action == "errors":
            known = {block.get("block_id") for block in view.content.get("blocks", [])}
            errors = response.get("errors")
            if isinstance(errors, dict) and errors and set(errors) <= known:
                surfaces.refuse_view(view, errors)
            else:
                self._platform.warn(user.id, _TROUBLE)
            return
        if action == "clear":
            surfaces.close_modal(view, whole=True)
            return
        if action in ("update", "push"):
            content = response.get("view")
            if fault := fault_in_view(content):
                self._platform.warn(user.id, f"{_TROUBLE} ({fault})")
                return
            assert isinstance(content, dict)
            if action == "update":
                surfaces.change_view(view, content)
            else:
                surfaces.push_modal(surfaces.make_view(user.id, view.team, content, view))
            return
        surfaces.close_modal(view)

    def _after_command(self, user: User, channel: Channel, bot: User, response: Json | None) -> None:
        if not response:
            return
        if fault := fault_in_blocks(response.get("blocks") or []):
            self._platform.warn(user.id, f"invalid_command_response: {fault}")
            return
        try:
            self._platform.hooks.answer(user.id, channel.id, bot, response)
        except HookRefused:
            self._platform.warn(user.id, "invalid_command_response")

    # -- shapes ---------------------------------------------------------------------------------------------------

    def state_of_message(self, user: User, message: Message) -> dict[str, Json]:
        """What stands in the stateful elements of a message for this user."""
        return self._state(message.blocks, self.entered.get((user.id, message.ts), {}))

    def state_of_view(self, view: View) -> dict[str, Json]:
        """What stands in the inputs of a view."""
        return self._state(view.content.get("blocks", []), view.values)

    def _state(self, blocks: list[Json], entered: dict[str, Json]) -> dict[str, Json]:
        values: dict[str, Json] = {}
        for element in elements_of(blocks):
            if is_stateful(element):
                known = entered.get(element.block_id, {}).get(element.action_id)
                values.setdefault(element.block_id, {})[element.action_id] = known or initial_state(element)
        return values

    def _common(self, kind: str, user: User) -> Json:
        return {
            "type": kind,
            "team": self._platform.team_facts(user.team),
            "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team},
            "api_app_id": self._platform.app.id,
            "token": self._platform.app.verification_token,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _message(self, message: Message) -> Json:
        return message_json(self._platform.workspaces, message, self._platform.base_url)

    def _view(self, view: View) -> Json:
        bot = self._platform.bot_of(view.team)
        shape = view_json(view, self._platform.app.id, bot.bot_id)
        shape["state"] = {"values": self.state_of_view(view)}
        if view.kind is ViewKind.HOME:
            shape["app_installed_team_id"] = view.team
        return shape

    def _send(self, body: Json, user: User) -> Delivery:
        delivery = Delivery(DeliveryKind.INTERACTION, body, user.id)
        delivery.on_failure = lambda reason: self._platform.warn(user.id, f"that did not work: {reason}")
        return self._platform.courier.deliver(delivery)

    def _home(self, user: User, channel: Channel) -> str:
        return user.team if user.team in self._platform.installations else channel.team


def _shown_name(channel: Channel) -> str:
    return {ChannelKind.DIRECT: "directmessage", ChannelKind.PRIVATE: "privategroup"}.get(channel.kind, channel.name)
