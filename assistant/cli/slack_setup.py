"""`canipost slack manifest` and `canipost slack check`: what an administrator needs to set the app up."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.failures import FAILED, BadInput


def manifest_command(
    http: Annotated[
        str | None,
        typer.Option("--http", metavar="URL", help="Slack calls this public https address; without it, Socket Mode."),
    ] = None,
    gov: Annotated[bool, typer.Option("--gov", help="For GovSlack: without what is known on slack.com only.")] = False,
    no_agent: Annotated[
        bool, typer.Option("--no-agent", help="Without the agent view, for plans that refuse a manifest with it.")
    ] = False,
    oauth: Annotated[
        bool, typer.Option("--oauth", help="Several workspaces install it; tokens are rotated. Needs --http.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of YAML.")] = False,
    scopes: Annotated[bool, typer.Option("--scopes", help="Print instead what each permission is for.")] = False,
) -> None:
    """Print the manifest: what Slack is told to make the app. Paste it where Slack says "From a manifest"."""
    from assistant.slack.manifest import AddressUnfit, Installation, clean_address, manifest_for, write_manifest
    from assistant.slack.scopes import read_scopes, write_table

    if scopes:
        print(write_table(read_scopes()), end="")
        return
    try:
        wanted = Installation(
            address=None if http is None else clean_address(http),
            has_agent_view=not (gov or no_agent),
            is_shared=oauth,
        )
        print(write_manifest(manifest_for(wanted), as_json=as_json), end="")
    except AddressUnfit as problem:
        raise BadInput(str(problem)) from None


def check_command() -> None:
    """Check tokens, permissions, database and channels, and say what to mend. Exit status 1 when something must be."""
    from assistant.slack.check import check_everything
    from assistant.slack.findings import Level

    wrong = 0
    for finding in check_everything():
        print(finding.line(), flush=True)
        wrong += finding.level is Level.MEND
    if wrong:
        print(f"\n{wrong} to mend.")
        raise typer.Exit(FAILED)
