"""Which rows have arrived on standard input so far?

A file arrives faster than it is answered and is read in batches; a program that sends one row and waits for its answer
must get it. So lines are read beside the answering, into a queue that holds a few hundred, and whoever takes from it is
told when it runs empty.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from queue import Empty, Queue
from threading import Thread
from typing import BinaryIO

from assistant.interface import Row, Unreadable, read_line

WAITING_LINES = 256
LONGEST_LINE = 1 << 17
"""Bytes; a longer line is no question, and is not kept in memory."""


def arriving_rows(stream: BinaryIO) -> Iterator[Row | Unreadable | None]:
    """The rows of a stream, in order, and None whenever no further row has arrived yet. Blank lines are passed over."""
    queue: Queue[Row | Unreadable | OSError | None] = Queue(WAITING_LINES)
    Thread(target=_read_into, args=(queue, stream), daemon=True).start()
    while True:
        try:
            row = queue.get_nowait()
        except Empty:
            yield None
            row = queue.get()
        if row is None:
            return
        if isinstance(row, OSError):
            raise row
        yield row


def standard_input() -> BinaryIO:
    """
    Standard input behind a buffer of its own.

    The interpreter locks its own buffer when it ends; a thread that still reads from that one would bring it down.
    """
    return io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False))


def _read_into(queue: Queue[Row | Unreadable | OSError | None], stream: BinaryIO) -> None:
    try:
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                    pass
                queue.put(Unreadable(None, f"line {number} is longer than {LONGEST_LINE:,} bytes"))
            elif line.strip():
                queue.put(read_line(number, line))
    except OSError as problem:
        queue.put(problem)
    finally:
        queue.put(None)
