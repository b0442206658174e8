"""Serving: uvicorn in this process, with limits on what a connection may cost."""
