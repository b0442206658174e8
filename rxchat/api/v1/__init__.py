"""`/v1`: the models of all providers in the protocols that other programs speak, each request with a token of its own."""
