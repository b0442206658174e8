"""Bearer tokens: the user of a script's token, which is computed from the master key, or set as RXCHAT_TOKEN."""

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.domain.accounts import Person
from rxchat.domain.errors import NotFound
from rxchat.security import tokens
from rxchat.security.master_key import MasterKey
from rxchat.security.redaction import remember_secret


class BearerTokens:
    """`fixed` is RXCHAT_TOKEN, in local mode then the only valid token."""

    def __init__(
        self, users: UserRepository, key: MasterKey, *, local_user: int, is_team: bool, fixed: str | None = None
    ) -> None:
        self._users = users
        self._key = key
        self._local_user = local_user
        self._is_team = is_team
        self._fixed = fixed
        remember_secret(fixed)

    async def person(self, token: str) -> Person | None:
        if self._fixed is not None and not self._is_team:
            return Person(user_id=self._local_user) if tokens.is_same(token, self._fixed) else None
        user_id = tokens.user_named_in(token)
        if user_id is None or (not self._is_team and user_id != self._local_user):
            return None
        try:
            account = await self._users.get(user_id)
        except NotFound:
            return None
        is_theirs = tokens.is_same(token, tokens.bearer_token(self._key, user_id, account.password_hash))
        return Person(user_id=user_id) if is_theirs and not account.is_disabled else None
