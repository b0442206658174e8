"""A response: streaming and Markdown."""
