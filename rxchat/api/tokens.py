"""`/api/tokens`: the tokens with which other programs use `/v1`."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from rxchat.api.chat_request import Id, Text
from rxchat.api.current_user import Person
from rxchat.api.dependencies import Auth
from rxchat.api.errors import documented
from rxchat.api.shape import Shape
from rxchat.api.usage_shapes import MonthlyLimit
from rxchat.domain.program_tokens import LONGEST_NAME, MOST_MODELS, NewToken, ProgramToken

router = APIRouter(prefix="/api", tags=["tokens"])

TokenId = Annotated[Id, Path(description="The id of a token.")]
EXAMPLE: Final[dict[str, Any]] = {
    "id": 3,
    "name": "Editor",
    "hint": "x8Qe",
    "models": ["acme:acme-large"],
    "monthly_limit": 20.0,
    "created_at": "2026-11-29T10:00:00Z",
    "expires_at": None,
    "last_used_at": None,
}


class TokenBody(BaseModel):
    """`models` are refs: `acme:acme-large`, or `acme:*` for all of a provider. An empty list allows all, null means no limit or
    no end.
    """

    model_config = ConfigDict(
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_extra={"example": {"name": "Editor", "models": ["acme:*"], "monthly_limit": 20}},
    )

    name: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME)]
    models: Annotated[list[Text], Field(max_length=MOST_MODELS)] = []
    monthly_limit: MonthlyLimit | None = None
    expires_at: AwareDatetime | None = None

    def token(self) -> NewToken:
        limit: Decimal | None = self.monthly_limit
        return NewToken(name=self.name, models=tuple(self.models), monthly_limit=limit, expires_at=self.expires_at)


class Token(Shape):
    """`hint` is the end of the token, which isn't shown again. `last_used_at` is exact to the minute."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    id: int
    name: str
    hint: str
    models: list[str]
    monthly_limit: float | None
    created_at: datetime | None
    expires_at: datetime | None
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: ProgramToken) -> Self:
        return cls.model_validate(_fields(token))


class CreatedToken(Token):
    """`token` is the secret itself: it's shown here only."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE | {"token": "rxchat_…"}})

    token: str


class TokenList(Shape):
    """Newest first."""

    tokens: list[Token]


@router.get("/tokens")
async def list_tokens(user_id: Person, auth: Auth) -> TokenList:
    return TokenList(tokens=[Token.of(token) for token in await auth.programs.list_of(user_id)])


@router.post("/tokens", status_code=201, responses=documented(400, 413, 422))
async def create_token(body: TokenBody, user_id: Person, auth: Auth) -> CreatedToken:
    """A token for a program. Its secret can't be read again."""
    token, secret = await auth.programs.create(user_id, body.token())
    return CreatedToken.model_validate(_fields(token) | {"token": secret})


@router.delete("/tokens/{token_id}", status_code=204, responses=documented(404, 422))
async def revoke_token(token_id: TokenId, user_id: Person, auth: Auth) -> None:
    """Revoke a token: its next request is refused. Its usage stays."""
    await auth.programs.revoke(user_id, token_id)


def _fields(token: ProgramToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "hint": token.hint,
        "models": list(token.models),
        "monthly_limit": None if token.monthly_limit is None else float(token.monthly_limit),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }
