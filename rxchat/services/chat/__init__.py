"""Chat: requests, running answers, titles, attachments."""
