"""Listen address: one port for everything."""

import errno
import socket

from rxchat.domain.errors import StartupFailed


def bind(host: str, port: int, *, is_shared: bool = False) -> socket.socket:
    """A bound socket, held from before the build until the server listens on it.

    With `is_shared` other processes of this account can listen on the port, too: the system spreads connections over them.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named in full: asyncio switches Nagle's algorithm off only for sockets that are known to be TCP.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_shared:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        sock.bind(("127.0.0.1" if host == "localhost" else host, port))
    except OSError as exc:
        sock.close()
        raise bind_failure(exc, host, port) from exc
    return sock


def require_free(host: str, port: int) -> None:
    """Raise StartupFailed where somebody listens on the port, even a process that would share it."""
    bind(host, port).close()


def bind_failure(error: OSError, host: str, port: int) -> StartupFailed:
    if error.errno == errno.EADDRINUSE:
        return StartupFailed(f"Port {port} is already in use.", hint="Choose another with --port.")
    if error.errno == errno.EACCES:
        return StartupFailed(f"You don't have permission to use port {port}.", hint="Choose one above 1023 with --port.")
    return StartupFailed(
        f"Can't listen on {host} port {port}: {error.strerror or error}.", hint="Choose another with --host or --port."
    )


def link(home: str, code: str) -> str:
    """The address that signs a browser in."""
    return f"{home}/sign-in/{code}"
