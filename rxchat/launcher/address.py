"""Where the program listens: loopback only, one port."""

import errno
import ipaddress
import socket

from rxchat.domain.errors import StartupFailed


def require_loopback(host: str) -> None:
    """Refuse every address that other machines can reach: nobody has to sign in yet."""
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise StartupFailed(
            f"Listening on {host} is refused: rxchat has no sign-in yet, so only this computer may reach it.",
            hint="Use --host 127.0.0.1 (the default), ::1 or localhost.",
        )


def bind(host: str, port: int) -> socket.socket:
    """A bound socket, held from before the build until the server listens on it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind(("127.0.0.1" if host == "localhost" else host, port))
    except OSError as exc:
        sock.close()
        raise bind_failure(exc, host, port) from exc
    return sock


def bind_failure(error: OSError, host: str, port: int) -> StartupFailed:
    if error.errno == errno.EADDRINUSE:
        return StartupFailed(f"Port {port} is taken.", hint="Choose another with --port.")
    if error.errno == errno.EACCES:
        return StartupFailed(f"Port {port} may not be used by this account.", hint="Choose one above 1023 with --port.")
    return StartupFailed(f"Cannot listen on {host} port {port}: {error.strerror or error}.")


def url(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def origins(host: str, port: int) -> list[str]:
    """The origins a browser may name for this program: explicit, so that no other site's page can talk to it."""
    return list(dict.fromkeys(url(name, port) for name in ("127.0.0.1", "localhost", host)))
