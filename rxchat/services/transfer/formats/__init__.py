"""Import formats: one reader for each program whose export can be read."""
