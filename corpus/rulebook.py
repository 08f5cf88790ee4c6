"""What follows from each provision? Rules, topics and fixed replies, read strictly and checked against the texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from corpus.errors import UnknownDocument
from corpus.facts import Fact
from corpus.languages import Language, read_languages
from corpus.library import Library
from corpus.rule_rows import (
    Effect,
    Emergencies,
    Headline,
    Label,
    Mend,
    NotDeciding,
    Reply,
    Rule,
    Topic,
    Verdict,
    Wording,
    WrittenFor,
    compile_pattern,
)
from corpus.strict_yaml import Faults, Place, read_record, read_rows
from corpus.translations import TRANSLATED, Rows, read_translation, read_wording

RULES_FOLDER = Path(__file__).parent / "rules"


REPLIES_IN_USE = (
    "conditions-met", "silent", "doubt", "too-long", "unverified", "report", "emergency", "small-talk", "other",
    "nothing-asked", "no-topic", "unread-part", "unread-language", "readers-differ",
)  # fmt: skip
"""Replies that the code sends by name; the loader refuses a file that lacks one."""

LABELS_IN_USE = (
    "quotes", "choose", "one-fact", "one-fact-yes", "one-fact-no",
    "understood", "understood-more", "cut", "read-together", "stood-alone", "hidden-one", "hidden-many", "unsure",
    "note-summary", "note-quotes", "note-held", "note-held-with", "held-full", "held-quoted", "held-summary",
    "held-cited", "your-text", "version", "version-if",
)  # fmt: skip
"""Labels that the code shows by name."""


@dataclass(frozen=True)
class Rulebook:
    """Facts, rules, topics and replies, checked against the documents they rest on."""

    facts: MappingProxyType[str, Fact]
    rules: tuple[Rule, ...]
    not_deciding: tuple[NotDeciding, ...]
    topics: tuple[Topic, ...]
    headlines: MappingProxyType[Verdict, str]
    replies: MappingProxyType[str, Reply]
    wording: Wording
    emergencies: Emergencies
    mends: MappingProxyType[str, Mend]
    """By the id of the rule: the prohibitions that leaving words out can mend."""
    labels: MappingProxyType[str, str]
    languages: tuple[Language, ...]
    """Every language that can be told, the ones that are answered in first."""
    language: str = "en"
    translations: MappingProxyType[str, Rulebook] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """The same rules in the words of other languages: they decide alike and differ only in what is said."""
    _topic_of: dict[str, Topic] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the topics: the first topic that leads with a clause is that clause's own."""
        by_clause: dict[str, Topic] = {}
        for topic in self.topics:
            by_clause.setdefault(topic.clauses[0], topic)
        for topic in self.topics:
            for clause in topic.clauses[1:]:
                by_clause.setdefault(clause, topic)
        object.__setattr__(self, "_topic_of", by_clause)

    def topic(self, clause: str) -> Topic | None:
        """The topic under which a clause is shown to somebody who asks what the policy says."""
        return self._topic_of.get(clause)

    def spoken(self, language: str) -> Rulebook:
        """The rulebook whose sentences are in that language; this one where there is none."""
        return self.translations.get(language, self)

    def rule(self, rule_id: str) -> Rule:
        """The rule with that id; KeyError when there is none."""
        return next(rule for rule in self.rules if rule.id == rule_id)


