"""`rxchat models`."""

from typing import Annotated

from typer import Argument

from rxchat.cli.options import AsJson, DataDir, Provider, group
from rxchat.launcher import commands

Model = Annotated[str, Argument(metavar="MODEL", help="The model's ID, as the server knows it.", show_default=False)]

app = group("Name models of servers that have no list of them.")


@app.command("list")
def list_models(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """List the models that were added."""
    return commands.models.list_models(commands.settings.load(data_dir), as_json=as_json)


@app.command("add")
def add_model(provider: Provider, model: Model, data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Add a model by its ID."""
    return commands.models.add_model(commands.settings.load(data_dir), provider, model, as_json=as_json)


@app.command("remove")
def remove_model(provider: Provider, model: Model, data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Remove a model that was added."""
    return commands.models.remove_model(commands.settings.load(data_dir), provider, model, as_json=as_json)
