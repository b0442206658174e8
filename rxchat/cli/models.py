"""`rxchat models`."""

from typing import Annotated

from typer import Argument, Option

from rxchat.cli.options import AsJson, DataDir, Provider, group
from rxchat.launcher import commands

Model = Annotated[str, Argument(metavar="MODEL", help="The model's ID on the server.", show_default=False)]

Wanted = Annotated[
    str,
    Argument(metavar="MODEL", help="org/repo:file.gguf, or a name that `rxchat models list --all` shows.", show_default=False),
]

app = group("Download models that run on this computer, and manage models added by ID, for servers without a model list.")


@app.command("list")
def list_models(
    is_all: Annotated[bool, Option("--all", help="Also a few models to download, with size, memory and licence.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """List downloaded and added models."""
    return commands.models.list_models(commands.settings.load(data_dir), is_all=is_all, as_json=as_json)


@app.command("pull")
def pull_model(model: Wanted, data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Download a model that runs on this computer. Run it again to resume."""
    return commands.downloads.pull_model(commands.settings.load(data_dir), model, as_json=as_json)


@app.command("add")
def add_model(provider: Provider, model: Model, data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Add a model by its ID."""
    return commands.models.add_model(commands.settings.load(data_dir), provider, model, as_json=as_json)


@app.command("remove")
def remove_model(
    name: Annotated[str, Argument(metavar="[PROVIDER] MODEL", help="A downloaded model, or an added one.", show_default=False)],
    model: Annotated[str | None, Argument(hidden=True, show_default=False)] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Delete a downloaded model, or remove an added one."""
    settings = commands.settings.load(data_dir)
    if model is None or name == "local":
        return commands.downloads.remove_model(settings, model or name, as_json=as_json)
    return commands.models.remove_model(settings, name, model, as_json=as_json)
