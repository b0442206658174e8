"""Conversations: the list, search, copies, deletion."""
