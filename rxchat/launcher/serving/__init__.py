"""Serving: uvicorn in this process, with bounds on what a connection may cost."""
