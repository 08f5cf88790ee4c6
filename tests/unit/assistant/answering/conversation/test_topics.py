"""Which messages could as well have been sent by themselves?"""

from __future__ import annotations

import pytest

from assistant.answering.conversation.topics import (
    Tie,
    only_acknowledges,
    only_asks_again,
    only_asks_elsewhere,
    only_asks_why,
    says_something,
    shares_matter,
    tie_of,
)

NO = "can i post a photo of my client with her face blurred?"
DETAINED = "want to put on facebook that we detained two siblings in compton today"


@pytest.mark.parametrize("said", [
    "what if i crop her out?", "what if i delete it after a day", "same but on LinkedIn", "so that's a yes?", "thanks",
    "no, it's my niece", "can i put it on my private account?", "only my close friends would see the picture",
    "can I use my own phone on my day off?", "can i post from my own phone on my day off?", "and my cat?",
    "can i share a blurred copy?", "can i post the drawing if i cut off the name?", "is it ok to share her drawing",
    "Can I send the photo to my husband?", "can i post a photo of [name 1]?", "y si le tapo la cara con un emoji?",
    "lo mismo pero en mi cuenta privada", "puedo subir otra foto?", "can i share another one?", "",
])  # fmt: skip
def test_what_leans_on_what_was_said_goes_on(said: str) -> None:
    assert tie_of(said, (NO,)) is Tie.LEANS


@pytest.mark.parametrize("said", [
    "can i post a photo of my dog at the beach on my day off?", "ok. and can I share my sister's wedding pictures?",
    "Can I sell my old couch on facebook marketplace this weekend?", "can i say on linkedin that i am a social worker?",
    "thanks! can i tell a story about my caseload kid?", "ok gracias. y puedo subir fotos de mi perro en la playa?",
])  # fmt: skip
def test_a_whole_question_that_shares_nothing_stands_apart(said: str) -> None:
    assert tie_of(said, (DETAINED,)) is Tie.APART


@pytest.mark.parametrize("said", [
    "different question: can i share a photo of my cat?", "ok, unrelated, may i post a recipe for tamales",
    "otra pregunta: puedo subir una receta de tamales?", "btw can i put up an ad for my bakery",
])  # fmt: skip
def test_it_may_say_that_it_is_something_else(said: str) -> None:
    assert tie_of(said, (DETAINED,)) is Tie.MARKED


def test_what_says_so_and_leans_all_the_same_goes_on() -> None:
    assert tie_of("different question: what if i post it to my close friends", (NO,)) is Tie.LEANS


def test_a_word_of_substance_in_common_ties_a_question_to_what_was_said() -> None:
    assert tie_of("can i post a poem about siblings?", (DETAINED,)) is Tie.LEANS
    assert tie_of("can i post a poem about sibling love?", ("hi", DETAINED, "thanks")) is Tie.LEANS


def test_the_first_message_stands_apart() -> None:
    assert tie_of("what if i crop her out?", ()) is Tie.APART


@pytest.mark.parametrize("said", ["thanks", "ok", "Got it, thanks!", "gracias!", "ok cool", ""])
def test_thanks_say_nothing_of_any_matter(said: str) -> None:
    assert not says_something(said)


@pytest.mark.parametrize("said", ["no", "yes", "thanks, it's my niece", "ok and her brother?", "1", "sure", "right"])
def test_whatever_could_say_something_does(said: str) -> None:
    assert says_something(said)


def test_a_message_goes_back_by_its_words_or_by_its_matter() -> None:
    assert shares_matter("and the first one with a sticker?", (NO,))
    assert shares_matter("so the one of the client is really a no?", (NO,))
    assert not shares_matter("what if i tag the beach?", (NO,))


