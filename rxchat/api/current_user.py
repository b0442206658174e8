"""Current user: the dependency of every route that touches a user's data."""

from typing import Annotated

from fastapi import Depends, Request

from rxchat.domain import accounts
from rxchat.domain.errors import Unauthorized


def person(request: Request) -> int:
    """The id of the user whom the guard has authenticated."""
    found: accounts.Person | None = request.scope.get("rxchat.person")
    if found is None:
        raise Unauthorized("Not signed in.", hint="Send a token: Authorization: Bearer <token>.")
    return found.user_id


Person = Annotated[int, Depends(person)]
