"""Auth services: sessions and accounts."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from rxchat.config import Settings
from rxchat.db.accounts.program_token_repository import ProgramTokenRepository
from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.sign_in_failure_repository import SignInFailureRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.security import csp
from rxchat.security.master_key import MasterKey
from rxchat.services.auth.accounts import AccountService
from rxchat.services.auth.bearer_tokens import BearerTokens
from rxchat.services.auth.console_commands import link_command, token_command
from rxchat.services.auth.origins import policy_of
from rxchat.services.auth.program_tokens import ProgramTokenService
from rxchat.services.auth.sessions import SessionService
from rxchat.services.auth.sign_in_limits import WINDOW_SECONDS
from rxchat.services.auth.sign_in_throttle import SignInThrottle
from rxchat.wiring.background import run_in_background


@dataclass(frozen=True, kw_only=True)
class AuthServices:
    sessions: SessionService
    accounts: AccountService
    programs: ProgramTokenService
    local_user_id: int
    """The one person of local mode."""
    link_command: str
    """The command that prints a sign-in link for this program."""
    token_command: str
    """The command that prints the API token of local mode."""


async def build_auth(
    stack: AsyncExitStack, settings: Settings, database: Database, key: MasterKey, *, page: Path | None, is_auth_disabled: bool
) -> AuthServices:
    users, sessions = UserRepository(database), SessionRepository(database)
    programs = ProgramTokenService(ProgramTokenRepository(database))
    policy = policy_of(settings, is_auth_disabled=is_auth_disabled)
    local_user_id = await (users.server_user() if policy.is_team else users.local_user(settings.local_user))
    fixed = settings.token.get_secret_value() if settings.token else None
    bearers = BearerTokens(users, key, local_user=local_user_id, is_team=policy.is_team, fixed=fixed)
    service = SessionService(
        sessions,
        bearers,
        programs,
        policy=policy,
        csp=csp.content_security_policy(csp.script_hashes_of(page) if page else (), policy.homes, policy.sockets),
        local_user=local_user_id,
    )
    run_in_background(stack, service.watch())
    return AuthServices(
        sessions=service,
        accounts=AccountService(users, sessions, _throttle(database, key)),
        programs=programs,
        local_user_id=local_user_id,
        link_command=link_command(settings),
        token_command=token_command(settings),
    )


def _throttle(database: Database, key: MasterKey) -> SignInThrottle:
    if database.is_file:
        return SignInThrottle()
    return SignInThrottle(shared=SignInFailureRepository(database, WINDOW_SECONDS), key=key)
