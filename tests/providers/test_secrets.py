"""The key is nowhere but in the request."""

import logging
import pickle
import traceback
from collections.abc import Callable

import pytest
from fakes.anthropic import FakeAnthropic

from rxchat.domain.errors import (
    AuthenticationFailed,
    ConnectionFailed,
    ProviderError,
    RateLimited,
    ServerFault,
)
from rxchat.providers.vendors.claude import ClaudeProvider

from .conftest import Played, ask


def _told(error: BaseException) -> str:
    """All that an error can say, its causes and its pickle included."""
    text = "".join(traceback.format_exception(error)) + repr(error) + str(error) + repr(vars(error))
    return text + pickle.dumps(error).decode("latin-1")


def _refuse(fake: FakeAnthropic) -> None:
    fake.next(status=401, message=f"invalid x-api-key: {fake.key}")


def _reject(fake: FakeAnthropic) -> None:
    fake.next(status=400, message=f"what is {fake.key}?", error_code=fake.key, headers={"request-id": fake.key})


def _break(fake: FakeAnthropic) -> None:
    fake.next(raw=f"data: {fake.key}\n\n".encode())


def _report(fake: FakeAnthropic) -> None:
    fake.next(ending="error", after=1, error_type="invalid_request_error", message=f"no: {fake.key}")


@pytest.mark.parametrize("misbehave", [_refuse, _reject, _break, _report])
async def test_no_error_and_no_log_tells_the_key(
    fake: FakeAnthropic, claude: ClaudeProvider, caplog: pytest.LogCaptureFixture, misbehave: Callable[[FakeAnthropic], None]
):
    caplog.set_level(logging.DEBUG)
    misbehave(fake)
    with pytest.raises(ProviderError) as raised:
        await claude.send_message(ask())
    assert fake.key not in _told(raised.value)
    assert fake.key not in caplog.text
    assert fake.key not in repr(claude.connection)


async def test_a_key_that_is_tried_out_is_not_told_either(fake: FakeAnthropic, claude: ClaudeProvider):
    key = fake.key[::-1]
    fake.next(status=500, message=f"what is {key}?")
    with pytest.raises(ServerFault) as raised:
        await claude.validate_api_key(key)
    assert key not in _told(raised.value)


@pytest.mark.parametrize("kind", [AuthenticationFailed, ConnectionFailed, RateLimited])
def test_errors_survive_pickling(kind: type[ProviderError]):
    error = Played(api_key="secret").fault(kind, says="no", status=429, headers={"retry-after": "3", "request-id": "r"})
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert vars(copy) == vars(error)
    assert (copy.provider, copy.retry_after, copy.request_id) == ("played", 3.0, "r")