def load_rulebook(library: Library, folder: Path = RULES_FOLDER) -> Rulebook:
    """
    Read and cross-check the data files of a rules folder.

    Raises `FaultyData` that lists every fault of every file with its line: unknown key, unknown fact, unknown clause,
    duplicate id, a clause of the directive without rule or reason, words that the clause does not hold, missing reply.
    """
    faults = Faults()
    facts = read_rows(folder / "facts.yaml", Fact, "facts", faults)
    rules = read_rows(folder / "rules.yaml", Rule, "rules", faults)
    not_deciding = read_rows(folder / "not_deciding.yaml", NotDeciding, "not_deciding", faults)
    topics = read_rows(folder / "topics.yaml", Topic, "topics", faults)
    headlines = read_rows(folder / "headlines.yaml", Headline, "headlines", faults)
    replies = read_rows(folder / "replies.yaml", Reply, "replies", faults)
    mends = read_rows(folder / "mends.yaml", Mend, "mends", faults)

    labels = read_rows(folder / "labels.yaml", Label, "labels", faults)
    english = Rows(facts, rules, topics, replies, headlines, labels)
    translated = {language: read_translation(folder / language, english, faults) for language in TRANSLATED}

    read = read_record(folder / "wording.yaml", Wording, faults)
    wording = read[0] if read else None
    wordings = {language: read_wording(folder / language, wording, faults) for language in TRANSLATED}
    languages = read_languages(folder / "languages.yaml", ("en", *TRANSLATED), faults)
    emergencies = read_record(folder / "emergencies.yaml", Emergencies, faults)
    written_for = read_rows(folder / "written_for.yaml", WrittenFor, "editions", faults)

    known_facts = [fact.name for fact, _ in facts]
    known_clauses = [clause.id for clause in library.clauses()]
    _refuse_duplicates(((fact.name, place) for fact, place in facts), "fact", faults)
    _refuse_duplicates(((rule.id, place) for rule, place in rules), "rule", faults)
    _refuse_duplicates(((topic.id, place) for topic, place in topics), "topic", faults)
    _refuse_duplicates(((reply.id, place) for reply, place in replies), "reply", faults)
    _refuse_duplicates(((row.clause, place) for row, place in not_deciding), "clause", faults)
    _refuse_duplicates(((row.id, place) for row, place in labels), "label", faults)
    _refuse_duplicates(((mend.rule, place) for mend, place in mends), "rule", faults)
    _refuse_duplicates(((row.verdict.value, place) for row, place in headlines), "headline", faults)

    for rule, place in rules:
        _check_facts([*rule.when, *rule.lifted_by], place, known_facts, faults)
        for name in (*rule.needs, *rule.not_needs):
            if name not in known_facts:
                faults.add_unknown(place, "fact", name, known_facts)
        _check_clauses(rule.clauses, place, known_clauses, faults)
        if rule.clause in known_clauses:
            _check_basis(rule, place, library, faults)
    for fact, place in facts:
        for question in fact.opens:
            _check_facts([question.when, *(choice.sets for choice in question.choices)], place, known_facts, faults)
        for name in fact.yields_to:
            if name not in ("any", *(rule.id for rule, _ in rules)):
                faults.add_unknown(place.of("yields_to"), "rule", name, [rule.id for rule, _ in rules])
        if fact.presupposes is not None and fact.presupposes not in known_facts:
            faults.add_unknown(place.of("presupposes"), "fact", fact.presupposes, known_facts)
    for mend, place in mends:
        if mend.rule not in {rule.id for rule, _ in rules}:
            faults.add_unknown(place, "rule", mend.rule, [rule.id for rule, _ in rules])
    for topic, place in topics:
        _check_clauses(topic.clauses, place, known_clauses, faults)
    for reply, place in replies:
        _check_facts(reply.when, place, known_facts, faults)
        _check_clauses(reply.clauses, place, known_clauses, faults)
    _check_wording(english, wording, faults)
    for language, rows in translated.items():
        _check_wording(rows, wordings[language], faults)
    _check_coverage(library, [rule for rule, _ in rules], not_deciding, faults, folder)
    for edition, place in written_for:
        try:
            held = library.document(edition.document).digest
        except UnknownDocument as problem:
            faults.add(place, str(problem))
            continue
        if held != edition.digest:
            faults.add(
                place.of("digest"),
                f"the text of {edition.document} has the digest {held}, not the {edition.digest} that the rules "
                "were written for; review the rules against the new text, then write the new digest here",
            )
    if "md-16-02" not in {edition.document for edition, _ in written_for}:
        file = str(folder / "written_for.yaml")
        faults.add(Place(file, 0), "the edition of 'md-16-02' that the rules were written for is missing")
    for name in REPLIES_IN_USE:
        if name not in {reply.id for reply, _ in replies}:
            faults.add(Place(str(folder / "replies.yaml"), 0), f"missing reply {name!r}")
    for name in LABELS_IN_USE:
        if name not in {label.id for label, _ in labels}:
            faults.add(Place(str(folder / "labels.yaml"), 0), f"missing label {name!r}")
    for verdict in Verdict:
        if verdict not in {row.verdict for row, _ in headlines}:
            faults.add(Place(str(folder / "headlines.yaml"), 0), f"missing headline for {verdict.value!r}")
    faults.raise_if_any()
    assert wording is not None
    assert emergencies is not None
    plain = Rulebook(
        facts=MappingProxyType({fact.name: fact for fact, _ in facts}),
        rules=tuple(rule for rule, _ in rules),
        not_deciding=tuple(row for row, _ in not_deciding),
        topics=tuple(topic for topic, _ in topics),
        headlines=MappingProxyType({row.verdict: row.says for row, _ in headlines}),
        replies=MappingProxyType({reply.id: reply for reply, _ in replies}),
        wording=wording,
        emergencies=emergencies[0],
        labels=MappingProxyType({label.id: label.says for label, _ in labels}),
        languages=languages,
        mends=MappingProxyType({mend.rule: mend for mend, _ in mends}),
    )
    spoken = {name: _in_words(plain, name, rows, wordings[name]) for name, rows in translated.items()}
    return replace(plain, translations=MappingProxyType(spoken))


