"""`GET /api/session`: the signed-in user."""

from typing import Literal

from fastapi import APIRouter

from rxchat.api.current_user import Person
from rxchat.api.dependencies import Auth
from rxchat.api.shape import Shape

router = APIRouter(prefix="/api")


class Session(Shape):
    """`email` is empty for the user of local mode."""

    mode: Literal["local", "team"]
    email: str


@router.get("/session")
async def session(person: Person, auth: Auth) -> Session:
    """401 without a session, which tells a page after a lost connection that its user has been signed out."""
    is_team = auth.sessions.policy.is_team
    email = (await auth.accounts.get(person)).email if is_team else ""
    return Session(mode="team" if is_team else "local", email=email)
