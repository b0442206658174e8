"""What the build of the page does beside what Reflex does: rxconfig.py lists these plugins."""
