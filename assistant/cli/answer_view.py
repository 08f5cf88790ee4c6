"""How does an answer look on a terminal? Verdict first, then why, then what to do, then the policy's own words."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answering.records import HOW_TAKEN, Answer, Case, Citation, ModelCall, Verdict
from assistant.cli.terminal import Terminal
from corpus.facts import Fact
from corpus.rulebook import Rulebook

SIGNS = {
    Verdict.NO: "✗",
    Verdict.CONDITIONAL: "◐",
    Verdict.YES: "✓",
    Verdict.CLARIFY: "?",
    Verdict.ESCALATE: "→",
    Verdict.INFO: "¶",
    Verdict.OUT_OF_SCOPE: "·",
}
"""A sign beside the words of the verdict, never in place of them."""

SHOWN_FACTS = 6


def show_answer(answer: Answer, rulebook: Rulebook, terminal: Terminal, *, is_chat: bool = False) -> None:
    """
    Print the answer, and what stands around it in its language.

    In a chat a choice is made by its number; elsewhere it is said how to answer back.
    """
    rulebook = rulebook.spoken(answer.language)
    labels = rulebook.labels
    style = answer.verdict.value if answer.verdict.value in ("no", "conditional", "yes") else "other"
    terminal.write(f"{SIGNS[answer.verdict]} {answer.headline}", hanging="  ", style=style)
    terminal.write(answer.reason, "  ")
    if answer.conditions or answer.disclaimer:
        terminal.write()
    for condition in answer.conditions:
        terminal.write(f"☐ {condition}", "  ", "    ")
    if answer.disclaimer:
        terminal.write(answer.disclaimer, "    ")
    if answer.ask:
        for number, choice in enumerate(answer.ask.choices, 1):
            terminal.write(f"{number}. {choice.label}", "  ", "     ")
        if not is_chat:
            terminal.write(labels["choose"], "  ")
    if answer.instead:
        terminal.write()
        terminal.write(answer.instead, "  ")
    show_draft(answer, labels, terminal)
    for number, citation in enumerate(answer.citations):
        terminal.write()
        if number == 0 and labels["quotes"]:
            terminal.write(labels["quotes"], "  ", style="dim")
        show_citation(citation, terminal)
    understood = [
        shown
        for name, fact in answer.facts.items()
        if rulebook.facts[name].group != "gap" and (shown := read_back(rulebook.facts[name], fact.value))
    ]
    if understood:
        terminal.write()
        more = len(understood) - SHOWN_FACTS
        said = labels["understood-more" if more > 0 else "understood"]
        terminal.write(said.format(facts="; ".join(understood[:SHOWN_FACTS]), count=more), "  ", style="dim")
    if "text_cut" in answer.notes:
        terminal.write(labels["cut"], "  ", style="bold")
    for note in HOW_TAKEN:
        if note in answer.notes:
            terminal.write(labels[note], "  ", style="dim")
    if answer.redactions:
        count = len(answer.redactions)
        said = labels["hidden-one" if count == 1 else "hidden-many"]
        terminal.write(said.format(count=count), "  ", style="dim")
    if answer.verdict in (Verdict.YES, Verdict.CONDITIONAL) or answer.suggestion:
        terminal.write(labels["unsure"], "  ", style="dim")


def show_draft(answer: Answer, labels: Mapping[str, str], terminal: Terminal) -> None:
    """
    Print the text they mean to post with what touches a clause in brackets, and the version that could be posted.

    Brackets and numbers, not color: they come through a pipe, a screen reader and a copy.
    """
    if answer.draft:
        numbers: dict[str, int] = {}
        shown = ""
        for piece in answer.draft:
            number = numbers.setdefault(piece.locator, len(numbers) + 1) if piece.locator else 0
            shown += f"[{piece.words}] ({number})" if number else piece.words
        terminal.write()
        terminal.write(labels["your-text"], "  ")
        terminal.write(shown, "  │ ")
        for locator, number in numbers.items():
            terminal.write(f"({number}) {locator}", "    ", "        ", style="dim")
    if answer.suggestion:
        terminal.write()
        terminal.write(labels["version-if" if answer.suggestion_conditions else "version"], "  ")
        for condition in answer.suggestion_conditions:
            terminal.write(f"☐ {condition}", "  ", "    ")
        terminal.write(answer.suggestion, "  │ ")


def show_citation(citation: Citation, terminal: Terminal) -> None:
    """Print a quote with its lead-in, and where it stands."""
    if citation.lead_in:
        terminal.write(citation.lead_in, "  │ ")
    quote = citation.quote if citation.quote.startswith('"') or not citation.verbatim else f"“{citation.quote}”"
    terminal.write(quote, "  │ ")
    terminal.write(citation.locator + (f" ({citation.note})" if citation.note else ""), "    ", style="dim")


def read_back(fact: Fact, value: bool) -> str | None:
    """The fact as it is read back to the asker."""
    return fact.shown.so if value else fact.shown.not_so


def show_why(case: Case, terminal: Terminal) -> None:
    """Print how the answer came about: reading, rules, near misses, search, timings."""
    reading, decision = case.reading, case.decision
    if case.screened is not None:
        terminal.write("\nRead as", style="bold")
        terminal.write(case.screened.text, "  ")
    if reading is not None:
        terminal.write(
            f"\nReading by {reading.reader}: {reading.kind.value} ({reading.kind_confidence:.2f})", style="bold"
        )
        terminal.columns(
            (("+" if fact.value else "-") + name, f"{fact.confidence:.2f}", f"“{fact.words}”")
            for name, fact in reading.facts.items()
        )
        ranked = sorted(reading.opinion.items(), key=lambda pair: -pair[1])
        terminal.write("Second opinion: " + ", ".join(f"{verdict.value} {p:.2f}" for verdict, p in ranked[:3]), "  ")
        if reading.second is not None:
            facts = ", ".join(("+" if fact.value else "-") + name for name, fact in reading.second.facts.items())
            terminal.write(f"{reading.second.reader} reads: {reading.second.kind.value}; {facts or '-'}", "  ")
        if reading.is_disputed:
            terminal.write("The two readings differ on a prohibition.", "  ")
    if decision is not None:
        terminal.write("\nRules", style="bold")
        terminal.columns(
            [(f.standing.value, f.rule.id, f.rule.clause) for f in decision.findings]
            or [
                (
                    "fixed reply",
                    decision.reply.id if decision.reply else "-",
                    decision.topic.id if decision.topic else "",
                )
            ]
        )
        if decision.near_misses:
            terminal.write("Near misses", style="bold")
            terminal.columns((f.standing.value, f.rule.id, f.rule.clause) for f in decision.near_misses)
    if case.hits:
        terminal.write("\nNearest clauses (score, rank in meaning, rank in words)", style="bold")
        terminal.columns(
            (f"{hit.score:.3f}", str(hit.dense_rank), str(hit.bm25_rank or "-"), hit.clause_id) for hit in case.hits[:5]
        )
    for fault in case.faults:
        terminal.write(f"Withheld: {fault}", style="bold")
    for call in (*(reading.calls if reading else ()), *((case.rewording,) if case.rewording else ())):
        show_call(call, terminal)
    terminal.write("\nTime", style="bold")
    terminal.columns((name, f"{took:.1f} ms") for name, took in case.trail)


def show_call(call: ModelCall, terminal: Terminal) -> None:
    """Print what was sent to a language model, word for word, the asker's part first, and what came of it."""
    tries = "1 try" if call.attempts == 1 else f"{call.attempts} tries"
    terminal.write(f"\n{call.model}, {call.purpose}: {call.outcome} ({tries}, {call.ms:.0f} ms)", style="bold")
    if call.attempts == 0:
        return
    for role, text in (*reversed(call.sent), ("schema", call.schema)):
        terminal.write(f"Sent as {role}:", "  ")
        terminal.write(text, "    ", style="dim")
    if call.received:
        terminal.write("Received:", "  ")
        terminal.write(call.received, "    ", style="dim")
