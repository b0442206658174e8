"""Recorded calls, usage reports and spend caps."""
