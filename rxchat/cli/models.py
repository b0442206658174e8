"""`rxchat models`."""

from typing import Annotated

from typer import Argument

from rxchat.cli.options import AsJson, DataDir, Provider, group
from rxchat.launcher import commands

Model = Annotated[str, Argument(metavar="MODEL", help="The model's ID on the server.", show_default=False)]

app = group("Manage models added by ID, for servers without a model list.")


@app.command("list")
def list_models(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """List added models."""
    return commands.models.list_models(commands.settings.load(data_dir), as_json=as_json)


@app.command("add")
def add_model(provider: Provider, model: Model, data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Add a model by its ID."""
    return commands.models.add_model(commands.settings.load(data_dir), provider, model, as_json=as_json)


@app.command("remove")
def remove_model(provider: Provider, model: Model, data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Remove an added model."""
    return commands.models.remove_model(commands.settings.load(data_dir), provider, model, as_json=as_json)
