"""Conformance suite: what every provider must do, as tests that a provider inherits. Shipped with rxchat:

    class TestAcme(ProviderConformance):
        provider = AcmeProvider

        def text(self, text):
            return self.event({"delta": text})

        def end(self, usage):
            return self.event({"done": True, "tokens_in": usage.input_tokens, "tokens_out": usage.output_tokens})

Nothing else is needed: pytest, or whatever finds `test_` methods, runs them against a server on this computer. `Dialect` says
what else a vendor's stream can consist of.
"""

from rxchat.providers.conformance.dialect import NDJSON, SSE, STATUSES, Dialect, Framing
from rxchat.providers.conformance.suite import ProviderConformance

__all__ = ["NDJSON", "SSE", "STATUSES", "Dialect", "Framing", "ProviderConformance"]
