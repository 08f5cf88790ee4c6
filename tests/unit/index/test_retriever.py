from pathlib import Path

import pytest
from pydantic import ValidationError

from corpus.library import Library
from index.encoder import Encoder
from index.retriever import ClauseRetriever
from index.search import open_searcher


@pytest.fixture
def retriever(library: Library, words: Encoder, cache: Path) -> ClauseRetriever:
    return ClauseRetriever(searcher=open_searcher(library, cache, encoder=words), library=library, k=4)


def test_documents_come_in_the_order_of_the_hits(retriever: ClauseRetriever) -> None:
    question = "photos of clients with a blurred face"
    documents = retriever.invoke(question)
    assert [each.metadata["clause_id"] for each in documents] == [
        hit.clause_id for hit in retriever.searcher.search(question, 4)
    ]
    assert [each.id for each in documents] == [each.metadata["clause_id"] for each in documents]


def test_offsets_cut_the_clause_out_of_its_document(retriever: ClauseRetriever, library: Library) -> None:
    for each in retriever.invoke("placement details of a client"):
        text = library.document(each.metadata["document"]).text
        quote = text[each.metadata["start"] : each.metadata["end"]]
        assert quote == library.clause(each.metadata["clause_id"]).text
        assert each.page_content.endswith(quote)
        assert each.metadata["locator"]


def test_a_list_item_travels_with_its_lead_in(retriever: ClauseRetriever, library: Library) -> None:
    found = {each.metadata["clause_id"]: each for each in retriever.invoke("Placement details")}
    item = found["md-16-02/policy/placement"]
    lead_in = library.clause("md-16-02/policy/must-not-disclose")
    assert item.page_content.startswith(lead_in.text)
    place = item.metadata["lead_in"]
    assert library.document("md-16-02").text[place["start"] : place["end"]] == lead_in.text


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def _ask(retriever: ClauseRetriever, question: str) -> list[str]:
    return [str(each.id) for each in await retriever.ainvoke(question)]


def test_it_works_in_batches_and_asynchronously(retriever: ClauseRetriever) -> None:
    import asyncio

    one = [str(each.id) for each in retriever.invoke("friend a client")]
    assert asyncio.run(_ask(retriever, "friend a client")) == one
    assert [[str(each.id) for each in found] for found in retriever.batch(["friend a client"] * 2)] == [one, one]


def test_no_hit_is_no_setting(library: Library, words: Encoder, cache: Path) -> None:
    with pytest.raises(ValidationError):
        ClauseRetriever(searcher=open_searcher(library, cache, encoder=words), library=library, k=0)
