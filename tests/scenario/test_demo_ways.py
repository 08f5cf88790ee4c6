"""
Everything that people do to a hand-off, clicked from end to end in `canipost slack demo`, with what time does to it.

Three long ways: from hand to hand and back; a ruling becomes a precedent, is reviewed a year later and falls; App Home.
"""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.scenario.test_demo_page import BLURRED, LONG, Visit, ask, browser, demo, hand_over, rule, visit

__all__ = ["browser", "demo", "visit"]

OPINION = "Can I share my own opinion on a new child welfare law on my personal Facebook?"
MINE = re.compile("Your questions for office management go there|I do not know which office is yours")
REWORDED = "Is it OK to share my own opinion about a new child welfare law on my personal Facebook page?"


def dialog(page: Page, name: str) -> Locator:
    """The form that is open."""
    form = page.get_by_role("dialog", name=name, exact=True)
    expect(form).to_be_visible(timeout=LONG)
    return form


def press(place: Locator, name: str) -> None:
    place.get_by_role("button", name=name, exact=True).click(timeout=LONG)


def put_forward(page: Page, way: str) -> Locator:
    """Put the clock forward; the panel that says what came of it."""
    panel = page.locator("#clock")
    if not panel.is_visible():
        page.locator("#clock-button").click()
    panel.get_by_role("button", name=way).click()
    expect(panel.locator(".came p")).not_to_have_text("The clock goes on …", timeout=4 * LONG)
    return panel


def put_forward_until(page: Page, says: str) -> Locator:
    """From one thing that is due to the next, until it came to this."""
    for _ in range(8):
        panel = put_forward(page, "What is due next")
        if says in panel.inner_text():
            return panel
    raise AssertionError(f"it never came to {says!r}: {panel.inner_text()}")


def last(page: Page, says: str) -> Locator:
    """The last message in what is open that says so."""
    found = page.locator(".message", has_text=says).last
    expect(found).to_be_visible(timeout=LONG)
    return found


