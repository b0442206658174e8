"""Several workers as real processes, started by the real launcher, over one PostgreSQL database."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from time import monotonic
from typing import Any

import psutil
import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat, free_port, run_command
from postgres_server import clear
from sqlalchemy import URL

from rxchat.config import Settings
from rxchat.domain.errors import StartupFailed
from rxchat.domain.workers import Worker
from rxchat.launcher.living_workers import living
from rxchat.launcher.serving.listen_address import require_free

MODEL = "claude:claude-sonnet-5-5"
TEXT = " ".join(f"word{number}" for number in range(40))
WORKERS = 2
SECONDS = 60


class Cluster:
    """A program with several workers, the vendor it asks, and who of the workers does what."""

    def __init__(self, program: Rxchat, vendor: FakeAnthropic, url: str) -> None:
        self.program = program
        self.vendor = vendor
        self.environment = program.environment
        self.settings = Settings(data_dir=program.data_dir, database_url=url)

    def workers(self) -> list[Worker]:
        return [worker for worker in living(self.settings) if not worker.is_draining]

    def until(self, is_so: Callable[[], Any], seconds: float = SECONDS) -> Any:
        deadline = monotonic() + seconds
        while monotonic() < deadline:
            with suppress(OSError, HTTPException):  # of what lay in the queue of a worker that was killed
                if found := is_so():
                    return found
                self.program.request("GET", "/api/health", cookie="")
        raise AssertionError(self.program.output())

    def whole(self) -> list[Worker]:
        """The workers, once as many run as there should be."""
        return self.until(lambda: found if len(found := self.workers()) == WORKERS else None)

    def owner(self) -> Worker:
        """The worker that writes an answer."""
        return self.until(lambda: next((worker for worker in living(self.settings) if worker.answers), None))

    def asked(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        sent = None if body is None else json.dumps(body).encode()
        answer = self.program.request(method, path, sent, content_type="application/json")
        return answer.status, json.loads(answer.body) if answer.body else None

    def ask(self, conversation: int | None = None) -> tuple[int, Any]:
        where = {"conversation_id": conversation} if conversation else {"save": True}
        return self.asked("POST", "/api/chat", {"model": MODEL, "messages": [{"role": "user", "content": "Count."}]} | where)

    def replies(self) -> list[Any]:
        _, listed = self.asked("GET", "/api/conversations")
        paths = [f"/api/conversations/{one['id']}/messages" for one in listed["conversations"]]
        return [message for path in paths for message in self.asked("GET", path)[1]["messages"] if message["role"] == "assistant"]


@pytest.fixture(scope="module")
def running(postgres_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    clear(postgres_url)
    url = postgres_url.render_as_string(hide_password=False)
    with FakeAnthropic() as vendor:
        environment = {"RXCHAT_DATABASE_URL": url, "ANTHROPIC_API_KEY": vendor.key, "ANTHROPIC_BASE_URL": vendor.url}
        data_dir = tmp_path_factory.mktemp("cluster") / "data"
        with Rxchat(data_dir, arguments=("--workers", str(WORKERS)), environment=environment) as program:
            cluster = Cluster(program, vendor, url)
            cluster.until(lambda: "/sign-in/" in program.output())  # a worker answers before the supervisor says so
            yield cluster


@pytest.fixture
def cluster(running: Cluster) -> Cluster:
    running.vendor.forget()
    running.whole()
    return running


@pytest.fixture
def held(cluster: Cluster) -> Iterator[threading.Event]:
    """The vendor stops in the middle of an answer until the event is set."""
    go_on = threading.Event()
    cluster.vendor.answer(TEXT, halfway=lambda: go_on.wait(SECONDS))
    yield go_on
    go_on.set()


def test_the_workers_share_a_port_and_are_announced_once(cluster: Cluster) -> None:
    assert cluster.program.output().count("rxchat is running at") == 1
    assert cluster.program.cookie
    assert {psutil.Process(worker.pid).ppid() for worker in cluster.workers()} == {cluster.program.pid}
    told = run_command("workers", "--json", "--data-dir", str(cluster.program.data_dir), environment=cluster.environment)
    assert (told.returncode, len(json.loads(told.stdout)["workers"])) == (0, WORKERS)


def test_a_stop_of_one_worker_finishes_its_answer_and_another_takes_its_place(cluster: Cluster, held: threading.Event) -> None:
    with ThreadPoolExecutor() as threads:
        asking = threads.submit(cluster.ask)
        owner = cluster.owner()
        os.kill(owner.pid, signal.SIGTERM)
        cluster.until(lambda: owner.id not in {worker.id for worker in cluster.workers()})
        held.set()
        status, reply = asking.result(SECONDS)
    assert (status, reply["content"]) == (200, TEXT)
    assert owner.id not in {worker.id for worker in cluster.whole()}


def test_a_killed_worker_leaves_the_beginning_of_its_answer_and_is_replaced(cluster: Cluster, held: threading.Event) -> None:
    with ThreadPoolExecutor() as threads:
        asking = threads.submit(cluster.ask)
        owner = cluster.owner()
        cluster.until(lambda: any(reply["content"] for reply in cluster.replies() if reply["status"] == "streaming"))
        os.kill(owner.pid, signal.SIGKILL)
        killed_at = monotonic()
        cluster.until(lambda: all(reply["status"] != "streaming" for reply in cluster.replies()))
        assert monotonic() - killed_at < 8  # before the end of its lease
        assert asking.exception(SECONDS) is not None  # the connection to the killed worker
    cut = [reply["content"] for reply in cluster.replies() if reply["status"] == "interrupted"]
    assert len(cut) == 1
    assert TEXT.startswith(cut[0])
    assert owner.id not in {worker.id for worker in cluster.whole()}


def test_of_questions_at_once_in_one_conversation_one_begins(cluster: Cluster, held: threading.Event) -> None:
    held.set()
    conversation = cluster.ask()[1]["conversation_id"]
    held.clear()
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(cluster.ask, conversation) for _ in range(4)]
        cluster.until(lambda: sum(one.done() for one in asked) == 3)
        held.set()
        statuses = sorted(one.result(SECONDS)[0] for one in asked)
    assert statuses == [200, 422, 422, 422]


def test_a_process_that_differs_is_refused_and_one_that_does_not_may_join(cluster: Cluster, tmp_path: Path) -> None:
    place = ("--no-browser", "--data-dir", str(cluster.program.data_dir))
    with pytest.raises(StartupFailed, match="already in use"):
        require_free("127.0.0.1", cluster.program.port)
    other = cluster.environment | {"RXCHAT_SHARING": "false"}
    differs = run_command("run", "--port", str(free_port()), *place, environment=other)
    (line,) = differs.stderr.splitlines()
    assert (differs.returncode, "has other settings" in line) == (2, True)
    with Rxchat(cluster.program.data_dir, environment=cluster.environment) as joined:
        assert len(cluster.workers()) == WORKERS + 1
        assert joined.terminate() == 0
    cluster.whole()


def test_the_workers_end_when_the_supervisor_is_killed(cluster: Cluster) -> None:
    pids = [worker.pid for worker in cluster.workers()]
    children = [psutil.Process(pid) for pid in pids]
    cluster.program.kill()
    gone, left = psutil.wait_procs(children, timeout=SECONDS)
    assert ({process.pid for process in gone}, left) == (set(pids), [])
    assert living(cluster.settings) == []


def test_without_a_server_several_workers_are_refused(tmp_path: Path) -> None:
    done: subprocess.CompletedProcess[str] = run_command("run", "--workers", "2", "--data-dir", str(tmp_path / "data"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("rxchat: 2 workers can't share a SQLite file. Use one, or set RXCHAT_DATABASE_URL")
    assert not (tmp_path / "data").exists()
