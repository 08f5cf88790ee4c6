import hashlib
import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import weights
from index.errors import SettingUnclear, WeightsMismatch, WeightsMissing
from index.weights import HubWeights, JoinedParts, LocalWeights, find_weights, require_sha256, unpack_once

COMMIT = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"


def folder_with_weights(folder: Path, content: bytes = b"weights") -> Path:
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(content)
    return folder


def zip_in_parts(folder: Path, files: dict[str, bytes], size: int = 100) -> list[Path]:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"all-mpnet-base-v2/{name}", content)
    content = whole.getvalue()
    parts = []
    for number, start in enumerate(range(0, len(content), size), start=1):
        parts.append(folder / f"model.zip.{number:03}")
        parts[-1].write_bytes(content[start : start + size])
    return parts


def test_the_packaged_weights_have_the_digest_that_is_pinned(cache: Path) -> None:
    found = find_weights("minilm", cache)
    assert isinstance(found, LocalWeights)
    assert found.sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def test_other_weights_under_a_known_name_are_refused(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "MINILM_SHA256", "0" * 64)
    with pytest.raises(WeightsMismatch, match=r"model\.safetensors: sha256 is 53aa51.*expected 0000"):
        find_weights("minilm", cache)


def test_a_folder_is_checked_where_a_digest_is_given(tmp_path: Path, cache: Path) -> None:
    folder = folder_with_weights(tmp_path / "own")
    right = hashlib.sha256(b"weights").hexdigest()
    assert find_weights(str(folder), cache, right) == LocalWeights("own", folder, right)
    with pytest.raises(WeightsMismatch, match="refused"):
        find_weights(str(folder), cache, "1" * 64)


def test_a_folder_without_safetensors_is_refused(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "pickled").mkdir()
    (tmp_path / "pickled" / "pytorch_model.bin").write_bytes(b"code")
    with pytest.raises(WeightsMissing, match=r"no model\.safetensors"):
        find_weights(str(tmp_path / "pickled"), cache)


def test_a_hub_name_at_a_commit_is_taken(cache: Path) -> None:
    assert find_weights(f"BAAI/bge-small-en-v1.5@{COMMIT}", cache) == HubWeights("BAAI/bge-small-en-v1.5", COMMIT)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("BAAI/bge-small-en-v1.5", "needs its full commit"),
        ("BAAI/bge-small-en-v1.5@main", "needs its full commit"),
        ("BAAI/bge-small-en-v1.5@" + COMMIT[:12], "needs its full commit"),
        ("minilmm", "expected 'minilm', 'mpnet'"),
        ("", "expected 'minilm'"),
        ("/no/such/folder", "expected 'minilm'"),
    ],
)
def test_a_setting_that_names_nothing_is_quoted_back(cache: Path, setting: str, words: str) -> None:
    with pytest.raises(SettingUnclear, match=words) as caught:
        find_weights(setting, cache)
    assert repr(setting) in str(caught.value)


def test_a_missing_package_is_named_with_what_to_do(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "MPNET_PARTS", ("no-such-part-001",))
    with pytest.raises(WeightsMissing, match="no-such-part-001 is not installed"):
        find_weights("mpnet", cache)
    monkeypatch.setattr(weights, "MINILM_PACKAGE", "no_such_package")
    with pytest.raises(WeightsMissing, match="make setup"):
        find_weights("minilm", cache)


def test_a_changed_file_is_noticed_behind_an_unchanged_date_and_size(tmp_path: Path) -> None:
    file = folder_with_weights(tmp_path / "own") / "model.safetensors"
    right, times = hashlib.sha256(b"weights").hexdigest(), (file.stat().st_atime, file.stat().st_mtime)
    require_sha256(file, right)
    file.write_bytes(b"weightz")

    os.utime(file, times)
    with pytest.raises(WeightsMismatch):
        require_sha256(file, right)


@given(content=st.binary(min_size=1, max_size=200), size=st.integers(1, 40), data=st.data())
def test_joined_parts_read_like_the_whole(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, size: int, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    parts = [folder / f"{start:03}" for start in range(0, len(content), size)]
    for number, part in enumerate(parts):
        part.write_bytes(content[number * size : (number + 1) * size])
    joined, whole = io.BufferedReader(JoinedParts(parts), buffer_size=7), io.BytesIO(content)
    for _ in range(5):
        place, count = data.draw(st.integers(0, len(content) + 3)), data.draw(st.integers(0, 60))
        assert joined.seek(place) == whole.seek(place)
        assert joined.read(count) == whole.read(count)
    assert joined.seek(0, io.SEEK_END) == len(content)


def test_parts_are_unpacked_whole_and_only_what_is_wanted(tmp_path: Path) -> None:
    files = {"model.safetensors": b"w" * 500, "1_Pooling/config.json": b"{}", "desktop.ini": b"junk"}
    target = tmp_path / "models" / "mpnet"
    wanted = frozenset({"model.safetensors", "1_Pooling/config.json"})
    unpack_once(zip_in_parts(tmp_path, files), wanted, target, hashlib.sha256(b"w" * 500).hexdigest())
    assert {str(path.relative_to(target)) for path in target.rglob("*") if path.is_file()} == wanted
    assert [path.name for path in target.parent.iterdir()] == ["mpnet"], "a draft was left behind"


@pytest.mark.parametrize(
    ("files", "spoil", "error"),
    [
        ({"model.safetensors": b"other"}, False, WeightsMismatch),
        ({"config.json": b"{}"}, False, WeightsMissing),
        ({"model.safetensors": b"w" * 500}, True, WeightsMissing),
    ],
    ids=["other weights", "no weights", "last part missing"],
)
def test_nothing_is_unpacked_from_unsound_parts(
    tmp_path: Path, files: dict[str, bytes], spoil: bool, error: type[Exception]
) -> None:
    parts = zip_in_parts(tmp_path, files)
    target = tmp_path / "models" / "mpnet"
    with pytest.raises(error):
        unpack_once(parts[:-1] if spoil else parts, frozenset({"model.safetensors"}), target, "0" * 64)
    assert list(target.parent.iterdir()) == []


def test_a_folder_that_another_process_unpacked_first_is_kept(tmp_path: Path) -> None:
    target = folder_with_weights(tmp_path / "models" / "mpnet", b"first")
    parts = zip_in_parts(tmp_path, {"model.safetensors": b"second"})
    unpack_once(parts, frozenset({"model.safetensors"}), target, hashlib.sha256(b"second").hexdigest())
    assert (target / "model.safetensors").read_bytes() == b"first"