def test_a_question_without_a_name_goes_from_hand_to_hand_and_back_and_time_reminds_who_holds_it(visit: Visit) -> None:
    ben = visit("ben")
    put_forward(ben, "Next opening")
    ask(ben, "Can I post a photo of our new office cactus on my Instagram?")
    thread = ben.locator("#thread")
    press(thread, "Ask office management")
    form = dialog(ben, "Ask office management")
    form.get_by_role("checkbox", name="Ask without my name").check()
    form.get_by_label("Which office is yours?").select_option(label="North Office")
    press(form, "Send")
    expect(thread).to_contain_text("They do not see your name.", timeout=LONG)

    mona, ada = visit("mona", "managers"), visit("ada", "managers")
    card = mona.locator("#main .message", has_text="our new office cactus").last
    expect(card).to_contain_text("Nobody holds it yet", timeout=LONG)
    expect(card).not_to_contain_text("Ben")
    press(card, "Claim")
    expect(card).to_contain_text("@Mona Hale holds it", timeout=LONG)
    press(card, "Release")
    expect(card).to_contain_text("Nobody holds it yet", timeout=LONG)
    press(card, "Reassign…")
    form = dialog(mona, "Reassign")
    form.get_by_label("Who takes it?").select_option(label="Ada Stone")
    press(form, "Reassign")
    expect(card).to_contain_text("@Ada Stone holds it", timeout=LONG)

    card = ada.locator("#main .message", has_text="our new office cactus").last
    press(card, "Ask the asker…")
    form = dialog(ada, "Ask the asker")
    form.get_by_label("What do you want to know?").fill("Is the cactus yours or the County's?")
    press(form, "Send")
    expect(card).to_contain_text("The clock stands still", timeout=LONG)
    question = thread.locator(".message", has_text="Is the cactus yours").last
    press(question, "Reply")
    form = dialog(ben, "Reply")
    form.get_by_label("Your reply").fill("It is the County's. " * 30 + "It came by truck.")
    press(form, "Send")
    expect(question).to_contain_text("You replied on", timeout=LONG)
    expect(card).to_contain_text("It is the County's.", timeout=LONG)
    expect(card).not_to_contain_text("It came by truck.")
    press(card, "Read all…")
    expect(dialog(ada, "All of it")).to_contain_text("It came by truck.")
    ada.keyboard.press("Escape")
    expect(ada.get_by_role("dialog")).to_have_count(0)

    press(card, "Not for us…")
    form = dialog(ada, "Not for us")
    form.get_by_label("Whose is it?").select_option(label="South Office")
    form.get_by_label("Why?").fill("It stands in the south.")
    press(form, "Pass on")
    expect(ada.locator("#main")).to_contain_text("Passed on to South Office", timeout=LONG)

    sue = visit("sue", "south-leads")
    card = sue.locator("#main .message", has_text="our new office cactus").last
    expect(card).to_contain_text("It stands in the south.", timeout=LONG)
    press(card, "Claim")
    expect(card).to_contain_text("@Sue Park holds it", timeout=LONG)
    put_forward_until(sue, "still on it?")
    sue.get_by_role("button", name=re.compile("Look: .*still on it")).click()
    letter = last(sue, "still on it?")
    press(letter, "Still on it")
    expect(last(sue, "you are still on it")).not_to_contain_text("If you do not say so", timeout=LONG)
    put_forward_until(sue, "an answer is promised by")
    expect(last(sue, "an answer is promised by")).to_contain_text("@Sue Park holds it")
    press(last(sue, "you are still on it"), "Release")
    last(sue, "an answer is promised by").get_by_role("link", name="Open the card").click()

    card = sue.locator("#main .message", has_text="our new office cactus").last
    expect(card).to_contain_text("Nobody holds it yet", timeout=LONG)
    press(card, "Answer…")
    rule(sue, "Answer", "Yes, on the conditions below", "The County's account may show its plants.")
    letter = thread.locator(".message", has_text="Office management answered question").last
    expect(letter).to_contain_text("may show its plants", timeout=LONG)
    press(letter, "Helpful")
    expect(ben.locator(".whispered", has_text="Thank you").or_(ben.get_by_text("Thank you")).last).to_be_visible(
        timeout=LONG
    )
    press(letter, "I still have a question")
    form = ben.get_by_role("dialog")
    form.get_by_label("What is still not clear?").fill("And on Instagram?")
    press(form, "Send")
    expect(card).to_contain_text("And on Instagram?", timeout=LONG)
    expect(card).to_contain_text("Nobody holds it yet")

    put_forward_until(ben, "Open questions of South Office: 1")
    put_forward_until(ben, "the promised answer did not come in time")
    expect(ada.locator("#main")).to_contain_text(
        "of South Office: the promised answer did not come in time", timeout=LONG
    )
    put_forward_until(ben, "Nobody has answered question")
    letter = last(ben, "Nobody has answered question")
    expect(letter).to_contain_text("the front desk of South Office")
    press(letter, "Withdraw")
    expect(sue.locator("#main")).to_contain_text("withdrew it", timeout=LONG)


