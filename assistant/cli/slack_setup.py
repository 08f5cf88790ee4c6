"""`canipost slack manifest`: what an administrator gives to Slack to make the app."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.failures import BadInput


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
