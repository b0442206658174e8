import pytest

from rxchat.launcher.terminal import complain, say


def test_results_and_complaints_go_to_their_own_streams(capsys: pytest.CaptureFixture[str]) -> None:
    say("all is well")
    complain("something is not")
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("all is well\n", "something is not\n")