def _in_words(rulebook: Rulebook, language: str, rows: Rows, wording: Wording | None) -> Rulebook:
    """The same rulebook with the sentences of these rows."""
    assert wording is not None
    return replace(
        rulebook,
        facts=MappingProxyType({fact.name: fact for fact, _ in rows.facts}),
        rules=tuple(rule for rule, _ in rows.rules),
        topics=tuple(topic for topic, _ in rows.topics),
        headlines=MappingProxyType({row.verdict: row.says for row, _ in rows.headlines}),
        replies=MappingProxyType({reply.id: reply for reply, _ in rows.replies}),
        labels=MappingProxyType({label.id: label.says for label, _ in rows.labels}),
        wording=wording,
        language=language,
    )


def _refuse_duplicates(named: Iterable[tuple[str, Place]], what: str, faults: Faults) -> None:
    first: dict[str, Place] = {}
    for name, place in named:
        if name in first:
            faults.add(place, f"duplicate {what} {name!r} (first on line {first[name].line})")
        first.setdefault(name, place)


def _check_facts(alternatives: Iterable[object], place: Place, known: Sequence[str], faults: Faults) -> None:
    for alternative in alternatives:
        for name in alternative if isinstance(alternative, dict) else ():
            if name not in known:
                faults.add_unknown(place, "fact", name, known)


def _check_clauses(clauses: Iterable[str], place: Place, known: Sequence[str], faults: Faults) -> None:
    for clause in clauses:
        if clause not in known:
            faults.add_unknown(place, "clause", clause, known)


def _check_basis(rule: Rule, place: Place, library: Library, faults: Faults) -> None:
    """A rule must rest on words that are held, and on words that say what it says."""
    clause = library.clause(rule.clause)
    if not clause.is_quotable:
        faults.add(place, f"{rule.id}: {clause.id} is held as {clause.held.value}; only official words may decide")
    lead_in = library.clause(clause.lead_in).text if clause.lead_in else ""
    if rule.modal not in clause.text and rule.modal not in lead_in:
        faults.add(
            place.of("modal"), f"{rule.id}: the words {rule.modal!r} stand neither in {clause.id} nor in its lead-in"
        )


def _check_wording(rows: Rows, wording: Wording | None, faults: Faults) -> None:
    """No fixed sentence grants permission or speaks for the Department, and a reason that may carry a `no` says no."""
    if wording is None:
        return
    for place, sentence in rows.sentences():
        for row in wording.never:
            if found := compile_pattern(row.pattern).search(sentence):
                faults.add(place, f"{found.group()!r} in {sentence!r}: it {row.why}")
    for rule, place in rows.rules:
        may_say_no = rule.effect is Effect.PROHIBITS or rule.breach == "no"
        if may_say_no and not any(compile_pattern(pattern).search(rule.reason) for pattern in wording.negations):
            faults.add(
                place.of("reason"), f"{rule.id}: the reason may carry a no, but has no negation: {rule.reason!r}"
            )


def _check_coverage(
    library: Library,
    rules: Sequence[Rule],
    not_deciding: Sequence[tuple[NotDeciding, Place]],
    faults: Faults,
    folder: Path,
) -> None:
    """Every clause of the directive carries a rule or is marked as not deciding, and not both."""
    decided = {rule.clause for rule in rules}
    marked = {row.clause for row, _ in not_deciding}
    directive = [clause.id for clause in library.document("md-16-02").clauses]
    for row, place in not_deciding:
        _check_clauses([row.clause], place, directive, faults)
        if row.clause in decided:
            faults.add(place, f"{row.clause} is marked as not deciding, but a rule rests on it")
    for clause in directive:
        if clause not in decided | marked:
            faults.add(
                Place(str(folder / "rules.yaml"), 0),
                f"{clause} carries no rule; write one, or say in not_deciding.yaml why it decides nothing",
            )
