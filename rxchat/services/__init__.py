"""Use cases. Each service receives what it needs through its constructor."""
