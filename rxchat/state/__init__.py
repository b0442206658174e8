"""Reflex state: vars and short handlers. What they do is in the services."""
