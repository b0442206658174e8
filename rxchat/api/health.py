"""`GET /api/health`: is the program up, and its database with it."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from rxchat import __version__
from rxchat.wiring import services

router = APIRouter(prefix="/api")


class Health(BaseModel):
    status: Literal["ok", "error"]
    version: str
    database: Literal["ok", "error"]


@router.get("/health")
async def health(response: Response) -> Health:
    """200 when all is well, 503 when the database does not answer."""
    if await services().database.is_alive():
        return Health(status="ok", version=__version__, database="ok")
    response.status_code = 503
    return Health(status="error", version=__version__, database="error")
