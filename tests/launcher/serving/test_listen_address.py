import socket

import pytest

from rxchat.domain.errors import StartupFailed
from rxchat.launcher.serving.listen_address import bind, bind_failure, link, require_free


def test_a_port_that_somebody_listens_on_is_refused_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(StartupFailed, match=f"Port {port} is already in use"):
            bind("127.0.0.1", port)


def test_a_free_port_is_held() -> None:
    with bind("localhost", 0) as sock:
        assert sock.getsockname()[0] == "127.0.0.1"


def test_several_processes_listen_on_a_port_that_they_share() -> None:
    with bind("127.0.0.1", 0, is_shared=True) as one:
        port = one.getsockname()[1]
        require_free("127.0.0.1", port)  # nobody listens yet
        one.listen()
        with bind("127.0.0.1", port, is_shared=True) as other:
            other.listen()
        with pytest.raises(StartupFailed, match=f"Port {port} is already in use"):
            require_free("127.0.0.1", port)


def test_a_packet_does_not_wait_for_the_one_before_it() -> None:
    with bind("127.0.0.1", 0) as sock:
        assert sock.proto == socket.IPPROTO_TCP  # what asyncio looks at


def test_an_address_this_computer_does_not_have_is_said_in_words() -> None:
    with pytest.raises(StartupFailed, match="Can't listen on"):
        bind("192.0.2.1", 0)


def test_a_privileged_port_is_said_in_words() -> None:
    assert "above 1023" in str(bind_failure(PermissionError(13, "Permission denied"), "127.0.0.1", 80))


def test_a_link_is_an_address_of_the_program() -> None:
    assert link("http://127.0.0.1:8000", "code") == "http://127.0.0.1:8000/sign-in/code"
