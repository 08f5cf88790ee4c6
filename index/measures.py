"""How good is a ranking, given which passages are relevant?

The definitions are those of trec_eval (Buckley; `recall_P`, `map_cut_k`, `ndcg_cut_k`), which the BEIR benchmark uses
(Thakur et al. 2021, §3.3): gains are linear in the grade, and the ideal ranking is over all judged passages.
"""

import math
from collections.abc import Mapping, Sequence

CUTS = (1, 5, 10, 20)

Grades = Mapping[str, int]
"""Grade of each judged passage of one query; above 0 is relevant."""


def recall_at(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """The share of the relevant passages that are among the first `k`; 0 if none is relevant."""
    relevant = {passage for passage, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:k])) / len(relevant) if relevant else 0.0


def average_precision_at(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """
    The sum of the precisions at the ranks, up to `k`, of relevant passages, over the number of relevant passages.

    Its mean over the queries is MAP@k. It is divided by all relevant passages, not by at most `k`, as in trec_eval.
    """
    relevant = sum(grade > 0 for grade in grades.values())
    found, total = 0, 0.0
    for rank, passage in enumerate(ranking[:k], start=1):
        if grades.get(passage, 0) > 0:
            found += 1
            total += found / rank
    return total / relevant if relevant else 0.0


def ndcg_at(ranking: Sequence[str], grades: Grades, k: int) -> float:
    """The discounted gain of the first `k` over that of the best possible first `k`; 0 if none is relevant."""
    best = _discounted(sorted(grades.values(), reverse=True)[:k])
    return _discounted([grades.get(passage, 0) for passage in ranking[:k]]) / best if best else 0.0


def measure_rankings(rankings: Mapping[str, Sequence[str]], qrels: Mapping[str, Grades]) -> dict[str, float]:
    """
    The mean over all queries of `qrels` of each measure at each cut: {"recall@1": …, "map@5": …, "ndcg@20": …}.

    A judged query without a ranking counts 0, as does one without a relevant passage. Raises ValueError for no query.
    """
    if not qrels:
        raise ValueError("there is no judged query to take a mean over")
    means: dict[str, float] = {}
    for name, measure in (("recall", recall_at), ("map", average_precision_at), ("ndcg", ndcg_at)):
        for k in CUTS:
            values = [measure(rankings.get(query, ()), grades, k) for query, grades in qrels.items()]
            means[f"{name}@{k}"] = math.fsum(values) / len(values)
    return means


def _discounted(gains: Sequence[int]) -> float:
    return sum(max(gain, 0) / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
