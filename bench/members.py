"""Programs that serve one PostgreSQL database, each on a port of its own, so that a measurement chooses which one it asks."""

import os
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from secrets import token_hex
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from bench.failure import MeasurementFailed
from bench.program import Program
from bench.rig import Rig


def database_url() -> str:
    """Raises MeasurementFailed unless there is one to measure on."""
    address = os.environ.get("BENCH_DATABASE_URL")
    if not address:
        raise MeasurementFailed("BENCH_DATABASE_URL isn't set: it names a PostgreSQL database for nothing but this.")
    return address


def cluster_settings() -> dict[str, str]:
    """The database, and the Redis that BENCH_REDIS_URL names, if it does."""
    redis = {"RXCHAT_REDIS_URL": url} if (url := os.environ.get("BENCH_REDIS_URL")) else {}
    return {"RXCHAT_DATABASE_URL": database_url(), **redis}


def connected() -> psycopg.Connection[Any]:
    """The measuring process's own look at the database, through a pooler as well."""
    address, _, _pooled = database_url().partition("?pooler=")
    return psycopg.connect(address, autocommit=True, prepare_threshold=None, row_factory=namedtuple_row)


def member_settings() -> dict[str, str]:
    """Those of each program: all have the same secret key."""
    return cluster_settings() | {"RXCHAT_SECRET_KEY": token_hex(32)}


@contextmanager
def running_members(rig: Rig, count: int) -> Generator[list[Program]]:
    settings = member_settings()
    with ExitStack() as stack:
        yield [stack.enter_context(rig.program(settings)) for _ in range(count)]
