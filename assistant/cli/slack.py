"""`canipost slack ...`: the commands of the Slack surface. Each imports what it needs when it is called."""

from __future__ import annotations

import typer

from assistant.cli.slack_demo import demo_command
from assistant.cli.slack_setup import check_command, manifest_command

slack_app = typer.Typer(
    name="slack",
    help="Run the assistant in Slack, and set it up.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
slack_app.command("manifest")(manifest_command)
slack_app.command("check")(check_command)
slack_app.command("demo")(demo_command)


@slack_app.command("run")
def run_command() -> None:
    """Run the assistant in Slack until it is told to end (Ctrl-C, or SIGTERM)."""
    from assistant.slack.running import open_service, run_until_told
    from assistant.slack.settings import read_slack_settings

    run_until_told(open_service(read_slack_settings()))


@slack_app.callback()
def slack() -> None:
    """Run the assistant in Slack, and set it up."""
