"""Is every figure of a report what happened, counted by hand?"""

from __future__ import annotations

from assistant.answering.records import Verdict
from assistant.escalation.records import Move
from assistant.reporting.tables import Hidden
from tests.bureau import FACE, Bureau, figures


def clause(bureau: Bureau, id: str) -> str:
    return bureau.library.clause(id).locator


def test_questions_are_counted_by_how_they_ended(bureau: Bureau) -> None:
    for _ in range(3):
        bureau.ask("verdict=no clause=face")
    bureau.ask("verdict=yes")
    report = bureau.report()
    assert figures(report, "verdicts") == {"No": (3, 0.75), "Yes": (1, 0.25)}
    overview = figures(report, "overview")
    assert overview["Questions"] == (4,)
    assert overview["Answered by the assistant"] == (4,)
    assert overview["Doubtful"] == (0,)


def test_a_corrected_question_counts_once_and_as_doubtful(bureau: Bureau) -> None:
    question = bureau.ask("verdict=yes clause=name")
    bureau.correct(question, "verdict=no clause=face facts=client")
    report = bureau.report()
    assert figures(report, "overview")["Questions"] == (1,)
    # Clause: doubtful, questions, asked back, to a person, held back, handed over by its asker, disputed.
    assert figures(report, "doubt") == {clause(bureau, FACE): (1, 1, 0, 0, 0, 0, 1)}
    # Verdict: answers, helpful, not helpful, said wrong, corrected, changed, ruled otherwise.
    assert figures(report, "disputes") == {"No": (1, 0, 0, 0, 0, 0, 0), "Yes": (1, 0, 0, 0, 1, 1, 0)}
    (miss,) = report.table("misses").rows
    assert miss == ("The assistant said yes or if, and no once it was corrected", clause(bureau, FACE), 1)
    assert figures(report, "overview")["Unsafe near misses"] == (1,)


def test_doubt_is_told_by_the_clause_that_a_question_turned_on(bureau: Bureau) -> None:
    bureau.ask("verdict=no clause=face")
    bureau.ask("verdict=clarify clause=face")
    bureau.ask("verdict=escalate clause=face")
    bureau.rate(bureau.ask("verdict=no clause=face"), False, "wrong; SECRETREASON")
    bureau.rate(bureau.ask("verdict=no clause=face"), False, "unclear")
    bureau.hand_over(bureau.ask("verdict=conditional clause=name"))
    found = figures(bureau.report(), "doubt")
    assert found[clause(bureau, FACE)] == (3, 5, 1, 1, 0, 0, 1)
    assert found[clause(bureau, "md-16-02/policy/name-and-logo")] == (1, 1, 0, 0, 0, 1, 0)


def test_a_question_that_the_directive_leaves_open_is_told_with_the_rulings(bureau: Bureau) -> None:
    for verdict in (Verdict.NO, Verdict.YES, None):
        question = bureau.ask("verdict=escalate clause=face facts=client")
        if verdict is not None:
            assert question.hand_off is not None
            bureau.rule(question.hand_off, verdict, (FACE,))
    bureau.ask("reply=doubt")
    bureau.ask("reply=silent")
    bureau.ask("reply=too-long")
    rows = {row[0]: row[1:] for row in bureau.report().table("unsettled").rows}
    shown = bureau.rulebook.facts["client_in_media"].shown.so
    assert rows == {
        clause(bureau, FACE): (shown, 3, 1, 0, 1),
        clause(bureau, "md-16-02/policy/unsure"): ("nothing in particular", 1, 0, 0, 0),
    }


def test_common_questions_are_told_by_clause_and_facts_not_by_words(bureau: Bureau) -> None:
    for extra in ("a", "b"):
        bureau.ask(f"verdict=no clause=face facts=client {extra}")
    bureau.ask("verdict=no clause=face")
    shown = bureau.rulebook.facts["client_in_media"].shown.so
    assert bureau.report().table("common").rows == (
        (clause(bureau, FACE), shown, "No", 2),
        (clause(bureau, FACE), "nothing in particular", "No", 1),
    )


def test_a_near_miss_is_a_yes_that_office_management_turned_into_a_no(bureau: Bureau) -> None:
    bureau.rule(bureau.hand_over(bureau.ask("verdict=yes clause=name")), Verdict.NO, (FACE,))
    bureau.rule(bureau.hand_over(bureau.ask("verdict=no clause=name")), Verdict.NO, (FACE,))
    handed = bureau.hand_over(bureau.ask("verdict=info"))
    first = bureau.rule(handed, Verdict.CONDITIONAL)
    bureau.rule(handed, Verdict.NO, replaces=first)
    doubted = bureau.ask("reply=doubt")
    assert doubted.hand_off is not None
    bureau.rule(doubted.hand_off, Verdict.NO)
    bureau.ask("reply=readers-differ")
    unsure = clause(bureau, "md-16-02/policy/unsure")
    assert bureau.report().table("misses").rows == (
        (
            "The assistant said yes or if, office management ruled no",
            clause(bureau, "md-16-02/policy/name-and-logo"),
            1,
        ),
        ("Office management ruled yes or if, and no later", "no clause", 1),
        ("Held back by doubt, and office management ruled no", unsure, 1),
        ("Held back by doubt", unsure, 2),
    )
    assert figures(bureau.report(), "overview")["Unsafe near misses"] == (2,)


