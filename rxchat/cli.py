"""The command line: `rxchat run`, `build`, `doctor`, `db`, `keys`, `endpoints`, `link`, `token`, `user`."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from rxchat import __version__
from rxchat.config import InvalidSetting, load_settings
from rxchat.domain.errors import RxchatError, StartupFailed
from rxchat.launcher.database import add_db_commands, run_db_command
from rxchat.launcher.doctor import examine
from rxchat.launcher.endpoints import add_endpoint_commands, run_endpoint_command
from rxchat.launcher.frontend import Frontend
from rxchat.launcher.keys import add_key_commands, run_key_command
from rxchat.launcher.people import manage_users, print_link, print_token
from rxchat.launcher.places import find_places
from rxchat.launcher.run import run
from rxchat.launcher.terminal import complain
from rxchat.security.logs import configure_logging

INTERRUPTED = 130
ACCOUNT_ACTIONS = {
    "add": "make an account; its password is asked for, or read from standard input",
    "passwd": "set a password, and end every session of its account",
    "disable": "keep somebody out, at once",
    "enable": "let somebody in again",
    "list": "list the accounts",
    "claim": "give somebody the conversations that belong to nobody; also in local mode",
}


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
    try:
        return run_command(chosen)
    except (InvalidSetting, StartupFailed) as exc:
        complain(f"rxchat: {exc}")
        return 2
    except RxchatError as exc:
        complain(f"rxchat: {exc.message} {exc.hint}".strip())
        return 2
    except KeyboardInterrupt:
        return INTERRUPTED


def run_command(chosen: argparse.Namespace) -> int:
    """The exit code of a command. Raises RxchatError and InvalidSetting."""
    configure_logging("warning")  # what Python would write by itself of an error is not held to hold no key
    match chosen.command:
        case "run":
            settings = load_settings(host=chosen.host, port=chosen.port, data_dir=chosen.data_dir)
            run(settings, is_browser_wanted=not chosen.no_browser, is_open=chosen.no_auth)
        case "build":
            Frontend(find_places()).ensure()
        case "doctor":
            return 0 if examine(load_settings(data_dir=chosen.data_dir), as_json=chosen.json) else 1
        case "db":
            return run_db_command(chosen)
        case "keys":
            return run_key_command(load_settings(data_dir=chosen.data_dir), chosen)
        case "endpoints":
            return run_endpoint_command(load_settings(data_dir=chosen.data_dir), chosen)
        case "link":
            print_link(load_settings(port=chosen.port, data_dir=chosen.data_dir))
        case "token":
            print_token(load_settings(data_dir=chosen.data_dir), chosen.email)
        case _:
            manage_users(load_settings(data_dir=chosen.data_dir), chosen)
    return 0


def build_parser() -> Parser:
    parser = Parser(prog="rxchat", description="A self-hosted chat for every model. Settings are listed in README.md.")
    parser.add_argument("--version", action="version", version=f"rxchat {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command")

    run_command = commands.add_parser("run", help="serve the page and the API", description="Serve the page and the API.")
    run_command.add_argument("--host", help="loopback address to listen on (default 127.0.0.1)")
    run_command.add_argument("--port", type=int, help="port of the page and the API (default 8000)")
    run_command.add_argument("--no-browser", action="store_true", help="do not open the page in a browser")
    run_command.add_argument("--no-auth", action="store_true", help="let in everybody on this computer, without signing in")

    description = "Build the page now. `rxchat run` does it by itself when the page is not up to date."
    commands.add_parser("build", help="build the page ahead of time", description=description)

    doctor_command = commands.add_parser(
        "doctor", help="find out what is wrong", description="Look at everything rxchat needs, change nothing, say what to do."
    )
    doctor_command.add_argument("--json", action="store_true", help="print the findings as JSON")

    for command in (run_command, doctor_command, *_add_people(commands)):
        command.add_argument("--data-dir", type=Path, metavar="D", help="where rxchat keeps its files")
    add_db_commands(commands)
    add_key_commands(commands)
    add_endpoint_commands(commands)
    return parser


def _add_people(commands: Any) -> Iterator[argparse.ArgumentParser]:
    link = commands.add_parser("link", help="print a link that signs a browser in", description="Print a one-time link.")
    link.add_argument("--port", type=int, help="port rxchat runs on (default 8000)")
    yield link

    token = commands.add_parser("token", help="print the token for scripts", description="Print a Bearer token for scripts.")
    token.add_argument("email", nargs="?", metavar="EMAIL", help="whose token, in team mode")
    yield token

    user = commands.add_parser("user", help="manage the accounts of team mode", description="Manage the accounts of team mode.")
    actions = user.add_subparsers(dest="action", metavar="action", required=True)
    for name, words in ACCOUNT_ACTIONS.items():
        action = actions.add_parser(name, help=words, description=f"{words.capitalize()}.")
        if name != "list":
            action.add_argument("email", metavar="EMAIL")
        if name == "add":
            action.add_argument("--name", help="what the person is called")
        yield action
