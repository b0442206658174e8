"""Reflex state: vars and short handlers; the services do the work."""
