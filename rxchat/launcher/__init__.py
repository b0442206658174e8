"""Starting the program: building the page, serving it, and finding out what is wrong."""
