"""From the question bank to the files of a local reader: one reproducible run, on two cores or on a GPU."""

from __future__ import annotations

import dataclasses
import math
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save_file
from transformers import AutoTokenizer, PreTrainedTokenizerBase
from transformers.utils import logging as transformers_logging

from assistant.answering.reading.manifest import TENSORS, Manifest, write_manifest
from assistant.answering.reading.packing import pack
from assistant.answering.reading.training.lessons import Lesson
from assistant.answering.reading.training.network import ReaderNetwork
from assistant.answering.reading.training.targets import KINDS, VERDICTS, Vocabulary, targets_of, text_of
from assistant.answering.reading.training.variation import variation_of
from assistant.answering.spanish.gloss import load_lexicon
from corpus.chatter import read_chatter
from index.weights import LocalWeights, file_sha256

MOST_TOKENS = 256
BATCHES_SORTED_TOGETHER = 64
"""Texts of like length share a batch, within groups of this many batches, so that little is padded."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run does. The defaults are what ships; docs/decisions/0007-local-reader.md: what was tried."""

    epochs: int = 3
    batch: int = 16
    encoder_rate: float = 1e-4
    head_rate: float = 2e-3
    warm_up: float = 0.06
    weight_decay: float = 0.01
    seed: int = 1


Tensors = Mapping[str, npt.NDArray[np.float32]]

Progress = Callable[[int, int, float, float], None]
"""Called after every step with: step, steps in all, loss of the step, seconds so far."""


def train_network(
    lessons: Sequence[Lesson],
    base: LocalWeights,
    vocabulary: Vocabulary,
    recipe: Recipe,
    progress: Progress,
    begun: Tensors | None = None,
) -> ReaderNetwork:
    """A network trained on the lessons, going on from `begun` if given. On one machine, one seed gives one network."""
    random.seed(recipe.seed)
    torch.manual_seed(recipe.seed)
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = AutoTokenizer.from_pretrained(base.folder)
    network = ReaderNetwork(base.folder, vocabulary)
    if begun is not None:
        network.begin_with(begun)
    network = network.to(device)
    groups = [
        {"params": network.encoder_parameters(), "lr": recipe.encoder_rate},
        {"params": network.head_parameters(), "lr": recipe.head_rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay)
    passes = _passes(lessons, recipe.epochs)
    steps = sum(math.ceil(len(each) / recipe.batch) for each in passes)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / (recipe.warm_up * steps)) * max(0.02, 1 - step / steps)
    )
    lexicon, english = load_lexicon(), frozenset(tokenizer.get_vocab())
    written = [text_of(lesson.screened, lexicon, english) for lesson in lessons]
    examples = [lesson.example for lesson in lessons]
    chatter = [dataclasses.replace(aside, text=text_of((aside.text,), lexicon, english)) for aside in read_chatter()]
    variation, chance = variation_of(written, examples, chatter), random.Random(recipe.seed)
    started = time.monotonic()
    step = 0
    network.train()
    for met in passes:
        texts = {number: variation.vary(written[number], examples[number], chance) for number in met}
        for numbers in _batches(texts, recipe.batch):
            tokens, mask = encode([texts[number] for number in numbers], tokenizer)
            outputs = network(tokens.to(device), mask.to(device))
            targets = targets_of([lessons[number] for number in numbers], vocabulary)
            loss = network.loss(tuple(each.cpu() for each in outputs), targets)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            progress(step, steps, loss.item(), time.monotonic() - started)
    return network.eval().cpu()


def encode(texts: Sequence[str], tokenizer: PreTrainedTokenizerBase) -> tuple[torch.Tensor, torch.Tensor]:
    """Token ids and mask [b, t] of a batch of texts."""
    found = tokenizer(list(texts), padding=True, truncation=True, max_length=MOST_TOKENS, return_tensors="pt")
    return found["input_ids"], found["attention_mask"]


def _passes(lessons: Sequence[Lesson], count: int) -> list[list[int]]:
    """
    The numbers of the lessons that each pass takes.

    A turn that was reworded to stand alone says once more what it says in its conversation: one pass takes it.
    """
    return [
        [n for n, lesson in enumerate(lessons) if not lesson.example.stands_alone or n % count == number]
        for number in range(count)
    ]


def _batches(texts: Mapping[int, str], size: int) -> Iterator[list[int]]:
    order = random.sample(list(texts), len(texts))
    batches = []
    for start in range(0, len(order), size * BATCHES_SORTED_TOGETHER):
        group = sorted(order[start : start + size * BATCHES_SORTED_TOGETHER], key=lambda number: len(texts[number]))
        batches += [group[at : at + size] for at in range(0, len(group), size)]
    random.shuffle(batches)
    yield from batches


def train_members(
    count: int,
    lessons: Sequence[Lesson],
    base: LocalWeights,
    vocabulary: Vocabulary,
    recipe: Recipe,
    progress: Progress,
    begun: Sequence[Tensors] | None = None,
) -> list[Tensors]:
    """
    The tensors of `count` networks that differ in their seeds, each going on from its place in `begun` if there is one.

    On a GPU one after the other; on a processor side by side, a process each, which uses its cores better than one
    network on all of them. `progress` is told of the first one only: the others keep step.
    """
    jobs = [
        Job(
            lessons,
            base,
            vocabulary,
            dataclasses.replace(recipe, seed=recipe.seed + number),
            begun=None if begun is None else begun[number],
        )
        for number in range(count)
    ]
    if count == 1 or torch.cuda.is_available():
        return [run_job(job, progress) for job in jobs]
    threads = max(1, (os.cpu_count() or 1) // count)
    with ProcessPoolExecutor(
        count - 1, mp_context=get_context("spawn"), initializer=_end_with, initargs=(os.getpid(),)
    ) as pool:
        others = [pool.submit(run_job, dataclasses.replace(job, threads=threads)) for job in jobs[1:]]
        first = run_job(dataclasses.replace(jobs[0], threads=threads), progress)
        return [first, *(other.result() for other in others)]


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: one that is killed by force can tell nobody."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@dataclass(frozen=True, slots=True)
class Job:
    """All that one network is trained from, or goes on from (`begun`); `threads` 0 leaves their number to torch."""

    lessons: Sequence[Lesson]
    base: LocalWeights
    vocabulary: Vocabulary
    recipe: Recipe
    threads: int = 0
    begun: Tensors | None = None


def run_job(job: Job, progress: Progress = lambda *_: None) -> Tensors:
    """Train one network and give its tensors."""
    if job.threads:
        torch.set_num_threads(job.threads)
    network = train_network(job.lessons, job.base, job.vocabulary, job.recipe, progress, job.begun)
    return network.tensors(job.base.folder)


def write_reader(
    folder: Path,
    members: Sequence[Tensors],
    base: LocalWeights,
    vocabulary: Vocabulary,
    notes: dict[str, str | int | float],
) -> None:
    """
    Write the files of a reader: tensors first, the manifest that vouches for them last.

    Its doubt goes by rules of thumb until one is fitted on readings that this reader made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    named = {f"{number}.{name}": tensor for number, member in enumerate(members) for name, tensor in member.items()}
    save_file(pack(named), folder / TENSORS)
    (folder / TENSORS).chmod(0o644)  # the library makes it readable for its owner alone
    manifest = Manifest(
        base=base.name,
        base_sha256=base.sha256,
        tensors_sha256=file_sha256(folder / TENSORS),
        facts=vocabulary.facts,
        clauses=vocabulary.clauses,
        kinds=KINDS,
        verdicts=VERDICTS,
        trained_on=notes,
    )
    write_manifest(folder, manifest)
