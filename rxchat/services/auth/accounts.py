"""Accounts of team mode: created on the console, signed in to with a password."""

import asyncio
import logging
import re
from typing import Final

from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.domain.accounts import Account
from rxchat.domain.errors import InvalidRequest, NotFound, TooManyAttempts, Unauthorized
from rxchat.security import passwords
from rxchat.services.auth.password_checks import BUSY_SECONDS, PasswordChecks
from rxchat.services.auth.sign_in_limits import Attempt, too_many
from rxchat.services.auth.sign_in_throttle import SignInThrottle

log = logging.getLogger(__name__)

LONGEST_EMAIL: Final = 254
_ADDRESS: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


class AccountService:
    def __init__(self, users: UserRepository, sessions: SessionRepository, throttle: SignInThrottle | None = None) -> None:
        self._users = users
        self._sessions = sessions
        self._throttle = throttle or SignInThrottle()
        self._checks = PasswordChecks()

    async def authenticate(self, email: str, password: str, *, address: str) -> int:
        """The user with this password. Raises Unauthorized, or TooManyAttempts, usually without checking the password.

        During an attack, existing accounts are still checked, so that their users get in; a wrong password then gets the same
        response as one that wasn't checked.
        """
        _require_plausible(email, password)
        attempt = self._throttle.attempt(email, address)
        await self._throttle.enter(attempt)
        account = await self._users.find(email)
        stored = account.password_hash if account is not None and not account.is_disabled else None
        is_crowded = attempt.is_from_a_crowd or self._checks.is_crowded
        is_right = await self._check(attempt, password, stored, is_crowded=is_crowded)
        if account is None or not is_right:
            log.warning("A sign-in failed.", extra={"address": address, "account": attempt.account})
            if is_crowded:
                raise too_many(BUSY_SECONDS)
            raise Unauthorized("Wrong email or password.", hint="Try again, or ask your administrator.")
        await self._throttle.succeeded(attempt)
        if passwords.is_outdated(account.password_hash or ""):
            await self._users.set_password(account.id, await asyncio.to_thread(passwords.hash_password, password))
        return account.id

    async def _check(self, attempt: Attempt, password: str, stored: str | None, *, is_crowded: bool) -> bool:
        """Whether the password is right. Raises TooManyAttempts if it isn't checked."""
        try:
            if is_crowded and not (attempt.is_first and stored):
                await self._checks.refuse()
            if seconds := self._throttle.wait(attempt):
                await asyncio.sleep(seconds)
            return await self._checks.is_right(password, stored)
        except TooManyAttempts:
            await self._throttle.take_back(attempt)
            raise

    async def add(self, email: str, name: str, password: str) -> int:
        """Raises InvalidRequest if the address is invalid or taken, or the password is too short."""
        if not _ADDRESS.fullmatch(email.strip()):
            raise InvalidRequest(f'"{email}" isn\'t a valid email address.', hint="Enter one like ada@example.org.")
        return await self._users.add(email, name.strip() or email.partition("@")[0], _hashed(password))

    async def set_password(self, email: str, password: str) -> None:
        """Set it and end all sessions of the user."""
        account = await self._named(email)
        await self._users.set_password(account.id, _hashed(password))
        await self._sessions.remove(account.id)

    async def set_disabled(self, email: str, *, is_disabled: bool) -> None:
        """A disabled account keeps its conversations; nobody can sign in to it, and its sessions end within a second."""
        account = await self._named(email)
        await self._users.set_disabled(account.id, is_disabled=is_disabled)
        if is_disabled:
            await self._sessions.remove(account.id)

    async def claim(self, email: str) -> int:
        """Give all ownerless conversations to this user, who needs no password. Returns how many."""
        account = await self._users.find(email)
        if account is None:
            emails = [one.email for one in await self._users.list_all() if one.email]
            raise NotFound(
                f"No user in the database has the email {email}.", hint=f"Emails in it: {', '.join(emails) or 'none'}."
            )
        return await self._users.claim(account.id)

    async def settle_ownerless(self, user_id: int) -> tuple[int, int]:
        """Give ownerless conversations to the only user. Returns how many were claimed and how many remain."""
        claimed = await self._users.claim(user_id, is_alone=True)
        return claimed, await self._users.count_ownerless()

    async def get(self, user_id: int) -> Account:
        return await self._users.get(user_id)

    async def list_all(self) -> list[Account]:
        return await self._users.list_all()

    async def _named(self, email: str) -> Account:
        account = await self._users.find(email)
        if account is None:
            raise NotFound(f"There's no account {email}.", hint="`rxchat user list` lists all accounts.")
        return account


def _require_plausible(email: str, password: str) -> None:
    """Raises InvalidRequest for input that can't belong to any account."""
    if len(email) > LONGEST_EMAIL or len(password) > passwords.LONGEST:
        most = f"An email can have up to {LONGEST_EMAIL} characters, a password {passwords.LONGEST:,}."
        raise InvalidRequest("The email or the password is too long.", hint=most)


def _hashed(password: str) -> str:
    if len(password) < passwords.SHORTEST:
        raise InvalidRequest(
            f"The password is too short. Use at least {passwords.SHORTEST} characters.", hint="A few words work well."
        )
    if len(password) > passwords.LONGEST:
        raise InvalidRequest(
            f"The password is too long. Use at most {passwords.LONGEST} characters.", hint="Choose a shorter one."
        )
    return passwords.hash_password(password)
