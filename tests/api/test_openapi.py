"""The OpenAPI document: what it promises is what the API does, asked thousands of odd things by schemathesis."""

import asyncio
import re
import shutil
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from prepared_api import prepared_api
from schemathesis import Case
from schemathesis.checks import load_all_checks
from schemathesis.generation.hypothesis.builder import HypothesisTestConfig, HypothesisTestMode, create_test
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)
from schemathesis.transport.requests import ManagedCookiesSession
from sqlalchemy import URL

from rxchat import wiring
from rxchat.api.old_interface import ROUTES
from rxchat.config import Settings
from rxchat.security.guard import Guard

ECHO = """
from fakes.acme import DONE, AcmeProvider
from rxchat.domain.chunks import Started, TextDelta

class Echo(AcmeProvider):
    name = "echo"

    async def _stream(self, request):
        yield Started(id="1", model=request.model)
        yield TextDelta(text=request.messages[-1].text or "An image.")
        yield DONE
"""
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
# Beside those at the edges of what a schema allows.
FEW = settings(max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW)
# What a person must not do is not all in the schema: a conversation that ends with an answer, an image that is none.
LEFT_OUT = [positive_data_acceptance]
# What the server's thread asks of that module is no strategy's.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module")
NAMES = re.compile(r"\{\w+\}")
PARTS = 12
UPLOAD = "/api/prompts/import"
BATCHES = {f"/api/conversations/{name}" for name in ("move", "archive", "delete", "restore")}
ChangeCase = Callable[[Case], None]
MakeCases = Callable[[APIOperation, ChangeCase], list[Case]]
OLD = {NAMES.sub("{}", route.old.partition(" ")[2]) for route in ROUTES}


def left_out(case: Case) -> list[Any]:
    """At an address that the older program had too, its methods are answered: sent on, or 410 with what to do instead.

    At that of a batch, other methods are those of a conversation with a malformed id. Different ones are tried in each run.
    A part of a form that is sent as a file is one, whatever its text was made from.
    """
    if case.path == UPLOAD:
        return [*LEFT_OUT, negative_data_rejection]
    is_answered = NAMES.sub("{}", case.path) in OLD or case.path in BATCHES
    return [*LEFT_OUT, unsupported_method, allow_header_conformance] if is_answered else LEFT_OUT


class Program(threading.Thread):
    """The API on a port of its own, in a thread of its own: schemathesis blocks the one it runs in."""

    def __init__(self, its_settings: Settings) -> None:
        super().__init__(daemon=True)
        self._settings = its_settings
        self._ready = threading.Event()
        guarded: Any = Guard(prepared_api(), lambda: wiring.services().auth.sessions)
        self.server = uvicorn.Server(uvicorn.Config(guarded, port=0, log_config=None, lifespan="off"))
        self._socket = self.server.config.bind_socket()
        self._socket.listen()  # who connects before it serves waits
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        async with wiring.serving(self._settings, is_auth_disabled=True):
            self._ready.set()
            await self.server.serve([self._socket])

    def __enter__(self) -> "Program":
        self.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.join(20)
        self._socket.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def url(store: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, new_file: Path) -> Generator[str]:
    folder = tmp_path_factory.mktemp("openapi")
    (folder / "providers").mkdir()
    (folder / "providers" / "echo.py").write_text(ECHO)
    its_settings = Settings(data_dir=folder, offline=True)  # the tests download no models
    if store == "sqlite":
        shutil.copy(new_file, its_settings.sqlite_path)
    else:
        address: URL = request.getfixturevalue("postgres_url")
        its_settings = its_settings.model_copy(update={"database_url": address.render_as_string(hide_password=False)})
    with Program(its_settings) as program:
        yield program.url


@pytest.fixture(scope="module")
def operations() -> list[APIOperation]:
    """All that the document describes."""
    load_all_checks()
    document: Any = schemathesis.openapi.from_dict(prepared_api().openapi())
    refused = document.config.checks.negative_data_rejection
    refused.expected_statuses = [*refused.expected_statuses, "413"]  # too large
    return [each.ok() for each in document.get_all_operations()]


@pytest.fixture(scope="module")
def cases() -> MakeCases:
    """Makes the cases of an operation, changed by `change`, once for both databases: that takes as long as the requests.

    `schema.parametrize()` makes those of all operations when tests are collected, in each worker.
    """
    kept = dict[tuple[str, ChangeCase], list[Case]]()

    def make(operation: APIOperation, change: ChangeCase) -> list[Case]:
        made: list[Case] = []

        def keep(case: Case) -> None:
            change(case)
            made.append(case)

        config = HypothesisTestConfig(project=operation.schema.config, modes=[*HypothesisTestMode], explicit_settings=FEW)
        create_test(operation=operation, test_func=keep, config=config)()
        return made

    def once(operation: APIOperation, change: ChangeCase) -> list[Case]:
        key = (operation.label, change)
        if key not in kept:
            kept[key] = make(operation, change)
        return kept[key]

    return once


@pytest.fixture(scope="module")
def session() -> Generator[ManagedCookiesSession]:
    """Keeps connections, but no cookies. The environment's proxies would be looked up for each request."""
    with ManagedCookiesSession() as kept:
        kept.trust_env = False
        yield kept


def as_it_is(_case: Case) -> None:
    """What was made up stays."""


def to_a_provider(case: Case) -> None:
    """A model that there is, in place of the one that was made up."""
    if isinstance(case.body, dict) and "model" in case.body:
        case.body["model"] = "echo:known"
        case.body.pop("provider", None)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_meets_a_fault_or_an_answer_that_is_not_documented(
    operations: list[APIOperation],
    part: int,
    cases: MakeCases,
    session: ManagedCookiesSession,
    url: str,
    subtests: pytest.Subtests,
):
    for operation in operations[part::PARTS]:
        with subtests.test(operation.label):
            asked = cases(operation, as_it_is)
            assert asked
            for case in asked:
                case.call_and_validate(url, session, excluded_checks=left_out(case))


def test_nor_does_one_that_reaches_a_provider(
    operations: list[APIOperation], cases: MakeCases, session: ManagedCookiesSession, url: str, subtests: pytest.Subtests
):
    reaching = [
        each for each in operations if each.method == "post" and each.path.startswith(("/api/chat", "/api/conversations"))
    ]
    assert reaching
    for operation in reaching:
        with subtests.test(operation.label):
            for case in cases(operation, to_a_provider):  # with the model, what was refusable may have become right
                case.call_and_validate(url, session, excluded_checks=[*left_out(case), negative_data_rejection])
