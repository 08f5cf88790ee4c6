"""The rules folder: one broken copy per mistake, each refused with file, line and words that say what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.errors import Fault, FaultyData
from corpus.facts import Unstated
from corpus.library import Library
from corpus.rule_rows import Effect, Verdict
from corpus.rulebook import REPLIES_IN_USE, RULES_FOLDER, Rulebook, load_rulebook


def rewrite(path: Path, old: str, new: str) -> int:
    """Replace the first `old` by `new`; the line on which the changed words stand."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}: choose another place to break"
    at = text.index(old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    same = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return text[: at + same].count("\n") + 1 + (new[same:].startswith("\n"))


def faults_of(folder: Path, library: Library) -> tuple[Fault, ...]:
    with pytest.raises(FaultyData) as refused:
        load_rulebook(library, folder)
    return refused.value.faults


@dataclass(frozen=True)
class Mistake:
    claim: str
    file: str
    old: str
    new: str
    says: str
    line: int | None = None
    """Lines after the changed one (before it when negative) that the fault names; None for the file as a whole."""


POLICY = "md-16-02/policy/"
BLURRED = "when: [{client_in_media: true, face_hidden: true}]"

MISTAKES = [
    # keys and values
    Mistake("an unknown key", "rules.yaml", "    weight: 90", "    weight: 90\n    colour: red", "unknown key 'colour' (allowed: id, clause, modal,", 0),
    Mistake("a misspelled key", "rules.yaml", "    modal: is not permitted", "    model: is not permitted", "unknown key 'model' (did you mean 'modal'? allowed:", 0),
    Mistake("a missing key", "rules.yaml", "    instead: Leave the picture out altogether.\n", "", "missing key 'instead'", -8),
    Mistake("a key written twice", "rules.yaml", "    weight: 90", "    weight: 90\n    weight: 91", "duplicate key 'weight'", 0),
    Mistake("an unknown effect", "rules.yaml", "    effect: prohibits", "    effect: prohibit", "effect: 'prohibit' is not allowed, did you mean 'prohibits'; one of", 0),
    Mistake("a weight out of range", "rules.yaml", "    weight: 90", "    weight: 100", "weight: input should be less than or equal to 99; given was 100", 0),
    Mistake("an empty modal", "rules.yaml", "    modal: is not permitted", "    modal: ''", "modal: string should have at least 3 characters", 0),
    Mistake("no situation at all", "rules.yaml", BLURRED, "when: []", "when: tuple should have at least 1 item", 0),
    Mistake("a value that is no truth value", "rules.yaml", BLURRED, "when: [{client_in_media: perhaps}]", "perhaps", 0),
    Mistake("an unknown verdict", "replies.yaml", "    verdict: escalate", "    verdict: refer", "verdict: 'refer' is not allowed; one of 'no', 'conditional'", 0),
    Mistake("an unknown reason for not deciding", "not_deciding.yaml", "why: purpose", "why: porpoise", "why: 'porpoise' is not allowed, did you mean 'purpose'; one of", 0),
    Mistake("a fact of no known group", "facts.yaml", "    group: people", "    group: persons", "group: 'persons' is not allowed", 0),
    Mistake("a condition without its sentence", "facts.yaml", "    condition: A supervisor has to authorize it first.\n", "", "needs the key 'condition', the sentence put on the answer", -5),
    # names that lead nowhere
    Mistake("an unknown fact in a rule", "rules.yaml", BLURRED, BLURRED.replace("face_hidden", "face_hiden"), "unknown fact 'face_hiden' (did you mean 'face_hidden'?)", -4),
    Mistake("an unknown fact in what lifts a rule", "rules.yaml", "lifted_by: [{client_permission: true", "lifted_by: [{cliend_permission: true", "unknown fact 'cliend_permission' (did you mean 'client_permission'?)", -5),
    Mistake("an unknown fact in needs", "rules.yaml", "needs: [disclaimer]", "needs: [disclaimr]", "unknown fact 'disclaimr' (did you mean 'disclaimer'?)", -5),
    Mistake("an unknown fact in not_needs", "rules.yaml", "not_needs: [sensitive_material_visible]", "not_needs: [visible]", "unknown fact 'visible'", -5),
    Mistake("an unknown fact presupposed", "facts.yaml", "presupposes: client\n", "presupposes: clint\n", "unknown fact 'clint' (did you mean 'client'?)", 0),
    Mistake("an unknown fact in a reply", "replies.yaml", "- {private_life: true", "- {privat_life: true", "unknown fact 'privat_life' (did you mean 'private_life'?)", -3),
    Mistake("an unknown fact in a choice", "facts.yaml", "sets: {client: true,", "sets: {clinet: true,", "unknown fact 'clinet' (did you mean 'client'?)", -8),
    Mistake("an unknown clause in a rule", "rules.yaml", f"    clause: {POLICY}blurred-face", f"    clause: {POLICY}blured-face", f"unknown clause '{POLICY}blured-face' (did you mean '{POLICY}blurred-face'?)", -1),
    Mistake("an unknown clause beside a rule", "rules.yaml", f"also: [{POLICY}client-material]", f"also: [{POLICY}client-materials]", f"unknown clause '{POLICY}client-materials' (did you mean '{POLICY}client-material'", -6),
    Mistake("an unknown clause in a topic", "topics.yaml", "md-16-02/purpose/intent]", "md-16-02/purpose/intend]", "unknown clause 'md-16-02/purpose/intend' (did you mean 'md-16-02/purpose/intent'?)", 0),
    Mistake("an unknown clause in a reply", "replies.yaml", f"clauses: [{POLICY}unsure]", f"clauses: [{POLICY}unsur]", f"unknown clause '{POLICY}unsur' (did you mean '{POLICY}unsure'?)", -2),
    Mistake("an unknown clause among those not deciding", "not_deciding.yaml", "md-16-02/purpose/intent,", "md-16-02/purpose/indent,", "unknown clause 'md-16-02/purpose/indent' (did you mean 'md-16-02/purpose/intent'?)", 0),
    # the same thing twice
    Mistake("two rules of one id", "rules.yaml", "  - id: visitation", "  - id: blurred-face", "duplicate rule 'blurred-face' (first on line ", 0),
    Mistake("two facts of one name", "facts.yaml", "  - name: former_client", "  - name: client", "duplicate fact 'client' (first on line ", 0),
    Mistake("two topics of one id", "topics.yaml", "{id: what-is-posting,", "{id: who-is-covered,", "duplicate topic 'who-is-covered' (first on line ", 0),
    Mistake("two replies of one id", "replies.yaml", "  - id: harmless-work-mention", "  - id: private-life", "duplicate reply 'private-life' (first on line ", 0),
    Mistake("a clause twice among those not deciding", "not_deciding.yaml", "md-16-02/purpose/posting-defined,", "md-16-02/purpose/intent,", "duplicate clause 'md-16-02/purpose/intent' (first on line ", 0),
    Mistake("two headlines for one verdict", "headlines.yaml", "verdict: conditional,", "verdict: 'yes',", "duplicate headline 'yes' (first on line ", 1),
    # what a rule must fit
    Mistake("a requirement without its breach", "rules.yaml", "    breach: conditional\n", "", "'needs' or 'not_needs', with 'breach', go with effect: requires, and only with it", -6),
    Mistake("a prohibition with a breach", "rules.yaml", "    weight: 90", "    breach: conditional\n    weight: 90", "go with effect: requires, and only with it", -5),
    Mistake("a permission that is lifted", "rules.yaml", "    weight: 45", "    lifted_by: [{client: true}]\n    weight: 45", "'lifted_by' goes with effect: prohibits only", -7),
    Mistake("a rule on words that its clause does not hold", "rules.yaml", "modal: is not permitted", "modal: is forbidden", f"blurred-face: the words 'is forbidden' stand neither in {POLICY}blurred-face nor in its lead-in", 0),
    Mistake("a rule on a clause that says the opposite", "rules.yaml", "modal: is not permitted", "modal: is permitted", "the words 'is permitted' stand neither in", 0),
    Mistake("a no that lost its negation", "rules.yaml", "may not be posted even with the face", "may be posted even with the face", "blurred-face: the reason may carry a no, but has no negation:", 0),
    Mistake("a breach that lost its negation", "rules.yaml", "must make sure that no case file or other confidential information is exposed", "must look at the frame first", "office-photography: the reason may carry a no, but has no negation:", 0),
    # what our own sentences may never hold
    Mistake("a rule that grants permission", "rules.yaml", "instead: Leave the picture out altogether.", "instead: Otherwise this is approved.", "'this is approved' in 'Otherwise this is approved.': it grants an authorization", -8),
    Mistake("a reply that speaks for the Department", "replies.yaml", "As you describe it, what the directive asks for is met.", "The Department allows this.", "'The Department allows this' in", -2),
    Mistake("a condition that grants permission", "facts.yaml", "A supervisor has to authorize it first.", "You have permission if a supervisor agrees.", "it grants an authorization", -5),
    Mistake("a topic that grants permission", "topics.yaml", "says: 'Posting includes", "says: 'We permit posting. Posting includes", "'We permit' in", 0),
    Mistake("a headline that grants permission", "headlines.yaml", "says: OK to post}", "says: This is approved}", "'This is approved' in 'This is approved': it grants an authorization", 0),
    Mistake("a pattern that is no pattern", "wording.yaml", "'\\bnever\\b'", "'(never'", "'(never' is no regular expression:", None),
    Mistake("an emergency cue that is no pattern", "emergencies.yaml", "'\\bbomb threat\\b'", "'\\bbomb threat['", "is no regular expression:", None),
    # what must be there
    Mistake("a clause without rule or reason", "not_deciding.yaml", "  - {clause: md-16-02/purpose/intent, why: purpose, note: Whom the directive applies to; answers questions about the policy.}\n", "", "md-16-02/purpose/intent carries no rule; write one, or say in not_deciding.yaml why it decides nothing", None),
    Mistake("a deciding clause marked as not deciding", "not_deciding.yaml", "{clause: md-16-02/policy/reputation,", f"{{clause: {POLICY}blurred-face,", f"{POLICY}blurred-face is marked as not deciding, but a rule rests on it", 0),
    Mistake("a document that does not belong to the directive", "not_deciding.yaml", "{clause: md-16-02/policy/reputation,", "{clause: bos-6.105/summary,", "unknown clause 'bos-6.105/summary'", 0),
    Mistake("a missing reply", "replies.yaml", "  - id: silent", "  - id: silence", "missing reply 'silent'", None),
    Mistake("a missing headline", "headlines.yaml", "  - {verdict: info, says: What the policy says}\n", "", "missing headline for 'info'", None),
    # replies that would say yes for nothing
    Mistake("a yes for silence", "replies.yaml", "  - id: silent\n    verdict: escalate", "  - id: silent\n    verdict: 'yes'", "a reply of verdict: yes needs 'when', the evidence for it", -1),
    Mistake("evidence for something else than a yes", "replies.yaml", "    verdict: 'yes'\n    when:\n      - {private_life: true", "    verdict: 'no'\n    when:\n      - {private_life: true", "'when' goes with verdict: yes only", -1),
    # what leaving words out can mend
    Mistake("a mend for a rule that is not there", "mends.yaml", "{rule: placement,", "{rule: placements,", "unknown rule 'placements' (did you mean", 0),
    Mistake("two mends for one rule", "mends.yaml", "{rule: placement,", "{rule: conversation,", "duplicate rule 'conversation'", 0),
    # another edition
    Mistake("a text the rules were not written for", "written_for.yaml", "digest: 6a66", "digest: 7b77", "review the rules against the new text, then write the new digest here", 0),
    Mistake("an edition of a document that is not held", "written_for.yaml", "document: md-16-02", "document: md-16-03", "No document 'md-16-03' is held.", 0),
    Mistake("no edition at all", "written_for.yaml", "editions:\n", "editions: []\n#", "the edition of 'md-16-02' that the rules were written for is missing", None),
]  # fmt: skip

WHOLE_FILE = {
    "a clause without rule or reason": ("rules.yaml", 0),
    "a missing reply": ("replies.yaml", 0),
    "a missing headline": ("headlines.yaml", 0),
    "no edition at all": ("written_for.yaml", 0),
}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.claim)
def test_it_is_refused_with_file_and_line(mistake: Mistake, rules: Path, library: Library) -> None:
    changed = rewrite(rules / mistake.file, mistake.old, mistake.new)

    faults = faults_of(rules, library)

    said = [fault for fault in faults if mistake.says in fault.message]
    assert said, "\n".join(map(str, faults))
    if mistake.line is not None:
        assert (said[0].file, said[0].line) == (str(rules / mistake.file), changed + mistake.line)
    elif mistake.claim in WHOLE_FILE:
        file, line = WHOLE_FILE[mistake.claim]
        assert (said[0].file, said[0].line) == (str(rules / file), line)
    else:
        assert said[0].file == str(rules / mistake.file)


