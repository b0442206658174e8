"""`rxchat db`."""

from pathlib import Path
from typing import Annotated

from typer import Argument, BadParameter, Option

from rxchat.cli.options import AsJson, DataDir, group
from rxchat.launcher import commands

app = group("Manage the database. Inspect, upgrade, back up and restore it, or import one from the earlier Claude-only app.")


@app.command()
def status(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Show location, contents and version. Also lists the backups."""
    return commands.database.status(commands.settings.load(data_dir), as_json=as_json)


@app.command()
def upgrade(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Upgrade to the latest revision. Makes a backup first."""
    return commands.database.upgrade(commands.settings.load(data_dir), as_json=as_json)


@app.command()
def check(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Check for corruption. Also for broken references, unfinished responses and an outdated search index."""
    return commands.database.check(commands.settings.load(data_dir), as_json=as_json)


@app.command()
def downgrade(
    revision: Annotated[str, Argument(metavar="REV", help="For example 0001, the one of the Claude-only app.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Go back to an earlier revision. Makes a backup first."""
    return commands.database.downgrade(commands.settings.load(data_dir), revision, as_json=as_json)


@app.command()
def backup(
    file: Annotated[
        Path | None, Argument(metavar="FILE", help="A new file, by default one in the backups folder.", show_default=False)
    ] = None,
    to: Annotated[
        Path | None, Option(metavar="DIR", help="A folder for regular backups, made if it is missing.", show_default=False)
    ] = None,
    keep: Annotated[
        int | None,
        Option(
            metavar="N",
            min=1,
            help="With --to: keep the newest N backups of this database, remove older ones.",
            show_default=False,
        ),
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Back up the database. Safe while rxchat is running. With `--to`, for cron, it prints one line."""
    settings = commands.settings.load(data_dir)
    if to is None:
        if keep is not None:
            raise BadParameter("It needs a folder: --to DIR.", param_hint="--keep")
        return commands.database.backup(settings, file, as_json=as_json)
    if file is not None:
        raise BadParameter("Name a file, or a folder with --to, not both.", param_hint="--to")
    return commands.database.backup_to(settings, to, keep=keep, as_json=as_json)


@app.command()
def restore(
    file: Annotated[Path, Argument(metavar="FILE", help="A backup.", show_default=False)],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Restore a backup. The current database is backed up first."""
    return commands.database.restore(commands.settings.load(data_dir), file, as_json=as_json)


@app.command()
def adopt(
    file: Annotated[Path, Argument(metavar="FILE", help="The Claude-only app's database.", show_default=False)],
    is_dry_run: Annotated[bool, Option("--dry-run", help="Show what would change without changing anything.")] = False,
    user: Annotated[
        str | None, Option("--user", metavar="EMAIL", help="Who you are, if the file has several users.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Import a Claude-only app's database. The original file isn't changed."""
    return commands.database.adopt(commands.settings.load(data_dir), file, is_dry_run=is_dry_run, user=user, as_json=as_json)


@app.command()
def move(
    target: Annotated[
        str, Argument(metavar="TARGET", help="`postgresql://…`, or a new file if PostgreSQL holds the data.", show_default=False)
    ],
    is_dry_run: Annotated[bool, Option("--dry-run", help="Copy and compare everything, then discard the copy.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Copy all data to PostgreSQL, or from there to a file. The original isn't changed."""
    return commands.database.move(commands.settings.load(data_dir), target, is_dry_run=is_dry_run, as_json=as_json)
