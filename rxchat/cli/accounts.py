"""`rxchat user`."""

from typing import Annotated

from typer import Option

from rxchat.cli.options import DataDir, Email, group
from rxchat.launcher import commands

app = group("Manage the accounts of team mode.")


@app.command()
def add(
    email: Email,
    name: Annotated[str | None, Option(help="What the person is called.", show_default=False)] = None,
    data_dir: DataDir = None,
) -> int:
    """Add an account. Its password is asked for, or read from standard input."""
    return commands.accounts.add_account(commands.settings.load(data_dir), email, name)


@app.command()
def passwd(email: Email, data_dir: DataDir = None) -> int:
    """Set a password. Every session of the account ends."""
    return commands.accounts.set_password(commands.settings.load(data_dir), email)


@app.command()
def disable(email: Email, data_dir: DataDir = None) -> int:
    """Lock an account, at once."""
    return commands.accounts.disable_account(commands.settings.load(data_dir), email)


@app.command()
def enable(email: Email, data_dir: DataDir = None) -> int:
    """Unlock an account."""
    return commands.accounts.enable_account(commands.settings.load(data_dir), email)


@app.command()
def claim(email: Email, data_dir: DataDir = None) -> int:
    """Give an account the conversations that belong to nobody. Works in local mode, too."""
    return commands.accounts.claim_ownerless(commands.settings.load(data_dir), email)


@app.command("list")
def list_accounts(data_dir: DataDir = None) -> int:
    """List the accounts."""
    return commands.accounts.list_accounts(commands.settings.load(data_dir))
