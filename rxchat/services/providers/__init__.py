"""Provider administration: status, keys, settings, custom endpoints."""
