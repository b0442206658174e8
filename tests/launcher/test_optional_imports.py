"""What a start imports, in a process of its own: it is the whole process's."""

import subprocess
import sys

from launch import ROOT, clean_environment

STARTED = """
import sys
from pathlib import Path
from rxchat.launcher import commands, optional_imports
optional_imports.skip()
import rxchat.launcher.commands.run, rxchat.rxchat
from rxchat.config import Settings
from rxchat.db.stores import store_of
store_of(Settings(data_dir=Path("nowhere"))).open()
print(*sorted(sys.modules))
"""
LATER = """
from rxchat.launcher import optional_imports
optional_imports.skip()
optional_imports.skip()
import engineio, httpx, redis, requests
from httpx import _main
print(redis.__name__, requests.__name__, _main.__name__, httpx.Client.__name__)
"""
UNUSED = {
    "requests": "engineio's client",
    "urllib3": "of requests",
    "redis": "for several servers",
    "fastapi": "the first request to the API loads it",
    "rxchat.api.app": "with the API's first request",
    "genai_prices": "the first price that is asked for loads it",
    "httpx2": "of genai_prices",
    "yaml": "the first prompt that is written to a file loads it",
    "httpx._main": "httpx's command line",
    "pygments": "of httpx's command line",
    "psycopg": "for PostgreSQL",
    "rxchat.cluster": "where Redis carries messages between workers",
    "rxchat.db.postgres": "where PostgreSQL holds the data",
    "sqlalchemy.dialects.postgresql": "of PostgreSQL",
    "alembic": "a database at the latest revision needs none",
    "markdown_it": "the first shared page that is opened loads it",
    "llama_cpp": "runs in a process of its own",
}


def output(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_a_start_imports_nothing_that_only_other_programs_need() -> None:
    loaded = output(STARTED)
    assert "rxchat.rxchat" in loaded
    assert [name for name in UNUSED if name in loaded] == []


def test_what_was_skipped_can_be_imported_later() -> None:
    assert output(LATER) == ["redis", "requests", "httpx._main", "Client"]
