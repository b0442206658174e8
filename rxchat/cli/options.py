"""Options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option, Typer

DataDir = Annotated[Path | None, Option(metavar="D", help="Data directory.", show_default=False)]
AsJson = Annotated[bool, Option("--json", help="Print the result as JSON.")]
Email = Annotated[str, Argument(metavar="EMAIL", show_default=False)]
Provider = Annotated[str, Argument(metavar="PROVIDER", help="Its name, as `rxchat keys list` shows it.", show_default=False)]


def group(description: str) -> Typer:
    """Returns a command with subcommands."""
    return Typer(help=description, add_completion=False, rich_markup_mode=None)
