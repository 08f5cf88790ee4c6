"""Is Block Kit drawn as it is meant, in a real browser?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant.slack.standin import View
from assistant.slack.standin.journal import Happening
from tests.acceptance.slack.standin.web.conftest import Town

Look = Callable[..., Page]
GOLDEN = Path(__file__).resolve().parents[4] / "data" / "slack"
Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def post(town: Town, *blocks: Json, **traits: Any) -> str:
    bot = town.slack.bot
    return town.slack.workspaces.post(
        town.office, bot.id, "fallback", blocks=list(blocks), bot_id=bot.bot_id, **traits
    ).ts


def actions(town: Town) -> list[Json]:
    """What the app was told was used, and by whom."""
    bodies = [delivery.body for delivery in town.slack.deliveries]
    return [body["actions"][0] | {"by": body["user"]["id"]} for body in bodies if body.get("type") == "block_actions"]


def open_modal(town: Town, *blocks: Json, submit: str | None = "Send") -> View:
    content: Json = {"type": "modal", "title": plain("A form"), "blocks": list(blocks)}
    if submit:
        content["submit"] = plain(submit)
    surfaces = town.slack.platform.surfaces
    view = surfaces.make_view(town.ada.id, town.slack.team.id, content)
    surfaces.open_modal(view)
    return view


MARKUP = [
    ("*bold* _it_ ~gone~ `code`", "<strong>bold</strong> <em>it</em> <del>gone</del> <code>code</code>"),
    ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
    ("*bold _and it_*", "<strong>bold <em>and it</em></strong>"),
    ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
    ("<script>alert(1)</script>", "<span>script</span>alert(1)<span>/script</span>"),
    ("<javascript:alert(1)|press>", "<span>press</span>"),
    ("one\ntwo", "one<br>two"),
    ("&gt; quoted\nnot", "<blockquote>quoted</blockquote>not"),
    ("```a *b*\nc```", "<pre>a *b*\nc</pre>"),
]


@pytest.mark.parametrize(("text", "drawn"), MARKUP, ids=[text for text, _ in MARKUP])
def test_slacks_markup_is_drawn_and_nothing_else_is_markup(town: Town, look: Look, text: str, drawn: str) -> None:
    post(town, marked(text))
    assert look().locator(".block-section .section-words > div").inner_html() == drawn


def test_mentions_links_and_dates_are_drawn_for_people(town: Town, look: Look) -> None:
    post(
        town,
        marked(f"<@{town.ada.id}> <#{town.office.id}> <!here> <https://example.org|there> <!date^0^{{date}}|then>"),
    )
    section = look().locator(".block-section")
    expect(section.locator(".mention.own")).to_have_text("@Ada Li")
    expect(section).to_contain_text("#office")
    expect(section.locator(".loud")).to_have_text("@here")
    expect(section.locator("a")).to_have_attribute("href", "https://example.org")
    expect(section.locator("a")).to_have_attribute("rel", "noopener noreferrer")
    expect(section.locator("time")).to_contain_text("19")


def test_rich_text_has_quotes_lists_and_text_to_copy(town: Town, look: Look) -> None:
    def run(text: str, **style: bool) -> Json:
        return {"type": "text", "text": text} | ({"style": style} if style else {})

    def part(kind: str, *runs: Json, **more: Any) -> Json:
        return {"type": f"rich_text_{kind}", "elements": list(runs)} | more

    rows = [part("section", run("one")), part("section", {"type": "user", "user_id": town.ben.id})]
    rich = {
        "type": "rich_text",
        "elements": [
            part("section", run("said ", bold=True), {"type": "link", "url": "https://example.org", "text": "here"}),
            part("quote", run("<b>words</b>", strike=True)),
            part("preformatted", run("as\nit stands")),
            part("list", *rows, style="ordered", offset=2),
        ],
    }
    post(town, rich)
    block = look().locator(".block-rich_text")
    expect(block.locator("strong")).to_have_text("said ")
    expect(block.locator("blockquote del")).to_have_text("<b>words</b>")
    assert block.locator("pre").inner_text() == "as\nit stands"
    assert block.locator("ol").get_attribute("start") == "3"
    expect(block.locator("li")).to_have_text(["one", "@Ben Ortiz"])


def test_markdown_is_drawn(town: Town, look: Look) -> None:
    post(
        town,
        {"type": "markdown", "text": "# Title\n**bold** and [x](https://example.org)\n- one\n- two\n\n```\ncode\n```"},
    )
    block = look().locator(".block-markdown")
    expect(block.locator("h3")).to_have_text("Title")
    expect(block.locator("strong")).to_have_text("bold")
    expect(block.locator("li")).to_have_text(["one", "two"])
    expect(block.locator("pre")).to_have_text("code")


def test_what_cannot_be_drawn_is_in_sight(town: Town, look: Look) -> None:
    post(town, {"type": "hologram", "beams": 3})
    unknown = look().locator(".unknown")
    expect(unknown.locator("summary")).to_have_text("Not drawn here: hologram")
    expect(unknown.locator("pre")).to_contain_text('"beams": 3')


def test_a_press_is_told_once_it_is_confirmed(town: Town, look: Look) -> None:
    confirm = {"title": plain("Sure?"), "text": plain("Think."), "confirm": plain("Yes"), "deny": plain("No")}
    button = {
        "type": "button",
        "action_id": "go",
        "text": plain("Go"),
        "value": "7",
        "style": "danger",
        "confirm": confirm,
    }
    post(town, {"type": "actions", "elements": [button]})
    page = look()
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="No").click()
    expect(page.locator("dialog")).to_have_count(0)
    assert actions(town) == []
    page.get_by_role("button", name="Go").press("Enter")
    page.get_by_role("button", name="Yes").click()
    town.slack.wait_for(lambda: actions(town))
    assert [(a["action_id"], a["value"], a["by"]) for a in actions(town)] == [("go", "7", town.ada.id)]


def test_menus_boxes_and_feedback_tell_what_was_chosen(town: Town, look: Look) -> None:
    options = [{"text": plain(name), "value": name.lower()} for name in ("One", "Two")]
    post(
        town,
        marked("a line") | {"accessory": {"type": "overflow", "action_id": "more", "options": options}},
        {
            "type": "actions",
            "elements": [
                {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick"), "options": options},
                {"type": "radio_buttons", "action_id": "radio", "options": options},
                {"type": "checkboxes", "action_id": "boxes", "options": options},
            ],
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "feedback",
                    "positive_button": {"text": plain("Good"), "value": "up"},
                    "negative_button": {"text": plain("Bad"), "value": "down"},
                }
            ],
        },
    )
    page = look()
    page.get_by_role("button", name="More", exact=True).click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_label("Pick").select_option("one")
    page.get_by_role("radio", name="Two").check()
    page.get_by_role("checkbox", name="One").check()
    page.get_by_role("button", name="Bad").click()
    town.slack.wait_for(lambda: len(actions(town)) == 5)
    told = {action["action_id"]: action for action in actions(town)}
    assert told["more"]["selected_option"]["value"] == "two"
    assert told["pick"]["selected_option"]["value"] == "one"
    assert told["radio"]["selected_option"]["value"] == "two"
    assert [option["value"] for option in told["boxes"]["selected_options"]] == ["one"]
    assert told["feedback"]["value"] == "down"
    expect(page.get_by_role("button", name="Bad")).to_have_attribute("aria-pressed", "true")


def test_a_form_says_what_is_missing_and_keeps_what_was_typed(town: Town, look: Look) -> None:
    text = {"type": "plain_text_input", "action_id": "text", "multiline": True}
    page = look()
    view = open_modal(
        town,
        {"type": "input", "block_id": "first", "label": plain("Question"), "hint": plain("No names"), "element": text},
        {
            "type": "input",
            "block_id": "second",
            "label": plain("More"),
            "optional": True,
            "element": text | {"action_id": "more"},
        },
    )
    field, more = page.get_by_role("textbox", name="Question"), page.get_by_role("textbox", name="More (optional)")
    expect(field).to_be_focused()
    more.fill("kept")
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    expect(page.locator("[data-block=first] .error")).to_contain_text("required")
    expect(field).to_have_attribute("aria-invalid", "true")
    town.slack.platform.surfaces.refuse_view(view, {"first": "Say more, please."})
    expect(page.locator("[data-block=first] .error")).to_contain_text("Say more, please.")
    expect(more).to_have_value("kept")
    field.fill("May I?")
    page.get_by_role("dialog").get_by_role("button", name="Send").click()
    town.slack.wait_for(lambda: view.values.get("first"))
    assert view.values["first"]["text"]["value"] == "May I?"
    assert view.values["second"]["more"]["value"] == "kept"


def test_escape_closes_a_form_and_focus_goes_into_the_next(town: Town, look: Look) -> None:
    page = look()
    open_modal(town, marked("words"), submit=None)
    expect(page.get_by_role("dialog", name="A form")).to_be_visible()
    expect(page.locator("dialog .modal-foot button")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert town.ada.modal is None


def test_home_is_drawn_as_it_stands(town: Town, look: Look) -> None:
    surfaces = town.slack.platform.surfaces
    content = {"type": "home", "blocks": [{"type": "header", "text": plain("Hello")}, {"type": "divider"}]}
    surfaces.publish_home(surfaces.make_view(town.ada.id, town.slack.team.id, content))
    page = look(place="home")
    expect(page.get_by_role("heading", name="Hello")).to_be_visible()
    assert town.slack.journal.entries(Happening.HOME_OPENED)


def test_everything_the_assistant_shows_is_drawn(town: Town, look: Look) -> None:
    """Of every golden file of ours: no part is unknown to the page, and no text is lost."""
    surfaces, page = town.slack.platform.surfaces, look()
    for file in sorted(GOLDEN.glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        if content.get("type") == "home":
            continue  # drawn by the same code as a modal
        if content.get("type") == "modal":
            view = surfaces.make_view(town.ada.id, town.slack.team.id, content)
            surfaces.open_modal(view)
            drawn = page.locator(f"dialog[data-view='{view.id}']")
        else:
            drawn = page.locator(f".message[data-ts='{post(town, *content['blocks'])}']")
        expect(drawn).to_be_visible()
        assert drawn.locator(".unknown").count() == 0, file.name
        # What stands in a list to choose several from is no inner text.
        rows = drawn.locator("option, optgroup").evaluate_all("(rows) => rows.map((row) => row.label)")
        shown = " ".join((drawn.inner_text(), *rows))
        for text in plain_texts(content["blocks"]):
            assert " ".join(text.split()) in " ".join(shown.split()), file.name
    assert page.locator(".message").count() > 10


def plain_texts(blocks: object) -> Iterator[str]:
    """The texts that are no markup: what stands in them must stand on the screen; placeholders and labels aside."""
    if isinstance(blocks, dict):
        if blocks.get("type") in ("plain_text", "text") and isinstance(blocks["text"], str):
            yield blocks["text"]
        for name, value in blocks.items():
            if name not in ("placeholder", "accessibility_label", "confirm"):
                yield from plain_texts(value)
    elif isinstance(blocks, list):
        for block in blocks:
            yield from plain_texts(block)


def test_on_a_phone_the_end_of_what_is_chosen_from_can_be_read(town: Town, look: Look) -> None:
    long = [
        f"MD 16-02, Policy, paragraph {number}: nobody posts what was said in confidence, whoever asks."
        for number in "12"
    ]
    options = [{"text": plain(each), "value": each} for each in long]
    menu = {"type": "multi_static_select", "action_id": "clauses", "options": options}
    open_modal(town, {"type": "input", "block_id": "b", "label": plain("Clauses"), "element": menu})
    page = look()
    page.set_viewport_size({"width": 375, "height": 667})
    drawn = page.get_by_role("dialog").get_by_role("listbox")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
