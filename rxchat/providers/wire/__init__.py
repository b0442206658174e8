"""Wire format: bytes as lines, events and JSON, and the errors in them."""
