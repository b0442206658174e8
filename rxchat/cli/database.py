"""`rxchat db`."""

from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from rxchat.cli.options import AsJson, DataDir, group
from rxchat.launcher import commands

app = group("Look after the database. Check, upgrade, back up and restore it, or adopt one of the Claude-only program.")


@app.command()
def status(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Say where it is and what's in it. Also whether it's up to date, and what backups there are."""
    return commands.database.status(commands.settings.load(data_dir), as_json=as_json)


@app.command()
def upgrade(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Bring it to the newest revision, after a backup."""
    return commands.database.upgrade(commands.settings.load(data_dir), as_json=as_json)


@app.command()
def check(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Look for damage. Also for lost references, unfinished answers and a search index that's out of step."""
    return commands.database.check(commands.settings.load(data_dir), as_json=as_json)


@app.command()
def downgrade(
    revision: Annotated[str, Argument(metavar="REV", help="For example 0001, which is the Claude-only program's.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Go back to an earlier revision, after a backup."""
    return commands.database.downgrade(commands.settings.load(data_dir), revision, as_json=as_json)


@app.command()
def backup(
    file: Annotated[
        Path | None, Argument(metavar="FILE", help="A new file. By default one in the backups folder.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Copy it, also while it's in use."""
    return commands.database.backup(commands.settings.load(data_dir), file, as_json=as_json)


@app.command()
def restore(
    file: Annotated[Path, Argument(metavar="FILE", help="A backup.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Put a backup in its place. What was there is copied first."""
    return commands.database.restore(commands.settings.load(data_dir), file, as_json=as_json)


@app.command()
def adopt(
    file: Annotated[Path, Argument(metavar="FILE", help="The other program's database.", show_default=False)],
    is_dry_run: Annotated[
        bool, Option("--dry-run", help="Try it on a copy and say what would be done. Changes nothing.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Start from a copy of a Claude-only program's file. The file itself stays as it is."""
    return commands.database.adopt(commands.settings.load(data_dir), file, is_dry_run=is_dry_run, as_json=as_json)