@pytest.mark.parametrize("name", sorted(path.name for path in RULES_FOLDER.glob("*.yaml")))
@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda path: path.unlink(), "cannot be read: No such file or directory"),
        (lambda path: path.write_text(""), "is empty"),
        (lambda path: path.write_text("{"), "is not YAML:"),
        (lambda path: path.write_text("- 1\n- 2\n"), ""),
        (lambda path: path.write_bytes(b"rules: \xff"), "is not UTF-8: byte 7 is 0xff"),
    ],
    ids=["missing", "empty", "cut off", "of another shape", "not UTF-8"],
)
def test_a_damaged_file_is_a_fault_of_that_file(
    name: str, damage: Callable[[Path], object], says: str, rules: Path, library: Library
) -> None:
    damage(rules / name)

    assert any(fault.file == str(rules / name) and says in fault.message for fault in faults_of(rules, library))


def test_all_faults_of_all_files_are_listed_together(rules: Path, library: Library) -> None:
    places = {
        (str(rules / "rules.yaml"), rewrite(rules / "rules.yaml", "modal: is not permitted", "modal: is forbidden")),
        (str(rules / "rules.yaml"), rewrite(rules / "rules.yaml", "    weight: 88", "    weight: heavy")),
        (str(rules / "topics.yaml"), rewrite(rules / "topics.yaml", "purpose/intent]", "purpose/nowhere]")),
        (str(rules / "headlines.yaml"), rewrite(rules / "headlines.yaml", "verdict: info", "verdict: infos")),
    }

    with pytest.raises(FaultyData) as refused:
        load_rulebook(library, rules)

    faults = refused.value.faults
    assert places <= {(fault.file, fault.line) for fault in faults}
    assert str(refused.value).splitlines() == [f"{fault.file}:{fault.line}: {fault.message}" for fault in faults]
    assert list(faults) == sorted(faults)


