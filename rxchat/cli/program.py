"""Program: assembles the commands, and reports an error in one line."""

import json
import sys
from collections.abc import Sequence
from typing import Annotated, Final

from typer import Abort, Context, Exit, Option, Typer, TyperException
from typer.main import get_command

from rxchat import __version__
from rxchat.cli import accounts, database, endpoints, keys, models, tokens
from rxchat.cli.options import AsJson, DataDir
from rxchat.domain.errors import RxchatError, StartupFailed
from rxchat.launcher import commands, optional_imports, startup_gc
from rxchat.launcher.console import complain, failure, say
from rxchat.security.redaction import redacted

UNUSABLE: Final = 2
INTERRUPTED: Final = 130

app = Typer(
    help="Self-hosted chat for every model. See README.md for settings.",
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,  # Rich would double the time that `--help` takes
)
app.add_typer(database.app, name="db")
app.command("backup", hidden=True)(database.backup)  # as `rxchat db backup`
app.add_typer(keys.app, name="keys")
app.add_typer(endpoints.app, name="endpoints")
app.add_typer(models.app, name="models")
app.add_typer(accounts.app, name="user")
app.add_typer(tokens.app, name="token")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command. The exit code is 0, 1 (a check found something wrong), 2 (it could not be done) or 130 (interrupted)."""
    given = sys.argv[1:] if arguments is None else [*arguments]
    try:
        return get_command(app).main(given, prog_name="rxchat", standalone_mode=False) or 0
    except TyperException as exc:
        sys.exit(_misuse(exc))
    except Abort:
        return INTERRUPTED
    except RxchatError as exc:
        return _stopped(exc, as_json="--json" in given)
    except OSError as exc:  # what nothing below expected of a disk or a path
        message = f"Can't use {exc.filename or 'a file'}: {exc.strerror or exc}."
        stopped = StartupFailed(message, hint="Check the path, its permissions and its disk.")
        return _stopped(stopped, as_json="--json" in given)


def _misuse(error: TyperException) -> int:
    """Report a command line that can't be parsed. It is redacted, because it may contain a key."""
    context: Context | None = getattr(error, "ctx", None)
    message = redacted(" ".join(error.format_message().split())).rstrip(".")
    complain(f"rxchat: {message}; see `{context.command_path if context else 'rxchat'} --help`")
    return error.exit_code


def _stopped(error: RxchatError, *, as_json: bool) -> int:
    if as_json:
        say(json.dumps(failure(error), indent=2))
    complain(f"rxchat: {error.message} {error.hint}".strip())
    return UNUSABLE


def _version(is_wanted: bool) -> None:
    if is_wanted:
        say(f"rxchat {__version__}")
        raise Exit


@app.callback(invoke_without_command=True)
def rxchat(
    context: Context,
    _is_version_wanted: Annotated[
        bool, Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Without a command: `rxchat run`."""
    if context.invoked_subcommand is None:
        run()


@app.command()
def run(
    host: Annotated[str | None, Option(help="Address to listen on, by default 127.0.0.1.", show_default=False)] = None,
    port: Annotated[int | None, Option(help="Port, by default 8000.", show_default=False)] = None,
    data_dir: DataDir = None,
    no_browser: Annotated[bool, Option("--no-browser", help="Don't open a browser.")] = False,
    no_auth: Annotated[bool, Option("--no-auth", help="Turn off sign-in. Anyone on this computer can use rxchat.")] = False,
    workers: Annotated[
        int | None, Option(metavar="N", min=1, help="Processes that serve, by default 1.", show_default=False)
    ] = None,
    worker: Annotated[str | None, Option("--as-worker", hidden=True)] = None,
    is_quiet: Annotated[bool, Option("--quiet", hidden=True)] = False,
) -> None:
    """Start rxchat: the web app and the API."""
    startup_gc.pause()  # until it serves
    try:
        settings = commands.settings.load(data_dir, host=host, port=port, workers=workers)
        optional_imports.skip()
        chosen = {"is_browser_wanted": not no_browser, "is_auth_disabled": no_auth}
        if worker is None:
            commands.run.run(settings, **chosen)
        else:
            commands.run.run_worker(settings, worker, **chosen, is_quiet=is_quiet)
    finally:
        startup_gc.resume()


@app.command("workers")
def list_workers(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """List the processes that serve the database. Only with PostgreSQL."""
    return commands.workers.list_workers(commands.settings.load(data_dir), as_json=as_json)


@app.command()
def build() -> int:
    """Build the web app. `rxchat run` also does this when it's out of date."""
    return commands.build.build_page()


@app.command()
def doctor(data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Check the installation. Suggests fixes and changes nothing."""
    return commands.doctor.run_doctor(commands.settings.load(data_dir), as_json=as_json)


@app.command()
def link(
    port: Annotated[int | None, Option(help="Port that rxchat runs on, by default 8000.", show_default=False)] = None,
    data_dir: DataDir = None,
) -> int:
    """Print a one-time sign-in link."""
    return commands.accounts.print_link(commands.settings.load(data_dir, port=port))
