import json
import time
from collections.abc import Iterator

import httpx
import pytest

from bench.answer import Answer
from bench.failure import MeasurementFailed
from bench.upstream import BROKEN, MODEL, Upstream, running_upstream


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with running_upstream() as running:
        yield running


def ask(upstream: Upstream, answer: Answer, tag: str) -> list[dict[str, object]]:
    body = {"model": MODEL, "stream": True, "messages": [{"role": "user", "content": answer.question(tag)}]}
    response = httpx.post(f"{upstream.url}/v1/messages", json=body, timeout=10)
    return [json.loads(line.removeprefix("data: ")) for line in response.text.splitlines() if line.startswith("data: ")]


def test_an_answer_is_a_complete_message_of_the_words_asked_for(upstream: Upstream) -> None:
    events = ask(upstream, Answer(words=5, rate=1000), "qaz")

    assert [event["type"] for event in events] == [
        "message_start",
        "content_block_start",
        "ping",
        *["content_block_delta"] * 5,
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    deltas = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    assert deltas == [{"type": "text_delta", "text": f"qaz{number} "} for number in range(5)]


def test_words_are_written_at_the_rate_asked_for_and_logged(upstream: Upstream) -> None:
    before = time.time() * 1000
    ask(upstream, Answer(words=50, rate=200), "qbz")
    after = time.time() * 1000

    written = upstream.written("qbz")

    assert len(written) == 50
    assert before <= written[0] <= written[-1] <= after
    assert written[-1] - written[0] >= 49 / 200 * 1000 - 1


def test_an_answer_asked_for_twice_has_no_times(upstream: Upstream) -> None:
    for _ in range(2):
        ask(upstream, Answer(words=1, rate=1000), "qcz")

    with pytest.raises(MeasurementFailed, match="2 times"):
        upstream.written("qcz")


def test_the_listed_model_is_the_one_that_answers(upstream: Upstream) -> None:
    assert [card["id"] for card in httpx.get(f"{upstream.url}/v1/models").json()["data"]] == [MODEL]


def test_other_questions_are_refused(upstream: Upstream) -> None:
    body = {"model": MODEL, "stream": True, "messages": [{"role": "user", "content": "Hello"}]}

    assert httpx.post(f"{upstream.url}/v1/messages", json=body).status_code == 400


def test_a_broken_list_of_models_is_none(upstream: Upstream) -> None:
    broken = httpx.get(f"{upstream.url}{BROKEN}/v1/models")

    assert broken.is_success
    with pytest.raises(ValueError, match="Expecting value"):
        broken.json()
