"""What is compressed on a websocket, between the two ends of the library."""

import pytest
from websockets.client import ClientProtocol
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.uri import parse_uri

from rxchat.launcher.serving.websocket_compression import WORTH_COMPRESSING, SparingDeflateFactory

IS_COMPRESSED = 0x40


@pytest.fixture
def ends() -> tuple[ServerProtocol, ClientProtocol]:
    """Both after the handshake."""
    server = ServerProtocol(extensions=[SparingDeflateFactory(ServerPerMessageDeflateFactory())])
    client = ClientProtocol(parse_uri("ws://localhost/"), extensions=[ClientPerMessageDeflateFactory()])
    client.send_request(client.connect())
    server.receive_data(b"".join(client.data_to_send()))
    (request,) = server.events_received()
    assert isinstance(request, Request)
    server.send_response(server.accept(request))
    client.receive_data(b"".join(server.data_to_send()))
    client.events_received()
    return server, client


def test_only_long_messages_are_compressed_and_all_are_understood_in_any_order(ends: tuple[ServerProtocol, ClientProtocol]):
    server, client = ends
    for length in (5, WORTH_COMPRESSING - 1, WORTH_COMPRESSING, 5, 9 * WORTH_COMPRESSING, 5):
        message = b"answer "[: length % 7] + b"x" * (length - length % 7)
        server.send_text(message)
        sent = b"".join(server.data_to_send())
        assert bool(sent[0] & IS_COMPRESSED) == (length >= WORTH_COMPRESSING) == (len(sent) < length)
        client.receive_data(sent)
        (frame,) = client.events_received()
        assert isinstance(frame, Frame)
        assert frame.data == message


def test_what_a_browser_compresses_is_read(ends: tuple[ServerProtocol, ClientProtocol]):
    server, client = ends
    client.send_text(b"x" * 99)
    server.receive_data(b"".join(client.data_to_send()))
    (frame,) = server.events_received()
    assert isinstance(frame, Frame)
    assert frame.data == b"x" * 99
