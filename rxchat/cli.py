"""The command line: `rxchat run`, `build`, `doctor`, `db`, `keys`, `endpoints`, `models`, `link`, `token`, `user`."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Final, NoReturn

from rxchat import __version__
from rxchat.config import InvalidSetting, Settings, load_settings
from rxchat.domain.errors import RxchatError
from rxchat.launcher.console import complain, failure, say
from rxchat.security.logs import configure_logging

INTERRUPTED = 130

ACTS: Final = {
    "run": "run:start",
    "build": "build:build_page",
    "doctor": "doctor:run_doctor_command",
    "db": "database:run_db_command",
    "keys": "keys:run_key_command",
    "endpoints": "endpoints:run_endpoint_command",
    "models": "models:run_model_command",
    "link": "accounts:print_link",
    "token": "accounts:print_token",
    "user": "accounts:manage_users",
}
"""What does a command: it takes the settings and the parsed arguments, and gives the exit code. Its module is imported when it is
asked for: all of them together are most of the program."""

ARGUMENTS: Final = ("host", "port", "data_dir")
"""The arguments that win over a setting."""

Subcommands = Any
"""What argparse gives for `add_subparsers`; its class has no public name."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"rxchat: {message}; see `{self.prog} --help`\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0, 1 (the doctor or a check found a fault), 2 (it cannot start) or 130 (interrupted)."""
    parser = build_parser()
    chosen = parser.parse_args(arguments)
    if chosen.command is None:
        parser.print_help()
        return 0
    configure_logging("warning")  # what Python would write by itself of an error is not held to hold no key
    try:
        settings = load_settings(**{name: value for name, value in vars(chosen).items() if name in ARGUMENTS})
        act: Callable[[Settings, argparse.Namespace], int] = resolve_name(f"rxchat.launcher.commands.{ACTS[chosen.command]}")
        return act(settings, chosen)
    except (InvalidSetting, RxchatError) as exc:
        if getattr(chosen, "json", False):
            say(json.dumps(failure(exc), indent=2))
        complain(f"rxchat: {exc}" if isinstance(exc, InvalidSetting) else f"rxchat: {exc.message} {exc.hint}".strip())
        return 2
    except OSError as exc:  # what no part below expected of a disk or a path
        complain(f"rxchat: {exc.filename or 'A file'} can't be used: {exc.strerror or exc}. Check it, and the space on its disk.")
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


def build_parser() -> Parser:
    parser = Parser(prog="rxchat", description="A self-hosted chat for every model. Settings are listed in README.md.")
    parser.add_argument("--version", action="version", version=f"rxchat {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command")
    _add_run(commands)
    _add_build(commands)
    _add_doctor(commands)
    _add_link(commands)
    _add_token(commands)
    _add_user(commands)
    _add_db(commands)
    _add_keys(commands)
    _add_endpoints(commands)
    _add_models(commands)
    return parser


def _add_run(commands: Subcommands) -> None:
    command = _command(commands, "run", "serve the page and the API")
    command.add_argument("--host", help="loopback address to listen on (default 127.0.0.1)")
    command.add_argument("--port", type=int, help="port of the page and the API (default 8000)")
    command.add_argument("--no-browser", action="store_true", help="do not open the page in a browser")
    command.add_argument("--no-auth", action="store_true", help="let in everybody on this computer, without signing in")


def _add_build(commands: Subcommands) -> None:
    description = "Build the page now. `rxchat run` does it by itself when the page is not up to date."
    commands.add_parser("build", help="build the page ahead of time", description=description)


def _add_doctor(commands: Subcommands) -> None:
    description = "Look at everything rxchat needs, change nothing, say what to do."
    command = _command(commands, "doctor", "find out what is wrong", description)
    command.add_argument("--json", action="store_true", help="print the findings as JSON")


def _add_link(commands: Subcommands) -> None:
    command = _command(commands, "link", "print a link that signs a browser in", "Print a one-time link.")
    command.add_argument("--port", type=int, help="port rxchat runs on (default 8000)")


def _add_token(commands: Subcommands) -> None:
    command = _command(commands, "token", "print the token for scripts", "Print a Bearer token for scripts.")
    command.add_argument("email", nargs="?", metavar="EMAIL", help="whose token, in team mode")


def _add_user(commands: Subcommands) -> None:
    actions = _group(commands, "user", "manage the accounts of team mode")
    adding = _command(actions, "add", "make an account; its password is asked for, or read from standard input")
    adding.add_argument("--name", help="what the person is called")
    of_one = (
        adding,
        _command(actions, "passwd", "set a password, and end every session of its account"),
        _command(actions, "disable", "keep somebody out, at once"),
        _command(actions, "enable", "let somebody in again"),
        _command(actions, "claim", "give somebody the conversations that belong to nobody; also in local mode"),
    )
    for action in of_one:
        action.add_argument("email", metavar="EMAIL")
    _command(actions, "list", "list the accounts")


def _add_db(commands: Subcommands) -> None:
    description = "Look at the database, upgrade it, copy it, put a copy back, adopt one of the Claude-only program."
    actions = _group(commands, "db", "look after the database", description)
    _command(actions, "status", "say where the database is, what is in it and whether it is up to date")
    _command(actions, "upgrade", "bring the database to the newest revision, behind a backup")
    _command(actions, "check", "look for damage, lost references and unfinished answers")
    downgrading = _command(
        actions, "downgrade", "go back to an earlier revision, behind a backup; 0001 is the Claude-only program's"
    )
    downgrading.add_argument("revision", metavar="REV", help="for example 0001")
    backing_up = _command(actions, "backup", "copy the database, also while it is in use")
    backing_up.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a new file (default: in the backups folder)")
    restoring = _command(actions, "restore", "put a copy in the database's place; what was there is copied first")
    restoring.add_argument("file", type=Path, metavar="FILE", help="a copy made before")
    adopting = _command(actions, "adopt", "make a copy of a Claude-only program's file the database; the file stays as it is")
    adopting.add_argument("file", type=Path, metavar="FILE", help="the other program's database")
    adopting.add_argument("--dry-run", action="store_true", help="try it on a copy, say what would be done, change nothing")
    _with_json(actions)


def _add_keys(commands: Subcommands) -> None:
    actions = _group(commands, "keys", "manage the vendors' keys")
    _command(actions, "list", "list the providers that may have a key, and where it comes from")
    for action in (
        _command(actions, "set", "store a key; it is asked for, or read from standard input"),
        _command(actions, "test", "ask the vendor whether the key works"),
        _command(actions, "remove", "forget the stored key"),
    ):
        action.add_argument("provider", metavar="PROVIDER", help="its name, as `rxchat keys list` shows it")
    _command(actions, "rotate", "make a new secret key and seal every stored key with it")


def _add_endpoints(commands: Subcommands) -> None:
    actions = _group(commands, "endpoints", "manage servers of your own")
    _command(actions, "list", "list the endpoints that were added")
    adding = _command(actions, "add", "add a server that speaks chat completions, as most do")
    adding.add_argument("label", metavar="LABEL", help="what it is called, such as: My lab")
    adding.add_argument("url", metavar="URL", help="its address, such as http://localhost:8080/v1")
    adding.add_argument("--key", action="store_true", help="it needs a key; it is asked for, or read from standard input")
    removing = _command(actions, "remove", "forget an endpoint and its key; its conversations stay")
    removing.add_argument("name", metavar="NAME", help="its name, as `rxchat endpoints list` shows it")
    _with_json(actions)


def _add_models(commands: Subcommands) -> None:
    actions = _group(commands, "models", "name models of servers that have no list of them")
    _command(actions, "list", "list the models that were added")
    adding = _command(actions, "add", "offer a model by its id")
    removing = _command(actions, "remove", "offer it no more")
    for action in (adding, removing):
        action.add_argument("provider", metavar="PROVIDER", help="its name, as `rxchat keys list` shows it")
        action.add_argument("model", metavar="MODEL", help="the model's id, as the server knows it")
    _with_json(actions)


def _group(commands: Subcommands, name: str, words: str, description: str | None = None) -> Subcommands:
    """A command that has commands below it."""
    group = commands.add_parser(name, help=words, description=description or f"{words.capitalize()}.")
    return group.add_subparsers(dest="action", metavar="action", required=True)


def _command(commands: Subcommands, name: str, words: str, description: str | None = None) -> argparse.ArgumentParser:
    """A command that works on the data directory. Without a description, that is its words as a sentence."""
    command: argparse.ArgumentParser = commands.add_parser(name, help=words, description=description or f"{words.capitalize()}.")
    command.add_argument("--data-dir", type=Path, metavar="D", help="where rxchat keeps its files")
    return command


def _with_json(actions: Subcommands) -> None:
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", help="print the result as JSON")
