"""A stop that waits for answers, with the real program."""

import json
import signal
import threading
from pathlib import Path
from time import monotonic

from fakes.anthropic import FakeAnthropic
from launch import Rxchat

QUESTION = {"model": "claude:claude-sonnet-5-5", "messages": [{"role": "user", "content": "Count."}], "save": True}
TEXT = "One two three four."


def test_an_answer_is_finished_while_nothing_new_begins(tmp_path: Path) -> None:
    is_halfway, go_on = threading.Event(), threading.Event()

    def halfway() -> None:
        is_halfway.set()
        assert go_on.wait(60)

    with FakeAnthropic() as vendor:
        vendor.answer(TEXT, halfway=halfway)
        environment = {"RXCHAT_DRAIN_SECONDS": "60", "ANTHROPIC_API_KEY": vendor.key, "ANTHROPIC_BASE_URL": vendor.url}
        with Rxchat(tmp_path / "data", environment=environment) as program:
            assert program.cookie
            answers: list[tuple[int, bytes]] = []
            asking = threading.Thread(target=lambda: answers.append(ask(program)))
            asking.start()
            assert is_halfway.wait(60)
            program.running.send_signal(signal.SIGTERM)
            until = monotonic() + 30
            while program.request("GET", "/api/ready", cookie="").status != 503:
                assert monotonic() < until
            assert json.loads(program.request("GET", "/api/ready", cookie="").body)["status"] == "draining"
            assert program.request("GET", "/api/health", cookie="").status == 200
            status, body = ask(program)
            assert (status, json.loads(body)["error"]["code"]) == (503, "restarting")
            go_on.set()
            assert program.running.wait(30) == 0
            asking.join(30)
        assert [json.loads(body)["content"] for _, body in answers] == [TEXT]


def ask(program: Rxchat) -> tuple[int, bytes]:
    answer = program.request("POST", "/api/chat", json.dumps(QUESTION).encode(), content_type="application/json")
    return answer.status, answer.body
