"""The message field."""