def test_a_ruling_becomes_a_precedent_is_shown_to_others_and_reviewed_a_year_later(visit: Visit) -> None:
    ana = visit("ana")
    ask(ana, OPINION)
    hand_over(ana)
    mona, ada = visit("mona", "managers"), visit("ada", "managers")
    card = mona.locator("#main .message", has_text="new child welfare law").last
    press(card, "Answer…")
    dialog(mona, "Answer").get_by_role("checkbox", name="This may become a precedent").check()
    rule(mona, "Answer", "Yes, on the conditions below", "Say that it is your own opinion, and nothing of your work.")
    expect(card).to_contain_text("It may become a precedent", timeout=LONG)

    mona.locator("nav").get_by_role("button", name="Messages").click()
    press(last(mona, "shall your answer become a precedent?"), "Tell the question…")
    form = dialog(mona, "Tell the question")
    form.get_by_label("The question").fill(OPINION)
    press(form, "Propose")
    expect(last(mona, "shall your answer become a precedent?")).to_contain_text(
        "waits for a second manager", timeout=LONG
    )
    proposed = last(ada, "shall this become a precedent?")
    press(proposed, "Approve")
    expect(proposed).to_contain_text("It is a precedent.", timeout=LONG)

    ben = visit("ben")
    ask(ben, REWORDED)
    answer = ben.locator("#thread .message", has_text="Office management answered a similar question").last
    expect(answer).to_contain_text("nothing of your work", timeout=LONG)
    expect(answer).to_contain_text("It decides nothing in yours")

    panel = put_forward(mona, "+1 year")
    put_forward(mona, "Next opening")
    expect(panel).to_be_visible()
    letter = last(mona, "does this precedent still hold?")
    press(letter, "Renew")
    expect(letter).to_contain_text("its review is due on", timeout=LONG)
    expect(letter.get_by_role("button", name="Renew")).to_have_count(0)
    mona.locator("nav").get_by_role("button", name="Home").click()
    expect(mona.locator(".home")).to_contain_text("Precedents of your office", timeout=LONG)
    home = mona.locator(".home")
    expect(home).to_contain_text("Shown below answers")
    press(home, "Renew")
    mona.locator("nav").get_by_role("button", name="Messages").click()
    expect(last(mona, "It is a precedent now")).to_be_visible()
    mona.locator("nav").get_by_role("button", name="Home").click()
    press(home, "Correct…")
    stands = dialog(mona, "Correct the answer").get_by_label("What the asker reads")
    expect(stands).to_have_value(re.compile("nothing of your work"))
    mona.keyboard.press("Escape")
    expect(mona.get_by_role("dialog")).to_have_count(0)
    press(home, "Withdraw")
    press(dialog(mona, "Withdraw this precedent?"), "Withdraw")
    expect(home).to_contain_text("Expired: it is shown to nobody any more.", timeout=LONG)

    mona.locator("nav").get_by_role("button", name="managers").click()
    press(mona.locator("#main .message", has_text="Answered by @Mona Hale").filter(has_text=OPINION).last, "Correct…")
    rule(mona, "Correct the answer", "No, it must not be posted", "Wait until the law is in force.")
    recall = last(ben, "corrected an answer that you were shown")
    expect(recall).to_contain_text("Wait until the law is in force.")
    press(recall, "Ask office management")
    form = dialog(ben, "Ask office management")
    if (office := form.get_by_label("Which office is yours?")).count():
        office.select_option(label="North Office")
    press(form, "Send")
    expect(mona.locator("#main .message", has_text=REWORDED).last).to_contain_text("From @Ben Carter", timeout=LONG)


def test_in_home_somebody_chooses_their_office_and_the_policy_section_looks_at_the_figures(visit: Visit) -> None:
    ana = visit("ana")
    ana.get_by_role("button", name="Home").first.click()
    home = ana.locator(".home")
    office = home.locator(".block-section", has_text=MINE).get_by_role("combobox")
    expect(office).to_be_visible(timeout=LONG)
    office.select_option(label="South Office")
    expect(home).to_contain_text("Your questions for office management go there.", timeout=LONG)
    ana.locator("nav").get_by_role("button", name="Messages").click()
    ask(ana, BLURRED)
    press(ana.locator("#thread"), "Ask office management")
    form = dialog(ana, "Ask office management")
    expect(form).to_contain_text("It goes to South Office.")
    press(form, "Send")
    expect(ana.locator("#thread")).to_contain_text("It is with South Office.", timeout=LONG)

    ada = visit("ada")
    ada.get_by_role("button", name="Home").first.click()
    press(ada.locator(".home"), "Look at the figures")
    report = ada.get_by_role("dialog", name=re.compile("policy section"))
    expect(report).to_contain_text("Counted now, in this workspace", timeout=LONG)
    expect(report).to_contain_text("canipost report")
