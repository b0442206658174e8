"""The frame around every page: sidebar, header, notices."""
