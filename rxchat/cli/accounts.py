"""`rxchat user`."""

from typing import Annotated

from typer import Option

from rxchat.cli.options import DataDir, Email, group
from rxchat.launcher import commands

app = group("Manage team accounts.")


@app.command()
def add(
    email: Email,
    name: Annotated[str | None, Option(help="Display name.", show_default=False)] = None,
    data_dir: DataDir = None,
) -> int:
    """Create an account. Prompts for a password, or reads it from stdin."""
    return commands.accounts.add_account(commands.settings.load(data_dir), email, name)


@app.command()
def passwd(email: Email, data_dir: DataDir = None) -> int:
    """Change a password. Signs the user out everywhere."""
    return commands.accounts.set_password(commands.settings.load(data_dir), email)


@app.command()
def disable(email: Email, data_dir: DataDir = None) -> int:
    """Disable an account immediately."""
    return commands.accounts.disable_account(commands.settings.load(data_dir), email)


@app.command()
def enable(email: Email, data_dir: DataDir = None) -> int:
    """Re-enable an account."""
    return commands.accounts.enable_account(commands.settings.load(data_dir), email)


@app.command()
def claim(email: Email, data_dir: DataDir = None) -> int:
    """Assign ownerless conversations to a user. Also works in local mode."""
    return commands.accounts.claim_ownerless(commands.settings.load(data_dir), email)


@app.command("list")
def list_accounts(data_dir: DataDir = None) -> int:
    """List the accounts."""
    return commands.accounts.list_accounts(commands.settings.load(data_dir))
