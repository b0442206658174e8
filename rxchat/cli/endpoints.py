"""`rxchat endpoints`."""

from typing import Annotated

from typer import Argument, Option

from rxchat.cli.options import AsJson, DataDir, group
from rxchat.launcher import commands

app = group("Manage servers of your own.")


@app.command("list")
def list_endpoints(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """List the endpoints that were added."""
    return commands.endpoints.list_endpoints(commands.settings.load(data_dir), as_json=as_json)


@app.command("add")
def add_endpoint(
    label: Annotated[str, Argument(metavar="LABEL", help="What it's called, such as: My lab", show_default=False)],
    url: Annotated[str, Argument(metavar="URL", help="Its address, such as http://localhost:8080/v1", show_default=False)],
    has_key: Annotated[bool, Option("--key", help="It needs a key, which is asked for, or read from standard input.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Add a server that speaks chat completions, as most do."""
    return commands.endpoints.add_endpoint(commands.settings.load(data_dir), label, url, has_key=has_key, as_json=as_json)


@app.command("remove")
def remove_endpoint(
    name: Annotated[str, Argument(metavar="NAME", help="Its name, as `rxchat endpoints list` shows it.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Forget an endpoint and its key. Its conversations stay."""
    return commands.endpoints.remove_endpoint(commands.settings.load(data_dir), name, as_json=as_json)
