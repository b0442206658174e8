"""Cluster: messages between the workers of one database. The only user of Redis, which keeps none of them."""
