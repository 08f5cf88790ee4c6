"""Can one live on the page: write, reply, edit, delete, whisper, look as somebody else, on a phone, by keyboard?"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from assistant.slack.standin import Upload
from assistant.slack.standin.delivery import DeliveryKind
from tests.acceptance.slack.standin.web.conftest import Town

Look = Callable[..., Page]


def test_what_is_written_is_seen_at_once_by_whoever_may(town: Town, look: Look) -> None:
    ada, ben = look("ada"), look("ben")
    ada.get_by_label("Message #office").fill("Hello <b> & *you*")
    ada.keyboard.press("Enter")
    for page in (ada, ben):
        expect(page.locator(".message .content")).to_have_text("Hello <b> & *you*")
    expect(ada.get_by_label("Message #office")).to_have_value("")
    assert ben.locator("nav").get_by_text("attic").count() == 1
    assert ada.locator("nav").get_by_text("attic").count() == 0


def test_the_app_is_mentioned_by_its_name_and_the_thread_opens(town: Town, look: Look) -> None:
    page = look()
    field = page.get_by_label("Message #office")
    field.press_sequentially("@ca")
    expect(page.locator(".suggestions li")).to_have_text(["Can I post thisApp"])
    field.press("Enter")
    field.press_sequentially("may I?")
    field.press("Enter")
    expect(page.locator("#thread .mention")).to_have_text("@Can I post this")
    said = town.ada.sees(town.office)[-1]
    assert said.text.startswith(town.slack.bot.mention)
    expect(page.get_by_label("Reply", exact=True)).to_be_focused()
    page.get_by_label("Reply", exact=True).fill("And this?")
    page.keyboard.press("Enter")
    town.slack.wait_for(lambda: town.ada.sees(town.office)[-1].thread_ts == said.ts)
    expect(page.locator("#main").get_by_role("button", name="1 reply")).to_be_visible()


def test_a_file_in_a_message_is_opened_by_its_name(town: Town, look: Look) -> None:
    town.ben.says(town.office, "draft", files=[Upload("draft.txt", b"Hello", "text/plain")])
    page = look()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="draft.txt").click()
    expect(opened.value.locator("body")).to_have_text("Hello")


def test_a_whisper_is_marked_and_can_be_waved_away(town: Town, look: Look) -> None:
    bot = town.slack.bot
    town.slack.workspaces.post(town.office, bot.id, "psst", bot_id=bot.bot_id, whispered_to=town.ada.id)
    ada, ben = look("ada"), look("ben")
    expect(ada.locator(".whispered")).to_contain_text("Only visible to you")
    assert ben.locator(".message").count() == 0
    ada.locator(".whispered").hover()
    ada.get_by_role("button", name="More actions").click()
    ada.get_by_role("menuitem", name="Dismiss message").click()
    expect(ada.locator(".message")).to_have_count(0)


def test_whispered_replies_are_counted_apart(town: Town, look: Look) -> None:
    said = town.ada.says(town.office, "may I?")
    bot = town.slack.bot
    for user in ("", town.ada.id):
        town.slack.workspaces.post(town.office, bot.id, "so", bot_id=bot.bot_id, whispered_to=user, thread_ts=said.ts)
    expect(look("ada").locator(".replies")).to_contain_text("1 reply, 1 only visible to you")
    expect(look("ben").locator(".replies")).to_have_text(re.compile("^1 reply last"))


def test_a_long_answer_is_read_from_its_beginning_and_ones_own_message_is_in_sight(town: Town, look: Look) -> None:
    page, bot = look(), town.slack.bot
    long = "\n".join(f"line {number}" for number in range(80))
    town.slack.workspaces.post(town.office, bot.id, long, bot_id=bot.bot_id)
    expect(page.get_by_text("line 1", exact=False).first).to_be_visible()
    top = page.locator("#main .list").evaluate("list => list.querySelector('.message').getBoundingClientRect().top")
    assert 0 < top < 200
    page.get_by_label("Message #office").fill("thanks")
    page.keyboard.press("Enter")
    expect(page.locator(".message").last).to_be_in_viewport()


def test_an_older_screen_never_takes_the_place_of_a_newer_one(town: Town, look: Look) -> None:
    page = look()
    # The live screen is held back; the answers to deeds alone tell what is so, the later one first.
    answers: list[Route] = []
    page.route("**/page/deeds*", lambda route: answers.append(route))
    page.get_by_label("Message #office").fill("one")
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    old = answers[0].fetch()
    town.ben.says(town.office, "two")
    expect(page.locator(".message", has_text="two")).to_be_visible()
    answers[0].fulfill(response=old)
    page.wait_for_timeout(100)
    expect(page.locator(".message", has_text="two")).to_be_visible()


def test_ones_own_message_is_edited_and_deleted(town: Town, look: Look) -> None:
    said = town.ada.says(town.office, "frist")
    town.ben.says(town.office, "a reply", thread=said)
    page = look()
    page.locator(".message").hover()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Edit message").click()
    page.get_by_label("Edit message").fill("first")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".message")).to_contain_text("(edited)")
    expect(page.locator(".message .content")).to_have_text("first")
    page.locator(".message").hover()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete message").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".message.gone")).to_contain_text("This message was deleted.")


def test_the_menu_of_a_message_the_command_and_the_shortcut_reach_the_app(town: Town, look: Look) -> None:
    town.ben.says(town.office, "a draft")
    page = look()
    page.locator(".message").hover()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Ask about this").click()
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Ask first").click()
    page.get_by_label("Message #office").fill("/ask may I post this?")
    page.keyboard.press("Enter")

    def told() -> list[object]:
        bodies = [d.body for d in town.slack.deliveries if d.kind is not DeliveryKind.EVENT]
        return [body.get("callback_id") or (body["command"], body["text"]) for body in bodies]

    town.slack.wait_for(lambda: len(told()) == 3)
    assert told() == ["about_message", "ask_first", ("/ask", "may I post this?")]


def test_a_status_turns_and_goes(town: Town, look: Look) -> None:
    said = town.ada.says(town.office, "may I?")
    page = look(thread=said.ts)
    surfaces = town.slack.platform.surfaces
    surfaces.set_status(town.office.id, said.ts, "is reading", ("Reading…",))
    expect(page.locator("#thread .status")).to_contain_text("Can I post this is reading")
    surfaces.set_status(town.office.id, said.ts, "")
    expect(page.locator(".status")).to_have_count(0)


def test_an_unread_message_is_counted_and_told_in_its_plain_words(town: Town, look: Look) -> None:
    page = look(place="home")
    bot = town.slack.bot
    block = {"type": "header", "text": {"type": "plain_text", "text": "Drawn"}}
    town.slack.workspaces.post(town.office, bot.id, "Plain words", blocks=[block], bot_id=bot.bot_id)
    expect(page.locator("nav .count")).to_contain_text("1")
    expect(page.locator("#told")).to_have_text("Can I post this: Plain words")
    page.get_by_role("button", name="office").click()
    expect(page.locator("nav .count")).to_have_count(0)


def test_a_link_to_a_message_leads_there_on_the_page_and_says_when_it_is_gone(town: Town, look: Look) -> None:
    said = town.ada.says(town.office, "here")
    reply = town.ben.says(town.office, "there", thread=said)
    bot, address = town.slack.bot, f"https://county.slack.test/archives/{town.office.id}/p"
    links = [f"<{address}{ts.replace('.', '')}|{name}>" for name, ts in (("to it", reply.ts), ("to none", "1.000001"))]
    town.slack.workspaces.post(town.ada.app_channel, bot.id, " ".join(links), bot_id=bot.bot_id)
    page = look(place=town.ada.app_channel.id)
    page.get_by_role("link", name="to none").click()
    expect(page.locator(".notice")).to_contain_text("not there any more")
    page.get_by_role("link", name="to it").click()
    expect(page.locator("#thread")).to_contain_text("there")
    expect(page.locator("h1")).to_have_text("#office")


def test_somebody_else_sees_their_own_screen(town: Town, look: Look) -> None:
    town.ada.says(None, "between us")
    page = look("ada", place=town.ada.app_channel.id)
    expect(page.locator(".message .content")).to_have_text("between us")
    page.get_by_label("You are").select_option("ben")
    expect(page.get_by_text("This is the beginning")).to_be_visible()
    assert page.get_by_text("between us").count() == 0


def test_on_a_phone_one_pane_is_shown_at_a_time(town: Town, look: Look) -> None:
    said = town.ada.says(town.office, "may I?")
    page = look()
    page.set_viewport_size({"width": 380, "height": 720})
    expect(page.locator("nav")).to_be_hidden()
    page.get_by_role("button", name="Places").click()
    expect(page.locator("nav")).to_be_visible()
    page.get_by_role("button", name="Home").click()
    expect(page.locator("nav")).to_be_hidden()
    page.goto(f"{town.slack.url}/#ada/{town.office.id}/{said.ts}")
    expect(page.locator("#thread")).to_be_visible()
    expect(page.locator("#main")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_without_a_clock_of_its_own_has_nothing_to_put_forward(town: Town, look: Look) -> None:
    page = look()
    expect(page.get_by_label("You are")).to_be_visible()
    expect(page.locator("#clock-button")).to_be_hidden()
    expect(page.locator("#clock")).to_be_hidden()


def test_everything_that_can_be_used_has_a_name(town: Town, look: Look) -> None:
    town.ben.says(town.office, "a draft")
    page = look()
    nameless = page.evaluate(
        """[...document.querySelectorAll('button, input, select, textarea, a[href]')].filter((one) =>
           !one.textContent.trim() && !one.getAttribute('aria-label') && !one.labels?.length).map((one) => one.outerHTML)"""
    )
    assert nameless == []
