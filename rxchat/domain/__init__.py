"""Plain frozen values and errors: no I/O, no framework."""
