"""
Makes the pictures of docs/pictures: `make pictures`, or `python -m tests.pictures`.

Of every golden file in tests/data/slack one, drawn by the page of the stand-in; and some of the whole page with the real
assistant in it. Looks are not compared by a test; that every kind has its picture is (tests/unit/test_pictures.py).
"""

from __future__ import annotations

import json
import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.slack.demo import Demo, open_demo
from tests.browser import open_browser

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "data" / "slack"
EXPORTED = ROOT / "tests" / "data" / "reporting"
FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 150_000
COLORS = 64

WHOLE = {
    "page-question": "A question in a direct message, answered in its thread.",
    "page-private": "A message with a name, in a channel: the channel sees nothing of the answer, the asker is told how to delete it.",
    "page-colleague": "The same channel as a colleague sees it.",
    "page-form": "The form, from the menu of a message.",
    "page-correct": "Correcting what was understood.",
    "page-struck": "Decided again: the old answer is struck.",
    "page-card": "A question that was handed over, in the channel of its office: the card, with what can be done with it.",
    "page-ruling": "The answer of office management as it came back to who asked.",
    "page-clock": "The clock of the page, which is no part of Slack, was put forward: what happened, and a way to look.",
    "page-home": "Home, as an administrator sees it, in the dark.",
    "page-phone": "The same on a phone.",
}
"""Pictures of the whole page, with what they show."""

EXPORTS = {
    "report": "The beginning of a report for the policy section: `canipost report --format html`.",
    "receipt": "A receipt: `canipost receipt 1 --format html`.",
}
"""Pictures of pages that the program writes, each from its golden file in tests/data/reporting."""

SEEN_ALONE = frozenset({
    "notice-private-pointer", "notice-pointer-asked-for", "notice-button-old", "notice-longer", "notice-thanks",
    "notice-not-admin", "notice-refused-spanish", "notice-not-sent",
})  # fmt: skip
"""Kinds that one person sees, in a channel."""

SAME_TIME = """() => {
    const write = (where, words) => document.querySelectorAll(where).forEach((one) => { one.textContent = words; });
    write('.message header time', '9:41 AM');
    write('.replies .small', ' last at 9:41 AM');
    write('.day span', 'Monday, August 3');
    if (document.querySelector('#clock')?.hidden) {
        write('#clock-button .clock-day', 'Mon, Aug 3, ');
        document.querySelector('#clock-button').lastChild.textContent = '9:41';
    }
}"""
"""A picture that is made anew is the same when nothing else changed."""

WIDTH, HEIGHT = 640, 1700
TALLEST = 2600
"""A Home scrolls in its own frame: what is below the window would be white."""

WAIT = 20_000  # ms


