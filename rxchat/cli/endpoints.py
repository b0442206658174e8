"""`rxchat endpoints`."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from rxchat.cli.options import AsJson, DataDir, group
from rxchat.launcher import commands

app = group("Manage custom providers.")


@app.command("list")
def list_endpoints(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """List custom providers."""
    return commands.endpoints.list_endpoints(commands.settings.load(data_dir), as_json=as_json)


@app.command("add")
def add_endpoint(
    label: Annotated[str, Argument(metavar="LABEL", help="Display name, such as: My lab", show_default=False)],
    url: Annotated[str, Argument(metavar="URL", help="Base URL, such as http://localhost:8080/v1", show_default=False)],
    authority: Annotated[
        Path | None,
        Option(
            "--ca", metavar="FILE", help="Certificate authority (PEM) of a server whose certificate is signed by a private one."
        ),
    ] = None,
    has_key: Annotated[bool, Option("--key", help="Prompt for an API key, or read it from stdin.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Add an OpenAI-compatible server."""
    settings = commands.settings.load(data_dir)
    return commands.endpoints.add_endpoint(settings, label, url, authority=authority, has_key=has_key, as_json=as_json)


@app.command("remove")
def remove_endpoint(
    name: Annotated[str, Argument(metavar="NAME", help="Its name, as `rxchat endpoints list` shows it.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Remove a custom provider and its key. Conversations are kept."""
    return commands.endpoints.remove_endpoint(commands.settings.load(data_dir), name, as_json=as_json)