def test_an_answer_of_office_management_is_disputed_by_its_asker_and_by_a_manager(bureau: Bureau) -> None:
    handed = bureau.hand_over(bureau.ask("verdict=no clause=face"))
    first = bureau.rule(handed, Verdict.YES)
    for is_helpful in (True, False):  # said again, the last one counts
        bureau.desk.rate_ruling(handed.id, "U1", is_helpful)
    bureau.wait(minutes=5)
    bureau.move(handed, Move.REOPEN, "U1")
    bureau.wait(minutes=5)
    second = bureau.rule(handed, Verdict.YES)
    bureau.rule(handed, Verdict.NO, replaces=second)
    bureau.desk.rate_ruling(handed.id, "U1", True)
    assert first.id < second.id
    # Answers, helpful, not helpful, asked again, corrected, changed.
    assert figures(bureau.report(), "rulings") == {"Yes": (2, 0, 1, 1, 1, 1), "No": (1, 1, 0, 0, 0, 0)}


def test_waits_are_counted_in_business_time_without_the_time_of_the_asker(bureau: Bureau) -> None:
    for minutes in (30, 60, 90):  # each of them within the promise of 120
        handed = bureau.hand_over(bureau.ask("verdict=yes"))
        bureau.wait(minutes=minutes)
        bureau.rule(handed, Verdict.YES)
    paused = bureau.hand_over(bureau.ask("verdict=yes"))
    bureau.wait(minutes=10)
    bureau.move(paused, Move.ASK_BACK)
    bureau.wait(hours=24)  # over a night
    bureau.move(paused, Move.REPLY, "U1")
    bureau.wait(minutes=140)
    bureau.rule(paused, Verdict.YES)
    bureau.hand_over(bureau.ask("verdict=yes"))
    # Answers, half within, nine of ten within, in time, waiting, overdue.
    assert figures(bureau.report(), "times") == {"North office": (4, 75.0, 150, 0.75, Hidden.FEW, 0)}


def test_of_an_office_with_few_questions_nothing_is_told(bureau: Bureau) -> None:
    for office, count in (("north", 4), ("south", 2), ("policy", 5)):
        for _ in range(count):
            handed = bureau.hand_over(bureau.ask("verdict=yes"), office)
            bureau.wait(minutes=1)
            bureau.rule(handed, Verdict.YES)
    report = bureau.report()
    hidden = (Hidden.ALONG,) * 3
    assert figures(report, "times") == {
        "North office": (Hidden.ALONG, *hidden, 0, 0),
        "Policy section": (5, 1.0, 1, 1.0, 0, 0),
        "South office": (Hidden.FEW, *hidden, 0, 0),
        "All offices": (11, 1.0, 1, 1.0, 0, 0),
    }
    states = figures(report, "states")
    assert [states[name][3] for name in ("North office", "South office", "Policy section", "All offices")] == [
        Hidden.ALONG, Hidden.FEW, 5, 11,
    ]  # fmt: skip


def test_a_report_on_one_office_holds_its_hand_offs_and_its_channels_and_no_small_figure(bureau: Bureau) -> None:
    for _ in range(4):
        bureau.ask("verdict=no clause=face")  # asked in a channel of the north office
    bureau.ask("verdict=yes")
    report = bureau.report("north")
    assert report.office == "North office"
    assert figures(report, "overview")["Questions"] == (5,)
    assert figures(report, "verdicts") == {"No": (Hidden.ALONG, Hidden.ALONG), "Yes": (Hidden.FEW, Hidden.ALONG)}
    assert figures(bureau.report("south"), "overview")["Questions"] == (0,)


def test_a_deleted_question_is_not_counted_nor_one_of_another_time_or_workspace(bureau: Bureau) -> None:
    bureau.ask("verdict=yes")
    bureau.wait(days=30)
    bureau.ask("verdict=yes")
    assert figures(bureau.report(), "overview")["Questions"] == (1,)
    assert figures(bureau.report(days=60), "overview")["Questions"] == (2,)
    assert figures(bureau.report(workspace="T2"), "overview")["Questions"] == (0,)