def make_all(folder: Path = FOLDER) -> None:
    """Make every picture anew."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, open_demo(Path(home)) as demo, open_browser() as browser:
        draw_kinds(demo, browser, folder)
        draw_pages(demo, browser, folder)
        draw_exports(browser, folder)
    write_list(folder)


def kinds() -> list[str]:
    """The names of all golden files."""
    return sorted(file.stem for file in GOLDEN.glob("*.json"))


def draw_kinds(demo: Demo, browser: Browser, folder: Path) -> None:
    """One picture of each golden file: a message in a channel of its own, a modal, or a Home."""
    slack, gil = demo.slack, demo.people["gil"]
    surfaces = slack.platform.surfaces
    contents: dict[str, dict[str, Any]] = {
        kind: json.loads((GOLDEN / f"{kind}.json").read_text(encoding="utf-8")) for kind in kinds()
    }
    channels, posted = {}, {}
    for kind, content in contents.items():
        if "type" not in content:
            channels[kind] = slack.channel(f"picture-of-{kind}", gil, is_private=True)
            traits = {"blocks": content["blocks"], "bot_id": slack.bot.bot_id}
            if kind in SEEN_ALONE:
                traits["whispered_to"] = gil.id
            posted[kind] = slack.workspaces.post(channels[kind], slack.bot.id, content["text"], **traits)
    page = open_page(browser, WIDTH, HEIGHT)
    # The assistant fills a Home when it is opened; after that, it stays as it is put.
    page.goto(f"{demo.url}#gil/home")
    slack.wait_for(lambda: slack.home_of(gil), WAIT / 1000)
    for kind, content in sorted(contents.items(), key=lambda pair: pair[1].get("type", "") != "home"):
        page.set_viewport_size({"width": WIDTH, "height": TALLEST if content.get("type") == "home" else HEIGHT})
        if kind in channels:
            page.goto(f"{demo.url}#gil/{channels[kind].id}")
            save(page.locator(f".message[data-ts='{posted[kind].ts}']"), folder / f"{kind}.png")
            continue
        view = surfaces.make_view(gil.id, slack.team.id, content)
        if content["type"] == "home":
            surfaces.publish_home(view)
            page.goto(f"{demo.url}#gil/home")
            save(page.locator(f".home[data-view='{view.id}']"), folder / f"{kind}.png")
        else:
            surfaces.open_modal(view)
            save(page.locator(f"dialog[data-view='{view.id}']"), folder / f"{kind}.png")
            surfaces.close_modal(view)
    page.context.close()


def draw_pages(demo: Demo, browser: Browser, folder: Path) -> None:
    """The whole page, with the real assistant answering."""
    ana, office = demo.people["ana"], demo.channels["north-office"]
    page = open_page(browser, 1180, 800)
    page.goto(f"{demo.url}#ana/{ana.app_channel.id}")
    ask(page, "Can I post a photo of a foster child if I blur the face?")
    save(page, folder / "page-question.png")
    page.locator("#thread").get_by_role("button", name="That's not right").click()
    form = page.get_by_role("dialog")
    expect(form).to_be_visible()
    for fact in form.get_by_role("radio", name="That is not so").all():
        fact.check()
    save(page, folder / "page-correct.png")
    form.get_by_role("button", name="Decide again").click()
    expect(page.locator("#thread del").first).to_be_visible()
    expect(page.locator("#thread .block-header")).to_have_count(1)
    page.locator("#thread .message").nth(1).scroll_into_view_if_needed()
    save(page, folder / "page-struck.png")

    page.goto(f"{demo.url}#ana/{office.id}")
    page.locator("#composer-text").fill(
        "@Can I post this Can I post a photo of Marcus Webb and his case worker on my Facebook?"
    )
    page.keyboard.press("Enter")
    expect(page.locator(".whispered")).to_be_visible()
    page.get_by_role("button", name="Close thread").click()
    save(page, folder / "page-private.png")
    page.goto(f"{demo.url}#ben/{office.id}")
    expect(page.locator(".message", has_text="Marcus Webb")).to_be_visible()
    save(page, folder / "page-colleague.png")
    draft = page.locator(".message", has_text="reception desk")
    draft.hover()
    draft.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Can I post this?").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    save(page, folder / "page-form.png")
    page.keyboard.press("Escape")
    page.context.close()

    draw_hand_off(demo, browser, folder)

    dark = open_page(browser, 1180, 800, "dark")
    ada = demo.people["ada"]
    dark.goto(f"{demo.url}#ada/{ada.app_channel.id}")
    ask(dark, "Can I share my own opinion on a new child welfare law on my personal Facebook?")
    dark.get_by_role("button", name="Home").first.click()
    expect(dark.get_by_role("heading", name="For administrators")).to_be_visible()
    save(dark, folder / "page-home.png")
    dark.context.close()

    phone = open_page(browser, 390, 780)
    phone.goto(f"{demo.url}#mona/{demo.people['mona'].app_channel.id}")
    ask(phone, "Can I post a photo of our office potluck on my personal Facebook?")
    save(phone, folder / "page-phone.png")
    phone.context.close()

    draw_clock(demo, browser, folder)


def draw_hand_off(demo: Demo, browser: Browser, folder: Path) -> None:
    """A question in the channel of its office, and the answer that came back."""
    asker, manager = open_page(browser, 1180, 800), open_page(browser, 1180, 800)
    asker.goto(f"{demo.url}#ben/{demo.channels['north-office'].id}")
    thread = asker.locator("#thread")
    ask(asker, "@Can I post this Can I post a photo of our office potluck on my personal Facebook?")
    thread.get_by_role("button", name="Ask office management").click()
    asker.get_by_role("dialog").get_by_role("button", name="Send").click()
    manager.goto(f"{demo.url}#mona/{demo.channels['managers'].id}")
    card = manager.locator("#main .message", has_text="potluck").last
    card.get_by_role("button", name="Claim").click()
    expect(card).to_contain_text("@Mona Hale holds it")
    save(manager, folder / "page-card.png")
    card.get_by_role("button", name="Answer…").click()
    form = manager.get_by_role("dialog", name="Answer", exact=True)
    form.get_by_label("What the asker reads").fill("Yes, if no desk is in the picture and whoever is in it agrees.")
    form.get_by_role("button", name="Preview").click()
    manager.get_by_role("dialog", name="Before it is sent").get_by_role("button", name="Send").click()
    came = thread.locator(".message", has_text="Office management answered question").last
    expect(came).to_contain_text("whoever is in it agrees")
    came.scroll_into_view_if_needed()
    save(asker, folder / "page-ruling.png")
    for page in (asker, manager):
        page.context.close()


def draw_clock(demo: Demo, browser: Browser, folder: Path) -> None:
    """Time has passed; after this the clock is ahead."""
    page = open_page(browser, 1180, 800)
    page.goto(f"{demo.url}#ana/{demo.people['ana'].app_channel.id}")
    page.locator("#clock-button").click()
    panel = page.get_by_role("region", name="no part of Slack")
    for jump in ("Next opening", "What is due next"):
        panel.get_by_role("button", name=jump).click()
        expect(panel.locator(".came p")).not_to_have_text("The clock goes on …")
        if jump == "Next opening":
            ask(page, "Can I post a photo of our office potluck on my personal Facebook?")
            page.locator("#thread").get_by_role("button", name="Ask office management").click()
            form = page.get_by_role("dialog")
            form.get_by_label("Which office is yours?").select_option(label="South Office")
            form.get_by_role("button", name="Send").click()
            expect(page.locator("#thread").get_by_role("button", name="Withdraw")).to_be_visible()
    save(page, folder / "page-clock.png")
    page.context.close()


def draw_exports(browser: Browser, folder: Path) -> None:
    """The pages that are written to files."""
    page = open_page(browser, 900, 1500)
    for name in EXPORTS:
        page.goto((EXPORTED / f"{name}.html").as_uri())
        save(page, folder / f"{name}.png")
    page.context.close()


def open_page(browser: Browser, width: int, height: int, scheme: Literal["light", "dark"] = "light") -> Page:
    """A new page of this size."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    return context.new_page()


