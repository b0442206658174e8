"""Messages: turns, branches, streaming, images, and who owns them."""
