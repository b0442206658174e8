"""Accounts, sessions, sign-in limits and allowed origins."""
