"""Artifacts: the frame in which they run."""