def test_a_rule_may_not_rest_on_a_summary(rules: Path, library: Library) -> None:
    summary = next(clause for clause in library.clauses() if not clause.is_quotable)
    rewrite(rules / "rules.yaml", f"    clause: {POLICY}blurred-face", f"    clause: {summary.id}")

    said = [fault.message for fault in faults_of(rules, library)]

    assert f"blurred-face: {summary.id} is held as {summary.held.value}; only official words may decide" in said


# --- as shipped -------------------------------------------------------------------------------------------------------


def test_every_clause_of_the_directive_carries_a_rule_or_says_why_not(rulebook: Rulebook, library: Library) -> None:
    decided = {rule.clause for rule in rulebook.rules}
    marked = {row.clause for row in rulebook.not_deciding}

    assert decided.isdisjoint(marked)
    assert decided | marked == {clause.id for clause in library.document("md-16-02").clauses}


def test_every_fact_that_a_rule_waits_for_has_the_sentence_that_asks_for_it(rulebook: Rulebook) -> None:
    for rule in rulebook.rules:
        for name, wanted in rule.required:
            fact = rulebook.facts[name]
            presumed = fact.unstated is Unstated.PRESUME_NO and not wanted and name != "wording_unseen"
            assert fact.condition or presumed, f"{rule.id} waits for {name}"


