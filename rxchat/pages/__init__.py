"""One file per page; no logic."""
