"""Pieces that any screen uses."""
