import numpy
from threadpoolctl import threadpool_info, threadpool_limits  # type: ignore[import-untyped]

from index.threads import use_one_blas_thread


def test_one_thread_is_used_after_it_was_asked_for() -> None:
    assert numpy.__version__, "numpy brings the library that is limited"
    before = {pool["filepath"]: pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}
    with threadpool_limits(limits=2, user_api="blas"):
        use_one_blas_thread.cache_clear()
        use_one_blas_thread()
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} <= {1}
    assert before, "no BLAS library was found, so the test says nothing"