def test_every_fact_is_used_by_a_rule_a_reply_or_a_question_back(rulebook: Rulebook) -> None:
    used = {name for rule in rulebook.rules for name, _ in rule.required}
    for row in (*rulebook.rules, *rulebook.replies.values()):
        for situation in (*row.situations, *getattr(row, "lifting", ())):
            used |= {test.fact for test in situation.tests}
    used |= {fact.name for fact in rulebook.facts.values() if fact.opens}

    assert set(rulebook.facts) - used == set()


def test_every_prohibition_can_be_told_from_its_exceptions(rulebook: Rulebook) -> None:
    """What lifts a rule is never part of what makes it apply: it would lift itself."""
    for rule in rulebook.rules:
        for when in rule.situations:
            for lifting in rule.lifting:
                facts = {
                    name: bool(value)
                    for test in when.tests
                    for name, value in [(test.fact, max(test.values, key=bool))]
                }
                assert not lifting.holds({k: v for k, v in facts.items() if k in when.stated}), rule.id


def test_every_reply_in_use_and_every_headline_is_there(rulebook: Rulebook) -> None:
    assert set(REPLIES_IN_USE) <= set(rulebook.replies)
    assert set(rulebook.headlines) == set(Verdict)


@pytest.mark.parametrize("name", ["silent", "doubt", "unverified", "no-topic", "report"])
def test_a_hand_off_is_a_hand_off_and_rests_on_a_clause(name: str, rulebook: Rulebook) -> None:
    assert rulebook.replies[name].verdict is Verdict.ESCALATE
    assert rulebook.replies[name].clauses


def test_only_what_prohibits_is_lifted_and_only_what_requires_is_breached(rulebook: Rulebook) -> None:
    for rule in rulebook.rules:
        assert not rule.lifted_by or rule.effect is Effect.PROHIBITS
        assert (rule.breach is not None) == (rule.effect is Effect.REQUIRES)


def test_a_clause_leads_to_the_topic_that_begins_with_it(rulebook: Rulebook) -> None:
    for topic in rulebook.topics:
        found = rulebook.topic(topic.clauses[0])
        assert found is not None
        assert found.clauses[0] == topic.clauses[0]
    assert rulebook.topic("md-16-02/nowhere") is None


def test_every_clause_of_the_directive_can_be_asked_about(rulebook: Rulebook, library: Library) -> None:
    silent = [clause.id for clause in library.document("md-16-02").clauses if rulebook.topic(clause.id) is None]

    assert silent == []


def test_a_rule_is_found_by_its_id(rulebook: Rulebook) -> None:
    assert rulebook.rule("blurred-face").clause == f"{POLICY}blurred-face"
    with pytest.raises(StopIteration):
        rulebook.rule("no-such-rule")
