"""Program tokens: creating, listing and revoking them, and the token of a request to `/v1`."""

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from rxchat.db.accounts.program_token_repository import ProgramTokenRepository
from rxchat.domain.errors import InvalidRequest, NotFound, RxchatError
from rxchat.domain.program_tokens import LONGEST_NAME, MOST_MODELS, PREFIX, NewToken, ProgramToken
from rxchat.domain.spending import is_amount
from rxchat.domain.titles import clean_title
from rxchat.security import tokens

TOUCH_EVERY: Final = timedelta(minutes=1)
LONGEST_MODEL: Final = 300
_MODEL: Final = re.compile(r"[^\s:]+:\S+")

log = logging.getLogger(__name__)


class ProgramTokenService:
    """Nothing is cached: a revoked token is refused at its next request."""

    def __init__(self, repository: ProgramTokenRepository, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._repository = repository
        self._now = now

    async def create(self, user_id: int, new: NewToken) -> tuple[ProgramToken, str]:
        """The token and its secret, which can't be shown again. Raises InvalidRequest."""
        new = self._checked(new)
        secret = PREFIX + tokens.new_secret()
        return await self._repository.add(user_id, new, secret, tokens.digest(secret)), secret

    async def list_of(self, user_id: int) -> list[ProgramToken]:
        return await self._repository.list_of(user_id)

    async def revoke(self, user_id: int, token_id: int) -> None:
        """Raises NotFound."""
        if not await self._repository.revoke(user_id, token_id):
            raise NotFound("There's no such token.", hint="It may have been revoked already.")

    async def find(self, secret: str) -> ProgramToken | None:
        """The valid token of a secret."""
        if not secret.startswith(PREFIX):
            return None
        found = await self._repository.find(tokens.digest(secret))
        if found is not None and (found.last_used_at is None or self._now() - found.last_used_at >= TOUCH_EVERY):
            await self._touch(found.id)
        return found

    async def _touch(self, token_id: int) -> None:
        """A busy database doesn't refuse the request."""
        try:
            await self._repository.touch(token_id)
        except RxchatError as error:
            log.warning("The use of a token could not be saved.", extra={"code": error.code})

    def _checked(self, new: NewToken) -> NewToken:
        name = clean_title(new.name)
        if not name or len(name) > LONGEST_NAME:
            raise InvalidRequest(f"A token needs a name of 1 to {LONGEST_NAME} characters.", hint="Name the program it's for.")
        if new.monthly_limit is not None and not is_amount(new.monthly_limit):
            raise InvalidRequest("The monthly budget isn't an amount.", hint="Enter US dollars, such as 20 or 7.50.")
        if new.expires_at is not None and new.expires_at <= self._now():
            raise InvalidRequest("The expiry is in the past.", hint="Choose a later one, or none.")
        if len(new.models) > MOST_MODELS:
            raise InvalidRequest(f"At most {MOST_MODELS} models can be listed.", hint="Allow all models of a provider: acme:*")
        for model in new.models:
            if len(model) > LONGEST_MODEL or not _MODEL.fullmatch(model):
                raise InvalidRequest(
                    f"“{model[:100]}” isn't a model.", hint="Write provider:model, or provider:* for all of them."
                )
        models = tuple(dict.fromkeys(new.models))
        return NewToken(name=name, models=models, monthly_limit=new.monthly_limit, expires_at=new.expires_at)
