"""The server that the conformance suite ships with, under the name the fakes use."""

from rxchat.providers._conformance_server import FakeReply, FakeRequest, FakeServer

__all__ = ["FakeReply", "FakeRequest", "FakeServer"]
