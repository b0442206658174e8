"""Share links and what they show."""
