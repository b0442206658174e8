"""HTTP transport: clients, addresses, certificates, connection failures."""
