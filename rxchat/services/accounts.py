"""The accounts of team mode: made on the console, signed in to with a password."""

import asyncio
import re
from typing import Final

from rxchat.db.sessions import SessionRepository
from rxchat.db.users import UserRepository
from rxchat.domain.errors import InvalidRequest, NotFound, Unauthorized
from rxchat.domain.people import Account
from rxchat.security import passwords
from rxchat.services.throttle import Throttle

_ADDRESS: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")


class AccountService:
    def __init__(self, users: UserRepository, sessions: SessionRepository, throttle: Throttle | None = None) -> None:
        self._users = users
        self._sessions = sessions
        self._throttle = throttle or Throttle()
        self._hashing = asyncio.Semaphore(2)  # each takes 64 MiB

    async def authenticate(self, email: str, password: str, *, address: str) -> int:
        """The user whose password this is. Raises Unauthorized, or TooManyAttempts without having looked at the password."""
        key = f"{email.strip().lower()} {address}"
        self._throttle.check(key)
        self._throttle.failed(key)  # counted before it is known: guesses sent side by side are counted too
        account = await self._users.find(email)
        stored = account.password_hash if account is not None and not account.is_disabled else None
        async with self._hashing:
            is_right = await asyncio.to_thread(passwords.is_right, password[: passwords.LONGEST], stored)
        if account is None or not is_right:
            raise Unauthorized("The address or the password is wrong.", hint="Try again, or ask whoever runs this rxchat.")
        self._throttle.succeeded(key)
        if passwords.is_outdated(account.password_hash or ""):
            await self._users.set_password(account.id, await asyncio.to_thread(passwords.hash_password, password))
        return account.id

    async def add(self, email: str, name: str, password: str) -> int:
        """Raises InvalidRequest where the address is taken or no address, or the password too short."""
        if not _ADDRESS.fullmatch(email.strip()):
            raise InvalidRequest(f'"{email}" is not an e-mail address.', hint="Use one such as ada@example.org.")
        return await self._users.add(email, name.strip() or email.partition("@")[0], _hashed(password))

    async def set_password(self, email: str, password: str) -> None:
        """Set it, and sign its user out everywhere."""
        account = await self._named(email)
        await self._users.set_password(account.id, _hashed(password))
        await self._sessions.remove(account.id)

    async def set_disabled(self, email: str, *, is_disabled: bool) -> None:
        """A disabled account keeps its conversations; nobody can sign in to it, and whoever was is out within a second."""
        account = await self._named(email)
        await self._users.set_disabled(account.id, is_disabled=is_disabled)
        if is_disabled:
            await self._sessions.remove(account.id)

    async def claim(self, email: str) -> int:
        """Give the conversations that belong to nobody to this person, who needs no password. Returns how many there were."""
        account = await self._users.find(email)
        if account is None:
            known = [one.email for one in await self._users.list_all() if one.email]
            raise NotFound(
                f"Nobody in the database has the address {email}.", hint=f"Those it has: {', '.join(known) or 'none'}."
            )
        return await self._users.claim(account.id)

    async def settle_ownerless(self, user_id: int) -> tuple[int, int]:
        """Give what belongs to nobody to the only person there is: how many are theirs now, and how many are nobody's still."""
        claimed = await self._users.claim(user_id, is_alone=True)
        return claimed, await self._users.count_ownerless()

    async def get(self, user_id: int) -> Account:
        return await self._users.get(user_id)

    async def list_all(self) -> list[Account]:
        return await self._users.list_all()

    async def _named(self, email: str) -> Account:
        account = await self._users.find(email)
        if account is None:
            raise NotFound(f"There is no account {email}.", hint="`rxchat user list` shows those there are.")
        return account


def _hashed(password: str) -> str:
    if len(password) < passwords.SHORTEST:
        raise InvalidRequest(f"The password is too short: {passwords.SHORTEST} characters at least.", hint="A few words do well.")
    if len(password) > passwords.LONGEST:
        raise InvalidRequest(f"The password is too long: {passwords.LONGEST} characters at most.", hint="Choose a shorter one.")
    return passwords.hash_password(password)
