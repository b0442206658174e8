"""Sharing: links that anybody can open, what they show, and how often they were opened."""
