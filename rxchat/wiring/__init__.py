"""Builds each service once, from the settings."""

from rxchat.wiring.container import Services
from rxchat.wiring.lifespan import services, serving

__all__ = ["Services", "services", "serving"]
