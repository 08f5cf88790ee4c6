"""How many threads may one matrix product use?

One. A question is some 60 products of a few hundred microseconds each. Split over two cores they take 8 ms instead of
12 while the machine is idle, but each waits for its slower half: beside another busy process the median rose to 25 ms
and the 99th percentile to 700, where one thread stayed at 12 and 20 (docs/decisions/0003-encoder-without-torch.md).
Long runs use all cores by working on several batches at a time (`index.embeddings`).
"""

from functools import cache


@cache
def use_one_blas_thread() -> None:
    """
    From now on every BLAS product of this process, numpy's and FAISS's, runs on the thread that asked for it.

    Set for the whole process and not around each product, because the setting is global and threads would undo each
    other's. Torch keeps its own threads.
    """
    # Comes with scikit-learn, which sentence-transformers needs.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    threadpool_limits(limits=1, user_api="blas")
