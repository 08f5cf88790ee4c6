"""How do two fine-tuned encoders fit into a few megabytes?

What training changed is small beside what was there. So only the difference from the base is kept, its matrices as
8-bit whole numbers with one step size a row: an error of at most half a step, far below what training itself leaves to
chance. Everything else is kept in half precision.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Tensors = Mapping[str, npt.NDArray[np.generic]]

STEP = ".step"
"""Ends the name of the step sizes [rows] that belong to a packed matrix."""

LARGEST = 127


def pack(tensors: Mapping[str, npt.NDArray[np.floating]]) -> dict[str, npt.NDArray[np.generic]]:
    """Matrices of encoder layers [out, in] as int8 with their steps, everything else as float16."""
    packed: dict[str, npt.NDArray[np.generic]] = {}
    for name, tensor in tensors.items():
        if "encoder.layer." not in name or tensor.ndim != 2:
            packed[name] = tensor.astype(np.float16)
            continue
        steps = np.maximum(np.abs(tensor).max(axis=1), 1e-12) / LARGEST
        packed[name] = np.rint(tensor / steps[:, None]).astype(np.int8)
        packed[name + STEP] = steps.astype(np.float32)
    return packed


def unpack(packed: Tensors) -> dict[str, npt.NDArray[np.float32]]:
    """
    The tensors as float32.

    Raises ValueError for steps that do not fit their matrix and for what is no number, KeyError for missing steps.
    """
    tensors = {}
    for name, tensor in packed.items():
        if name.endswith(STEP):
            continue
        if tensor.dtype == np.int8:
            steps = packed[name + STEP]
            if steps.shape != tensor.shape[:1]:
                raise ValueError(f"{name}: {tensor.shape[0]} rows, but steps of the shape {steps.shape}")
            tensors[name] = tensor.astype(np.float32) * steps.astype(np.float32)[:, None]
        else:
            tensors[name] = tensor.astype(np.float32)
        if not np.isfinite(tensors[name]).all():
            raise ValueError(f"{name}: holds values that are no numbers")
    return tensors


def split_members(tensors: Mapping[str, npt.NDArray[np.float32]]) -> list[dict[str, npt.NDArray[np.float32]]]:
    """The tensors of each member, named `<number>.<name>`, by number. Raises ValueError for a name without a number."""
    members: dict[int, dict[str, npt.NDArray[np.float32]]] = {}
    for name, tensor in tensors.items():
        number, dot, rest = name.partition(".")
        if not dot or not number.isdecimal() or number != str(int(number)):
            raise ValueError(f"the tensor {name!r} does not say which member it belongs to")
        members.setdefault(int(number), {})[rest] = tensor
    if sorted(members) != list(range(len(members))) or not members:
        raise ValueError(f"members {sorted(members)}: expected 0, 1 … without a gap")
    return [members[number] for number in range(len(members))]
