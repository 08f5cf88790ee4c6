"""How does a LangChain chain get its clauses from here?

This is the only module of the room that imports langchain_core, which takes half a second: the assistant's own pipeline
uses the searcher directly.
"""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, SkipValidation

from corpus.document import Clause
from corpus.library import Library
from index.search import Hit, Searcher


class ClauseRetriever(BaseRetriever):
    """
    The clauses nearest to a question as LangChain documents, best first.

    `page_content` is the clause, a list item with its lead-in in front, to be read by a model. What may be quoted is
    in the metadata: `clause_id`, `document`, `locator`, `heading`, `held`, `quotable`, `start` and `end` (characters of
    the document's text), `lead_in` (id, start and end of the lead-in, or None), and the scores and ranks of the hit.

    LangChain hands the question to its callbacks and tracers: give it screened text only.
    """

    searcher: SkipValidation[Searcher] = Field(exclude=True)
    library: SkipValidation[Library] = Field(exclude=True)
    k: int = Field(default=5, ge=1)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [clause_document(self.library, hit) for hit in self.searcher.search(query, self.k)]


def clause_document(library: Library, hit: Hit) -> Document:
    """The LangChain document of a hit. Raises UnknownClause for a hit of another library."""
    clause = library.clause(hit.clause_id)
    lead_in = library.lead_in(clause)
    return Document(
        id=clause.id,
        page_content=f"{lead_in.text}\n{clause.text}" if lead_in else clause.text,
        metadata={
            "clause_id": clause.id,
            "document": clause.document,
            "locator": clause.locator,
            "heading": list(clause.heading),
            "held": clause.held.value,
            "quotable": clause.is_quotable,
            "start": clause.start,
            "end": clause.end,
            "lead_in": _place(lead_in),
            "score": hit.score,
            "dense_rank": hit.dense_rank,
            "dense_score": hit.dense_score,
            "bm25_rank": hit.bm25_rank,
            "bm25_score": hit.bm25_score,
        },
    )


def _place(clause: Clause | None) -> dict[str, str | int] | None:
    return None if clause is None else {"clause_id": clause.id, "start": clause.start, "end": clause.end}
