"""The whole product tried as anybody would try it: in the browser, by `canipost slack demo`'s page, with the real assistant."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.answering.answerer import Answerer
from assistant.slack.demo import Demo, open_demo
from tests.browser import NoBrowser, open_browser

BLURRED = "Can I post a photo of a foster child if I blur the face?"
NAMED = "Can I post a photo of Marcus Webb and his case worker on my Facebook?"
ASKED_BACK = "Can I post a photo of a kid on Facebook?"
LONG = 15_000  # ms for an answer on a busy machine

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def demo(real_answerer: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with open_demo(tmp_path_factory.mktemp("demo"), answerer=real_answerer) as demo:
        yield demo


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        with open_browser() as browser:
            yield browser
    except NoBrowser as problem:
        pytest.skip(str(problem))


@pytest.fixture
def visit(demo: Demo, browser: Browser) -> Iterator[Visit]:
    """Open the page as somebody, in a channel or (None) in the messages with the app."""
    context = browser.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(LONG)
    troubles: list[str] = []

    def open_page(role: str, channel: str | None = None) -> Page:
        page = context.new_page()
        page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        place = demo.people[role].app_channel if channel is None else demo.channels[channel]
        page.goto(f"{demo.url}#{role}/{place.id}")
        page.wait_for_selector("#composer-text")
        return page

    yield open_page
    context.close()
    assert troubles == []
    demo.slack.wait_settled()


def ask(page: Page, text: str) -> None:
    """Write it and wait for the verdict in the thread."""
    field = page.locator("#composer-text")
    field.fill(text)
    field.press("Enter")  # to the field itself: what is drawn meanwhile may take the focus
    expect(page.locator("#thread .block-header").last).to_be_visible(timeout=LONG)


def verdict(page: Page) -> str:
    return page.locator("#thread .block-header").last.inner_text()


def hand_over(page: Page) -> None:
    """Give the question in the thread to North Office, unless the assistant did; Withdraw says that it is there."""
    thread, withdraw = page.locator("#thread"), page.locator("#thread").get_by_role("button", name="Withdraw")
    ask_them = thread.get_by_role("button", name="Ask office management")
    expect(withdraw.or_(ask_them).first).to_be_visible(timeout=LONG)
    if ask_them.count():
        ask_them.click()
        form = page.get_by_role("dialog", name="Ask office management")
        expect(form).to_be_visible()
        office = form.get_by_label("Which office is yours?")
        if office.count():
            office.select_option(label="North Office")
        form.get_by_role("button", name="Send").click()
    expect(withdraw).to_be_visible(timeout=LONG)


def rule(manager: Page, title: str, verdict: str, words: str) -> None:
    """Fill the form that is open, and send what the preview shows."""
    form = manager.get_by_role("dialog", name=title, exact=True)
    form.get_by_role("radio", name=verdict).check()
    form.get_by_label("What the asker reads").fill(words)
    form.get_by_role("button", name="Preview").click()
    preview = manager.get_by_role("dialog", name="Before it is sent")
    expect(preview).to_contain_text(words)
    preview.get_by_role("button", name="Send").click()


def test_a_question_in_a_direct_message_is_answered_with_the_clause_and_its_page(visit: Visit) -> None:
    page = visit("ana")
    ask(page, BLURRED)
    assert verdict(page) == "✗ Don't post this"
    quote = page.locator("#thread blockquote").first
    expect(quote).to_contain_text("blurred")
    with page.context.expect_page() as opened:
        page.locator("#thread").get_by_role("link", name=re.compile("^MD 16-02")).first.click()
    expect(opened.value.locator(".clause:target")).to_contain_text("blurred")
    page.locator("#thread").get_by_role("button", name="Why?").click()
    expect(page.get_by_role("dialog")).to_contain_text("What I understood")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="This answer was helpful").click()
    expect(page.get_by_role("button", name="This answer was helpful")).to_have_attribute("aria-pressed", "true")


def test_a_suggestion_asks_and_a_choice_goes_on_with_the_case(visit: Visit) -> None:
    page = visit("mona")
    expect(page.locator(".prompt")).to_have_count(4)
    page.locator(".prompt").first.click()
    expect(page.locator("#thread .block-header")).to_have_count(1, timeout=LONG)
    page.get_by_role("button", name="Close thread").click()
    ask(page, ASKED_BACK)
    assert verdict(page) == "? One thing first…"
    choice = page.locator("#thread [data-action=answer_choose_0]")
    name = choice.inner_text()
    choice.click()
    expect(page.locator("#thread del").first).to_be_visible(timeout=LONG)
    assert name
    assert verdict(page) != "? One thing first…"


def test_the_channel_sees_nothing_of_an_answer_to_a_message_with_a_name(visit: Visit, demo: Demo) -> None:
    ana, ben = visit("ana", "north-office"), visit("ben", "north-office")
    ana.locator("#composer-text").press_sequentially("@can")
    ana.keyboard.press("Tab")
    ana.locator("#composer-text").press_sequentially(NAMED)
    ana.locator("#composer-text").press("Enter")
    pointer = ana.locator(".whispered")
    expect(pointer).to_contain_text("Only visible to you", timeout=LONG)
    expect(pointer).to_contain_text("Delete message")
    mine = ben.locator(".message", has_text="Marcus Webb")
    expect(mine).to_be_visible()
    expect(mine.locator(".replies")).to_have_count(0)
    mine.hover()
    mine.get_by_role("button", name="Reply").click()
    expect(ben.locator("#thread .message")).to_have_count(1)
    pointer.get_by_role("link", name="Open the answer").click()
    expect(ana.locator("#main h1")).to_have_text("Can I post this")
    expect(ana.locator(".block-header").last).to_have_text("✗ Don't post this")
    expect(ana.locator("body")).not_to_contain_text("Marcus Webb and")
    answer = ana.locator(".message", has=ana.locator(".block-header")).last
    assert "Marcus" not in answer.inner_text()


def test_a_draft_is_asked_about_by_the_menu_of_a_message_and_the_form(visit: Visit, demo: Demo) -> None:
    page = visit("gil", "north-office")
    page.get_by_label("You are").select_option("ben")
    page.locator("nav").get_by_role("button", name="north-office").click()
    draft = page.locator(".message", has_text="new reception desk")
    draft.hover()
    draft.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Can I post this?").click()
    form = page.get_by_role("dialog")
    expect(form.get_by_label("The text you would post")).to_have_value(re.compile("reception desk"))
    form.get_by_role("textbox").first.fill("")
    form.get_by_role("button", name="Ask").click()
    expect(form.locator(".error").first).to_contain_text("required")
    form.get_by_role("textbox").first.fill("Can I post this picture of our reception desk?")
    form.get_by_label("Which account").select_option("personal")
    form.get_by_role("button", name="Ask").click()
    expect(form).to_have_count(0)
    page.locator("nav").get_by_role("button", name="Messages").click()
    expect(page.locator(".block-header").last).to_be_visible(timeout=LONG)
    expect(page.locator("body")).to_contain_text("You asked")


def test_home_shows_my_questions_and_only_an_administrator_the_switches(visit: Visit) -> None:
    page = visit("ada")
    page.get_by_role("button", name="Home").first.click()
    expect(page.get_by_role("heading", name="For administrators")).to_be_visible()
    expect(page.get_by_role("heading", name="My recent questions")).to_be_visible()
    modes = page.locator(".block-section", has_text="#north-office").get_by_role("combobox")
    modes.select_option("private")
    page.locator("nav").get_by_role("button", name="Messages").click()
    page.locator("nav").get_by_role("button", name="Home").click()
    expect(modes).to_have_value("private")
    modes.select_option("answers")
    page.get_by_role("button", name="Switch off").click()
    page.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    expect(page.get_by_role("heading", name="I am switched off")).to_be_visible()
    page.get_by_role("button", name="Switch on").click()
    page.get_by_role("dialog").get_by_role("button", name="Switch on").click()
    expect(page.get_by_role("heading", name="I am switched off")).to_have_count(0)
    page.get_by_label("You are").select_option("ana")
    expect(page.get_by_role("heading", name="For administrators")).to_have_count(0)


def test_what_was_understood_wrongly_is_corrected_and_decided_again(visit: Visit) -> None:
    page = visit("ben")
    ask(page, "Can I post a photo of a client if I blur the face?")
    page.locator("#thread").get_by_role("button", name="That's not right").last.click()
    form = page.get_by_role("dialog", name="That's not right")
    expect(form).to_be_visible()
    for fact in form.get_by_role("radio", name="That is not so").all():
        fact.check()
    form.get_by_role("button", name="Decide again").click()
    expect(page.locator("#thread del").first).to_be_visible(timeout=LONG)
    expect(page.locator("#thread .block-header").last).not_to_have_text("✗ Don't post this", timeout=LONG)


def test_the_box_in_home_asks_keeps_what_is_half_written_and_is_emptied(demo: Demo, visit: Visit) -> None:
    page = visit("mona")
    page.get_by_role("button", name="Home").first.click()
    box = page.get_by_label("Ask a question")
    expect(box).to_be_visible(timeout=LONG)
    box.fill("Half a")
    demo.people["mona"].says(None, BLURRED)
    expect(page.locator(".home")).to_contain_text("Don't post this", timeout=LONG)
    expect(box).to_have_value("Half a")
    expect(box).to_be_focused()

    box.fill("Can I post a photo of my own dog on my private account?")
    page.get_by_role("button", name="Ask", exact=True).click()

    expect(box).to_have_value("", timeout=LONG)
    expect(page.locator(".home")).to_contain_text("my own dog", timeout=LONG)
    page.get_by_role("button", name="With a draft").click()
    expect(page.get_by_role("dialog")).to_contain_text("Your question")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)  # it is mona's, in the tests that follow too


def test_the_question_goes_to_office_management_and_is_withdrawn_in_home(visit: Visit) -> None:
    page = visit("ana")
    ask(page, "Can I post about our new office plants on the county account?")
    hand_over(page)
    page.get_by_role("button", name="Home").first.click()
    expect(page.get_by_role("button", name="Withdraw")).to_have_count(1)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("button", name="Withdraw")).to_have_count(0, timeout=LONG)


def test_a_question_is_handed_over_claimed_answered_and_corrected_and_each_answer_read(visit: Visit) -> None:
    page = visit("ben")
    ask(page, "Can I post about our new office ferns on the county account?")
    hand_over(page)
    asker = page.locator("#thread")
    expect(asker).to_contain_text("It is with North Office.", timeout=LONG)

    manager = visit("mona", "managers")
    card = manager.locator("#main .message", has_text="our new office ferns").last
    card.get_by_role("button", name="Claim").click()
    expect(card).to_contain_text("@Mona Hale holds it", timeout=LONG)
    expect(asker).to_contain_text("Somebody of office management has taken question", timeout=LONG)
    card.get_by_role("button", name="Answer…").click()
    rule(manager, "Answer", "No, it must not be posted", "Plants are fine on your own account, not on the County's.")
    expect(card).to_contain_text("Answered by @Mona Hale", timeout=LONG)

    answer = asker.locator(".message", has_text="Office management answered question")
    expect(answer.last).to_contain_text("not on the County's", timeout=LONG)
    expect(answer.last).to_contain_text("Answered by @Mona Hale, North Office")
    answer.last.get_by_role("button", name="Receipt").click()
    expect(page.get_by_role("dialog", name="Receipt")).to_contain_text("our new office ferns")
    page.keyboard.press("Escape")

    card.get_by_role("button", name="Correct…").click()
    rule(manager, "Correct the answer", "Yes, on the conditions below", "The County's account may show its plants.")
    recall = asker.locator(".message", has_text="Office management corrected their answer")
    expect(recall).to_contain_text("What you read before no longer counts", timeout=LONG)
    expect(recall).to_contain_text("may show its plants")
    expect(card).to_contain_text("may show its plants")
    recall.get_by_role("button", name="Receipt").click()
    receipt = page.get_by_role("dialog", name="Receipt")
    expect(receipt).to_contain_text("not on the County's")
    expect(receipt).to_contain_text("may show its plants")


def test_administrators_see_the_offices_and_a_manager_what_waits_for_theirs(visit: Visit) -> None:
    page = visit("ada")
    page.get_by_role("button", name="Home").first.click()
    expect(page.locator(".home")).to_contain_text("Managers: @Mona Hale, @Ada Stone", timeout=LONG)
    expect(page.get_by_text("Channel of office management")).to_have_count(0)
    page.get_by_label("You are").select_option("mona")
    page.get_by_role("button", name="Home").first.click()
    expect(page.get_by_role("heading", name="Open questions of your office")).to_be_visible(timeout=LONG)


def test_a_deleted_question_takes_its_answer_with_it(visit: Visit) -> None:
    page = visit("ana")
    ask(page, "Can I post a photo of our office potluck on my personal Facebook?")
    mine = page.locator("#main .message", has_text="potluck")
    mine.hover()
    mine.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete message").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".message", has_text="potluck")).to_have_count(0)
    expect(page.locator("#thread")).to_be_hidden(timeout=LONG)


def test_the_command_starts_says_what_is_a_stand_in_and_ends_cleanly(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from assistant.cli.main import run; run()",
        "slack",
        "demo",
        "--keep",
        str(tmp_path),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        assert program.stdout is not None
        said = ""
        while "Ctrl-C" not in said and (line := program.stdout.readline()):
            said += line
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert address, said
        assert "stand-in" in said
        with urllib.request.urlopen(address[0], timeout=5) as answer:
            assert b"start.js" in answer.read()
        program.send_signal(signal.SIGINT)
        rest = program.stdout.read()
        assert program.wait(30) == 0, rest
    assert "Traceback" not in rest
    assert (tmp_path / "canipost.db").exists()