@pytest.mark.parametrize(
    "said",
    [
        "you sure?", "u sure", "are you sure about that", "really?", "ok so yes?", "So that's a yes?", "so that\u2019s a no",
        "so i can?", "so i'm good to go?", "is that a definite yes", "wait, really", "says who",
        "what would make it ok?",
        "in black and white?", "con un filtro?", "double checking, thats ok?", "just give me a yes or no", "for real?",
        "so no problem then", "are you 100% sure?",
        "\u00bfest\u00e1 segura?", "\u00bfde verdad?", "o sea que s\u00ed puedo?", "entonces no?", "\u00bfes un s\u00ed?",
    ],
)  # fmt: skip
def test_who_only_asks_whether_it_is_so_states_nothing(said: str) -> None:
    assert only_asks_again(said)
    assert not says_something(said)


@pytest.mark.parametrize(
    "said",
    [
        "", "thanks", "ok", "sure thanks", "i'm good thanks", "no problem", "wait", "no", "yes",
        "so it's fine if i tag her mom?", "so i can post it to the unit's page?", "can i post it", "so i can post my client?",
        "are you sure the kid isn't a client", "really cute pic of my client", "is it ok to add her name", "sure, with her name",
        "so that's a yes for LinkedIn too?", "where does it say that?", "it's allowed on my supervisor's page",
        "why is it ok for my coworker?", "on instagram with her name", "with a filter over her face", "as a story",
        "so i can post them?", "so i can share it then", "entonces s\u00ed puedo subirla?", "and on instagram?",
        "what about my client's instagram?", "seguro que s\u00ed con su nombre", "si puedo con su mam\u00e1", "for real names?", "it's ok with her mother",
    ],
)  # fmt: skip
def test_what_says_or_asks_anything_more_is_heard(said: str) -> None:
    assert not only_asks_again(said)


@pytest.mark.parametrize(
    "said",
    [
        "thanks", "thx so much", "good to know", "k", "lol ok", "hmm", "ok i wont post it", "scrap it then", "nvm",
        "that's good to know", "ok that helps, thanks", "ok i'll ask my supervisor, thanks!", "ok thank you, have a good day", "got it, will do", "muchas gracias, entendido",
        "no lo subo entonces",
    ],
)  # fmt: skip
def test_who_has_heard_it_asks_nothing(said: str) -> None:
    assert only_acknowledges(said)
    assert not says_something(said)


@pytest.mark.parametrize(
    "said",
    [
        "", "you sure?", "yes", "sure", "no", "ok and her name?", "thanks, what about my dog", "i deleted it", "leaving her out",
        "ok i wont post it, just text it to her mom", "i'll ask my client", "nice pic of a client", "forget it, it's about a coworker",
        "good", "help",
    ],
)  # fmt: skip
def test_who_says_more_than_that_is_heard(said: str) -> None:
    assert not only_acknowledges(said)


@pytest.mark.parametrize(
    "said", ["why?", "and why not", "hm why", "which clause is that?", "ok, explain that in simple words"]
)
def test_who_asks_why_asks_about_the_answer(said: str) -> None:
    assert only_asks_why(said)
    assert not only_asks_again(said)
    assert not says_something(said)


@pytest.mark.parametrize("said", ["", "ok", "why can my coworker post hers?", "explain the disclaimer", "you sure?"])
def test_who_asks_about_something_else_does_not(said: str) -> None:
    assert not only_asks_why(said)


ON_FACEBOOK = "can i post my garden on fb"


@pytest.mark.parametrize("said", ["and on instagram?", "same but on LinkedIn", "what about tiktok", "y en instagram?"])
def test_who_asks_for_another_platform_states_where(said: str) -> None:
    assert only_asks_elsewhere(said, ON_FACEBOOK)
    assert not only_asks_elsewhere(said, "can i keep a photo of my client in the case file?")
    assert says_something(said)


@pytest.mark.parametrize(
    "said",
    [
        "and on my own facebook?",
        "my instagram",
        "on my personal account",
        "on her instagram",
        "on instagram with her",
        "and?",
    ],
)
def test_who_says_whose_account_it_is_asks_something_else(said: str) -> None:
    assert not only_asks_elsewhere(said, ON_FACEBOOK)
    assert not only_asks_again(said)
