"""The server that the conformance suite ships with, under the name the fakes use."""

from rxchat.providers.conformance.server import FakeReply, FakeRequest, FakeServer

__all__ = ["FakeReply", "FakeRequest", "FakeServer"]
