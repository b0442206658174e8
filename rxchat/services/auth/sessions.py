"""Sessions: signing in and out, and the user of a cookie, link or token."""

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.domain.accounts import Person, Session
from rxchat.domain.program_tokens import PREFIX, ProgramToken
from rxchat.security import cookies, tokens
from rxchat.security.policy import Policy
from rxchat.security.websocket_limits import OpenWebsockets
from rxchat.services.auth.bearer_tokens import BearerTokens
from rxchat.services.auth.program_tokens import ProgramTokenService
from rxchat.services.failure_streaks import FailureStreak

log = logging.getLogger(__name__)

LINK_SECONDS = 60
SESSION_DAYS = cookies.SECONDS // (24 * 3600)
"""A session ends after so many days without use."""
FRESH_SECONDS = 1.0
"""How long a result from the database is cached."""
LOOK_SECONDS = 0.5
TOUCH_SECONDS = 300.0
MOST_REMEMBERED = 10_000


class SessionService:
    """Implements the guard's `AccessControl`. `csp` is sent with every page."""

    def __init__(
        self,
        sessions: SessionRepository,
        bearers: BearerTokens,
        programs: ProgramTokenService,
        *,
        policy: Policy,
        csp: str,
        local_user: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.policy = policy
        self.csp = csp
        self.sockets = OpenWebsockets()
        self._sessions = sessions
        self._bearers = bearers
        self._programs = programs
        self._local_user = local_user
        self._clock = clock
        self._cached: dict[str, tuple[Person | None, float]] = {}
        self._touched: dict[int, float] = {}

    # Identity.

    async def person(self, *, cookie: str | None, token: str | None) -> Person | None:
        """The user of a cookie, else of a token; None if it is invalid. Cached for a second."""
        if self.policy.is_auth_disabled:
            return Person(user_id=self._local_user)
        secret = f"cookie {cookie}" if cookie else f"token {token}" if token else ""
        if not secret:
            return None
        digest = tokens.digest(secret)
        person, asked_at = self._cached.get(digest, (None, float("-inf")))
        if self._clock() - asked_at < FRESH_SECONDS:
            return person
        person = await (self._sessions.find(tokens.digest(cookie)) if cookie else self._bearers.person(token or ""))
        if len(self._cached) >= MOST_REMEMBERED:
            self._cached.clear()
        self._cached[digest] = person, self._clock()
        return person

    async def program(self, secret: str | None) -> ProgramToken | None:
        """The token that a program sends to `/v1`. Where sign-in is off it needs none, but a revoked one stays revoked."""
        if self.policy.is_auth_disabled and not (secret or "").startswith(PREFIX):
            return ProgramToken(id=0, user_id=self._local_user, name="")
        found = await self._programs.find(secret) if secret else None
        if found is None or self.policy.is_team or found.user_id == self._local_user:
            return found
        return None

    async def is_valid(self, person: Person) -> bool:
        """Whether somebody who was accepted earlier would still be accepted."""
        if person.session_id == 0:
            return True
        valid_at = self._cached.get(f"session {person.session_id}", (None, float("-inf")))[1]
        if self._clock() - valid_at < FRESH_SECONDS:
            return True
        is_valid = person.session_id in await self._sessions.still_valid([person.session_id])
        if is_valid:
            self._cached[f"session {person.session_id}"] = person, self._clock()
        return is_valid

    # Signing in and out.

    async def new_link(self, user_id: int) -> str:
        return await new_link(self._sessions, user_id)

    async def redeem(self, code: str, *, user_agent: str) -> str | None:
        """The secret of a new session for a link's code; None if the link is no longer valid."""
        user_id = await self._sessions.take_link(tokens.digest(code))
        return None if user_id is None else await self.sign_in(user_id, user_agent=user_agent)

    async def sign_in(self, user_id: int, *, user_agent: str) -> str:
        """The secret of a new session, for the cookie."""
        secret = cookies.secret_for(tokens.new_secret(), is_secure=self.policy.is_secure)
        await self._sessions.add(user_id, tokens.digest(secret), user_agent=user_agent[:300], expires_at=_later())
        return secret

    async def list_of(self, user_id: int) -> list[Session]:
        return await self._sessions.list_of(user_id)

    async def end(self, user_id: int, session_id: int | None = None) -> None:
        """End one or all sessions of a user and close their websockets."""
        ended = await self._sessions.remove(user_id, session_id)
        self._cached.clear()
        self.sockets.cut(ended)

    # Open websockets.

    async def watch(self) -> None:
        """Close the websockets of sessions that end, in another process too, and record which are used. Runs until cancelled."""
        streak = FailureStreak(log, "The open sessions can't be checked.")
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with streak:
                await self.look()

    async def look(self) -> None:
        """One round of `watch`: one query, none without open websockets."""
        here = self.sockets.sessions()
        if not here:
            return
        valid = await self._sessions.still_valid(here)
        self.sockets.cut(set(here) - valid)
        now = self._clock()
        due = [session_id for session_id in valid if now - self._touched.get(session_id, float("-inf")) > TOUCH_SECONDS]
        if due:
            await self._sessions.touch(due, expires_at=_later())
            self._touched |= dict.fromkeys(due, now)


async def new_link(sessions: SessionRepository, user_id: int) -> str:
    """The code of a link that signs a browser in, once and within a minute."""
    code = tokens.new_secret()
    expires_at = datetime.now(UTC) + timedelta(seconds=LINK_SECONDS)
    await sessions.add_link(user_id, tokens.digest(code), expires_at=expires_at)
    return code


def _later() -> datetime:
    return datetime.now(UTC) + timedelta(days=SESSION_DAYS)
