"""`canipost slack demo`: the whole product in a page of this machine's browser, without a Slack."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.failures import BadInput

READY = """\
Open {url} in a browser on this machine.

Slack is a stand-in here, and its people are made up; what answers them is the assistant itself, connected as to a real
Slack. Choose who you are at the top. The clock beside it can be put forward, to see what happens when time passes.
{kept} {model}Ctrl-C ends it.
"""


def demo_command(
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="The port of the page; 0 takes a free one.")
    ] = 0,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", metavar="FOLDER", help="Keep the database there; without it, it goes at the end."),
    ] = None,
) -> None:
    """Try the assistant in a small Slack of your own, in the browser. Reachable from this machine only."""
    import signal
    import tempfile
    from threading import Event

    print("Starting: a stand-in for Slack, and the assistant (some seconds) ...", flush=True)
    from assistant.settings import Settings
    from assistant.slack.demo import open_demo

    told = Event()

    def stop(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # a second one ends at once
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="canipost-demo-")))
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
        try:
            demo = stack.enter_context(open_demo(folder, port))
        except OSError as problem:
            if port and problem.errno is not None:
                raise BadInput(
                    f"port {port} cannot be used ({problem.strerror}); leave --port out for a free one"
                ) from None
            raise
        kept = f"Its database is kept in {folder}." if keep else "What is written is gone at the end (--keep FOLDER)."
        model = Settings().model
        warned = f"Screened questions also go to the language model {model}. " if model else ""
        print(READY.format(url=demo.url, kept=kept, model=warned), end="", flush=True)
        told.wait()
        print("Ending ...", flush=True)
