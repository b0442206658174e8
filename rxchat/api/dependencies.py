"""Dependencies: the groups of services that routes take. `dependency_overrides` of the app replaces one, or all of them."""

from typing import Annotated

from fastapi import Depends

from rxchat import wiring
from rxchat.wiring.auth import AuthServices
from rxchat.wiring.chat import ChatServices
from rxchat.wiring.container import Services
from rxchat.wiring.library import LibraryServices
from rxchat.wiring.metrics import MetricSources
from rxchat.wiring.models import ModelServices
from rxchat.wiring.providers import ProviderServices
from rxchat.wiring.sharing import SharingServices
from rxchat.wiring.transfer import TransferServices
from rxchat.wiring.usage import UsageServices


# Asynchronous, because FastAPI calls others in a thread.
async def services() -> Services:
    return wiring.services()


_All = Annotated[Services, Depends(services)]


async def auth(found: _All) -> AuthServices:
    return found.auth


async def chat(found: _All) -> ChatServices:
    return found.chat


async def library(found: _All) -> LibraryServices:
    return found.library


async def metrics(found: _All) -> MetricSources:
    return found.metrics


async def models(found: _All) -> ModelServices:
    return found.models


async def providers(found: _All) -> ProviderServices:
    return found.providers


async def sharing(found: _All) -> SharingServices:
    return found.sharing


async def transfer(found: _All) -> TransferServices:
    return found.transfer


async def usage(found: _All) -> UsageServices:
    return found.usage


async def database_problem(found: _All) -> str:
    return await found.database_problem()


async def bus_state(found: _All) -> str:
    return found.bus_state()


Auth = Annotated[AuthServices, Depends(auth)]
Chat = Annotated[ChatServices, Depends(chat)]
Library = Annotated[LibraryServices, Depends(library)]
Metrics = Annotated[MetricSources, Depends(metrics)]
Models = Annotated[ModelServices, Depends(models)]
Providers = Annotated[ProviderServices, Depends(providers)]
Sharing = Annotated[SharingServices, Depends(sharing)]
Transfer = Annotated[TransferServices, Depends(transfer)]
Usage = Annotated[UsageServices, Depends(usage)]
DatabaseProblem = Annotated[str, Depends(database_problem)]
"""Why the database can't be used, and what to do about it; empty if it can."""
BusState = Annotated[str, Depends(bus_state)]
"""`ok` or `deaf`; empty without a bus."""
