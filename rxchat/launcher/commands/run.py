"""`rxchat run`: check everything, build the page if need be, serve."""

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from uvicorn.importer import import_from_string

from rxchat import wiring
from rxchat.config import Settings, child_environment, has_display, set_environment
from rxchat.db.providers.key_check_repository import KeyCheckRepository
from rxchat.db.stores import store_of
from rxchat.domain.counts import counted
from rxchat.domain.errors import StartupFailed
from rxchat.domain.workers import Worker
from rxchat.launcher import startup_gc
from rxchat.launcher.commands import worker_processes
from rxchat.launcher.commands.open_database import known_user
from rxchat.launcher.commands.worker_life import LossWatch, drain_of, look_after_others
from rxchat.launcher.console import complain, exit_now, say
from rxchat.launcher.network import network_warnings
from rxchat.launcher.page_build.base_path import page_under
from rxchat.launcher.page_build.build_state import PageBuild
from rxchat.launcher.page_build.paths import find_page_paths
from rxchat.launcher.redis_check import check_redis
from rxchat.launcher.serving import descriptors, listen_address
from rxchat.launcher.serving.proxies import trusted_proxies
from rxchat.launcher.serving.server import Server, serve
from rxchat.launcher.worker_identity import this_worker
from rxchat.security.base_path import UnderBasePath
from rxchat.security.guard import Guard
from rxchat.security.logs import configure_logging
from rxchat.security.policy import Policy
from rxchat.services import master_key_check
from rxchat.services.auth.console_commands import link_command
from rxchat.services.auth.origins import policy_of
from rxchat.services.auth.sessions import LINK_SECONDS

APP = "rxchat.rxchat:app"
_NOTICED_SOON: Final = {"REFLEX_SOCKET_INTERVAL": "5", "REFLEX_SOCKET_TIMEOUT": "10"}
"""Seconds: a tab notices within 15 that its worker's computer is gone, instead of within 145, and goes to another worker."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a process serves, which page, and as whom beside the others. `is_alone`: no other process serves the database."""

    sock: socket.socket
    web: Path
    worker: Worker | None
    is_alone: bool