def ask(page: Page, text: str) -> None:
    """Write it, and wait for the answer."""
    page.locator("#composer-text").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#thread .block-header").first).to_be_visible()
    expect(page.locator(".status")).to_have_count(0)


def save(shown: Page | Locator, file: Path) -> None:
    """Take the picture; raises where it is too large to be kept."""
    if isinstance(shown, Locator):
        expect(shown).to_be_visible()
    page = shown.page if isinstance(shown, Locator) else shown
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement?.blur()")
    page.evaluate(SAME_TIME)
    taken = Image.open(BytesIO(shown.screenshot(animations="disabled", caret="hide")))
    taken.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    print(f"{os.path.relpath(file)}  {size // 1000} kB")
    if size > MOST_BYTES:
        raise ValueError(f"{file} has {size} bytes; at most {MOST_BYTES} are kept. Show less in it.")


def write_list(folder: Path) -> None:
    """Write the README that shows them."""
    lines = [
        "# Pictures",
        "",
        "Made by `make pictures`: the page of `canipost slack demo` in a headless Chromium. It is a stand-in that draws Slack's",
        "blocks in a look of its own; in Slack they look like Slack. What people write here is made up.",
        "",
        "## The page, with the real assistant in it",
        "",
    ]
    for name, words in WHOLE.items():
        lines += [words, "", f"![{words}]({name}.png)", ""]
    lines += ["## Pages that are written to files", ""]
    for name, words in EXPORTS.items():
        lines += [words, "", f"![{words.replace('`', '')}]({name}.png)", ""]
    lines += ["## Every kind of message, form and Home", "", "Each from its golden file in `tests/data/slack/`.", ""]
    for kind in kinds():
        title = kind.replace("-", " ").capitalize()
        lines += [f"### {title}", "", f"![{title}, as drawn from its golden file]({kind}.png)", ""]
    (folder / "README.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    make_all()
