"""WriteBatches that any screen uses."""
