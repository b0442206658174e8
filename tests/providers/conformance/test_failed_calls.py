"""The checks about failing calls find faults: a provider that tells errors wrongly fails the one that is about it."""

from collections.abc import Mapping
from typing import Any

import pytest

from rxchat.domain.errors import ProviderError, ServerFault
from rxchat.providers.conformance import ProviderConformance

from . import test_suite
from .test_conformance_faults import Sound


class BlamesTheServer(Sound):
    """So every refusal is tried again."""

    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        del body
        return self.fault(ServerFault, status=status, headers=headers)


class ForgetsTheStatus(Sound):
    def classify(self, status: int, headers: Mapping[str, str], body: Any) -> ProviderError:
        error = super().classify(status, headers, body)
        error.status = None
        return error


@pytest.mark.parametrize(
    ("wrong", "check"),
    [
        (BlamesTheServer, "test_what_stays_so_is_not_tried_again"),
        (BlamesTheServer, "test_a_wait_of_more_than_a_minute_is_left_to_the_person"),
        (ForgetsTheStatus, "test_a_status_told_by_a_gateway_is_one_of_our_errors"),
    ],
)
def test_a_wrong_provider_fails_the_check_that_is_about_it(wrong: type[Sound], check: str):
    suite: type[ProviderConformance] = type("Suite", (test_suite.CompletionDialect,), {"provider": wrong})
    with pytest.raises(AssertionError):
        getattr(suite(), check)()
