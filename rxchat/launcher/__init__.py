"""Launcher: builds the page, serves it, and does what the other commands ask for."""
