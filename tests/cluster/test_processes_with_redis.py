"""Two real processes with one PostgreSQL and one Redis."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from postgres_server import clear
from redis_server import RedisServer
from sqlalchemy import URL

TEXT = " ".join(f"word{number}" for number in range(40))
SECONDS = 60
BODY = {"model": "claude:claude-sonnet-5-5", "messages": [{"role": "user", "content": "Count."}], "save": True}


def bus_of(program: Rxchat) -> str:
    return json.loads(program.request("GET", "/api/health", cookie="").body)["bus"]


def wait_for_bus(state: str, *programs: Rxchat) -> float:
    """The seconds until all programs say so."""
    started = monotonic()
    while any(bus_of(program) != state for program in programs):
        assert monotonic() - started < SECONDS, programs[0].output()
        sleep(0.02)
    return monotonic() - started


def streamed(program: Rxchat, cookie: str) -> Iterator[str]:
    """The text of the answer to the question, piece by piece; the same answer whichever of the programs is asked."""
    connection = HTTPConnection("127.0.0.1", program.port, timeout=SECONDS)
    headers = {
        "origin": program.origin,
        "cookie": f"rxchat_session={cookie}",
        "content-type": "application/json",
        "accept": "text/event-stream",
    }
    connection.request("POST", "/api/chat/stream", json.dumps(BODY), headers | {"idempotency-key": "the one question"})
    with closing(connection), connection.getresponse() as response:
        assert response.status == 200, response.read()
        for line in response:
            if line.startswith(b"data: "):
                yield str(json.loads(line[len(b"data: ") :]).get("text", ""))


def test_an_answer_of_one_is_read_on_the_other_and_redis_may_go(postgres_url: URL, tmp_path: Path) -> None:
    clear(postgres_url)
    go_on, url = threading.Event(), postgres_url.render_as_string(hide_password=False)
    with FakeAnthropic() as vendor, RedisServer(tmp_path) as redis, ThreadPoolExecutor() as threads:
        environment = {"RXCHAT_DATABASE_URL": url, "RXCHAT_REDIS_URL": redis.url}
        environment |= {"ANTHROPIC_API_KEY": vendor.key, "ANTHROPIC_BASE_URL": vendor.url}
        vendor.answer(TEXT, halfway=lambda: go_on.wait(SECONDS))
        one, two = (Rxchat(tmp_path / "data", environment=environment) for _ in range(2))
        with closing(one), closing(two):
            for program in (one, two):
                program.start()
            for program in (one, two):
                program.wait_until_ready()
            wait_for_bus("ok", one, two)
            cookie = one.cookie
            writing = threads.submit(lambda: "".join(streamed(one, cookie)))
            reading = streamed(two, cookie)
            read = next(filter(None, reading))
            assert TEXT.startswith(read)
            go_on.set()
            assert (read + "".join(reading), writing.result(SECONDS)) == (TEXT, TEXT)
            redis.kill()
            wait_for_bus("deaf", one, two)
            redis.start()
            assert wait_for_bus("ok", one, two) < SECONDS
            assert redis.ask("DBSIZE") == 0
