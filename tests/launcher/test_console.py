import pytest

from rxchat.domain.errors import StartupFailed
from rxchat.launcher.console import complain, failure, say


def test_results_and_complaints_go_to_their_own_streams(capsys: pytest.CaptureFixture[str]) -> None:
    say("all is well")
    complain("something is not")
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("all is well\n", "something is not\n")


def test_a_failure_says_the_same_as_data() -> None:
    failed = StartupFailed("The disk is full.", hint="Free some space.")
    assert failure(failed) == {"error": {"code": "startup_failed", "message": "The disk is full.", "hint": "Free some space."}}
