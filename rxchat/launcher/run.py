"""`rxchat run`: from nothing to a page that answers."""

import logging
import os
import signal
import sys
import tempfile
import threading
import webbrowser
from pathlib import Path

from uvicorn.importer import import_from_string

from rxchat import wiring
from rxchat.config import Settings, has_display, set_environment
from rxchat.domain.errors import StartupFailed
from rxchat.launcher import address
from rxchat.launcher.frontend import Frontend
from rxchat.launcher.places import find_places
from rxchat.launcher.server import Server, serve
from rxchat.launcher.terminal import leave, say

APP = "rxchat.rxchat:app"
QUIET = ("uvicorn", "alembic", "reflex", "socketio", "engineio", "asyncio")


def run(settings: Settings, *, is_browser_wanted: bool) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises StartupFailed; what can be found out early is, before the page is built."""
    signal.signal(signal.SIGTERM, _leave)
    configure_logging(settings.log_level)
    address.require_loopback(settings.host)
    with address.bind(settings.host, settings.port) as sock:
        require_writable(settings.data_dir)
        wiring.prepare(settings)
        places = find_places()
        web = Frontend(places).ensure()
        set_environment(reflex_environment(settings, home=places.home, web=web))
        os.chdir(places.home)  # Reflex looks for rxconfig.py here

        url = address.url(settings.host, settings.port)

        def ready() -> None:
            say(f"rxchat: serving at {url} (Ctrl-C stops it)")
            if is_browser_wanted and has_display():
                threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

        serve(Server(import_from_string(APP)(), before_stop=wiring.shutdown, on_ready=ready), sock)
        leave()


def require_writable(data_dir: Path) -> None:
    """Make the data directory if it is missing, for this account only, and try whether it takes a file."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=data_dir):
            pass
    except OSError as exc:
        raise StartupFailed(
            f"The data directory {data_dir} cannot be written: {exc.strerror or exc}.",
            hint="Choose another with --data-dir or RXCHAT_DATA_DIR.",
        ) from exc


def reflex_environment(settings: Settings, *, home: Path, web: Path) -> dict[str, str]:
    """How Reflex is told to serve the built page: nothing is compiled, nothing is reported, only our own origins are let in."""
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
        "REFLEX_CORS_ALLOWED_ORIGINS": ",".join(address.origins(settings.host, settings.port)),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
    }


def configure_logging(level: str) -> None:
    """Everything to stderr. Other people's libraries speak up from warnings on, unless all is wanted."""
    logging.basicConfig(stream=sys.stderr, level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if level != "debug":
        for name in QUIET:
            logging.getLogger(name).setLevel(max(logging.WARNING, getattr(logging, level.upper())))


def _leave(sig: int, _frame: object) -> None:
    """A SIGTERM before the server has taken over: unwind, so that a build in progress is ended too."""
    sys.exit(128 + sig)
