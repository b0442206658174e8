"""One message and its tools."""
