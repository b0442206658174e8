"""Builds each service once, from the settings."""

from rxchat.wiring.container import Services
from rxchat.wiring.lifespan import prepare, running, services, serving, shutdown

__all__ = ["Services", "prepare", "running", "services", "serving", "shutdown"]
