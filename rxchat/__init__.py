"""rxchat: a self-hosted chat for every model."""

__version__ = "0.1.0"
