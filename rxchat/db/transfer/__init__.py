"""Reading conversations for exports and writing imported ones."""
