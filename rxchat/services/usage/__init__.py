"""Usage summaries and spend caps."""
