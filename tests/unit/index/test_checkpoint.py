from pathlib import Path

import pytest

from index.checkpoint import read_config
from index.errors import ModelUnsupported
from tests.unit.index.test_bert import small_folder


@pytest.mark.parametrize(
    "change", [{"model_type": "roberta"}, {"hidden_act": "relu"}, {"position_embedding_type": "relative_key"}]
)
def test_a_model_with_another_forward_pass_is_refused(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(ModelUnsupported, match=next(iter(change.values()))):
        read_config(small_folder(tmp_path / "other", **change))
