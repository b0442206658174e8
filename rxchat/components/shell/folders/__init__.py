"""Folders of the sidebar: their tree, dragging, and the dialog that moves chats and folders."""
