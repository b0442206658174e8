"""rxchat's own measurements: how late an answer is painted, and at what cost. See docs/benchmarks.md."""
