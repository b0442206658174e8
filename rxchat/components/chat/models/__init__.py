"""The model selector."""
