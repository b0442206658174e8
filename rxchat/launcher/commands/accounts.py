"""`rxchat link`, `rxchat token`, `rxchat user ...`: accounts and ways to sign in.

They work on the database, whether or not rxchat is running.
"""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from rxchat.config import Settings
from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.domain.counts import counted
from rxchat.domain.errors import InvalidRequest
from rxchat.launcher.commands.open_database import open_database
from rxchat.launcher.console import say
from rxchat.launcher.serving import listen_address
from rxchat.security.tokens import bearer_token
from rxchat.services import master_key_check
from rxchat.services.auth.accounts import AccountService
from rxchat.services.auth.origins import policy_of
from rxchat.services.auth.sessions import LINK_SECONDS, new_link

T = TypeVar("T")


def print_link(settings: Settings) -> int:
    """Print a one-time sign-in link."""
    if settings.mode == "team":
        raise InvalidRequest("Team mode uses passwords, not links.", hint="Set one: rxchat user passwd EMAIL")

    async def make() -> str:
        async with open_database(settings) as database:
            code = await new_link(SessionRepository(database), await UserRepository(database).local_user(settings.local_user))
            return listen_address.link(policy_of(settings).homes[0], code)

    say(asyncio.run(make()))
    sys.stderr.write(f"One-time link, expires in {LINK_SECONDS} seconds. rxchat must be running on this port.\n")
    return 0


def print_token(settings: Settings, email: str | None = None) -> int:
    """Print the token that a script sends as `Authorization: Bearer <token>`."""
    if settings.token is not None and settings.mode == "local":
        say(settings.token.get_secret_value())
        return 0
    if settings.mode == "team" and email is None:
        raise InvalidRequest("In team mode each account has its own token.", hint="Run: rxchat token EMAIL")

    async def find() -> str:
        async with open_database(settings) as database:
            users = UserRepository(database)
            account = (
                await users.find(email) if email is not None else await users.get(await users.local_user(settings.local_user))
            )
            if account is None:
                raise InvalidRequest(f"There's no account {email}.", hint="`rxchat user list` lists all accounts.")
            return bearer_token(master_key_check.load_key(settings), account.id, account.password_hash)

    say(asyncio.run(find()))
    return 0


def add_account(settings: Settings, email: str, name: str | None) -> int:
    return _work(settings, lambda accounts: accounts.add(email, name or "", _new_password()), f"Account created: {email}")


def set_password(settings: Settings, email: str) -> int:
    done = f"Password changed. {email} was signed out everywhere."
    return _work(settings, lambda accounts: accounts.set_password(email, _new_password()), done)


def disable_account(settings: Settings, email: str) -> int:
    return _work(settings, lambda accounts: accounts.set_disabled(email, is_disabled=True), f"{email} disabled.")


def enable_account(settings: Settings, email: str) -> int:
    return _work(settings, lambda accounts: accounts.set_disabled(email, is_disabled=False), f"{email} enabled.")


def claim_ownerless(settings: Settings, email: str) -> int:
    claimed = _with_accounts(settings, lambda accounts: accounts.claim(email))
    say(f"Assigned {counted(claimed, 'ownerless conversation')} to {email}.")
    return 0


def list_accounts(settings: Settings) -> int:
    listed = [account for account in _with_accounts(settings, AccountService.list_all) if account.password_hash]
    say(
        "\n".join(_line(one.email, one.is_disabled, one.last_login_at) for one in listed)
        or "No accounts yet. Create one: rxchat user add EMAIL"
    )
    return 0


def _work(settings: Settings, work: Callable[[AccountService], Awaitable[object]], done: str) -> int:
    _with_accounts(settings, work)
    say(done)
    return 0


def _with_accounts(settings: Settings, work: Callable[[AccountService], Awaitable[T]]) -> T:
    async def run() -> T:
        async with open_database(settings, may_create=True) as database:
            return await work(AccountService(UserRepository(database), SessionRepository(database)))

    return asyncio.run(run())


def _line(email: str, is_disabled: bool, last_login: object) -> str:
    state = "disabled" if is_disabled else f"last signed in {last_login:%Y-%m-%d}" if last_login else "never signed in"
    return f"{email}  {state}"


def _new_password(ask: Callable[[str], str] = getpass.getpass) -> str:
    """Asked for twice on a terminal; the first line of standard input where there is none."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = ask("Password: ")
    if ask("Confirm password: ") != password:
        raise InvalidRequest("Passwords don't match.", hint="Try again.")
    return password
