"""`rxchat token`: without a subcommand, the token of an account for scripts; with one, the tokens of other programs."""

from typing import Annotated, Any

from typer import Argument, Option, Typer
from typer.core import TyperGroup

from rxchat.cli.options import AsJson, DataDir
from rxchat.launcher import commands

_SHOW = "show"

Account = Annotated[str | None, Option("--email", metavar="EMAIL", help="The account, in team mode.", show_default=False)]


class _ShowsByDefault(TyperGroup):
    """`rxchat token` and `rxchat token EMAIL` are older than the subcommands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        is_help = bool(args) and args[0] in ctx.help_option_names
        is_command = bool(args) and args[0] in self.commands
        return super().parse_args(ctx, args if is_help or is_command else [_SHOW, *args])


app = Typer(
    cls=_ShowsByDefault,
    help="Print an API token for scripts, or manage tokens for programs that use /v1.",
    add_completion=False,
    rich_markup_mode=None,
)


@app.command(_SHOW, hidden=True)
def show(
    email: Annotated[str | None, Argument(metavar="EMAIL", help="The account, in team mode.", show_default=False)] = None,
    data_dir: DataDir = None,
) -> int:
    """Print an API token for scripts."""
    return commands.accounts.print_token(commands.settings.load(data_dir), email)


@app.command()
def create(
    name: Annotated[str, Argument(metavar="NAME", help="The program it's for.", show_default=False)],
    model: Annotated[
        list[str] | None,
        Option(
            metavar="MODEL", help="Allow only this model, or provider:* for all of a provider. Repeatable.", show_default=False
        ),
    ] = None,
    limit: Annotated[str | None, Option(metavar="USD", help="Monthly budget, in US dollars.", show_default=False)] = None,
    days: Annotated[
        int | None, Option(metavar="DAYS", help="Expire after so many days.", min=1, max=3650, show_default=False)
    ] = None,
    email: Account = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Create a token for a program that uses /v1. It's printed once."""
    asked: dict[str, Any] = {"models": tuple(model or ()), "limit": limit, "days": days}
    return commands.tokens.create(commands.settings.load(data_dir), name, **asked, email=email, as_json=as_json)


@app.command("list")
def list_tokens(email: Account = None, data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """List the tokens of programs."""
    return commands.tokens.list_tokens(commands.settings.load(data_dir), email=email, as_json=as_json)


@app.command()
def revoke(
    token: Annotated[str, Argument(metavar="TOKEN", help="Its name or number, as `rxchat token list` shows them.")],
    email: Account = None,
    data_dir: DataDir = None,
) -> int:
    """Revoke a token immediately."""
    return commands.tokens.revoke(commands.settings.load(data_dir), token, email=email)
