"""rxchat: a self-hosted chat for every model, in pure Python."""

__version__ = "0.1.0"
