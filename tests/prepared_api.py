"""The API, made once for all tests of a worker."""

from functools import cache

from fastapi import FastAPI

from rxchat.api.app import create_api


@cache
def prepared_api() -> FastAPI:
    """FastAPI prepares each route when it is asked for first, which takes longer than most tests do.

    For tests that leave it as it is, but for `dependency_overrides`, which they clear.
    """
    return create_api()
