"""Shared components: what any screen can use."""
