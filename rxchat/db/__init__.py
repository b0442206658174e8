"""Rows, repositories and migrations: the only part that knows SQL. Domain values go in and come out."""
