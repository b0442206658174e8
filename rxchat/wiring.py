"""Builds each service once, from Settings."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rxchat import config
from rxchat.config import Settings
from rxchat.db.accounts.preference_repository import PreferenceRepository
from rxchat.db.accounts.session_repository import SessionRepository
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.model_choice_repository import ModelChoiceRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.locks import ServingLock, alone
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.messages.attachment_repository import AttachmentRepository
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.health_repository import HealthRepository
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.db.providers.key_repository import KeyRepository
from rxchat.db.providers.typed_model_repository import TypedModelRepository
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.db.transfer.import_repository import ImportRepository
from rxchat.db.usage.call_repository import CallRepository
from rxchat.db.usage.spend_cap_repository import SpendCapRepository
from rxchat.db.usage.usage_report_repository import UsageReportRepository
from rxchat.domain.errors import StartupFailed
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.pipeline.bounds import bounds_of
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.security import csp, master_key
from rxchat.security.redaction import remember_secret
from rxchat.security.vault import Vault
from rxchat.services.auth.accounts import AccountService
from rxchat.services.auth.origins import policy_of
from rxchat.services.auth.sessions import SessionService
from rxchat.services.chat.attachments import AttachmentService
from rxchat.services.chat.completions import CompletionService
from rxchat.services.chat.conversations import ConversationService
from rxchat.services.chat.generations import GenerationService
from rxchat.services.chat.title_generation import TitleWriter
from rxchat.services.events import AnswerEnded, EventBus
from rxchat.services.health.health_store import HealthStore
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.master_key_check import checked_key
from rxchat.services.models.catalog import CatalogService
from rxchat.services.models.fallbacks import FallbackService
from rxchat.services.models.preferences import PreferenceService
from rxchat.services.models.pricing import Pricing
from rxchat.services.providers.custom_endpoints import EndpointService, register_all
from rxchat.services.providers.external_changes import watch_console
from rxchat.services.providers.key_tests import KeyTestService
from rxchat.services.providers.provider_keys import KeyService
from rxchat.services.providers.provider_settings import ProviderSettings
from rxchat.services.providers.provider_status import ProviderService
from rxchat.services.providers.typed_models import TypedModels
from rxchat.services.transfer.exports import ExportService
from rxchat.services.transfer.imports import ImportService
from rxchat.services.transfer.upload_store import UploadStore
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.usage.usage_summaries import UsageService
from rxchat.services.write_retries import WriteRetries


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything the page and the API call. `user_id` is the one person of local mode."""

    settings: Settings
    database: Database
    conversations: ConversationService
    messages: MessageRepository
    preferences: PreferenceService
    registry: ProviderRegistry
    factory: ProviderFactory
    catalog: CatalogService
    alternatives: FallbackService
    providers: ProviderService
    provider_settings: ProviderSettings
    typed_models: TypedModels
    endpoints: EndpointService
    health: HealthTracker
    health_keeper: HealthStore
    events: EventBus
    key_tests: KeyTestService
    pricing: Pricing
    generations: GenerationService
    titles: TitleWriter
    sessions: SessionService
    accounts: AccountService
    completions: CompletionService
    exports: ExportService
    imports: ImportService
    uploads: UploadStore
    attachments: AttachmentService
    usage: UsageService
    spending: SpendingLimits
    user_id: int


@dataclass(frozen=True)
class _Prepared:
    settings: Settings
    page: Path
    is_auth_disabled: bool
    lock: ServingLock  # held for as long as the process lives


_say = partial(print, flush=True)  # the launcher's own progress
_prepared: _Prepared | None = None
_services: Services | None = None


def prepare(settings: Settings, *, page: Path, is_auth_disabled: bool = False) -> None:
    """Make the ground safe before anything listens: one server per database, at the newest revision. Raises StartupFailed.

    Who upgrades or replaces the database meanwhile is waited for; who serves it is not.

    `page` is the folder the built page will be in; `is_auth_disabled` leaves the door open to everybody on this computer.
    """
    global _prepared
    policy_of(settings, is_auth_disabled=is_auth_disabled)
    lock = ServingLock(settings.sqlite_path)
    with alone(settings.sqlite_path, _say):
        lock.acquire()
        migrate(settings.sqlite_path, on_step=_say)
    _prepared = _Prepared(settings, page, is_auth_disabled, lock)


def services() -> Services:
    """The running program's services."""
    if _services is None:
        raise StartupFailed("rxchat's services are not running.", hint="Start the program with `rxchat run`.")
    return _services


@asynccontextmanager
async def running() -> AsyncGenerator[Services]:
    """The services of this process, from the first request to the last: the app's lifespan."""
    if _prepared is None:
        raise StartupFailed("The program was not prepared.", hint="Start it with `rxchat run`.")
    async with serving(_prepared.settings, page=_prepared.page, is_auth_disabled=_prepared.is_auth_disabled) as built:
        yield built


