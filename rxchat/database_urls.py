"""Database addresses: a SQLite file or a PostgreSQL database, in one form each."""

import re
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

SQLITE_SCHEMES: Final = ("sqlite:///", "sqlite+aiosqlite:///")
POSTGRES_SCHEMES: Final = ("postgresql://", "postgresql+psycopg://", "postgres://")
POOLER: Final = "pooler"
"""Says in an address that a pooler is in between, such as pgbouncer: `?pooler=transaction`. libpq doesn't know it."""
_NO_PORT: Final = "has a port that isn't one, or a password with `/`, `?`, `#` or `@`, which must be percent-encoded"
_HOST: Final = re.compile(r"(\[[^\[\]]+\]|[^:\[\]]+)(?::(\d*))?")
_USUAL_PORT: Final = "5432"
_PASSWORD: Final = re.compile(r"(?:postgres[a-z+]*|rediss?)://[^:@/]*:([^@/]+)@")


def absolute(path: Path) -> Path:
    """Expand `~` and make the path absolute now: the launcher changes the working directory later."""
    try:
        return path.expanduser().absolute()
    except RuntimeError as exc:
        raise ValueError("the home directory `~` isn't known; use the full path") from exc


def database_url(url: str) -> str:
    scheme = next((scheme for scheme in SQLITE_SCHEMES if url.startswith(scheme)), None)
    path = url.removeprefix(scheme) if scheme else ""
    if scheme is None and url.startswith(POSTGRES_SCHEMES):
        return postgres_url(url)
    if not path or path.startswith(":memory:") or "?" in path:
        raise ValueError(
            "must be a SQLite file, such as `sqlite:///relative.db` or `sqlite:////absolute/path.db`, or a PostgreSQL database,"
            " such as `postgresql://user:password@host/database`"
        )
    return f"{SQLITE_SCHEMES[0]}{absolute(Path(path))}"


def server_parts(url: str) -> SplitResult:
    """The parts of a server's address. What is wrong with it is said without the address, which may have a password in it."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError(_NO_PORT)
    return parts


def postgres_url(url: str) -> str:
    """The one form of a PostgreSQL address. What is wrong with it is said without the address, which has a password in it."""
    url = _with_hosts_as_parameters(url)
    parts = server_parts(url)
    if parts.fragment or not parts.path.strip("/") or "/" in parts.path.strip("/"):
        raise ValueError("must name a database, such as `postgresql://user:password@host/database`")
    if parse_qs(parts.query, keep_blank_values=True).get(POOLER, ["transaction"]) != ["transaction"]:
        raise ValueError("must say `pooler=transaction`, or nothing for a pooler in session mode")
    return f"postgresql://{url.partition('://')[2]}"


def _with_hosts_as_parameters(url: str) -> str:
    """Several hosts, in libpq's form `user@one:5432,two:5432`, as parameters: neither SQLAlchemy nor `urlsplit` knows it.

    The host that takes writes is used, unless the address says otherwise.
    """
    scheme, _, rest = url.partition("://")
    place = re.split("[/?#]", rest, maxsplit=1)[0]
    account, sign, names = place.rpartition("@")
    if "," not in names:
        return url
    found = [_HOST.fullmatch(name) for name in names.split(",")]
    if None in found:
        raise ValueError(_NO_PORT)
    hosts = ",".join(host[1].strip("[]") for host in found if host)
    ports = ",".join(host[2] or _USUAL_PORT for host in found if host)
    path, _, query = rest.removeprefix(place).partition("?")
    wanted = "" if "target_session_attrs" in parse_qs(query) else "&target_session_attrs=read-write"
    return f"{scheme}://{account}{sign}{path}?{query}{'&' if query else ''}host={quote(hosts, safe=',:')}&port={ports}{wanted}"


def passwords_in(url: str) -> list[str]:
    """The password in an address of PostgreSQL or Redis, as it is written there and as it is; none in others."""
    found = _PASSWORD.match(url)
    return [] if found is None else [found[1], unquote(found[1])]
