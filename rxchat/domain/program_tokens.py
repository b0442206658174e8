"""Program tokens: secrets with which other programs use the models of a user's providers, at `/v1`."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

PREFIX: Final = "rxchat_"
LONGEST_NAME: Final = 100
MOST_TOKENS: Final = 100
MOST_MODELS: Final = 200
HINT_LENGTH: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """What a token is for and may do. Without `models` it is all of them, without a limit or an end there is none."""

    name: str
    models: tuple[str, ...] = ()
    monthly_limit: Decimal | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramToken(NewToken):
    """A stored token. `hint` is the end of its secret, which only the program has."""

    id: int
    user_id: int
    hint: str = ""
    created_at: datetime | None = None
    last_used_at: datetime | None = None

    def allows(self, provider: str, model: str) -> bool:
        """Whether it opens a model. `provider:*` in its list stands for all models of a provider."""
        return not self.models or f"{provider}:{model}" in self.models or f"{provider}:*" in self.models