@asynccontextmanager
async def serving(settings: Settings, *, page: Path | None = None, is_auth_disabled: bool = False) -> AsyncGenerator[Services]:
    """Build everything over a migrated database, and take it down in the opposite order. Raises StartupFailed."""
    global _services
    async with aclosing(Database(settings.sqlite_path)) as database:
        key = await checked_key(settings, KeyCheckRepository(database))
        built = await _build(settings, database, key, page=page, is_auth_disabled=is_auth_disabled)
        keeping = asyncio.create_task(built.health_keeper.keep(built.health.of))
        console = watch_console(built.endpoints, built.typed_models, built.health, built.health_keeper.kept)
        naming = built.titles.run(built.events.subscribe(AnswerEnded))
        watching = [asyncio.create_task(task) for task in (built.sessions.watch(), console, naming)]
        try:
            await built.generations.recover()
            built.uploads.clear()
            await asyncio.gather(built.attachments.tidy(), built.imports.recover())
            built.catalog.models()  # the vendors are asked now, so that the first page has their own lists
            _services = built
            yield built
        finally:
            _services = None
            for watch in watching:
                watch.cancel()
            await asyncio.gather(*watching, return_exceptions=True)
            await built.generations.aclose()
            await built.titles.aclose()
            await built.catalog.aclose()
            await built.factory.aclose()
            built.health_keeper.close()
            await keeping


async def shutdown() -> None:
    """Save and end every answer, so that open streams do not hold the server up."""
    if _services is not None:
        await _services.generations.aclose()
        await _services.titles.aclose()


async def _build(
    settings: Settings, database: Database, key: master_key.MasterKey, *, page: Path | None, is_auth_disabled: bool
) -> Services:
    registry = discover(settings.data_dir / "providers")
    saved, messages, calls = ConversationRepository(database), MessageRepository(database), CallRepository(database)
    users, sessions, archives = UserRepository(database), SessionRepository(database), ArchiveRepository(database)
    user_id, policy = await users.local_user(settings.local_user), policy_of(settings, is_auth_disabled=is_auth_disabled)
    pricing, reports, late_writes = Pricing(), UsageReportRepository(database), WriteRetries()
    events = EventBus()
    spending = SpendingLimits(SpendCapRepository(database), reports, pricing, registry)
    keys = await key_service(settings, database, key)
    past, endpoints = HealthRepository(database, keys.user_id), EndpointRepository(database, keys.user_id)
    shadowed = await register_all(registry, endpoints)
    health_keeper, bounds = HealthStore(past, events), bounds_of(settings.max_answer_mib, settings.max_answer_minutes)
    factory = ProviderFactory(registry, keys.connect, bounds)
    health = HealthTracker(known=await past.all(), events=events)
    typed = TypedModels(TypedModelRepository(database, keys.user_id), registry, events, is_read_only=settings.mode == "team")
    await typed.catch_up()
    catalog = CatalogService(factory, health, typed=typed.of, events=events)
    generations = GenerationService(messages, pricing, health, spending, late_writes, events=events)
    conversations = ConversationService(saved, ModelChoiceRepository(database), BranchRepository(database), generations, events)
    provider_settings = ProviderSettings(
        keys, KeyRepository(database), factory, catalog, health, events, is_read_only=settings.mode == "team"
    )
    provider_settings.apply()
    return Services(
        settings=settings,
        database=database,
        conversations=conversations,
        messages=messages,
        preferences=PreferenceService(PreferenceRepository(database), events),
        registry=registry,
        factory=factory,
        catalog=catalog,
        alternatives=FallbackService(factory, catalog, pricing, health),
        providers=ProviderService(factory, catalog, health, calls, typed),
        typed_models=typed,
        provider_settings=provider_settings,
        endpoints=EndpointService(endpoints, registry, provider_settings, typed, events, shadowed),
        health=health,
        health_keeper=health_keeper,
        events=events,
        key_tests=KeyTestService(factory, health, events=events),
        pricing=pricing,
        generations=generations,
        titles=TitleWriter(conversations, messages, calls, factory, catalog, pricing, spending, late_writes),
        exports=ExportService(archives, saved, messages),
        imports=ImportService(ImportRepository(database), archives, events),
        uploads=UploadStore(settings.data_dir / "uploads"),
        attachments=AttachmentService(AttachmentRepository(database)),
        completions=CompletionService(calls, pricing, health, spending, late_writes),
        usage=UsageService(reports),
        spending=spending,
        sessions=SessionService(
            sessions,
            users,
            policy=policy,
            csp=csp.content_security_policy(csp.script_hashes_of(page) if page else (), policy.sockets),
            key=key,
            local_user=user_id,
            fixed_token=_fixed_token(settings),
        ),
        accounts=AccountService(users, sessions),
        user_id=user_id,
    )


async def key_service(
    settings: Settings, database: Database, key: master_key.MasterKey | None, *, may_create: bool = True
) -> KeyService:
    """The keys of the one person, or those of the server that all of a team share. Without the master key none opens."""
    users, is_team = UserRepository(database), settings.mode == "team"
    owner = await (
        users.server_user(may_create=may_create) if is_team else users.local_user(settings.local_user, may_create=may_create)
    )
    return KeyService(
        settings.data_dir,
        config.vendor_variable,
        settings.private_addresses if is_team else None,
        vault=Vault(key) if key is not None else None,
        user_id=owner,
        stored=await KeyRepository(database).list_of(owner),
    )


def _fixed_token(settings: Settings) -> str | None:
    token = settings.token.get_secret_value() if settings.token else None
    remember_secret(token)
    return token
