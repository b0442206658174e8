"""`rxchat token create|list|revoke`: the tokens of programs, whether or not rxchat is running."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from rxchat.config import Settings
from rxchat.db.accounts.program_token_repository import ProgramTokenRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.money import dollars
from rxchat.domain.program_tokens import NewToken, ProgramToken
from rxchat.launcher.commands.open_database import open_database
from rxchat.launcher.console import complain, say
from rxchat.services.auth.program_tokens import ProgramTokenService
from rxchat.services.usage.spending_limits import amount_in

T = TypeVar("T")


def create(
    settings: Settings,
    name: str,
    *,
    models: tuple[str, ...] = (),
    limit: str | None = None,
    days: int | None = None,
    email: str | None = None,
    as_json: bool = False,
) -> int:
    """Print the secret on standard output, by itself, so that a script can read it."""
    new = NewToken(
        name=name,
        models=models,
        monthly_limit=None if limit is None else amount_in(limit),
        expires_at=None if days is None else datetime.now(UTC) + timedelta(days=days),
    )
    token, secret = _with_tokens(settings, email, lambda tokens, user_id: tokens.create(user_id, new))
    say(json.dumps({**_object(token), "token": secret}, indent=2) if as_json else secret)
    if not as_json:
        complain(
            f"Copy it now: it can't be shown again. In “{token.name}”, enter it as the API key,"
            " and rxchat's address with /v1 at its end as the base URL."
        )
    return 0


def list_tokens(settings: Settings, *, email: str | None = None, as_json: bool = False) -> int:
    found = _with_tokens(settings, email, lambda tokens, user_id: tokens.list_of(user_id))
    if as_json:
        say(json.dumps([_object(token) for token in found], indent=2))
    else:
        say("\n".join(map(_line, found)) or "No tokens yet. Create one: rxchat token create NAME")
    return 0


def revoke(settings: Settings, which: str, *, email: str | None = None) -> int:
    async def work(tokens: ProgramTokenService, user_id: int) -> ProgramToken:
        mine = await tokens.list_of(user_id)
        found = next((token for token in mine if token.name == which), None)
        found = found or next((token for token in mine if str(token.id) == which), None)
        if found is None:
            raise InvalidRequest(f"There's no token “{which}”.", hint="`rxchat token list` lists all tokens.")
        await tokens.revoke(user_id, found.id)
        return found

    say(f"“{_with_tokens(settings, email, work).name}” revoked.")
    return 0


def _with_tokens(settings: Settings, email: str | None, work: Callable[[ProgramTokenService, int], Awaitable[T]]) -> T:
    if settings.mode == "team" and email is None:
        raise InvalidRequest("In team mode each account has its own tokens.", hint="Add: --email EMAIL")

    async def run() -> T:
        async with open_database(settings, may_create=True) as database:
            users = UserRepository(database)
            account = await users.find(email) if email is not None else None
            if email is not None and account is None:
                raise InvalidRequest(f"There's no account {email}.", hint="`rxchat user list` lists all accounts.")
            user_id = account.id if account is not None else await users.local_user(settings.local_user)
            return await work(ProgramTokenService(ProgramTokenRepository(database)), user_id)

    return asyncio.run(run())


def _line(token: ProgramToken) -> str:
    facts = [
        f"{token.id}  {token.name}  …{token.hint}",
        ", ".join(token.models) or "all models",
        *([f"{dollars(token.monthly_limit)} a month"] if token.monthly_limit is not None else []),
        *([f"expires {token.expires_at:%Y-%m-%d}"] if token.expires_at else []),
        f"last used {token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never used",
    ]
    return " · ".join(facts)


def _object(token: ProgramToken) -> dict[str, object]:
    def at(moment: datetime | None) -> str | None:
        return None if moment is None else moment.isoformat()

    return {
        "id": token.id,
        "name": token.name,
        "hint": token.hint,
        "models": list(token.models),
        "monthly_limit": None if token.monthly_limit is None else float(token.monthly_limit),
        "created_at": at(token.created_at),
        "expires_at": at(token.expires_at),
        "last_used_at": at(token.last_used_at),
    }
