"""`GET /api/account`: the signed-in user by name."""

from typing import Self

from fastapi import APIRouter
from pydantic import ConfigDict

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Auth
from rxchat.api.shape import Shape
from rxchat.domain.accounts import LOCAL_EMAIL, Account

router = APIRouter(prefix="/api")


class AccountBody(Shape):
    """`email` is empty for the user that local mode creates; `can_sign_out` is false where sign-in is turned off."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "Ada Lovelace", "email": "ada@example.org", "can_sign_out": True}}
    )

    name: str
    email: str
    can_sign_out: bool

    @classmethod
    def of(cls, account: Account, *, can_sign_out: bool) -> Self:
        email = "" if account.email == LOCAL_EMAIL else account.email
        return cls(name=account.name or email, email=email, can_sign_out=can_sign_out)


@router.get("/account")
async def account(person: Person, auth: Auth) -> AccountBody:
    return AccountBody.of(await auth.accounts.get(person), can_sign_out=not auth.sessions.policy.is_auth_disabled)