def run(settings: Settings, *, is_browser_wanted: bool, is_auth_disabled: bool = False) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises StartupFailed, before the page is built where that is possible."""
    policy = _prepare_process(settings, is_auth_disabled=is_auth_disabled)
    worker_processes.require_possible(settings)
    is_several = settings.workers > 1
    if is_several:
        listen_address.require_free(settings.host, settings.port)
    with listen_address.bind(settings.host, settings.port, is_shared=is_several) as sock:
        require_writable(settings.data_dir)
        if settings.redis_url is not None:
            check_redis(settings.redis_url)
        store, paths = store_of(settings), find_page_paths()
        with store.claimed(say, allow=known_user(settings)):
            asyncio.run(_require_key(settings))
            web = page_under(policy.base_path, PageBuild(paths).ensure(), _page_copy(settings))
            worker = None if settings.postgres_url is None else this_worker(settings, web)
            if worker is not None:
                asyncio.run(worker_processes.admit(settings, store, worker))
            if is_several:
                chosen = {"is_browser_wanted": is_browser_wanted, "is_auth_disabled": is_auth_disabled}
                worker_processes.supervise(settings, **chosen)
                exit_now()
            place = Place(sock, web, worker=worker, is_alone=not store.is_shared())
            _serve(settings, policy, place, is_browser_wanted=is_browser_wanted)


def run_worker(
    settings: Settings, worker: str, *, is_browser_wanted: bool, is_auth_disabled: bool = False, is_quiet: bool = False
) -> None:
    """Serve as one of several, by the id that the supervisor chose. It has prepared everything."""
    policy = _prepare_process(settings, is_auth_disabled=is_auth_disabled)
    worker_processes.hear_supervisor(look_after_others)
    with listen_address.bind(settings.host, settings.port, is_shared=True) as sock, store_of(settings).claimed(say):
        web = _page_copy(settings) if policy.base_path else find_page_paths().web
        place = Place(sock, web, worker=replace(this_worker(settings, web), id=worker), is_alone=False)
        _serve(settings, policy, place, is_browser_wanted=is_browser_wanted, is_quiet=is_quiet)


def _prepare_process(settings: Settings, *, is_auth_disabled: bool) -> Policy:
    signal.signal(signal.SIGTERM, _unwind)
    configure_logging(settings.log_level)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold every key
    return policy_of(settings, is_auth_disabled=is_auth_disabled)


def _page_copy(settings: Settings) -> Path:
    return settings.data_dir / "base-path-page"


def _serve(settings: Settings, policy: Policy, place: Place, *, is_browser_wanted: bool, is_quiet: bool = False) -> NoReturn:
    home = find_page_paths().home
    set_environment(reflex_environment(settings, policy.origins, home=home, web=place.web))
    os.chdir(home)  # Reflex looks for rxconfig.py here
    loss = LossWatch()

    async def ready() -> None:
        if not is_quiet:
            sign_in_url = await announce(policy, link_command(settings))
            if is_browser_wanted and has_display():
                open_browser(sign_in_url)
        loss.start(server)
        startup_gc.resume()

    async def end_answers() -> None:
        await wiring.services().chat.aclose()

    guarded = Guard(import_from_string(APP)(), lambda: wiring.services().auth.sessions)
    server = Server(
        UnderBasePath(guarded, policy.base_path) if policy.base_path else guarded,
        lifespan=partial(
            wiring.serving,
            settings,
            page=place.web / "build" / "client",
            is_auth_disabled=policy.is_auth_disabled,
            worker=place.worker,
            is_alone=place.is_alone,
        ),
        before_stop=end_answers,
        on_ready=ready,
        proxies=trusted_proxies(settings.trusted_proxies) if settings.origins else (),
        drain=drain_of(settings),
        max_connections=descriptors.max_connections(descriptors.raise_limit()),
    )
    serve(server, place.sock)
    exit_now(int(loss.is_lost))


def open_browser(address: str) -> None:
    """Open an address in the person's browser, a program that must not get our secrets."""
    command = [sys.executable, "-m", "webbrowser", address]
    quiet = {"env": child_environment({}), "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "check": False}
    threading.Thread(target=subprocess.run, args=(command,), kwargs=quiet, daemon=True).start()


async def announce(policy: Policy, link_command: str) -> str:
    """Print the address and how to sign in; gives the address for the browser."""
    home, services = policy.homes[0], wiring.services()
    say(f"rxchat is running at {home} (press Ctrl+C to stop)")
    for warning in network_warnings():
        complain(f"Warning: {warning}")
    if not policy.is_team:
        await _settle_ownerless(services)
    if policy.is_auth_disabled:
        complain("Warning: sign-in is off (--no-auth). Any program on this computer can read and change your chats.")
        return home
    if policy.is_team:
        if not any(account.password_hash for account in await services.auth.accounts.list_all()):
            complain("No accounts yet. Create one: rxchat user add EMAIL")
        return home
    sign_in_url = listen_address.link(home, await services.auth.sessions.new_link(services.auth.local_user_id))
    say(f"Sign in: {sign_in_url} (one-time, expires in {LINK_SECONDS} seconds; run `{link_command}` for another)")
    return sign_in_url


async def _settle_ownerless(services: wiring.Services) -> None:
    """Say what happens to conversations that belong to nobody in an adopted file."""
    claimed, left = await services.auth.accounts.settle_ownerless(services.auth.local_user_id)
    if claimed:
        say(f"{counted(claimed, 'ownerless conversation')} assigned to you.")
    if left:
        complain(f"{counted(left, 'conversation')} hidden, without an owner. Assign to a user: rxchat user claim EMAIL")


def require_writable(data_dir: Path) -> None:
    """Make the data directory if it is missing, for this account only, and check that a file can be written to it."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
        if data_dir.stat().st_mode & 0o022:
            complain(
                f"Warning: other users on this computer can write to {data_dir} and so run code as you. Fix: chmod 700 {data_dir}"
            )
    except OSError as exc:
        raise StartupFailed(
            f"Can't write to the data directory {data_dir}: {exc.strerror or exc}.",
            hint="Choose another with --data-dir or RXCHAT_DATA_DIR.",
        ) from exc


async def _require_key(settings: Settings) -> None:
    async with aclosing(store_of(settings).open()) as database:
        await master_key_check.checked_key(settings, KeyCheckRepository(database))


def reflex_environment(settings: Settings, origins: Iterable[str], *, home: Path, web: Path) -> dict[str, str]:
    """Variables for Reflex: serve the built page, compile and report nothing, accept our own origins only."""
    return {
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_BACKEND_ONLY": "true",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_WEB_WORKDIR": str(web),
        "REFLEX_DIR": str(home / ".reflex"),
        "REFLEX_UPLOADED_FILES_DIR": str(settings.data_dir / "uploads"),
        "REFLEX_STATE_MANAGER_MODE": "memory",
        "REFLEX_TRANSPORT": "websocket",
        **(_NOTICED_SOON if settings.workers > 1 else {}),
        "REFLEX_CORS_ALLOWED_ORIGINS": ",".join(origins),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }


def _unwind(sig: int, _frame: object) -> None:
    """SIGTERM before the server handles signals: unwind, so that a build in progress ends, too."""
    sys.exit(128 + sig)
