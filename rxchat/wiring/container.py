"""Services: all of them, in one group for each room of `rxchat/services`. The room of the workers is started beside them."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.security.master_key import MasterKey
from rxchat.services.events import EventBus
from rxchat.services.workers.roll import Roll
from rxchat.wiring.auth import AuthServices, build_auth
from rxchat.wiring.chat import ChatServices, build_chat
from rxchat.wiring.library import LibraryServices, build_library
from rxchat.wiring.metrics import MetricSources, build_metrics
from rxchat.wiring.models import ModelServices, build_models
from rxchat.wiring.provider_access import open_provider_access
from rxchat.wiring.providers import ProviderServices, build_providers
from rxchat.wiring.sharing import SharingServices, build_sharing
from rxchat.wiring.transfer import TransferServices, build_transfer
from rxchat.wiring.usage import UsageServices, build_usage


@dataclass(frozen=True, kw_only=True)
class Services:
    """What the page and the API call. Repositories are inside the services: no group holds one."""

    settings: Settings
    events: EventBus
    providers: ProviderServices
    models: ModelServices
    chat: ChatServices
    auth: AuthServices
    usage: UsageServices
    transfer: TransferServices
    sharing: SharingServices
    library: LibraryServices
    metrics: MetricSources
    database_problem: Callable[[], Awaitable[str]]
    """Why the database can't be read or written, and what to do about it; empty if it can."""
    roll: Roll | None = None
    """The processes that serve the database; None with SQLite, which one process serves."""
    bus_state: Callable[[], str] = lambda: ""
    """Of the messages between these processes: `ok` or `deaf`; empty without Redis."""


async def build(
    stack: AsyncExitStack,
    settings: Settings,
    database: Database,
    key: MasterKey,
    *,
    page: Path | None,
    is_auth_disabled: bool,
) -> Services:
    """Build each service once, low rooms first. `stack` closes them in the opposite order."""
    events = EventBus()
    auth = await build_auth(stack, settings, database, key, page=page, is_auth_disabled=is_auth_disabled)
    access = await open_provider_access(stack, settings, database, key, events)
    models = build_models(stack, access, database, events)
    providers = build_providers(stack, settings, access, models.catalog, database, events)
    usage = build_usage(access.registry, models.pricing, database)
    chat = build_chat(stack, access, models, usage.spending, database, events)
    return Services(
        settings=settings,
        events=events,
        providers=providers,
        models=models,
        chat=chat,
        auth=auth,
        usage=usage,
        transfer=build_transfer(settings, database, events),
        sharing=build_sharing(stack, settings, database),
        library=build_library(settings, database, events),
        metrics=build_metrics(stack, access, auth, chat, database),
        database_problem=database.readiness.problem,
    )
